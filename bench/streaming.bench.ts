// The row `streaming` of the numbers to hold: an answer arriving in the real chat page, in Chromium, through the page's own
// messages; beside it, in the same run, a page that renders the whole answer again with every piece.
// `--text FILE` takes any text as the answer.
import { readFileSync } from 'node:fs';
import type { CDPSession, Page } from 'playwright-core';
import { type ChatPage, closeShared, openChat, openLab } from '../test/webview/chatPage.ts';
import { question, sampleAnswer, state, turn } from '../test/webview/states.ts';
import type { Row } from './row.ts';

export const id = 'streaming';

/** Characters per message: about 16 tokens, what the host gathers in its 25 ms from an answer of 640 tokens a second. */
const pieceCharacters = 64;
const charactersPerToken = 4;
/** The naive page is asked only with every so many pieces, and its total scaled: it would take minutes otherwise. */
const naiveEvery = 20;

/** Milliseconds of script since the page was opened, as Chromium counts them (layout apart). */
async function scriptMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find((metric) => metric.name === 'ScriptDuration')?.value ?? 0) * 1_000;
}

async function metricsOf(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return session;
}

const live = turn({ id: 'live', role: 'assistant', state: 'streaming' });

/** A page with a running answer that already holds `text`. */
async function running(text: string): Promise<ChatPage> {
  const chat = await openChat({ width: 420, height: 900 });
  const turns = [question('q', 'Why?'), { ...live, text }];
  await chat.snapshot(state({ turns, running: { turnId: 'live' } }));
  await chat.page.evaluate(() => {
    const long: number[] = [];
    Object.assign(window, { long });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) long.push(entry.duration);
    }).observe({ entryTypes: ['longtask'] });
  });
  await chat.coloured();
  return chat;
}

/** Script per frame, in ms, while `text` arrives. */
async function streamed(chat: ChatPage, text: string): Promise<readonly number[]> {
  const session = await metricsOf(chat.page);
  const frames: number[] = [];
  let before = await scriptMs(session);
  for (let at = 0; at < text.length; at += pieceCharacters) {
    await chat.append('live', text.slice(at, at + pieceCharacters));
    const now = await scriptMs(session);
    frames.push(now - before);
    before = now;
  }
  await chat.coloured();
  frames.push((await scriptMs(session)) - before);
  return frames;
}

/** Script in ms of a page that renders everything with every piece; measured at every `naiveEvery`-th piece, and scaled. */
async function naiveTotal(
  page: Page,
  text: string,
): Promise<{ readonly totalMs: number; readonly p95Ms: number }> {
  const costs: number[] = [];
  for (let at = 0; at < text.length; at += pieceCharacters * naiveEvery) {
    const cost = await page.evaluate(
      async (markdown) => {
        const started = performance.now();
        document.body.innerHTML = window.lab.naive(markdown);
        const took = performance.now() - started;
        await new Promise((done) => requestAnimationFrame(done));
        return took;
      },
      text.slice(0, at + pieceCharacters),
    );
    costs.push(cost);
  }
  return { totalMs: sum(costs) * naiveEvery, p95Ms: percentile(costs, 0.95) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function percentile(values: readonly number[], share: number): number {
  return (
    [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
    Number.NaN
  );
}

/** `text` repeated and cut to `length`. */
function filled(text: string, length: number): string {
  return `${text}\n\n`.repeat(Math.ceil(length / (text.length + 2))).slice(0, length);
}

type Measured = Omit<Row, 'date' | 'machine'>;

export async function run(options: readonly string[]): Promise<readonly Measured[]> {
  const fileAt = options.indexOf('--text');
  const file = fileAt < 0 ? undefined : options[fileAt + 1];
  const source = file === undefined ? sampleAnswer : readFileSync(file, 'utf8');
  const text = file === undefined ? filled(source, 65_536) : source.slice(0, 500_000);
  try {
    return await measure(source, text);
  } finally {
    await closeShared();
  }
}

async function measure(source: string, text: string): Promise<readonly Measured[]> {
  // The first answer warms the code of the page up, as a person's first answer does.
  const warm = await running('');
  await streamed(warm, filled(source, 4_096));
  await warm.close();

  const chat = await running('');
  const frames = await streamed(chat, text);
  const long = await chat.page.evaluate(() => Math.max(0, ...(Reflect.get(window, 'long') as number[])));
  await chat.close();

  const lab = await openLab();
  const wholeMs = await lab.page.evaluate((markdown) => {
    const times = Array.from({ length: 9 }, () => {
      const started = performance.now();
      window.lab.parse(markdown);
      return performance.now() - started;
    });
    return times.sort((a, b) => a - b)[4] ?? Number.NaN;
  }, text);
  const naive = await naiveTotal(lab.page, text);
  await lab.close();

  const slice = filled(source, 16_384);
  const perToken: number[] = [];
  for (const length of [1_024, 204_800]) {
    const one = await running(filled(source, length));
    const cost = await streamed(one, `\n\n${slice}`);
    await one.close();
    perToken.push(sum(cost) / (slice.length / charactersPerToken));
  }
  const [short = Number.NaN, far = Number.NaN] = perToken;

  const totalMs = sum(frames);
  const p95 = percentile(frames, 0.95);
  const size = `${Math.round(text.length / 1024)} kB`;
  return [
    row(
      'script per frame at p95',
      p95,
      'ms',
      '≤ 4',
      p95 <= 4,
      `whole answer per piece: ${naive.p95Ms.toFixed(1)} ms`,
    ),
    row('longest task', long, 'ms', '≤ 50', long <= 50),
    row(
      `script for ${size} over one whole parse`,
      totalMs / wholeMs,
      'x',
      '≤ 40',
      totalMs <= 40 * wholeMs,
      `${totalMs.toFixed(0)} ms, one parse ${wholeMs.toFixed(1)} ms, whole answer per piece ${(naive.totalMs / wholeMs).toFixed(0)} x`,
    ),
    row(
      'cost per token at 200 kB over that at 1 kB',
      far / short,
      'x',
      '≤ 1.5',
      far <= 1.5 * short,
      `${(short * 1_000).toFixed(0)} µs a token at 1 kB`,
    ),
  ];
}

function row(
  what: string,
  value: number,
  unit: string,
  bound: string,
  holds: boolean,
  beside?: string,
): Measured {
  const rounded = Math.round(value * 100) / 100;
  return { id, what, value: rounded, unit, bound, holds, ...(beside === undefined ? {} : { beside }) };
}
