// How a model is to think, as the page shows and changes it.
import * as v from 'valibot';
import { count, text } from './chatShapes.ts';

/** Of a chain of thought, in tokens: the platform takes no other budget. */
export const thinkingBudgetRange = { min: 128, max: 32_768 } as const;

/** How the model that answers next is to think. */
export const thinkingView = v.object({
  /** Null where it cannot be switched. */
  mode: v.nullable(v.picklist(['auto', 'on', 'off'])),
  /** Null where the model takes no budget. */
  budgetTokens: v.nullable(count),
  /** The model's own words for how hard it thinks. */
  efforts: v.array(text(40)),
  /** One of them; null leaves it to the platform. */
  effort: v.nullable(text(40)),
  /** Chosen for this model; else it follows the settings. */
  isOwn: v.boolean(),
});

/** What a person changed of it; what is left out stays as it was. */
export const thinkingChange = v.object({
  mode: v.optional(v.picklist(['auto', 'on', 'off'])),
  budgetTokens: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(thinkingBudgetRange.min), v.maxValue(thinkingBudgetRange.max)),
  ),
  effort: v.optional(v.nullable(text(40))),
});

export type ThinkingView = v.InferOutput<typeof thinkingView>;
export type ThinkingChange = v.InferOutput<typeof thinkingChange>;
