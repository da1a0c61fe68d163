// What a model's real usage says about the estimates for it: a factor for each script, fitted to the last answers so that
// a few wild figures change nothing.
import { scripts } from './textTokens.ts';

/** Parts of a prompt whose estimates err in different ways; `frame` is what the chat template adds. */
export const tokenClasses = [...scripts, 'frame', 'images'] as const;
export type TokenClass = (typeof tokenClasses)[number];

/** Estimated tokens of one prompt by class, before any calibration. */
export type ClassTokens = Readonly<Record<TokenClass, number>>;

/** One answer whose usage the platform counted: the estimate by class, in the order of `tokenClasses`, and the truth. */
export interface PromptSeen {
  readonly estimated: readonly number[];
  readonly promptTokens: number;
}

export interface Calibration {
  /** Real tokens per estimated token, 0.5 to 3. */
  readonly factors: ClassTokens;
  /** Nine prompts in ten are within this share of their calibrated estimate. */
  readonly spread: number;
  /** What it is learned from, newest last. */
  readonly seen: readonly PromptSeen[];
}

/** Of the estimator's samples nine in ten are within 0.88 to 1.17 of the estimate (textTokens.ts). */
const uncalibratedSpread = 0.17;

export const uncalibrated: Calibration = { factors: sameForAll(1), spread: uncalibratedSpread, seen: [] };

/** Answers that are remembered: enough for several scripts, few enough that a changed vocabulary is soon learned. */
const memory = 24;
/** In a shorter prompt the template's own tokens, which are a guess, weigh more than the text. */
const fewestTokens = 64;
/** How strongly a class that was hardly seen is held at the factor of the whole, in units of a squared relative error. */
const hold = 0.02;
/** Relative errors beyond this many times the usual one are outliers and lose their weight (Tukey's biweight). */
const outlier = 4.7;
/** Errors are hardly ever smaller: below, ordinary answers would count as outliers. */
const leastUsual = 0.03;
/**
 * The fit is made so often. In the first half a far answer counts less, but counts (Huber's weights): few answers in another
 * script would else be thrown out before their script had a factor of its own. In the second half outliers have no say.
 */
const rounds = 8;
/** Huber's constant: nothing is lost where errors are normal. */
const far = 1.345;
const leastSpread = 0.03;

/** Whether it has all the answers it remembers: one more hardly changes it. */
export function isSettled({ seen }: Calibration): boolean {
  return seen.length >= memory;
}

/** The calibration after one answer. Impossible figures change nothing, a single wild one hardly anything. */
export function learned(calibration: Calibration, estimated: ClassTokens, promptTokens: number): Calibration {
  const one = { estimated: tokenClasses.map((name) => Math.round(estimated[name])), promptTokens };
  return isPossible(one) ? calibrationFrom([...calibration.seen, one]) : calibration;
}

/** The calibration that these answers amount to; what cannot be true is left out. */
export function calibrationFrom(answers: readonly PromptSeen[]): Calibration {
  const seen = answers.filter(isPossible).slice(-memory);
  if (seen.length === 0) return uncalibrated;
  const ratios = seen.map((one) => one.promptTokens / sumOf(one.estimated));
  const middle = median(ratios);
  // One answer alone is believed in part.
  const whole = clamped(1 + (middle - 1) * (seen.length / (seen.length + 0.5)));
  let factors = tokenClasses.map(() => whole);
  for (let round = 0; round < rounds; round += 1) {
    const errors = seen.map((one) => errorOf(one, factors));
    const usual = Math.max(leastUsual, 1.48 * median(errors.map(Math.abs)));
    const weightOf = round < rounds / 2 ? huber : biweight;
    factors = fitted(
      seen,
      errors.map((error) => weightOf(error / usual)),
      whole,
    );
  }
  const errors = seen.map((one) => Math.abs(errorOf(one, factors))).toSorted((a, b) => a - b);
  const ninth = errors[Math.min(errors.length - 1, Math.floor(errors.length * 0.9))] ?? 0;
  // Few answers say little about the next: the spread of the samples fades out as answers come in.
  const doubt = 1 / (1 + seen.length / 3);
  return {
    factors: byClass(factors),
    spread: Math.max(leastSpread, Math.min(0.5, ninth * 1.2 + uncalibratedSpread * doubt)),
    seen,
  };
}

function isPossible({ estimated, promptTokens }: PromptSeen): boolean {
  if (estimated.length !== tokenClasses.length || !estimated.every((one) => one >= 0 && Number.isFinite(one)))
    return false;
  const ratio = promptTokens / sumOf(estimated);
  return sumOf(estimated) >= fewestTokens && ratio >= 0.2 && ratio <= 6;
}

function errorOf({ estimated, promptTokens }: PromptSeen, factors: readonly number[]): number {
  return 1 - estimated.reduce((sum, tokens, at) => sum + tokens * (factors[at] ?? 1), 0) / promptTokens;
}

function huber(distance: number): number {
  return Math.min(1, far / Math.abs(distance));
}

function biweight(distance: number): number {
  return Math.abs(distance) >= outlier ? 0 : (1 - (distance / outlier) ** 2) ** 2;
}

/** Weighted least squares of the relative errors, each class held at `whole` unless the answers say otherwise. */
function fitted(seen: readonly PromptSeen[], weights: readonly number[], whole: number): number[] {
  const size = tokenClasses.length;
  const matrix = Array.from({ length: size }, (_, row) =>
    Array.from({ length: size + 1 }, (_, column) =>
      column === row ? hold : column === size ? hold * whole : 0,
    ),
  );
  seen.forEach(({ estimated, promptTokens }, index) => {
    const shares = estimated.map((tokens) => tokens / promptTokens);
    const weight = weights[index] ?? 0;
    for (const [row, sums] of matrix.entries()) {
      const share = weight * (shares[row] ?? 0);
      for (let column = 0; column < size; column += 1)
        sums[column] = (sums[column] ?? 0) + share * (shares[column] ?? 0);
      sums[size] = (sums[size] ?? 0) + share;
    }
  });
  return solved(matrix).map(clamped);
}

/** Gauss–Jordan without pivoting: the matrix is positive definite because of `hold`. */
function solved(matrix: readonly number[][]): number[] {
  matrix.forEach((pivotRow, pivot) => {
    const head = pivotRow[pivot] ?? 1;
    for (let column = pivot; column < pivotRow.length; column += 1)
      pivotRow[column] = (pivotRow[column] ?? 0) / head;
    matrix.forEach((row, at) => {
      const times = row[pivot] ?? 0;
      if (at === pivot || times === 0) return;
      for (let column = pivot; column < row.length; column += 1)
        row[column] = (row[column] ?? 0) - times * (pivotRow[column] ?? 0);
    });
  });
  return matrix.map((row) => row.at(-1) ?? 1);
}

function median(values: readonly number[]): number {
  const rising = values.toSorted((a, b) => a - b);
  const half = rising.length / 2;
  return ((rising[Math.ceil(half) - 1] ?? 1) + (rising[Math.floor(half)] ?? 1)) / 2;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0);
}

function sameForAll(factor: number): ClassTokens {
  return byClass(tokenClasses.map(() => factor));
}

function byClass(values: readonly number[]): ClassTokens {
  const [words = 1, marks = 1, han = 1, other = 1, frame = 1, images = 1] = values;
  return { words, marks, han, other, frame, images };
}

function clamped(factor: number): number {
  return Number.isFinite(factor) ? Math.min(3, Math.max(0.5, factor)) : 1;
}
