// The rows `streaming` of the numbers to hold: an answer arriving in the real chat page, in Chromium, through the page's own
// messages, at two paces; beside it, in the same run, a page that renders the whole answer again with every piece.
// `--text FILE` takes any text as the answer.
//
// What the page spends grows with the time that an answer takes, not only with its length: a growing text is shown 20 times
// a second, and each time costs a frame, a look at where the end is, and the drawing of the block that is still open. A bound
// of so many whole parses can therefore only be meant for an answer that comes as fast as the page can show it: that row
// carries it, with all script of the whole page counted. How much of a processor an answer at a model's own pace takes is a
// row of its own, because that is what a person would notice. The script of one frame is bounded at the model's pace, which
// is already faster than any listed model; at a hundred times that pace frames are told, and only the busiest is bounded.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import { type ChatPage, closeShared, openChat, openLab } from '../test/webview/chatPage.ts';
import { question, sampleAnswer, state, turn } from '../test/webview/states.ts';
import { atMost, type Measured, median } from './row.ts';

export const id = 'streaming';

interface Pace {
  readonly what: string;
  /** Characters in one message. */
  readonly pieceCharacters: number;
  /** Between two messages; 0 sends the next one when the frame that shows the last is over. */
  readonly everyMs: number;
}
/** What the host gathers in its 25 ms from an answer of 640 tokens a second. */
const life: Pace = { what: 'at 640 tokens a second', pieceCharacters: 64, everyMs: 25 };
/** 64 kB in about a second. */
const fast: Pace = { what: '64 kB in a second', pieceCharacters: 2_048, everyMs: 33 };
/** Pieces for the cost of one token, each drawn before the next. */
const oneByOne: Pace = { what: 'piece by piece', pieceCharacters: 64, everyMs: 0 };
const charactersPerToken = 4;
/** The naive page is shown only so many of the pieces of life's pace, and its total scaled: it would take minutes otherwise. */
const naiveSamples = 50;
const frameMs = 1_000 / 60;
const parseRounds = 25;
const parseWarmUps = 10;
/** Longer answers are cut: the page shows no more of them. */
const longestText = 500_000;
/** An answer at life's pace is cut to what arrives in half a minute. */
const longestLife = 65_536;

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

/** The next answer in the same page: an empty one, running. */
async function another(chat: ChatPage): Promise<ChatPage> {
  const turns = [question('q', 'Why?')];
  await chat.snapshot(state({ turns, running: null }));
  await chat.snapshot(state({ turns: [...turns, live], running: { turnId: 'live' } }));
  return chat;
}

interface Streamed {
  /** CPU milliseconds of script in each frame's time in which there was any: a script is never cut in two by the reading. */
  readonly frames: readonly number[];
  readonly totalMs: number;
  /** CPU milliseconds of everything on the main thread in a frame's time, at most: no task in it can be longer. */
  readonly busiestMs: number;
  /** From the first message to the last. */
  readonly wallMs: number;
}

/** Lets `text` arrive. What the driver evaluates to send a message is not counted as script; what hears it is. */
async function streamed(chat: ChatPage, text: string, pace: Pace): Promise<Streamed> {
  const session = await metricsOf(chat.page);
  const first = await cpu(session);
  const frames: number[] = [];
  let before = first;
  let busiestMs = 0;
  const read = async (): Promise<void> => {
    const now = await cpu(session);
    if (now.scriptMs > before.scriptMs) frames.push(now.scriptMs - before.scriptMs);
    busiestMs = Math.max(busiestMs, now.taskMs - before.taskMs);
    before = now;
  };
  const startMs = performance.now();
  let dueMs = startMs;
  for (let at = 0; at < text.length; at += pace.pieceCharacters) {
    const piece = text.slice(at, at + pace.pieceCharacters);
    if (pace.everyMs === 0) await chat.append('live', piece);
    else {
      await chat.stream({ op: 'append', turnId: 'live', channel: 'text', text: piece });
      dueMs += pace.everyMs;
      for (let leftMs = dueMs - performance.now(); leftMs > 0; leftMs = dueMs - performance.now()) {
        await sleep(Math.min(frameMs, leftMs));
        await read();
      }
    }
    await read();
  }
  const wallMs = performance.now() - startMs;
  await chat.coloured();
  return { frames, busiestMs, totalMs: (await scriptMs(session)) - first.scriptMs, wallMs };
}

/** CPU milliseconds of one whole parse in `page`, which must be warm: the median of several, in timers as the page's own. */
async function parseMs(page: Page, text: string): Promise<number> {
  const session = await metricsOf(page);
  const costs: number[] = [];
  for (let round = 0; round < parseRounds; round++) {
    const before = await scriptMs(session);
    await page.evaluate(
      (markdown) =>
        new Promise((done) => {
          setTimeout(() => {
            window.lab.parse(markdown);
            done(undefined);
          });
        }),
      text,
    );
    if (round >= parseWarmUps) costs.push((await scriptMs(session)) - before);
  }
  return median(costs);
}

interface Beside {
  readonly parseMs: number;
  /** Of showing the whole answer anew with every piece (sampled and scaled). */
  readonly naiveMs: number;
  readonly naiveP95Ms: number;
}

/** What the answer costs in a tab with nothing but the parser. */
async function besides(text: string): Promise<Beside> {
  const lab = await openLab();
  const session = await metricsOf(lab.page);
  const oneParseMs = await parseMs(lab.page, text);
  const costs: number[] = [];
  const pieces = Math.ceil(text.length / life.pieceCharacters);
  const samples = Math.min(naiveSamples, pieces);
  for (let sample = 1; sample <= samples; sample++) {
    const started = await scriptMs(session);
    await lab.page.evaluate(
      (markdown) =>
        new Promise((done) => {
          requestAnimationFrame(() => {
            document.body.innerHTML = window.lab.naive(markdown);
            requestAnimationFrame(done);
          });
        }),
      text.slice(0, Math.ceil((text.length * sample) / samples)),
    );
    costs.push((await scriptMs(session)) - started);
  }
  await lab.close();
  return {
    parseMs: oneParseMs,
    naiveMs: (sum(costs) * pieces) / samples,
    naiveP95Ms: percentile(costs, 0.95),
  };
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

export async function run(options: readonly string[]): Promise<readonly Measured[]> {
  const fileAt = options.indexOf('--text');
  const file = fileAt < 0 ? undefined : options[fileAt + 1];
  const source = file === undefined ? sampleAnswer : readFileSync(file, 'utf8');
  const text = file === undefined ? filled(source, 65_536) : source.slice(0, longestText);
  try {
    return await measure(source, text);
  } finally {
    await closeShared();
  }
}

async function measure(source: string, text: string): Promise<readonly Measured[]> {
  const slow = text.slice(0, longestLife);
  const beside = await besides(text);
  const slowParseMs = slow === text ? beside.parseMs : (await besides(slow)).parseMs;

  const chat = await running('');
  // The first answer warms the code of the page up, as a person's first answer does.
  await streamed(chat, text, fast);
  const quick = await streamed(await another(chat), text, fast);
  const calm = await streamed(await another(chat), slow, life);
  await chat.close();

  const slice = filled(source, 16_384);
  const perToken: number[] = [];
  for (const length of [1_024, 204_800]) {
    const one = await running(filled(source, length));
    const cost = await streamed(one, `\n\n${slice}`, oneByOne);
    await one.close();
    perToken.push(cost.totalMs / (slice.length / charactersPerToken));
  }
  const [short = Number.NaN, far = Number.NaN] = perToken;

  const size = `${Math.max(1, Math.round(text.length / 1_024))} kB`;
  const slowSize = `${Math.max(1, Math.round(slow.length / 1_024))} kB`;
  const naive = `a naive page ${beside.naiveP95Ms.toFixed(1)} ms`;
  return [
    ...[calm, quick].flatMap((one) => {
      const { what } = one === calm ? life : fast;
      return [
        row(
          `script per frame, p95, ${what}`,
          percentile(one.frames, 0.95),
          'ms',
          one === calm ? 4 : undefined,
          naive,
        ),
        row(`busiest frame, layout and all, ${what}`, one.busiestMs, 'ms', 50),
      ];
    }),
    row(
      `all script for ${size}, ${fast.what}, over one parse`,
      quick.totalMs / beside.parseMs,
      'x',
      40,
      `${quick.totalMs.toFixed(0)} ms, one warm parse ${beside.parseMs.toFixed(1)} ms (median of ${parseRounds - parseWarmUps})`,
    ),
    row(
      `all script for ${slowSize}, ${life.what}: share of a processor`,
      (calm.totalMs / calm.wallMs) * 100,
      '%',
      undefined,
      `${calm.totalMs.toFixed(0)} ms in ${(calm.wallMs / 1_000).toFixed(0)} s, ${(calm.totalMs / slowParseMs).toFixed(0)} x one warm parse`,
    ),
    row(
      `a naive page (the whole answer drawn again with every piece): all script for ${size}, over one parse`,
      beside.naiveMs / beside.parseMs,
      'x',
      undefined,
      `ours ${(quick.totalMs / beside.parseMs).toFixed(0)} x ${fast.what}, ${(calm.totalMs / slowParseMs).toFixed(0)} x ${life.what}`,
    ),
    row('a naive page: script per frame, p95', beside.naiveP95Ms, 'ms', undefined),
    row(
      'cost per token at 200 kB over that at 1 kB',
      far / short,
      'x',
      1.5,
      `${(short * 1_000).toFixed(0)} µs a token at 1 kB`,
    ),
  ];
}

/** A row whose value may be at most `most`, when there is a bound. */
function row(what: string, value: number, unit: string, most: number | undefined, beside?: string): Measured {
  const named = beside === undefined ? {} : { beside };
  if (most !== undefined) return { ...atMost(id, what, value, unit, most), ...named };
  return { id, what, value: Number(value.toPrecision(3)), unit, bound: '', holds: true, ...named };
}
