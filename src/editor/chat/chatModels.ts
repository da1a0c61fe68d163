// Which model would answer, what is known about it, and what could take its place.
import { answeringModel } from '../../core/chat/ownModel.ts';
import { type ChatChoices, type PreparedChat, prepareChat } from '../../core/chat/prepareRequest.ts';
import { hasImages } from '../../core/chat/prompt.ts';
import type { OwnThinking } from '../../core/chat/thinking.ts';
import { purposeOf, type Turn } from '../../core/chat/turn.ts';
import type { Failure } from '../../core/failure.ts';
import { factsOf } from '../../core/models/catalogue.ts';
import { cheaperModel } from '../../core/models/cheaperModel.ts';
import type { ModelFacts } from '../../core/models/model.ts';
import { defaultModels } from '../../core/models/sites.ts';
import { successorOf } from '../../core/models/successor.ts';
import { sentence } from '../../core/sentence.ts';
import { formatMoneyRange } from '../../core/spend/money.ts';
import { settings as settingKeys } from '../../ids.ts';
import type { ChatState } from '../../protocol/chat.ts';
import type { ThinkingView } from '../../protocol/chatThinking.ts';
import { modelView } from '../models/modelView.ts';
import { locale, say } from '../texts.ts';
import type { ChatParts } from './chatParts.ts';
import type { AnswerAgain } from './chatPorts.ts';
import type { Foreseen } from './forecasts.ts';
import { pickModel } from './picks.ts';
import { ThinkingByModel } from './thinkingByModel.ts';

export class ChatModels {
  readonly #parts: Pick<ChatParts, 'account' | 'clock' | 'settings' | 'shelf'>;
  readonly #thinking: ThinkingByModel;
  #views: { readonly from: unknown; readonly views: ChatState['models'] } | null = null;

  constructor(parts: Pick<ChatParts, 'account' | 'clock' | 'settings' | 'shelf' | 'thinking'>) {
    this.#parts = parts;
    this.#thinking = new ThinkingByModel({
      ...parts.thinking,
      defaults: () => parts.settings.settings.current.chat,
    });
  }

  /** The chat's model; null before a site was chosen. */
  get chosenId(): string | null {
    const { place } = this.#parts.account.setup;
    return place ? (this.#chat.model ?? defaultModels(place.site, place.currency).chat) : null;
  }

  /** The model that answers questions which have none of their own. */
  usualId(purpose: 'chat' | 'action'): string | null {
    const { action } = this.#parts.settings.settings.current;
    return (purpose === 'action' ? action.model : null) ?? this.chosenId;
  }

  /** What is known about a model of the site in use. */
  facts(id: string | null): ModelFacts | null {
    const { place } = this.#parts.account.setup;
    if (!place || !id) return null;
    return this.#parts.shelf.about(id)?.facts ?? factsOf(place.site, id, place.currency);
  }

  /** The model that would answer now; of another id, what is known about that one. */
  model(id?: string | null): ModelFacts | null {
    return this.facts(id ?? this.chosenId);
  }

  /** The models offered, as the page lists them. */
  views(): ChatState['models'] {
    const { shelf, clock } = this.#parts;
    const offered = shelf.models();
    if (this.#views?.from !== offered)
      this.#views = {
        from: offered,
        views: offered.map((one) => modelView(one, clock.nowMs(), locale(), say)),
      };
    return this.#views.views;
  }

  /** The request that these turns make, with the model and the choices of now. */
  prepare(turns: readonly Turn[], continuing: boolean, boundarySeed: string): PreparedChat {
    const access = this.#parts.account.setup.access();
    if (!access.ok) return access;
    const { systemPrompt } = this.#chat;
    return prepareChat(
      { ownInstruction: systemPrompt, turns, continuing, boundarySeed },
      this.#choices(answeringModel(turns, this.usualId(purposeOf(turns)))),
    );
  }

  /** How a model is to think, as the page shows it; null where it can be told nothing about it. */
  thinking(id: string | null): ThinkingView | null {
    const facts = this.facts(id);
    const { mode, efforts } = facts ? this.#thinking.terms(facts) : { mode: false, efforts: [] };
    if (!facts || !(mode || efforts.length > 0)) return null;
    const choice = this.#thinking.of(facts);
    return {
      ...choice,
      ...{ mode: mode ? choice.mode : null, efforts: [...efforts] },
      isOwn: this.#thinking.own(facts) !== null,
    };
  }

  /** Does nothing for a model that can be told nothing about it, and so for any id that a page may think up. */
  async setThinking(id: string, choice: OwnThinking | null): Promise<void> {
    const facts = this.facts(id);
    if (facts && this.thinking(id)) await this.#thinking.set(facts, choice);
  }

  /** What a model was replaced by, when its site withdrew it. */
  successor(id: string | null | undefined): ModelFacts | null {
    const facts = this.facts(id ?? null);
    return facts ? successorOf(facts, (other) => this.#parts.shelf.about(other)) : null;
  }

  /** A model to name when the budget refuses the answer to these turns. */
  cheaperThan(
    modelId: string | undefined,
    failure: Failure | undefined,
    turns: readonly Turn[],
  ): ModelFacts | null {
    const { shelf, clock } = this.#parts;
    const facts = this.facts(modelId || this.chosenId);
    const offered = shelf.models().map((one) => one.facts);
    const { budget } = failure ?? {};
    const refused = budget && {
      neededPico: BigInt(budget.neededPico),
      leftPico: BigInt(budget.limitPico) - BigInt(budget.spentPico) - BigInt(budget.reservedPico),
    };
    return facts ? cheaperModel(offered, facts, clock.nowMs(), hasImages(turns), refused) : null;
  }

  /** Asks for the chat's model by a quick pick. */
  async select(): Promise<void> {
    const { shelf, account, settings } = this.#parts;
    void shelf.refresh();
    const id = await pickModel({
      title: sentence('Select Model'),
      models: this.views(),
      chosen: this.chosenId,
      pricePage: account.setup.place?.links?.prices,
    });
    if (id) await settings.write(settingKeys.chatModel, id);
  }

  /** Asks which model is to answer once more, each with what that is likely to cost. */
  pickAgain({ modelId, foresee }: AnswerAgain): Promise<string | undefined> {
    return pickModel({
      title: sentence('Answer With Another Model…'),
      models: this.views(),
      chosen: modelId,
      pricePage: this.#parts.account.setup.place?.links?.prices,
      likely: (id) => likelyCost(foresee(id)),
    });
  }

  #choices(modelId: string | null): ChatChoices {
    const { place } = this.#parts.account.setup;
    const { chat } = this.#parts.settings.settings.current;
    const vision = place ? (chat.visionModel ?? defaultModels(place.site, place.currency).vision) : null;
    return {
      ...chat,
      thinking: (model) => this.#thinking.of(model),
      model: this.facts(modelId),
      visionModel: this.facts(vision),
    };
  }

  get #chat(): ChatParts['settings']['settings']['current']['chat'] {
    return this.#parts.settings.settings.current.chat;
  }
}

/** '' where nothing could be foreseen or no price is known. */
function likelyCost(foreseen: Foreseen | null): string {
  const cost = foreseen?.forecast.cost;
  if (!cost) return '';
  const [low, high] = [cost.lowPico, cost.highPico].map((pico) => ({ currency: cost.currency, pico }));
  return low && high ? say(sentence('likely {0}', formatMoneyRange(low, high, locale()))) : '';
}
