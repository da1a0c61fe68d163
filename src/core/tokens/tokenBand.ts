// How far a count of tokens may be off: by what usage taught of the model, else of other models, else by the samples alone.
import type { ModelRequest } from '../request/modelRequest.ts';
import type { TokenRange } from '../spend/estimate.ts';
import {
  type Calibration,
  type ClassTokens,
  calibrationFrom,
  type PromptSeen,
  tokenClasses,
} from './calibration.ts';
import { rawClassTokens, upperBoundTokens } from './estimator.ts';

/** What is known of how a model counts. */
export interface Counting {
  readonly calibration: Calibration;
  /** Set when it was learned of other models: how many. Vocabularies differ, and each model says how much. */
  readonly models?: number;
}

/** Answers after which a model is known by its own usage. */
const enough = 3;
/** Nine texts in ten are within the calibration's spread; 99 in a hundred within this many times it, as a normal error has it. */
const widening = 1.6;
/** How far a script that no counted text held may be off, and the texts' worth of it that halve the doubt. */
const unseenScript = 0.35;
const halfKnown = 0.5;
/** A model that taught nothing yet, beside so many that did: what their spread does not show of it. */
const strangerDoubt = 0.17;

/** Nine long texts in ten have at least this share of their estimate (textTokens.ts). */
const lowShare = 0.85;
/**
 * On top of the bound, which no text of the samples was above: for vocabularies nobody measured. With 1.1 one of ten
 * thousand requests in the sandbox's storm was billed above its band.
 */
const margin = 1.2;

/** What is known of a model: its own usage where there is enough, else that of the others, a little of each. */
export function countingOf(own: Calibration, others: readonly Calibration[]): Counting {
  if (own.seen.length >= enough) return { calibration: own };
  const known = others.filter(({ seen }) => seen.length >= enough);
  if (known.length === 0) return { calibration: own };
  const each = Math.ceil(24 / known.length);
  const seen: PromptSeen[] = known.flatMap((one) => one.seen.slice(-each));
  return { calibration: calibrationFrom([...seen, ...own.seen]), models: known.length };
}

/**
 * The band of a count. `estimated` is the uncalibrated estimate by class, `bound` what no text of the samples was above.
 * A text of a few tokens strays further, as any count does: by its square root.
 */
export function tokenBand(
  estimated: ClassTokens,
  bound: number,
  { calibration, models }: Counting,
): TokenRange {
  const { factors, seen } = calibration;
  const exact = tokenClasses.reduce((sum, one) => sum + estimated[one] * factors[one], 0);
  const likely = Math.round(exact);
  const stray = Math.sqrt(exact);
  if (seen.length < enough) {
    const high = Math.max(likely, Math.ceil(bound * margin));
    return { low: Math.min(likely, Math.max(0, Math.floor(exact * lowShare - stray))), likely, high };
  }
  const strange = models === undefined ? 0 : strangerDoubt / (1 + models);
  const off = widening * (calibration.spread + strange) + unseenScript * unseenShare(estimated, calibration);
  return {
    low: Math.max(0, Math.floor(exact / (1 + off) - stray / 2)),
    likely,
    high: Math.ceil(exact * (1 + off) + stray / 2),
  };
}

/** A request's prompt, and what it does not exceed in practice: so much is reserved for it, and shown before it is sent. */
export function promptBand(
  request: ModelRequest,
  counting: Counting,
): { readonly promptTokens: TokenRange; readonly mostPromptTokens: number } {
  const most = upperBoundTokens(request, counting.calibration);
  const promptTokens = tokenBand(rawClassTokens(request), most, counting);
  return { promptTokens, mostPromptTokens: Math.max(most, promptTokens.likely) };
}

/** The share of a text in classes that the counted ones hardly held, 0 to 1. */
function unseenShare(estimated: ClassTokens, calibration: Calibration): number {
  const whole = tokenClasses.reduce((sum, one) => sum + estimated[one], 0);
  if (whole === 0) return 0;
  const evidence = evidenceOf(calibration);
  return tokenClasses.reduce(
    (sum, one, at) => sum + (estimated[one] / whole) * (halfKnown / (halfKnown + (evidence[at] ?? 0))),
    0,
  );
}

/** A band is asked for several times with each request, and the evidence changes with what is learned only. */
const evidences = new WeakMap<Calibration, readonly number[]>();

/** How many texts' worth of each class the counted ones held. */
function evidenceOf(calibration: Calibration): readonly number[] {
  const known = evidences.get(calibration);
  if (known !== undefined) return known;
  const evidence = tokenClasses.map(() => 0);
  for (const { estimated } of calibration.seen) {
    const whole = Math.max(
      1,
      estimated.reduce((sum, one) => sum + one, 0),
    );
    for (const [at, tokens] of estimated.entries()) evidence[at] = (evidence[at] ?? 0) + tokens / whole;
  }
  evidences.set(calibration, evidence);
  return evidence;
}
