// A conversation as the page shows it: its turns and what is attached to them.
import * as v from 'valibot';
import { failureView } from './actions.ts';
import { amount, costView, count, id, shown, text } from './chatShapes.ts';

export const attachmentView = v.object({
  id,
  kind: v.picklist(['file', 'selection', 'image']),
  label: text(300),
  /** Where it comes from, for the tooltip: workspace-relative path and lines. */
  detail: text(1_000),
  tokens: count,
  /** Its share of what the next message is likely to cost. */
  cost: v.optional(amount),
  /** For images the page shows a thumbnail it was given as a data URL. */
  thumbnail: v.optional(text(200_000)),
  /** Why it is cut, masked or outdated, in words. */
  note: v.optional(shown),
  /** It may not leave any more, as the note says: nothing is sent until it is removed, also from a question sent before. */
  held: v.optional(v.boolean()),
});

export const turnView = v.object({
  id,
  role: v.picklist(['user', 'assistant', 'notice']),
  text: v.string(),
  attachments: v.array(attachmentView),
  reasoning: v.string(),
  /** Set once reasoning has ended. */
  reasoningMs: v.optional(count),
  state: v.picklist(['waiting', 'reasoning', 'streaming', 'done', 'stopped', 'cut', 'failed']),
  /** What is being waited for, in words: "Waiting for the first token (12 s)", "Paced: TPM limit". */
  waitingFor: v.optional(shown),
  model: v.optional(text(200)),
  promptTokens: v.optional(count),
  cachedTokens: v.optional(count),
  completionTokens: v.optional(count),
  reasoningTokens: v.optional(count),
  cost: v.optional(costView),
  durationMs: v.optional(count),
  firstTokenMs: v.optional(count),
  traceId: v.optional(text(200)),
  failure: v.optional(failureView),
  /** A question that asks for a summary: it cannot be edited. */
  compacts: v.optional(v.boolean()),
  /** A summary that stands in for everything before it in later requests. */
  summary: v.optional(v.boolean()),
  /** Remarks such as "answer limited by today's budget" or "2 secrets were masked". */
  notes: v.array(shown),
  createdMs: v.number(),
});

export type AttachmentView = v.InferOutput<typeof attachmentView>;
export type TurnView = v.InferOutput<typeof turnView>;
