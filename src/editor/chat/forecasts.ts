// What the next message would cost: builds the request that would be sent, forecasts it, and says it for the page.

import type { Conversation } from '../../core/chat/conversation.ts';
import { type Asking, nextTurns } from '../../core/chat/nextTurns.ts';
import type { PreparedChat } from '../../core/chat/prepareRequest.ts';
import { type PromptShares, promptShares } from '../../core/chat/promptShares.ts';
import { purposeOf, type Turn } from '../../core/chat/turn.ts';
import type { Clock } from '../../core/ports.ts';
import type { ChatRequest } from '../../core/request/modelRequest.ts';
import { outputReserve } from '../../core/request/outputLimits.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { decide } from '../../core/spend/budget.ts';
import type { BudgetState } from '../../core/spend/budgetPlan.ts';
import { prefixLifeMs } from '../../core/spend/cachedPrefix.ts';
import { boundOf, costOf } from '../../core/spend/cost.ts';
import {
  type Forecast,
  forecast,
  type Learned,
  longestAnswerMs,
  promptOfLastAnswer,
} from '../../core/spend/forecast.ts';
import type { Currency, Pico } from '../../core/spend/money.ts';
import { priceRowAt } from '../../core/spend/price.ts';
import { promptBand } from '../../core/tokens/tokenBand.ts';
import type { ForecastView } from '../../protocol/chatForecast.ts';
import type { AmountView } from '../../protocol/chatShapes.ts';

export interface ForecastPorts {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly say: (text: Sentence) => string;
  /** As for the session: the request for these turns of a conversation. */
  readonly prepare: (turns: readonly Turn[], continuing: boolean, sessionId: string) => PreparedChat;
  readonly learned: (model: string) => Learned;
  readonly budgets: (currency: Currency) => readonly BudgetState[];
}

export interface Foreseen {
  readonly forecast: Forecast;
  readonly view: ForecastView;
  /** What each attachment of the message adds, by its id. */
  readonly attachments: ReadonlyMap<string, { readonly tokens: number; readonly cost?: AmountView }>;
}

/** Below this many tokens an answer is refused rather than shortened (core/chat/session.ts). */
const floorOutputTokens = 1_024;

/** null when nothing could be sent: no text, no model, no room in the model's window. */
export function foresee(
  ports: ForecastPorts,
  asking: Asking,
  conversation: Pick<Conversation, 'id' | 'turns'>,
): Foreseen | null {
  const next = nextTurns(conversation.turns, asking);
  if (!next) return null;
  const prepared = ports.prepare(next.turns, next.continuing, conversation.id);
  if (!prepared.ok) return null;
  const request = prepared.value;
  const nowMs = ports.clock.nowMs();
  const learned = withConversation(ports.learned(request.model.id), request, conversation.turns, nowMs);
  const room = roomFor(ports, request, learned, nowMs);
  const foreseen = forecast(request, purposeOf(next.turns), learned, nowMs, room.outputTokens);
  const shares = promptShares(request, next.turns, learned.calibration);
  const view = viewOf(ports, request, foreseen, shares, room.limited, nowMs);
  const parts = view.parts.filter(({ kind }) => kind === 'attachment');
  const attachments = new Map(
    shares.attachments.flatMap(({ attachment }, at) => {
      const part = parts[at];
      return part
        ? [[attachment.id, { tokens: part.tokens, ...(part.cost ? { cost: part.cost } : {}) }]]
        : [];
    }),
  );
  return { forecast: foreseen, view, attachments };
}

/** A window that was reloaded has sent nothing yet, but the platform has seen what the last answer was made from. */
function withConversation(
  learned: Learned,
  { model, messages }: ChatRequest,
  turns: readonly Turn[],
  nowMs: number,
): Learned {
  const last = turns.findLast((turn) => turn.role === 'assistant');
  if (last?.role !== 'assistant' || last.model !== model.id || !last.usage) return learned;
  if (nowMs - last.createdMs > prefixLifeMs) return learned;
  const sent = { messages: promptOfLastAnswer(messages), atMs: last.createdMs };
  return { ...learned, earlierPrompts: [...learned.earlierPrompts, sent] };
}

interface Room {
  readonly outputTokens: number;
  readonly limited: Sentence | null;
}

/** What the budgets of now would make of it; the ledger has the last word when it is sent. */
export function roomFor(
  { budgets }: ForecastPorts,
  request: ChatRequest,
  { counting }: Learned,
  nowMs: number,
): Room {
  const asked = outputReserve(request);
  const bound = boundOf(
    request.model.prices,
    nowMs,
    longestAnswerMs,
    promptBand(request, counting).mostPromptTokens,
  );
  const rooms = bound.currency === null ? [] : budgets(bound.currency);
  const decision = decide(
    { ...bound, outputTokens: asked, floorOutputTokens },
    rooms
      .filter(({ window }) => window !== 'completionDay')
      .map(({ window, limitPico, spentPico }) => ({ window, limitPico, spentPico, reservedPico: 0n })),
  );
  if (decision.kind === 'refused')
    return {
      outputTokens: asked,
      limited:
        decision.window === 'month'
          ? sentence("This may cost more than is left of this month's budget.")
          : sentence("This may cost more than is left of today's budget."),
    };
  return {
    outputTokens: decision.outputTokens,
    limited:
      decision.limitedBy === undefined
        ? null
        : decision.limitedBy === 'month'
          ? sentence("Answer limited by this month's budget.")
          : sentence("Answer limited by today's budget."),
  };
}

function viewOf(
  { say }: ForecastPorts,
  { model }: ChatRequest,
  { promptTokens, cachedTokens, answerTokens, cost }: Forecast,
  shares: PromptShares,
  limited: Sentence | null,
  nowMs: number,
): ForecastView {
  const row = priceRowAt(model.prices, nowMs);
  /** Of tokens inside a prompt of the likely length, since the tier goes by that. */
  const price = (prompt: number, cached: number, completion: number): Pico | null =>
    row &&
    costOf(
      { promptTokens: prompt, cachedTokens: cached, completionTokens: completion, reasoningTokens: 0 },
      row,
      nowMs,
    );
  const whole = price(promptTokens.likely, 0, 0);
  const money = (pico: Pico | null): AmountView | undefined =>
    row === null || pico === null ? undefined : { currency: row.currency, pico: pico.toString() };
  const cached = price(promptTokens.likely, promptTokens.likely, 0);
  const partOf = (all: Pico | null, tokens: number): AmountView | undefined =>
    money(all === null ? null : (all * BigInt(tokens)) / BigInt(Math.max(1, promptTokens.likely)));
  const answer = (tokens: number): Pico | null => {
    const both = price(promptTokens.likely, 0, tokens);
    return both === null || whole === null ? null : both - whole;
  };
  const part = (
    kind: ForecastView['parts'][number]['kind'],
    tokens: number,
    label?: string,
  ): ForecastView['parts'] => {
    if (tokens === 0 && kind !== 'attachment') return [];
    const share = partOf(kind === 'cached' ? cached : whole, tokens);
    return [
      {
        kind,
        tokens,
        ...(label === undefined ? {} : { label: label.slice(0, 300) }),
        ...(share ? { cost: share } : {}),
      },
    ];
  };
  const [low, high, most] = [cost?.lowPico, cost?.highPico, cost?.mostPico].map((pico) =>
    money(pico ?? null),
  );
  const [answerLow, answerHigh] = [answerTokens.low, answerTokens.high].map((tokens) =>
    money(answer(tokens)),
  );
  return {
    promptTokens: promptTokens.likely,
    cachedTokens: cachedTokens.likely,
    answerLowTokens: answerTokens.low,
    answerHighTokens: answerTokens.high,
    cost: low && high && most && answerLow && answerHigh ? { low, high, most, answerLow, answerHigh } : null,
    ...(cost ? {} : { unpriced: say(sentence('No price is known for {0}.', model.name)) }),
    ...(limited ? { limited: say(limited) } : {}),
    parts: [
      ...part('system', shares.system),
      ...part('history', shares.history),
      ...shares.attachments.flatMap(({ attachment, tokens }) => part('attachment', tokens, attachment.label)),
      ...part('words', shares.words),
      ...part('cached', cachedTokens.likely),
    ],
  };
}
