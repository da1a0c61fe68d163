// How a model is to think: what a person chose for it, else what the settings say; and what of that the model can be told.
import * as v from 'valibot';
import type { ModelFacts } from '../models/model.ts';
import type { ChatRequest } from '../request/modelRequest.ts';

/** The reference's range of `thinking_budget` (siliconflow-api.md §2.2). */
export const thinkingBudget = { min: 128, max: 32_768 } as const;

export interface ThinkingChoice {
  /** `auto` leaves it to the model. */
  readonly mode: 'auto' | 'on' | 'off';
  /** The longest chain of thought, while `mode` is `on`; null where the model has refused to be told one. */
  readonly budgetTokens: number | null;
  /** One of the model's own words for it; null leaves it to the platform. */
  readonly effort: string | null;
}

/** What a person chose for one model; what is left out follows the settings. */
export const ownThinking = v.object({
  mode: v.optional(v.picklist(['auto', 'on', 'off'])),
  budgetTokens: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(thinkingBudget.min), v.maxValue(thinkingBudget.max)),
  ),
  effort: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(40)))),
});
export type OwnThinking = v.InferOutput<typeof ownThinking>;

/** What a model can be told about it. */
export interface ThinkingTerms {
  readonly mode: boolean;
  readonly budget: boolean;
  /** Its own words for how hard to think; empty where it takes none. */
  readonly efforts: readonly string[];
}

/** `refused` are parameters that the model did not take when they were sent, whatever the catalogue says. */
export function thinkingTerms(model: ModelFacts, refused: readonly string[]): ThinkingTerms {
  const mode = model.thinkingSwitch === 'yes' && !refused.includes('enable_thinking');
  return {
    mode,
    budget: mode && !refused.includes('thinking_budget'),
    efforts: refused.includes('reasoning_effort') ? [] : model.reasoningEfforts,
  };
}

/** The part of a request that says so: nothing in it that this model would refuse (siliconflow-api.md §2.3). */
export function thinkingAsked(
  model: ModelFacts,
  { mode, budgetTokens, effort }: ThinkingChoice,
): Pick<ChatRequest, 'thinking' | 'thinkingBudgetTokens' | 'reasoningEffort'> {
  const thinking = model.thinkingSwitch === 'yes' ? mode : 'auto';
  const takesEffort = effort !== null && thinking !== 'off' && model.reasoningEfforts.includes(effort);
  return {
    thinking,
    ...(thinking === 'on' && budgetTokens !== null ? { thinkingBudgetTokens: budgetTokens } : {}),
    ...(takesEffort ? { reasoningEffort: effort } : {}),
  };
}
