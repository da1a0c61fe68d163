// What a message is likely to cost, and the question before one that is dear.
import * as v from 'valibot';
import { amount, count, id, shown, text } from './chatShapes.ts';

/** What a message is likely to cost before it is sent. All figures are estimates; money is absent where no price is known. */
export const forecastView = v.object({
  promptTokens: count,
  /** Of them likely read from the platform's cache. */
  cachedTokens: count,
  answerLowTokens: count,
  answerHighTokens: count,
  cost: v.nullable(
    v.object({ low: amount, high: amount, most: amount, answerLow: amount, answerHigh: amount }),
  ),
  /** Why there is no money to show. */
  unpriced: v.optional(shown),
  /** What a budget does to it. */
  limited: v.optional(shown),
  /** What the prompt is made of; `label` names an attachment. */
  parts: v.array(
    v.object({
      kind: v.picklist(['system', 'history', 'attachment', 'words', 'cached']),
      label: v.optional(text(300)),
      tokens: count,
      cost: v.optional(amount),
    }),
  ),
});

/** A message that may cost more than `siliconflow.budget.confirmAbove` waits for the person's word. */
export const confirmation = v.object({
  id,
  kind: v.picklist(['ask', 'edit', 'regenerate', 'continue', 'compact']),
  /** Of the intent that asked, so that the page knows its own. */
  intentId: v.nullable(id),
  above: amount,
  forecast: forecastView,
});

/** Tokens of the model's window; the parts may add up to more than the window. */
export const meterView = v.object({
  windowTokens: count,
  system: count,
  history: count,
  attachments: count,
  words: count,
  /** Kept for the answer and its reasoning. */
  reserve: count,
  /** So full that the person is asked to have the chat summarised. */
  offersSummary: v.boolean(),
});

export type MeterView = v.InferOutput<typeof meterView>;
export type ForecastView = v.InferOutput<typeof forecastView>;
export type ConfirmationView = v.InferOutput<typeof confirmation>;
