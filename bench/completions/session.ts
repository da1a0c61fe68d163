// A typing session: documents and timed edits, and what the person typed next at every place (the oracle the fake model answers from).
import { drawnGapMs, generator } from './random.ts';

/** `[from, to, text]`: the characters from..to were replaced by text. */
export type TextEdit = readonly [number, number, string];

export interface RawStep {
  readonly file: string;
  /** Milliseconds, or null when the recording has no usable times. */
  readonly timeMs: number | null;
  /** In document order of the text before; never overlapping. */
  readonly edits: readonly TextEdit[];
  /** Where the caret stood afterwards; null when unknown. */
  readonly caret: number | null;
}

export interface Recording {
  readonly name: string;
  readonly initial: ReadonlyMap<string, string>;
  readonly steps: readonly RawStep[];
  /** Files whose content was set anew between two steps: index of the following step → file → content. */
  readonly resets: ReadonlyMap<number, ReadonlyMap<string, string>>;
}

export interface Step {
  readonly file: string;
  readonly atMs: number;
  readonly edits: readonly TextEdit[];
  readonly caret: number;
}

interface Continuation {
  /** What was typed at this place, up to 400 characters. */
  readonly rest: string;
  /** The run of contiguous typing it belongs to; answers are drawn per run. */
  readonly run: number;
  readonly at: number;
}

/** What the hand does, without what it will do. */
export interface Typing {
  readonly steps: readonly Step[];
  readonly initial: ReadonlyMap<string, string>;
  readonly resets: ReadonlyMap<number, ReadonlyMap<string, string>>;
}

export interface Session extends Typing {
  readonly name: string;
  /** What follows where the text left of the caret ends like `left`. */
  lookup(left: string): Continuation | undefined;
  /** First lines of continuations, for wrong answers. */
  readonly elsewhere: readonly string[];
}

const KEY_LENGTH = 160;
/** Shorter beginnings of files are all alike. */
const SHORTEST_KEY = 4;
const REST_LIMIT = 400;
const LONGEST_GAP_MS = 1500;
const RUN_PAUSE_MS = 20_000;

export interface SessionOptions {
  readonly seed: number;
  readonly from?: number;
  readonly count?: number;
  /** The session ends before the first step that comes later than this. */
  readonly longestMs?: number;
}

/** Walks a recording's texts: calls `visit` with each step and the text before and after it. */
export function walk(
  recording: Pick<Recording, 'initial' | 'resets'> & {
    readonly steps: readonly Pick<RawStep, 'file' | 'edits'>[];
  },
  visit: (index: number, before: string, after: string) => void,
): void {
  const texts = new Map(recording.initial);
  recording.steps.forEach((step, index) => {
    for (const [file, text] of recording.resets.get(index) ?? []) texts.set(file, text);
    const before = texts.get(step.file) ?? '';
    const after = applied(before, step.edits);
    texts.set(step.file, after);
    visit(index, before, after);
  });
}

export function applied(text: string, edits: readonly TextEdit[]): string {
  let after = text;
  for (const [from, to, inserted] of [...edits].sort((a, b) => b[0] - a[0])) {
    if (from < 0 || to > text.length || from > to)
      throw new RangeError('an edit of the recording lies outside its text');
    after = after.slice(0, from) + inserted + after.slice(to);
  }
  return after;
}

/** Builds the session: carets and gaps filled in, the future of every place known. */
export function session(recording: Recording, options: SessionOptions): Session {
  const random = generator(options.seed * 7919 + 17);
  const all = recording.steps;
  const carets = all.map((step, index) => caretAfter(step, all[index + 1]));
  const lefts: string[] = [];
  const placed: (string | null)[] = [];
  walk(recording, (index, _before, after) => {
    const step = all[index];
    const caret = Math.min(carets[index] ?? 0, after.length);
    carets[index] = caret;
    lefts.push(copied(after.slice(Math.max(0, caret - KEY_LENGTH), caret)));
    const edit = step?.edits.length === 1 ? step.edits[0] : undefined;
    placed.push(
      edit !== undefined && edit[0] === edit[1] && caret > edit[0]
        ? copied(after.slice(edit[0], caret))
        : null,
    );
  });
  const next = nextInFile(all);
  const rests: string[] = new Array(all.length).fill('');
  const runs: number[] = all.map((_, index) => index);
  const oracle = new Map<string, Continuation>();
  for (let index = all.length - 1; index >= 0; index--) {
    const follower = next[index];
    const text = follower === undefined ? null : placed[follower];
    const caret = carets[index] ?? 0;
    let chained = '';
    if (
      follower !== undefined &&
      typeof text === 'string' &&
      startOf(all[follower]) === caret &&
      close(all[index], all[follower])
    ) {
      rests[index] = (text + (rests[follower] ?? '')).slice(0, REST_LIMIT);
      runs[index] = runs[follower] ?? follower;
      chained = text;
    }
    const rest = rests[index] ?? '';
    for (let k = 0; k < Math.max(1, chained.length); k++) {
      const key = ((lefts[index] ?? '') + rest.slice(0, k)).slice(-KEY_LENGTH);
      if (k === 0 || !oracle.has(key))
        oracle.set(key, { rest: rest.slice(k), run: runs[index] ?? index, at: caret + k });
    }
  }
  const elsewhere = [...new Set(rests.map((rest) => (rest.split('\n')[0] ?? '').slice(0, 60)))].filter(
    (line) => line.trim().length >= 4,
  );
  const from = options.from ?? 0;
  const to = Math.min(all.length, from + (options.count ?? Number.POSITIVE_INFINITY));
  let atMs = 0;
  const steps: Step[] = [];
  for (let index = from; index < to; index++) {
    const step = all[index];
    if (step === undefined) break;
    const before = all[index - 1];
    if (index > from) {
      const measured = step.timeMs === null || before?.timeMs == null ? null : step.timeMs - before.timeMs;
      atMs += measured === null ? drawnGapMs(random) : Math.min(Math.max(measured, 0), LONGEST_GAP_MS);
    }
    if (atMs > (options.longestMs ?? Number.POSITIVE_INFINITY)) break;
    steps.push({ file: step.file, atMs, edits: step.edits, caret: carets[index] ?? 0 });
  }
  const { initial, resets } = startingAt(recording, from, from + steps.length);
  return {
    name: recording.name,
    steps,
    initial,
    resets,
    elsewhere,
    lookup: (left) => oracle.get(left.slice(-KEY_LENGTH)) ?? nearStart(oracle, left),
  };
}

/** Near a file's start the key is all that stands there; a client may have put something of its own before it. */
function nearStart(oracle: ReadonlyMap<string, Continuation>, left: string): Continuation | undefined {
  for (let length = Math.min(left.length, KEY_LENGTH) - 1; length >= SHORTEST_KEY; length--) {
    const found = oracle.get(left.slice(-length));
    if (found !== undefined) return found;
  }
  return undefined;
}

function caretAfter(step: RawStep, follower: RawStep | undefined): number {
  if (step.caret !== null) return step.caret;
  const last = [...step.edits].sort((a, b) => a[0] - b[0]).at(-1);
  if (last === undefined) return 0;
  const shift = step.edits.reduce(
    (sum, edit) => (edit[0] < last[0] ? sum + edit[2].length - (edit[1] - edit[0]) : sum),
    0,
  );
  const end = last[0] + shift + last[2].length;
  // Without a recorded caret, the next key tells whether this change left it inside what it inserted (auto-closed brackets).
  const following = follower?.file === step.file ? follower.edits[0] : undefined;
  const inside =
    following !== undefined &&
    following[0] === following[1] &&
    following[0] > last[0] + shift &&
    following[0] < end;
  return inside ? following[0] : end;
}

function nextInFile(steps: readonly RawStep[]): (number | undefined)[] {
  const next: (number | undefined)[] = new Array(steps.length).fill(undefined);
  const last = new Map<string, number>();
  steps.forEach((step, index) => {
    const previous = last.get(step.file);
    if (previous !== undefined) next[previous] = index;
    last.set(step.file, index);
  });
  return next;
}

function startOf(step: RawStep | undefined): number {
  return step?.edits[0]?.[0] ?? -1;
}

function close(a: RawStep | undefined, b: RawStep | undefined): boolean {
  if (a?.timeMs == null || b?.timeMs == null) return true;
  return b.timeMs - a.timeMs < RUN_PAUSE_MS;
}

function startingAt(recording: Recording, from: number, to: number): Pick<Session, 'initial' | 'resets'> {
  const resets = new Map(
    [...recording.resets].filter(([at]) => at >= from && at < to).map(([at, files]) => [at - from, files]),
  );
  if (from === 0) return { initial: recording.initial, resets };
  const texts = new Map(recording.initial);
  walk({ ...recording, steps: recording.steps.slice(0, from) }, (index, _before, after) => {
    const step = recording.steps[index];
    if (step !== undefined) texts.set(step.file, after);
  });
  return { initial: texts, resets };
}

/** A slice keeps the whole text it was cut from alive; a copy does not. */
function copied(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
