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

const live = turn({ id: 'live', role: 'assistant', state: 'streaming' });

/** CPU milliseconds on the page's main thread so far: what other processes of the machine take does not count. */
async function cpu(session: CDPSession): Promise<{ readonly scriptMs: number; readonly taskMs: number }> {
  const { metrics } = await session.send('Performance.getMetrics');
  const read = (name: string): number => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1_000;
  return { scriptMs: read('ScriptDuration'), taskMs: read('TaskDuration') };
}

async function scriptMs(session: CDPSession): Promise<number> {
  return (await cpu(session)).scriptMs;
}

async function metricsOf(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return session;
}

/** A page with a running answer that already holds `text`. */
async function running(text: string): Promise<ChatPage> {
  const chat = await openChat({ width: 420, height: 900 });
  const turns = [question('q', 'Why?'), { ...live, text }];
  await chat.snapshot(state({ turns, running: { turnId: 'live' } }));
  await chat.coloured();
  return chat;
}

interface Streamed {
  /** CPU milliseconds of script in each frame. */
  readonly frames: readonly number[];
  readonly totalMs: number;
  /** CPU milliseconds of everything on the main thread in the busiest frame: no task in it can be longer. */
  readonly busiestMs: number;
}

/** Lets `text` arrive in pieces, one a frame. */
async function streamed(chat: ChatPage, text: string): Promise<Streamed> {
  const session = await metricsOf(chat.page);
  const first = await cpu(session);
  const frames: number[] = [];
  let before = first;
  let busiestMs = 0;
  for (let at = 0; at < text.length; at += pieceCharacters) {
    await chat.append('live', text.slice(at, at + pieceCharacters));
    const now = await cpu(session);
    frames.push(now.scriptMs - before.scriptMs);
    busiestMs = Math.max(busiestMs, now.taskMs - before.taskMs);
    before = now;
  }
  await chat.coloured();
  return { frames, busiestMs, totalMs: (await scriptMs(session)) - first.scriptMs };
}

interface Beside {
  /** CPU milliseconds of one whole parse. */
  readonly parseMs: number;
  /** Of drawing the answer piece by piece, back to back: the renderer's own work. */
  readonly drawMs: number;
  /** Of showing the whole answer anew with every piece (sampled and scaled). */
  readonly naiveMs: number;
  readonly naiveP95Ms: number;
}

/** What the answer costs outside the page and its frames, in one warm tab. */
async function besides(text: string): Promise<Beside> {
  const lab = await openLab();
  const session = await metricsOf(lab.page);
  const pieces = Array.from({ length: Math.ceil(text.length / pieceCharacters) }, (_, at) =>
    text.slice(at * pieceCharacters, (at + 1) * pieceCharacters),
  );
  // In a timer, because what the test driver itself evaluates is not counted as script.
  const costOf = async (kind: 'parse' | 'streamed', times: number): Promise<number> => {
    const before = await scriptMs(session);
    await lab.page.evaluate(
      ({ what, all, count }) =>
        new Promise((done) => {
          setTimeout(() => {
            const whole = all.join('');
            for (let at = 0; at < count; at++) {
              if (what === 'parse') window.lab.parse(whole);
              else window.lab.streamed(all);
            }
            done(undefined);
          });
        }),
      { what: kind, all: pieces, count: times },
    );
    return ((await scriptMs(session)) - before) / times;
  };
  await costOf('parse', 5);
  const parseMs = await costOf('parse', 10);
  await costOf('streamed', 2);
  const drawMs = await costOf('streamed', 5);
  const costs: number[] = [];
  for (let at = 0; at < text.length; at += pieceCharacters * naiveEvery) {
    const started = await scriptMs(session);
    await lab.page.evaluate(
      (markdown) =>
        new Promise((done) => {
          requestAnimationFrame(() => {
            document.body.innerHTML = window.lab.naive(markdown);
            requestAnimationFrame(done);
          });
        }),
      text.slice(0, at + pieceCharacters),
    );
    costs.push((await scriptMs(session)) - started);
  }
  await lab.close();
  return { parseMs, drawMs, naiveMs: sum(costs) * naiveEvery, naiveP95Ms: percentile(costs, 0.95) };
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
  const { frames, totalMs, busiestMs } = await streamed(chat, text);
  await chat.close();
  const beside = await besides(text);

  const slice = filled(source, 16_384);
  const perToken: number[] = [];
  for (const length of [1_024, 204_800]) {
    const one = await running(filled(source, length));
    const cost = await streamed(one, `\n\n${slice}`);
    await one.close();
    perToken.push(cost.totalMs / (slice.length / charactersPerToken));
  }
  const [short = Number.NaN, far = Number.NaN] = perToken;

  const p95 = percentile(frames, 0.95);
  const { parseMs, drawMs, naiveMs, naiveP95Ms } = beside;
  const size = `${Math.round(text.length / 1024)} kB`;
  return [
    row(
      'script per frame at p95',
      p95,
      'ms',
      '≤ 4',
      p95 <= 4,
      `whole answer per piece ${naiveP95Ms.toFixed(1)} ms`,
    ),
    row('busiest frame, layout and all', busiestMs, 'ms', '≤ 50', busiestMs <= 50),
    row(
      `drawing ${size} in pieces over one whole parse`,
      drawMs / parseMs,
      'x',
      '≤ 40',
      drawMs <= 40 * parseMs,
      `one parse ${parseMs.toFixed(1)} ms, whole answer per piece ${(naiveMs / parseMs).toFixed(0)} x`,
    ),
    row(
      `all script of the page for ${size}, a piece a frame`,
      totalMs,
      'ms',
      '',
      true,
      `${(totalMs / parseMs).toFixed(0)} x one parse; messages, scrolling and colours included`,
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
