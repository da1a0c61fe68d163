// How each model is to think, as the person chose it at the composer: kept by site and model, in all windows. Where nothing
// was chosen the settings hold.
import * as v from 'valibot';
import type { Memory } from '../../core/account/memory.ts';
import { type OwnThinking, ownThinking, type ThinkingChoice } from '../../core/chat/thinking.ts';
import type { ModelFacts } from '../../core/models/model.ts';

export interface ThinkingDefaults {
  readonly thinking: ThinkingChoice['mode'];
  readonly thinkingBudgetTokens: number;
}

type Named = Pick<ModelFacts, 'site' | 'id'>;

export class ThinkingByModel {
  readonly #memory: Pick<Memory, 'get' | 'set'>;
  readonly #defaults: () => ThinkingDefaults;

  /** `memory` is asked for every change of the draft, so it must answer without a read of a file. */
  constructor(memory: Pick<Memory, 'get' | 'set'>, defaults: () => ThinkingDefaults) {
    this.#memory = memory;
    this.#defaults = defaults;
  }

  of(model: Named): ThinkingChoice {
    const { thinking, thinkingBudgetTokens } = this.#defaults();
    const { mode, budgetTokens, effort } = this.own(model) ?? {};
    return {
      mode: mode ?? thinking,
      budgetTokens: budgetTokens ?? thinkingBudgetTokens,
      effort: effort ?? null,
    };
  }

  /** Null where nothing was chosen for this model. */
  own(model: Named): OwnThinking | null {
    const text = this.#memory.get(keyOf(model));
    if (text === undefined) return null;
    try {
      return v.parse(ownThinking, JSON.parse(text));
    } catch {
      return null;
    }
  }

  /** What is not named stays as it was; null follows the settings again. Holds at once; rejects when it cannot be kept. */
  set(model: Named, change: OwnThinking | null): Promise<void> {
    const next = change && { ...this.own(model), ...change };
    return this.#memory.set(keyOf(model), next ? JSON.stringify(next) : undefined);
  }
}

function keyOf({ site, id }: Named): string {
  return `${site}\n${id}`;
}
