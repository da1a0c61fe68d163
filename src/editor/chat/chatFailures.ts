// What is known around a failure of the chat: the place, the model and its alternatives, the budget, in words and buttons.
import type { AssistantTurn, Turn } from '../../core/chat/turn.ts';
import { asFailure } from '../../core/chat/turnFailure.ts';
import type { Failure } from '../../core/failure.ts';
import { failureAdvice } from '../../core/failureSentences.ts';
import type { FailureContext } from '../../core/failures/advice.ts';
import { priceText } from '../../core/models/priceText.ts';
import { formatMoney } from '../../core/spend/money.ts';
import { failureView } from '../account/failureView.ts';
import { locale, say, timeOfDay } from '../texts.ts';
import type { ChatModels } from './chatModels.ts';
import type { ActedOn, ChatParts } from './chatParts.ts';

export class ChatFailures {
  readonly #parts: Pick<ChatParts, 'account' | 'clock' | 'settings'>;
  readonly #models: ChatModels;
  readonly #turns: () => readonly Turn[];

  /** `turns` are those of the conversation of now. */
  constructor(
    parts: Pick<ChatParts, 'account' | 'clock' | 'settings'>,
    models: ChatModels,
    turns: () => readonly Turn[],
  ) {
    this.#parts = parts;
    this.#models = models;
    this.#turns = turns;
  }

  ofTurn(turn: AssistantTurn, kept: NonNullable<AssistantTurn['failure']>): ReturnType<typeof failureView> {
    const failure = asFailure(kept);
    const canSummarise = this.#turns().some(({ role, text }) => role === 'assistant' && text !== '');
    const context = { ...this.context(failure, turn.model, turn.text !== ''), canSummarise };
    return failureView(failure, context, say);
  }

  /** One sentence for a failure of the request to come. */
  problem(failure: Failure): string {
    return failureView(failure, this.context(failure, undefined, false), say).message;
  }

  /** Around a failure of a request for this model, the chat's without one; `hasText`: some of the answer had come. */
  context(failure: Failure, modelId: string | undefined, hasText: boolean): FailureContext {
    const { place } = this.#parts.account.setup;
    const id = modelId || this.#models.chosenId || undefined;
    const successor = this.#models.successor(id);
    return {
      during: 'chat',
      ...(place
        ? { place: place.name, host: place.host, custom: place.site === 'custom', links: place.links }
        : {}),
      ...(id ? { model: id } : {}),
      ...(successor
        ? {
            successor: successor.name,
            successorPrice: say(priceText(successor, this.#parts.clock.nowMs(), locale()).main),
          }
        : {}),
      ...this.#budget(modelId, failure),
      hasText,
    };
  }

  /** What cures a failure stands among many settings; without one all of ours are shown. */
  settingsQuery({ failure, model }: ActedOn): string {
    const advice = failure && failureAdvice(failure, this.context(failure, model, false));
    return advice?.settingsQuery ?? 'siliconflow';
  }

  #budget(modelId: string | undefined, failure: Failure): Partial<FailureContext> {
    if (failure.kind !== 'overBudget') return {};
    const { onLimit } = this.#parts.settings.settings.current.budget;
    const cheaper = this.#models.cheaperThan(modelId, failure, this.#turns());
    const nowMs = this.#parts.clock.nowMs();
    const named = cheaper
      ? { cheaper: { name: cheaper.name, price: say(priceText(cheaper, nowMs, locale()).main) } }
      : {};
    const { budget } = failure;
    if (!budget) return { onLimit, ...named };
    const money = (pico: bigint): string => formatMoney({ currency: budget.currency, pico }, locale());
    const [limit, spent, reserved] = [budget.limitPico, budget.spentPico, budget.reservedPico].map(BigInt);
    const gone = (spent ?? 0n) + (reserved ?? 0n);
    const left = (limit ?? 0n) - gone;
    return {
      onLimit,
      ...named,
      budget: {
        needed: money(BigInt(budget.neededPico)),
        left: money(left > 0n ? left : 0n),
        limit: money(limit ?? 0n),
        gone: money(gone),
        ...(reserved ? { reserved: money(reserved) } : {}),
        ...(budget.untilMs === undefined ? {} : { until: timeOfDay(budget.untilMs) }),
      },
    };
  }
}
