// What a chat request is likely to cost, and at most, before it is sent: for the line under the composer and for a question
// in time. Works with what was learned of the model and says how sure it is by the width of its range.
import type { ChatRequest, PromptMessage } from '../request/modelRequest.ts';
import { outputReserve } from '../request/outputLimits.ts';
import type { Calibration } from '../tokens/calibration.ts';
import { estimateTokens } from '../tokens/estimator.ts';
import { type Counting, promptBand } from '../tokens/tokenBand.ts';
import { type AnswerSeen, answerLengths, traitsOf, type Weighted } from './answerLength.ts';
import { cachedShares, type SentPrompt, sharedTokens } from './cachedPrefix.ts';
import { boundOf, costOf } from './cost.ts';
import type { TokenRange } from './estimate.ts';
import type { Currency, Pico } from './money.ts';
import { priceRowAt } from './price.ts';
import type { Purpose } from './receipt.ts';

/** What was learned from earlier requests. */
export interface Learned {
  readonly calibration: Calibration;
  /** By which a prompt is reserved for: where this model told no usage yet, it goes by what the others did. */
  readonly counting: Counting;
  /** Answers of this model and of others, oldest first. */
  readonly ownAnswers: readonly AnswerSeen[];
  readonly otherAnswers: readonly AnswerSeen[];
  /** Shares of common beginnings that came from this model's cache. */
  readonly cachedShares: readonly number[];
  /** Prompts that this model was sent lately. */
  readonly earlierPrompts: readonly SentPrompt[];
}

export interface Forecast {
  readonly promptTokens: TokenRange;
  /** Of the prompt, read from the platform's cache. */
  readonly cachedTokens: TokenRange;
  /** The answer with its chain of thought. */
  readonly answerTokens: TokenRange;
  /** null: no price is known. */
  readonly cost: CostForecast | null;
}

/** low ≤ likely ≤ high ≤ most. */
export interface CostForecast {
  readonly currency: Currency;
  /** Nine requests in ten cost between `low` and `high`, which is at most four times `low`. */
  readonly lowPico: Pico;
  readonly likelyPico: Pico;
  readonly highPico: Pico;
  /** The bound that a budget would reserve. */
  readonly mostPico: Pico;
}

/** A range wider than this says nothing: the likeliest stretch of it is shown. */
const widest = 4;
/** Share of the likely costs outside of the range on each side. */
const tail = 0.025;
export const longestAnswerMs = 30 * 60_000;

/** The likely cost of a request sent at `nowMs`; `outputTokens` where a budget allows fewer than the request asks for. */
export function forecast(
  request: ChatRequest,
  purpose: Purpose,
  learned: Learned,
  nowMs: number,
  outputTokens = outputReserve(request),
): Forecast {
  const { calibration } = learned;
  const prompt = estimateTokens(request, calibration);
  const promptTokens = spreadAround(prompt, calibration.spread);
  const shared = Math.min(prompt, sharedTokens(request.messages, learned.earlierPrompts, nowMs, calibration));
  const shares = shared > 0 ? condensed(cachedShares(learned.cachedShares), 8) : [{ value: 0, weight: 1 }];
  const lengths = condensed(
    answerLengths(
      traitsOf(request, purpose),
      learned.ownAnswers,
      learned.otherAnswers,
      outputTokens,
      request.thinkingBudgetTokens,
    ),
    60,
  );
  return {
    promptTokens,
    cachedTokens: tokenRange(shares.map(({ value, weight }) => ({ value: value * shared, weight }))),
    answerTokens: tokenRange(lengths),
    cost: costForecast(
      request,
      { promptTokens, shared, shares, lengths, outputTokens },
      learned.counting,
      nowMs,
    ),
  };
}

interface Parts {
  readonly promptTokens: TokenRange;
  readonly shared: number;
  readonly shares: readonly Weighted[];
  readonly lengths: readonly Weighted[];
  readonly outputTokens: number;
}

/** Every likely prompt with every likely cache hit and every likely answer, priced; then the likely stretch of it. */
function costForecast(
  { model, ...request }: ChatRequest,
  { promptTokens, shared, shares, lengths, outputTokens }: Parts,
  counting: Counting,
  nowMs: number,
): CostForecast | null {
  const row = priceRowAt(model.prices, nowMs);
  if (!row) return null;
  const price = (prompt: number, cached: number, completion: number): Pico | null =>
    costOf(
      { promptTokens: prompt, cachedTokens: cached, completionTokens: completion, reasoningTokens: 0 },
      row,
      nowMs,
    );
  const { low, likely, high } = promptTokens;
  const prompts = [
    { value: low, weight: 0.2 },
    { value: likely, weight: 0.6 },
    { value: high, weight: 0.2 },
  ];
  const costs: Weighted[] = [];
  for (const prompt of prompts)
    for (const share of shares) {
      const cached = Math.min(
        prompt.value,
        Math.round((shared * share.value * prompt.value) / Math.max(1, likely)),
      );
      // The cost is a line over the answer's tokens; two points of it are enough.
      const [fixed, withOne] = [price(prompt.value, cached, 0), price(prompt.value, cached, 1)];
      if (fixed === null || withOne === null) return null;
      const perToken = Number(withOne - fixed);
      for (const length of lengths)
        costs.push({
          value: Number(fixed) + length.value * perToken,
          weight: prompt.weight * share.weight * length.weight,
        });
    }
  const range = likelyStretch(costs);
  const bound = boundOf(
    model.prices,
    nowMs,
    longestAnswerMs,
    promptBand({ ...request, model }, counting).mostPromptTokens,
  );
  const mostPico = bound.promptPico + BigInt(outputTokens) * bound.picoPerOutputToken;
  const highPico = BigInt(Math.ceil(range.high));
  return {
    currency: row.currency,
    lowPico: BigInt(Math.floor(range.low)),
    likelyPico: BigInt(Math.round(range.likely)),
    highPico,
    mostPico: mostPico > highPico ? mostPico : highPico,
  };
}

interface Stretch {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

/**
 * Where nine in ten of the values lie; when that is wider than four times its low end, the stretch of four times its low
 * end that holds the most of them.
 */
export function likelyStretch(values: readonly Weighted[]): Stretch {
  const rising = values.filter(({ weight }) => weight > 0).toSorted((a, b) => a.value - b.value);
  const low = quantile(rising, tail);
  const high = quantile(rising, 1 - tail);
  if (high <= low * widest) return { low, likely: quantile(rising, 0.5), high };
  let [best, weight, from] = [0, 0, 0];
  let most = 0;
  for (const [to, { value, weight: added }] of rising.entries()) {
    weight += added;
    for (; (rising[from]?.value ?? value) * widest < value; from += 1) weight -= rising[from]?.weight ?? 0;
    if (weight > most) [best, most] = [to, weight];
  }
  const top = rising[best]?.value ?? high;
  const inside = rising.filter(({ value }) => value * widest >= top && value <= top);
  return { low: inside[0]?.value ?? low, likely: quantile(inside, 0.5), high: top };
}

function quantile(rising: readonly Weighted[], share: number): number {
  const whole = rising.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  for (const { value, weight } of rising) {
    sum += weight;
    if (sum >= share * whole) return value;
  }
  return rising.at(-1)?.value ?? 0;
}

/** The same distribution by at most so many values of equal weight: the forecast is made while a person types. */
function condensed(values: readonly Weighted[], most: number): readonly Weighted[] {
  const rising = values.toSorted((a, b) => a.value - b.value);
  if (rising.length <= most) return rising;
  const whole = rising.reduce((sum, { weight }) => sum + weight, 0);
  const kept: Weighted[] = [];
  let sum = 0;
  for (const { value, weight } of rising) {
    sum += weight;
    while (kept.length < most && sum >= ((kept.length + 0.5) / most) * whole) kept.push({ value, weight: 1 });
  }
  return kept;
}

function tokenRange(values: readonly Weighted[]): TokenRange {
  const rising = values.toSorted((a, b) => a.value - b.value);
  const at = (share: number): number => Math.round(quantile(rising, share));
  return { low: at(tail), likely: at(0.5), high: at(1 - tail) };
}

function spreadAround(likely: number, spread: number): TokenRange {
  return {
    low: Math.floor(likely / (1 + spread)),
    likely,
    high: Math.ceil(likely * (1 + spread)),
  };
}

/** The messages that were sent to get the last answer, for conversations whose requests this window has not seen. */
export function promptOfLastAnswer(messages: readonly PromptMessage[]): readonly PromptMessage[] {
  const last = messages.findLastIndex((message) => message.role === 'assistant');
  return last < 0 ? [] : messages.slice(0, last);
}
