// What the chat page may ask of the host, by subject. The page only sends intents: each is parsed, and the host decides.
import * as v from 'valibot';
import { actionIds } from './actions.ts';
import { historyIntents } from './chatHistory.ts';
import { count, id, shown, text } from './chatShapes.ts';
import { thinkingChange } from './chatThinking.ts';

/** An image that the page hands over: at most 20 MB as base64. */
const imageUrl = v.pipe(
  v.string(),
  v.maxLength(28_000_000),
  v.regex(/^data:image\/(png|jpeg|webp|gif);base64,/),
);
/** What stands for a large one on its chip. */
const thumbnailUrl = v.pipe(v.string(), v.maxLength(60_000), v.regex(/^data:image\/(png|webp);base64,/));
/** A code block of an answer. */
const place = { turnId: id, block: count };

/** The page itself. */
const pageIntents = [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('resync') }),
  /** A fault in the page itself, for the log. */
  v.object({ type: v.literal('pageError'), message: text(2_000) }),
] as const;

/** What is asked, and asked again. */
const sendingIntents = [
  v.object({ type: v.literal('send'), intentId: id, text: text(1_000_000) }),
  /** What stands in the composer now, for its forecast; sent when typing rests. */
  v.object({ type: v.literal('draft'), text: text(1_000_000) }),
  v.object({ type: v.literal('confirmSend'), confirmationId: id }),
  v.object({ type: v.literal('cancelSend'), confirmationId: id }),
  v.object({ type: v.literal('stop') }),
  /** A command is being typed: the prompts may have changed. */
  v.object({ type: v.literal('listCommands') }),
  v.object({ type: v.literal('regenerate'), intentId: id, turnId: id }),
  /** The host asks which model is to answer. */
  v.object({ type: v.literal('regenerateWith'), intentId: id, turnId: id }),
  v.object({ type: v.literal('continueAnswer'), intentId: id, turnId: id }),
  v.object({ type: v.literal('editAndResend'), intentId: id, turnId: id, text: text(1_000_000) }),
] as const;

/** What waits in the composer to go along. */
const attachmentIntents = [
  /** A suggestion was clicked: the host attaches what it speaks of and answers with `prefill`. */
  v.object({ type: v.literal('useSuggestion'), text: shown }),
  v.object({ type: v.literal('addSelection') }),
  /** What fits what stands after an `@`; the answer carries the number it was asked with. */
  v.object({ type: v.literal('findMentions'), asked: count, typed: text(2_000) }),
  /** One of those that were listed last. */
  v.object({ type: v.literal('addMention'), intentId: id, mentionId: text(4_000) }),
  /** A file that the host offered: attach it, or offer it no more in this chat. */
  v.object({ type: v.literal('takeOffered'), path: text(300) }),
  v.object({ type: v.literal('declineOffered'), path: text(300) }),
  v.object({ type: v.literal('pickFile') }),
  /** `text/uri-list` of a drop from the explorer. */
  v.object({ type: v.literal('dropUris'), uris: v.pipe(v.array(text(4_000)), v.maxLength(50)) }),
  v.object({
    type: v.literal('addImage'),
    intentId: id,
    name: text(300),
    dataUrl: imageUrl,
    /** Its size in pixels, where the page has scaled it down. */
    scaledFrom: v.optional(v.object({ width: count, height: count })),
    thumbnail: v.optional(thumbnailUrl),
  }),
  /** What came of `scalePicture`; without a picture it stays as it is. */
  v.object({
    type: v.literal('pictureScaled'),
    attachmentId: id,
    dataUrl: v.optional(imageUrl),
    thumbnail: v.optional(thumbnailUrl),
    isUnreadable: v.optional(v.boolean()),
  }),
  v.object({ type: v.literal('removeAttachment'), attachmentId: id }),
  v.object({ type: v.literal('openAttachment'), attachmentId: id }),
] as const;

/** What is done with an answer. Code is named by turn and block, never sent back. */
const answerIntents = [
  v.object({ type: v.literal('copyAnswer'), turnId: id }),
  v.object({ type: v.literal('copyTraceId'), turnId: id }),
  v.object({ type: v.literal('copyCode'), ...place }),
  /** Opens a review of what the block would change in its file. */
  v.object({ type: v.literal('applyCode'), ...place }),
  /** The same for all blocks of an answer. */
  v.object({ type: v.literal('applyAnswer'), turnId: id }),
  v.object({ type: v.literal('putInTerminal'), ...place }),
  v.object({ type: v.literal('insertCode'), ...place }),
  v.object({ type: v.literal('newFileFromCode'), ...place }),
  v.object({ type: v.literal('openLink'), href: text(8_000) }),
  /** Paths that an answer mentions: which of them can be opened? Answered with `filesFound`. */
  v.object({ type: v.literal('findFiles'), paths: v.pipe(v.array(text(300)), v.maxLength(50)) }),
  /** `line` and `column` count from 1. */
  v.object({
    type: v.literal('openFile'),
    path: text(300),
    line: v.optional(count),
    column: v.optional(count),
  }),
] as const;

/** The request that is looked at. */
const previewIntents = [
  /** Shows what would be sent now: of the composer's text and attachments, or of what is asked once more. */
  v.object({
    type: v.literal('previewRequest'),
    again: v.optional(
      v.variant('kind', [
        v.object({ kind: v.literal('edit'), turnId: id, text: text(1_000_000) }),
        v.object({ kind: v.literal('regenerate'), turnId: id }),
      ]),
    ),
  }),
  /** Shows what was sent for this answer. */
  v.object({ type: v.literal('showSent'), turnId: id }),
  v.object({ type: v.literal('closeRequest') }),
  /** A false alarm: let it go in clear once, always, or mask it after all. */
  v.object({
    type: v.literal('letThrough'),
    placeholder: text(200),
    how: v.picklist(['once', 'always', 'not']),
  }),
  v.object({ type: v.literal('revokeGrant'), grantId: text(100) }),
  v.object({ type: v.literal('leaveOut'), turnId: id, isOut: v.boolean() }),
  /** Of the request that is looked at. */
  v.object({ type: v.literal('openBody') }),
  v.object({ type: v.literal('copyRequest'), as: v.picklist(['json', 'curl']) }),
] as const;

/** The conversation and the model it is held with, and the buttons beside what went wrong. */
const choiceIntents = [
  v.object({ type: v.literal('newChat') }),
  /** `once`: for the next message alone; the usual model takes that back. */
  v.object({ type: v.literal('selectModel'), modelId: text(200), once: v.optional(v.boolean()) }),
  /** How one model is to think; what is left out stays, and `choice` null follows the settings again. */
  v.object({ type: v.literal('setThinking'), modelId: text(200), choice: v.nullable(thinkingChange) }),
  v.object({ type: v.literal('action'), id: v.picklist(actionIds), turnId: v.optional(id) }),
] as const;

/** Page → host. What must be done once carries an id of its own, so that a repeat is harmless. */
export const toHost = v.variant('type', [
  ...pageIntents,
  ...sendingIntents,
  ...attachmentIntents,
  ...answerIntents,
  ...previewIntents,
  ...choiceIntents,
  ...historyIntents,
]);

export type ToHost = v.InferOutput<typeof toHost>;
