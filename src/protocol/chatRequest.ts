// A request as the page shows it before or after it is sent.
import * as v from 'valibot';
import { amount, count, id, shown, text } from './chatShapes.ts';

/** A stretch of a piece: text as it goes out, text left out of sight, or what stands for a masked value. */
const pieceRun = v.variant('kind', [
  v.object({ kind: v.literal('text'), text: text(20_000) }),
  v.object({ kind: v.literal('unseen'), characters: count }),
  v.object({
    kind: v.literal('masked'),
    /** What is sent in its place, and the handle to let it through. The value itself never comes here. */
    placeholder: text(200),
    rule: text(100),
    /** `once`: the person lets it go in clear with the next request. */
    passes: v.picklist(['never', 'offered', 'once']),
  }),
]);

const requestPiece = v.object({
  id: text(100),
  kind: v.picklist(['system', 'question', 'answer', 'attachment', 'words', 'tool', 'before', 'after']),
  /** Of an attachment: its name. */
  label: v.optional(text(300)),
  tokens: count,
  cost: v.optional(amount),
  runs: v.array(pieceRun),
  /** Pictures in it. */
  images: count,
  /** What can be taken out of the request with one click; of a turn also brought back. */
  drop: v.optional(
    v.variant('what', [
      v.object({ what: v.literal('attachment'), attachmentId: id }),
      v.object({ what: v.literal('turn'), turnId: id }),
    ]),
  ),
  /** The person took it out: it is shown, but not sent. */
  isOut: v.boolean(),
});

/** A request, piece by piece and byte by byte: the next one, or one that was sent. */
export const requestView = v.object({
  kind: v.picklist(['next', 'sent']),
  id,
  /** Of one that was sent: the answer to it, when it is in the chat. */
  answerId: v.optional(id),
  /** Why it cannot be sent as it is. */
  problem: v.nullable(shown),
  /** Name and value, in the person's language. */
  facts: v.array(v.object({ name: shown, value: shown })),
  pieces: v.array(requestPiece),
  tokens: count,
  head: v.nullable(
    v.object({
      method: text(10),
      url: text(2_000),
      headers: v.array(v.object({ name: text(200), value: text(2_000) })),
    }),
  ),
  /** The body as it goes over the wire, from its beginning; `unseenCharacters` more are shown in an editor. */
  body: text(100_000),
  unseenCharacters: count,
  bodyBytes: count,
  /** What the person always sends in clear, to be taken back here: rule and date, never a value. */
  grants: v.array(v.object({ id: text(100), rule: text(100), since: shown })),
});

export type RequestView = v.InferOutput<typeof requestView>;
export type RequestPieceView = v.InferOutput<typeof requestPiece>;
export type PieceRunView = v.InferOutput<typeof pieceRun>;
