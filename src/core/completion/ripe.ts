// Is an answer that still grows far enough to be shown? A line at once is better to read than a word at a time.
import type { Fit } from './fits.ts';
import type { Pace } from './paced.ts';

/** At a pause, an unfinished line is shown in part after so long. */
const LINE_PATIENCE_MS = 100;
/** A pause is longer than so many usual gaps between keys. */
const FLOWING_GAPS = 2;
/** A block waits so long after its first text when it has a whole line, and at most so long when it has none. */
const BLOCK_LINE_MS = 40;
const BLOCK_PATIENCE_MS = 120;

/** Its first line is whole, or it has had its time. `block`: the place asks for several lines. */
export function isRipe(fit: Fit, block: boolean, pace: Pace, nowMs: number): boolean {
  const line = fit.rest.indexOf('\n');
  const waited = nowMs - (fit.answer.firstTextAtMs ?? nowMs);
  if (block) return (line > 0 && waited >= BLOCK_LINE_MS) || waited >= BLOCK_PATIENCE_MS;
  // In the flow of typing the next key fetches what has come since; at a pause it is better to see the whole line at once.
  const flowing = pace.sinceKeyMs(nowMs) < FLOWING_GAPS * pace.medianGapMs;
  return line >= 0 || flowing || waited >= LINE_PATIENCE_MS;
}
