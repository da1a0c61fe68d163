// The shapes that messages between host and pages are made of: ids, bounded texts, counts, money.
import * as v from 'valibot';

export const id = v.pipe(v.string(), v.maxLength(64), v.regex(/^[A-Za-z0-9_-]+$/));
export const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Money crosses as a decimal string of pico-units: postMessage refuses bigint. */
export const amount = v.object({
  currency: v.pipe(v.string(), v.regex(/^[A-Z]{3}$/)),
  pico: v.pipe(v.string(), v.regex(/^-?\d{1,30}$/)),
});

/** A text the host has already put into the person's language. */
export const shown = text(4_000);

export const costView = v.object({
  state: v.picklist(['exact', 'estimated', 'unknown']),
  amount: v.optional(amount),
  low: v.optional(amount),
  high: v.optional(amount),
});

export type AmountView = v.InferOutput<typeof amount>;
export type CostView = v.InferOutput<typeof costView>;
