// What a replay is worth: the calls and keys that the modelled editor wrote down, beside the bill that the server kept.
import { type Billed, tokensBilled } from './fakeServer.ts';

/** One change and the call of the provider that it led to. */
export interface Call {
  readonly editMs: number;
  /** What was on screen fitted the change and stood at the caret. */
  readonly fitting: boolean;
  /** When the provider was called; null when the next change came first. */
  beginMs: number | null;
  /** When the provider was done. */
  endMs: number | null;
  /** Its text went on screen. */
  shown: boolean;
}

export interface ReplayLog {
  readonly edits: number;
  readonly typed: number;
  readonly covered: number;
  readonly wrong: number;
  readonly calls: readonly Call[];
  readonly errors: readonly string[];
}

export interface Score {
  readonly edits: number;
  /** Keys typed; those of them that ghost text on screen foretold, and those that it foretold wrongly. */
  readonly typed: number;
  readonly covered: number;
  readonly wrong: number;
  readonly shown: number;
  readonly shownFromMemory: number;
  readonly requests: number;
  readonly tokensBilled: number;
  readonly mostOpen: number;
  readonly askedWhileFitting: number;
  /** Time from call to text beyond the server's own, of answers that a request was sent for. */
  readonly overheadMs: readonly number[];
  readonly errors: readonly string[];
}

/** Joins both by time: the clocks of editor and server must have one zero. */
export function scoreOf(log: ReplayLog, bill: readonly Billed[], mostOpen: number): Score {
  const overheadMs: number[] = [];
  let shown = 0;
  let shownFromMemory = 0;
  let askedWhileFitting = 0;
  let next = 0;
  for (const call of log.calls) {
    while ((bill[next]?.startMs ?? Number.POSITIVE_INFINITY) < call.editMs) next += 1;
    const untilMs = call.endMs ?? call.editMs;
    // A request sent at the key press, before the editor's call, is as much this answer's as one sent in the call.
    const sent: Billed[] = [];
    for (let k = next; (bill[k]?.startMs ?? Number.POSITIVE_INFINITY) <= untilMs; k++) {
      const one = bill[k];
      if (one !== undefined) sent.push(one);
    }
    if (call.fitting) askedWhileFitting += sent.length;
    if (!call.shown || call.beginMs === null || call.endMs === null) continue;
    shown += 1;
    if (sent.length === 0) shownFromMemory += 1;
    // A request that had not answered yet is not what was waited for.
    const asked = sent.find(({ tokensMs: [firstMs = Number.POSITIVE_INFINITY] }) => firstMs <= untilMs);
    const lastMs = asked?.tokensMs.findLast((atMs) => atMs <= untilMs);
    if (asked !== undefined && lastMs !== undefined)
      overheadMs.push(call.endMs - call.beginMs - (lastMs - asked.startMs));
  }
  return {
    edits: log.edits,
    typed: log.typed,
    covered: log.covered,
    wrong: log.wrong,
    shown,
    shownFromMemory,
    requests: bill.length,
    tokensBilled: tokensBilled(bill),
    mostOpen,
    askedWhileFitting,
    overheadMs,
    errors: log.errors,
  };
}

export const coverage = (score: Score): number => score.covered / score.typed;
/** Keys foretold for each foretold wrongly. One wrong key is granted to each, so that a session without any has a quotient. */
export const quotient = (score: Score): number => score.covered / Math.max(1, score.wrong);
export const fromMemory = (score: Score): number => score.shownFromMemory / score.shown;
export const requestsPer100 = (score: Score): number => (100 * score.requests) / score.edits;
export const tokensPerCovered = (score: Score): number => score.tokensBilled / score.covered;
