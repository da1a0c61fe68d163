// Messages between the host and the chat page. The page only sends intents; the host owns the state and sends a
// snapshot, then numbered patches. Types are inferred from the schemas; both sides parse what they receive.
import * as v from 'valibot';

const id = v.pipe(v.string(), v.maxLength(64), v.regex(/^[A-Za-z0-9_-]+$/));
const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Money crosses as a decimal string of pico-units: postMessage refuses bigint. */
const amount = v.object({
  currency: v.pipe(v.string(), v.regex(/^[A-Z]{3}$/)),
  pico: v.pipe(v.string(), v.regex(/^-?\d{1,30}$/)),
});

/** A text the host has already put into the person's language. */
const shown = text(4_000);

const costView = v.object({
  state: v.picklist(['exact', 'estimated', 'unknown']),
  amount: v.optional(amount),
  low: v.optional(amount),
  high: v.optional(amount),
});

/** Something the person can do about a failure or an empty state. */
export const actionIds = [
  'chooseSiteCn',
  'chooseSiteGlobal',
  'acceptNotice',
  'enterKey',
  'useEnvironmentKey',
  'openKeyPage',
  'openTerms',
  'openPrivacy',
  'openPrices',
  'openTopUp',
  'openRealName',
  'openBill',
  'switchSite',
  'selectModel',
  'useSuccessorModel',
  'openSettings',
  'raiseBudget',
  'raiseBudgetToday',
  'goOnNow',
  'changeMinuteLimit',
  'setBudget',
  'setPrice',
  'showPriceChanges',
  'dismissBanner',
  'useCheaperModel',
  'enableCompletions',
  'manageTrust',
  'letThroughOnce',
  'letThroughAlways',
  'retry',
  'continueAnswer',
  'showLog',
  'diagnose',
  'reloadWindow',
  'helpSecretStorage',
  'pickFile',
  'addSelection',
] as const;
const action = v.object({
  id: v.picklist(actionIds),
  label: shown,
  primary: v.optional(v.boolean()),
});

const attachmentView = v.object({
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

const failureView = v.object({
  message: shown,
  detail: v.optional(text(600)),
  traceId: v.optional(text(200)),
  actions: v.array(action),
});

const turnView = v.object({
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
  /** Remarks such as "answer limited by today's budget" or "2 secrets were masked". */
  notes: v.array(shown),
  createdMs: v.number(),
});

const modelView = v.object({
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

const setupView = v.object({
  /** `ready` shows the conversation; anything else its empty state. */
  stage: v.picklist(['loading', 'site', 'notice', 'key', 'ready']),
  title: shown,
  lines: v.array(shown),
  actions: v.array(action),
  /** A verdict on the last key entered. */
  failure: v.optional(failureView),
  busy: v.boolean(),
});

/** What a message is likely to cost before it is sent. All figures are estimates; money is absent where no price is known. */
const forecastView = v.object({
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
const confirmation = v.object({
  id,
  kind: v.picklist(['ask', 'edit', 'regenerate', 'continue']),
  /** Of the intent that asked, so that the page knows its own. */
  intentId: v.nullable(id),
  above: amount,
  forecast: forecastView,
});

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
const requestView = v.object({
  kind: v.picklist(['next', 'sent']),
  id,
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
  thinking: v.picklist(['auto', 'on', 'off']),
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
  /** For what stands in this page's composer; null when there is nothing to send or an answer is running. */
  forecast: v.nullable(forecastView),
  confirmation: v.nullable(confirmation),
  /** The request that this page looks at. */
  request: v.nullable(requestView),
});

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
  /** Puts text into the composer when it is empty (an edit, a suggestion). */
  v.object({ type: v.literal('prefill'), text: text(1_000_000) }),
  /** The answer to an intent that needs one: a send that was refused gives the draft back. */
  v.object({ type: v.literal('sendRefused'), intentId: id, message: shown }),
  /** The host has taken the message over; the page may clear its draft. */
  v.object({ type: v.literal('sendAccepted'), intentId: id }),
  /** The person took it back; an edited text goes back into its editor. */
  v.object({
    type: v.literal('sendCancelled'),
    intentId: id,
    edited: v.optional(v.object({ turnId: id, text: text(1_000_000) })),
  }),
]);

/** Largest image the page hands over: 20 MB as base64. */
const maxImageCharacters = 28_000_000;
const place = { turnId: id, block: count };

/** Page → host. Every intent carries an id, so that a repeat is harmless. */
export const toHost = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('resync') }),
  v.object({ type: v.literal('send'), intentId: id, text: text(1_000_000) }),
  /** What stands in the composer now, for its forecast; sent when typing rests. */
  v.object({ type: v.literal('draft'), text: text(1_000_000) }),
  v.object({ type: v.literal('confirmSend'), confirmationId: id }),
  v.object({ type: v.literal('cancelSend'), confirmationId: id }),
  /** Shows what would be sent now, of the composer's text and attachments. */
  v.object({ type: v.literal('previewRequest') }),
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
  v.object({ type: v.literal('stop') }),
  v.object({ type: v.literal('newChat') }),
  v.object({ type: v.literal('showHistory') }),
  v.object({ type: v.literal('regenerate'), intentId: id, turnId: id }),
  v.object({ type: v.literal('continueAnswer'), intentId: id, turnId: id }),
  v.object({ type: v.literal('editAndResend'), intentId: id, turnId: id, text: text(1_000_000) }),
  v.object({ type: v.literal('selectModel'), modelId: text(200) }),
  v.object({ type: v.literal('setThinking'), thinking: v.picklist(['auto', 'on', 'off']) }),
  /** A suggestion was clicked: the host attaches what it speaks of and answers with `prefill`. */
  v.object({ type: v.literal('useSuggestion'), text: shown }),
  v.object({ type: v.literal('addSelection') }),
  v.object({ type: v.literal('pickFile') }),
  /** `text/uri-list` of a drop from the explorer. */
  v.object({ type: v.literal('dropUris'), uris: v.pipe(v.array(text(4_000)), v.maxLength(50)) }),
  v.object({
    type: v.literal('addImage'),
    intentId: id,
    name: text(300),
    dataUrl: v.pipe(
      v.string(),
      v.maxLength(maxImageCharacters),
      v.regex(/^data:image\/(png|jpeg|webp|gif);base64,/),
    ),
  }),
  v.object({ type: v.literal('removeAttachment'), attachmentId: id }),
  v.object({ type: v.literal('openAttachment'), attachmentId: id }),
  v.object({ type: v.literal('copyAnswer'), turnId: id }),
  v.object({ type: v.literal('copyTraceId'), turnId: id }),
  v.object({ type: v.literal('copyCode'), ...place }),
  v.object({ type: v.literal('insertCode'), ...place }),
  v.object({ type: v.literal('newFileFromCode'), ...place }),
  v.object({ type: v.literal('openLink'), href: text(8_000) }),
  v.object({ type: v.literal('action'), id: v.picklist(actionIds), turnId: v.optional(id) }),
  /** A fault in the page itself, for the log. */
  v.object({ type: v.literal('pageError'), message: text(2_000) }),
]);

export type ChatState = v.InferOutput<typeof chatState>;
export type TurnView = v.InferOutput<typeof turnView>;
export type AttachmentView = v.InferOutput<typeof attachmentView>;
export type ModelView = v.InferOutput<typeof modelView>;
export type FailureView = v.InferOutput<typeof failureView>;
export type SetupView = v.InferOutput<typeof setupView>;
export type ActionView = v.InferOutput<typeof action>;
export type CostView = v.InferOutput<typeof costView>;
export type AmountView = v.InferOutput<typeof amount>;
export type ForecastView = v.InferOutput<typeof forecastView>;
export type ConfirmationView = v.InferOutput<typeof confirmation>;
export type RequestView = v.InferOutput<typeof requestView>;
export type RequestPieceView = v.InferOutput<typeof requestPiece>;
export type PieceRunView = v.InferOutput<typeof pieceRun>;
export type ActionId = (typeof actionIds)[number];
export type ToPage = v.InferOutput<typeof toPage>;
export type PatchOp = Extract<ToPage, { type: 'patch' }>['ops'][number];
export type ToHost = v.InferOutput<typeof toHost>;
