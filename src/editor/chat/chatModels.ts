// Which model would answer, what is known about it, and what could take its place.
import { type ChatChoices, type PreparedChat, prepareChat } from '../../core/chat/prepareRequest.ts';
import { hasImages } from '../../core/chat/prompt.ts';
import { purposeOf } from '../../core/chat/session.ts';
import type { Turn } from '../../core/chat/turn.ts';
import type { Failure } from '../../core/failure.ts';
import { factsOf } from '../../core/models/catalogue.ts';
import { cheaperModel } from '../../core/models/cheaperModel.ts';
import type { ModelFacts } from '../../core/models/model.ts';
import { defaultModels } from '../../core/models/sites.ts';
import { successorOf } from '../../core/models/successor.ts';
import { settings as settingKeys } from '../../ids.ts';
import type { ChatState } from '../../protocol/chat.ts';
import { modelView } from '../models/modelView.ts';
import { locale, say } from '../texts.ts';
import type { ChatParts } from './chatParts.ts';
import { pickModel } from './picks.ts';

export class ChatModels {
  readonly #parts: Pick<ChatParts, 'account' | 'clock' | 'settings' | 'shelf'>;
  #views: { readonly from: unknown; readonly views: ChatState['models'] } | null = null;

  constructor(parts: Pick<ChatParts, 'account' | 'clock' | 'settings' | 'shelf'>) {
    this.#parts = parts;
  }

  /** The chat's model; null before a site was chosen. */
  get chosenId(): string | null {
    const { place } = this.#parts.account.setup;
    return place ? (this.#chat.model ?? defaultModels(place.site, place.currency).chat) : null;
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
      this.#choices(purposeOf(turns)),
    );
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
      models: this.views(),
      chosen: this.chosenId,
      pricePage: account.setup.place?.links?.prices,
    });
    if (id) await settings.write(settingKeys.chatModel, id);
  }

  #choices(purpose: 'chat' | 'action'): ChatChoices {
    const { place } = this.#parts.account.setup;
    const { chat, action } = this.#parts.settings.settings.current;
    const vision = place ? (chat.visionModel ?? defaultModels(place.site, place.currency).vision) : null;
    return {
      ...chat,
      model: this.model(purpose === 'action' ? action.model : null),
      visionModel: this.facts(vision),
    };
  }

  get #chat(): ChatParts['settings']['settings']['current']['chat'] {
    return this.#parts.settings.settings.current.chat;
  }
}
