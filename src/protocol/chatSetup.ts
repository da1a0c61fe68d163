// What surrounds a conversation: the models to choose from, and what is missing before there can be one.
import * as v from 'valibot';
import { action, failureView } from './actions.ts';
import { count, shown, text } from './chatShapes.ts';

export const modelView = v.object({
  id: text(200),
  name: text(200),
  windowTokens: v.nullable(count),
  /** Ready-made price text in the person's language, e.g. "¥4 in · ¥6 out per 1M". */
  price: shown,
  /** The price is old, unsure or unknown. */
  priceToCheck: v.optional(v.boolean()),
  vision: v.boolean(),
  thinking: v.picklist(['no', 'always', 'switchable']),
  note: v.optional(shown),
});

export const setupView = v.object({
  /** `ready` shows the conversation; anything else its empty state. */
  stage: v.picklist(['loading', 'site', 'notice', 'key', 'ready']),
  title: shown,
  lines: v.array(shown),
  actions: v.array(action),
  /** A verdict on the last key entered. */
  failure: v.optional(failureView),
  busy: v.boolean(),
});

export type ModelView = v.InferOutput<typeof modelView>;
export type SetupView = v.InferOutput<typeof setupView>;
