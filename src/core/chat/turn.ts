// What a conversation is made of, as it is kept: parsed by schema whenever it comes back from the store.
import * as v from 'valibot';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** What a `Date` can be. */
export const moment = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15));
/** What the page takes for an id, too: one turn of another shape would keep the page from showing any. */
const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));
/** A sentence: its l10n key and arguments. */
const said = v.object({ text: v.string(), args: v.optional(v.array(v.union([v.string(), v.number()]))) });
const pico = v.pipe(v.string(), v.regex(/^-?\d{1,30}$/));

/** What a person attached. `text` is already masked by the outgoing guard; the clear values live in memory only. */
export const attachmentSchema = v.object({
  id,
  kind: v.picklist(['file', 'selection', 'image']),
  label: v.string(),
  /** Path relative to its workspace folder, with lines for a selection; or the name of a pasted image. */
  source: v.string(),
  /** URI to open, when there is one. */
  uri: v.optional(v.string()),
  /** URIs of the files whose text stands in it, when it was gathered from several: all of them are judged. */
  holds: v.optional(v.array(v.string())),
  /** First line of a selection, counted from 1. */
  startLine: v.optional(count),
  endLine: v.optional(count),
  languageId: v.optional(v.string()),
  text: v.optional(v.string()),
  /** Nothing else: the site would fetch an address of the web. */
  dataUrl: v.optional(v.pipe(v.string(), v.regex(/^data:image\/(png|jpeg|webp|gif);base64,/))),
  /** What stands for a large image on its chip. Never sent. */
  thumbnail: v.optional(v.pipe(v.string(), v.maxLength(60_000), v.regex(/^data:image\/(png|webp);base64,/))),
  /** Pixels, for the token estimate of an image. */
  width: v.optional(count),
  height: v.optional(count),
  /** What an image measured before it was scaled down. */
  scaledFrom: v.optional(v.object({ width: count, height: count })),
  /** That it is not all there was. */
  remark: v.optional(said),
  tokens: count,
  /** Rules of the guard that masked something in here. */
  masked: v.optional(v.array(v.string())),
});

const failureSchema = v.looseObject({ kind: v.string(), detail: v.string(), sent: v.boolean() });

const userTurnSchema = v.object({
  role: v.literal('user'),
  id,
  createdMs: moment,
  /** Masked. */
  text: v.string(),
  attachments: v.array(attachmentSchema),
  /** Set when a command asked: its answer is booked apart, and may come from a model of its own. */
  purpose: v.optional(v.literal('action')),
  /** Asks for a summary that stands in for everything before it in later requests. */
  compacts: v.optional(v.literal(true)),
  /** Put to this model in place of the usual one of then (ownModel.ts). */
  ownModel: v.optional(v.object({ model: v.string(), insteadOf: v.string() })),
  /** Rules of the guard that masked something in the text. */
  masked: v.optional(v.array(v.string())),
});

const assistantTurnSchema = v.object({
  role: v.literal('assistant'),
  id,
  createdMs: moment,
  model: v.string(),
  text: v.string(),
  reasoning: v.string(),
  reasoningMs: v.optional(count),
  state: v.picklist(['waiting', 'reasoning', 'streaming', 'done', 'stopped', 'cut', 'failed']),
  /** The answer ended because a limit was reached; it can be continued. */
  limited: v.optional(v.boolean()),
  failure: v.optional(failureSchema),
  /** Receipts of the requests that made this answer, in order. */
  receiptIds: v.array(v.string()),
  usage: v.optional(
    v.object({ promptTokens: count, cachedTokens: count, completionTokens: count, reasoningTokens: count }),
  ),
  /** Money as decimal pico-units, because JSON has no bigint. */
  cost: v.optional(
    v.object({
      state: v.picklist(['exact', 'estimated', 'unknown']),
      currency: v.nullable(v.pipe(v.string(), v.regex(/^[A-Z]{3}$/))),
      pico: v.nullable(pico),
      lowPico: v.nullable(pico),
      highPico: v.nullable(pico),
    }),
  ),
  durationMs: v.optional(count),
  firstTokenMs: v.optional(count),
  traceId: v.optional(v.string()),
  notes: v.array(said),
});

export const turnSchema = v.variant('role', [userTurnSchema, assistantTurnSchema]);

export type Attachment = v.InferOutput<typeof attachmentSchema>;
export type UserTurn = v.InferOutput<typeof userTurnSchema>;
export type AssistantTurn = v.InferOutput<typeof assistantTurnSchema>;
export type Turn = v.InferOutput<typeof turnSchema>;
export type TurnCost = NonNullable<AssistantTurn['cost']>;

/** What the answer to the last question is for. */
export function purposeOf(turns: readonly Turn[]): 'chat' | 'action' {
  return turns.findLast((turn) => turn.role === 'user')?.purpose ?? 'chat';
}

/** Files whose text, or a picture of theirs, goes along with a turn. */
export function filesOf(turn: Turn): readonly string[] {
  return turn.role === 'user' ? turn.attachments.map((attachment) => attachment.source) : [];
}
