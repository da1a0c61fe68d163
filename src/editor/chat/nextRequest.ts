// The request that would leave if the person sent now: guarded, limited and written as the gate will do it.
import type { Conversation } from '../../core/chat/conversation.ts';
import { type Asking, nextTurns } from '../../core/chat/nextTurns.ts';
import type { Attachment, Turn } from '../../core/chat/turn.ts';
import type { Failure, Result } from '../../core/failure.ts';
import type { OnceGrant } from '../../core/outgoing/letThrough.ts';
import type { ModelClient, PreparedRequest } from '../../core/ports.ts';
import type { Guarded } from '../../core/request/gatePorts.ts';
import type { ChatRequest, ModelRequest } from '../../core/request/modelRequest.ts';
import { limitedTo } from '../../core/request/outputLimits.ts';
import { type RequestPiece, requestPieces } from '../../core/request/pieces.ts';
import { sentence } from '../../core/sentence.ts';
import { costOf } from '../../core/spend/cost.ts';
import { priceRowAt } from '../../core/spend/price.ts';
import type { Calibration } from '../../core/tokens/calibration.ts';
import { estimateImageTokens, estimateTextTokens, estimateTokens } from '../../core/tokens/estimator.ts';
import { pixelSize } from '../../core/tokens/imageTokens.ts';
import type { RequestPieceView, RequestView } from '../../protocol/chatRequest.ts';
import { bodyView, type MaskedBy, runViews, shareOf } from '../showRequest/pieceViews.ts';
import { headView, maskedWords } from '../showRequest/sentView.ts';
import type { MaskedText } from './attach.ts';
import { type ForecastPorts, roomFor } from './forecasts.ts';

export interface NextPorts extends ForecastPorts {
  readonly client: () => Promise<Result<ModelClient>>;
  readonly guard: (request: ModelRequest, once: OnceGrant) => Result<Guarded>;
  readonly mask: (text: string, once: OnceGrant) => MaskedText;
  readonly maskedBy: MaskedBy;
  /** What always passes, as the page lists it. */
  readonly grants: () => RequestView['grants'];
  /** A failure in words. */
  readonly problem: (failure: Failure) => string;
}

export interface NextRequest {
  readonly view: RequestView;
  /** Null where it cannot be sent. */
  readonly prepared: PreparedRequest | null;
}

/** What the person chose for the next request. */
export interface Choices {
  readonly once: OnceGrant;
  /** Turns of the conversation that stay out. */
  readonly leftOut: ReadonlySet<string>;
}

/** Turns without those that the person took out; the last one is what is asked, so it stays. */
export function withoutLeftOut(turns: readonly Turn[], leftOut: ReadonlySet<string>): readonly Turn[] {
  if (leftOut.size === 0) return turns;
  return turns.filter((turn, at) => at === turns.length - 1 || !leftOut.has(turn.id));
}

export async function nextRequest(
  ports: NextPorts,
  asking: Asking,
  conversation: Pick<Conversation, 'id' | 'turns'>,
  { once, leftOut }: Choices,
): Promise<NextRequest> {
  const next = nextTurns(conversation.turns, cleared(asking, ports, once));
  if (!next) return failed(ports.say(sentence('There is nothing to send yet.')));
  const kept = withoutLeftOut(next.turns, leftOut);
  const asked = ports.prepare(kept, next.continuing, conversation.id);
  if (!asked.ok) return failed(ports.problem(asked.failure));
  const learned = ports.learned(asked.value.model.id);
  const pieces = pieceViews(ports, asked.value, { all: next.turns, kept, once }, learned.calibration);
  const shown = {
    pieces,
    facts: factsOf(ports, asked.value, pieces),
    tokens: estimateTokens(asked.value, learned.calibration),
    grants: ports.grants(),
  };
  const guarded = ports.guard(asked.value, once);
  if (!guarded.ok) return failed(ports.problem(guarded.failure), shown);
  const { request } = guarded.value;
  if (request.kind !== 'chat') return failed('', shown);
  const room = roomFor(ports, request, learned, ports.clock.nowMs());
  const client = await ports.client();
  if (!client.ok) return failed(ports.problem(client.failure), shown);
  const prepared = client.value.prepare(limitedTo(request, room.outputTokens));
  if (!prepared.ok) return failed(ports.problem(prepared.failure), shown);
  return {
    prepared: prepared.value,
    view: {
      ...{ kind: 'next', id: 'next', problem: null },
      ...shown,
      head: headView(prepared.value),
      ...bodyView(prepared.value.bodyText),
    },
  };
}

/** As the host clears it for the way out (clearance.ts). */
function cleared(asking: Asking, { mask }: NextPorts, once: OnceGrant): Asking {
  if (asking.kind !== 'ask' && asking.kind !== 'edit') return asking;
  const text = mask(asking.text, once).text;
  if (asking.kind === 'edit') return { ...asking, text };
  const attachments = asking.attachments.map((one) =>
    one.text === undefined ? one : { ...one, text: mask(one.text, once).text },
  );
  return { ...asking, text, attachments };
}

type Shown = Pick<RequestView, 'facts' | 'pieces' | 'tokens' | 'grants'>;

function failed(
  problem: string,
  shown: Shown = { facts: [], pieces: [], tokens: 0, grants: [] },
): NextRequest {
  return {
    prepared: null,
    view: {
      kind: 'next',
      id: 'next',
      problem: problem.slice(0, 4_000),
      ...shown,
      head: null,
      ...bodyView(''),
    },
  };
}

interface ShownTurns {
  readonly all: readonly Turn[];
  readonly kept: readonly Turn[];
  readonly once: OnceGrant;
}

function pieceViews(
  ports: NextPorts,
  request: ChatRequest,
  { all, kept, once }: ShownTurns,
  calibration: Calibration,
): RequestPieceView[] {
  const sent = kept.filter((turn) => turn.role === 'user' || turn.text !== '');
  const asked = sent.at(-1);
  const attachments = asked?.role === 'user' ? asked.attachments : [];
  const waiting = {
    image: attachments.filter(({ dataUrl }) => dataUrl !== undefined),
    text: attachments.filter(({ dataUrl, text }) => dataUrl === undefined && text !== undefined),
  };
  const tokens = estimateTokens(request, calibration);
  const nowMs = ports.clock.nowMs();
  const row = priceRowAt(request.model.prices, nowMs);
  const usage = { promptTokens: tokens, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 };
  const pico = row && costOf(usage, row, nowMs);
  const whole = row && pico !== null ? { currency: row.currency, pico } : null;
  const view = (piece: RequestPiece, at: number): RequestPieceView => {
    const weight = tokensOf(piece, calibration);
    const turn = sent[piece.message - 1];
    const attachment: Attachment | undefined =
      piece.kind === 'attachment' ? waiting[piece.images.length > 0 ? 'image' : 'text'].shift() : undefined;
    const label = attachment?.label ?? piece.source;
    return {
      id: attachment ? `a-${attachment.id}` : turn && turn !== asked ? `t-${turn.id}` : `p-${at}`,
      kind: piece.kind,
      ...(label === undefined ? {} : { label: label.slice(0, 300) }),
      tokens: weight,
      ...shareOf(whole, weight, tokens),
      runs: runViews(ports.mask(piece.text, once).text, ports.maskedBy, once),
      images: piece.images.length,
      ...(attachment ? { drop: { what: 'attachment', attachmentId: attachment.id } } : {}),
      ...(turn && turn !== asked && piece.kind !== 'attachment' && piece.kind !== 'words'
        ? { drop: { what: 'turn', turnId: turn.id } }
        : {}),
      isOut: false,
    };
  };
  const pieces = requestPieces(request).map((piece, at) => ({ piece, view: view(piece, at) }));
  const viewsOf = (message: number): RequestPieceView[] =>
    pieces.filter(({ piece }) => piece.message === message).map((one) => one.view);
  const out = (turn: Turn): RequestPieceView => {
    const text = ports.mask(turn.text, once).text;
    return {
      id: `t-${turn.id}`,
      kind: turn.role === 'user' ? 'question' : 'answer',
      tokens: estimateTextTokens(text, calibration),
      runs: runViews(text, ports.maskedBy, once),
      images: 0,
      drop: { what: 'turn', turnId: turn.id },
      isOut: true,
    };
  };
  return [
    ...viewsOf(0),
    ...all.flatMap((turn) => {
      if (!kept.includes(turn)) return [out(turn)];
      const at = sent.indexOf(turn);
      return at < 0 ? [] : viewsOf(at + 1);
    }),
  ];
}

function tokensOf({ text, images }: RequestPiece, calibration: Calibration): number {
  const ofText = text === '' ? 0 : estimateTextTokens(text, calibration);
  return images.reduce((sum, url) => {
    const size = pixelSize(url);
    return size ? sum + estimateImageTokens(size, calibration) : sum;
  }, ofText);
}

function factsOf(
  { say }: NextPorts,
  { model }: ChatRequest,
  pieces: readonly RequestPieceView[],
): RequestView['facts'] {
  const masked = maskedWords(pieces.flatMap((piece) => piece.runs));
  return [
    { name: say(sentence('Model')), value: model.name },
    ...(masked === '' ? [] : [{ name: say(sentence('Masked')), value: masked.slice(0, 4_000) }]),
  ];
}
