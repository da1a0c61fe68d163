// How each model is to think, as the person chose it at the composer: kept by site and model, in all windows. Where nothing
// was chosen the settings hold.
import * as v from 'valibot';
import type { Memory } from '../../core/account/memory.ts';
import {
  type OwnThinking,
  ownThinking,
  type ThinkingChoice,
  type ThinkingTerms,
  thinkingTerms,
} from '../../core/chat/thinking.ts';
import type { ModelFacts } from '../../core/models/model.ts';

export interface ThinkingPorts {
  /** Asked for every change of the draft, so it must answer without a read of a file. */
  readonly memory: Pick<Memory, 'get' | 'set'>;
  /** The settings. */
  readonly defaults: () => {
    readonly thinking: ThinkingChoice['mode'];
    readonly thinkingBudgetTokens: number;
  };
  /** Parameters that a model did not take of late. */
  readonly refused: (model: ModelFacts) => readonly string[];
}

export class ThinkingByModel {
  readonly #ports: ThinkingPorts;

  constructor(ports: ThinkingPorts) {
    this.#ports = ports;
  }

  /** What this model can be told. */
  terms(model: ModelFacts): ThinkingTerms {
    return thinkingTerms(model, this.#ports.refused(model));
  }

  /** What it is told: nothing that it refuses. */
  of(model: ModelFacts): ThinkingChoice {
    const { thinking, thinkingBudgetTokens } = this.#ports.defaults();
    const { mode, budgetTokens, effort } = this.own(model) ?? {};
    const terms = this.terms(model);
    return {
      mode: terms.mode ? (mode ?? thinking) : 'auto',
      budgetTokens: terms.budget ? (budgetTokens ?? thinkingBudgetTokens) : null,
      effort: effort && terms.efforts.includes(effort) ? effort : null,
    };
  }

  /** Null where nothing was chosen for this model. */
  own(model: ModelFacts): OwnThinking | null {
    const text = this.#ports.memory.get(keyOf(model));
    if (text === undefined) return null;
    try {
      return v.parse(ownThinking, JSON.parse(text));
    } catch {
      return null;
    }
  }

  /** What is not named stays as it was; null follows the settings again. Holds at once; rejects when it cannot be kept. */
  set(model: ModelFacts, change: OwnThinking | null): Promise<void> {
    const next = change && { ...this.own(model), ...change };
    return this.#ports.memory.set(keyOf(model), next ? JSON.stringify(next) : undefined);
  }
}

function keyOf({ site, id }: ModelFacts): string {
  return `${site}\n${id}`;
}
