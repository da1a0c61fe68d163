// What the host tells the chat page: one snapshot of its state, then numbered patches. The host owns the state; types are
// inferred from the schemas, and both sides parse what they receive.
import * as v from 'valibot';
import { action } from './actions.ts';
import { confirmation, forecastView, meterView } from './chatForecast.ts';
import { historyView, readOnlyView } from './chatHistory.ts';
import { mentionView } from './chatMentions.ts';
import { requestView } from './chatRequest.ts';
import { modelView, setupView } from './chatSetup.ts';
import { amount, count, id, shown, text } from './chatShapes.ts';
import { thinkingView } from './chatThinking.ts';
import { attachmentView, turnView } from './chatTurns.ts';

/** Something that can be typed after a slash. */
const commandView = v.object({
  name: text(60),
  says: shown,
  origin: v.picklist(['extension', 'profile', 'workspace']),
});

export const chatState = v.object({
  sessionId: id,
  title: text(300),
  setup: setupView,
  /** "SiliconFlow CN", or the sandbox, said plainly: short enough for a badge. */
  place: shown,
  /** Host and port of the place. */
  host: shown,
  sandbox: v.boolean(),
  trusted: v.boolean(),
  /** A folder is open, so there is a project to speak of. */
  inFolder: v.boolean(),
  model: v.nullable(modelView),
  models: v.array(modelView),
  /** The model that the next message alone goes to. */
  nextModel: v.nullable(modelView),
  /** Null where the model that answers next can be told nothing about it. */
  thinking: v.nullable(thinkingView),
  attachments: v.array(attachmentView),
  turns: v.array(turnView),
  running: v.nullable(v.object({ turnId: id })),
  today: v.array(amount),
  todayApproximate: v.boolean(),
  chatCost: v.array(amount),
  chatCostApproximate: v.boolean(),
  /** One line above the composer: offline, budget near, storage trouble. Null, never absent: a patch must be able to clear it. */
  banner: v.nullable(
    v.object({
      level: v.picklist(['info', 'warning', 'error']),
      message: shown,
      /** Shown on request. */
      detail: v.optional(shown),
      actions: v.array(action),
    }),
  ),
  suggestions: v.array(shown),
  commands: v.array(commandView),
  /** Paths of files that are offered to be attached. */
  offered: v.array(text(300)),
  /** For what stands in this page's composer; null when there is nothing to send or an answer is running. */
  forecast: v.nullable(forecastView),
  confirmation: v.nullable(confirmation),
  /** How full the model's window is with what would be sent now; null where its size is not known. */
  meter: v.nullable(meterView),
  /** The request that this page looks at. */
  request: v.nullable(requestView),
  /** The list of conversations that this page looks at. */
  history: v.nullable(historyView),
  /** Another window has the conversation open. */
  readOnly: v.nullable(readOnlyView),
});

/** A question that was edited, by its turn, with the words that it was to have. */
const editedText = v.object({ turnId: id, text: text(1_000_000) });

/** Host → page. */
export const toPage = v.variant('type', [
  v.object({ type: v.literal('snapshot'), seq: count, state: chatState }),
  v.object({
    type: v.literal('patch'),
    seq: count,
    ops: v.array(
      v.variant('op', [
        /** Replaces or adds the turn with this id. New turns go to the end. */
        v.object({ op: v.literal('turn'), turn: turnView }),
        v.object({
          op: v.literal('append'),
          turnId: id,
          channel: v.picklist(['text', 'reasoning']),
          text: v.string(),
        }),
        /** Removes this turn and all after it. */
        v.object({ op: v.literal('cutFrom'), turnId: id }),
        /** Replaces whole top-level parts of the state other than turns. */
        v.object({ op: v.literal('set'), part: v.partial(v.omit(chatState, ['turns'])) }),
      ]),
    ),
  }),
  v.object({ type: v.literal('focusComposer') }),
  /** Of the paths that were asked for: those that are files of the workspace and may be opened. */
  v.object({ type: v.literal('filesFound'), paths: v.array(text(300)) }),
  /** Puts text into the composer when it is empty (an edit, a suggestion). */
  v.object({ type: v.literal('prefill'), text: text(1_000_000) }),
  /** The answer to an intent that needs one: a send that was refused gives the draft back, or the edited text. */
  v.object({ type: v.literal('sendRefused'), intentId: id, message: shown, edited: v.optional(editedText) }),
  /** The host has taken the message over; the page may clear its draft. */
  v.object({ type: v.literal('sendAccepted'), intentId: id }),
  /** Nothing was sent: a prompt of the person's own stands in full, or what a search found is attached. */
  v.object({ type: v.literal('draftReplaced'), intentId: id, text: text(1_000_000) }),
  /** What fits what was typed after an `@`. More of it may follow under the same number. */
  v.object({
    type: v.literal('mentions'),
    asked: count,
    items: v.pipe(v.array(mentionView), v.maxLength(50)),
  }),
  /** A picture that waits in the composer is larger than what is read, or than what a chip shows: answered with `pictureScaled`. */
  v.object({
    type: v.literal('scalePicture'),
    attachmentId: id,
    mime: v.picklist(['image/png', 'image/jpeg', 'image/webp', 'image/gif']),
    bytes: v.instance(Uint8Array),
  }),
  /** The person took it back; an edited text goes back into its editor. */
  v.object({
    type: v.literal('sendCancelled'),
    intentId: id,
    edited: v.optional(editedText),
  }),
]);

export type ChatState = v.InferOutput<typeof chatState>;
export type CommandView = v.InferOutput<typeof commandView>;
export type EditedText = v.InferOutput<typeof editedText>;
export type ToPage = v.InferOutput<typeof toPage>;
export type PatchOp = Extract<ToPage, { type: 'patch' }>['ops'][number];
