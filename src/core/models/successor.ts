// What replaces a model that the site has withdrawn, and how that is said.
import { type Sentence, sentence } from '../sentence.ts';
import type { OfferedModel } from './catalogue.ts';
import type { ModelFacts } from './model.ts';

/** Successors are withdrawn too: the chain is followed, a few steps at most. */
const mostSteps = 5;

/**
 * The model in use that a withdrawn one was replaced by, directly or by way of others; null when none was named, or when
 * every one of them is gone from the site as well.
 */
export function successorOf(
  facts: ModelFacts,
  find: (id: string) => OfferedModel | undefined,
): ModelFacts | null {
  let id = facts.replacedBy;
  for (let steps = 0; id !== undefined && steps < mostSteps; steps += 1) {
    const next = find(id);
    if (next === undefined) return null;
    if (next.presence === 'live' || next.presence === 'unconfirmed') return next.facts;
    id = next.facts.replacedBy;
  }
  return null;
}

/** Why a model cannot be used, with its successor's name; null while nothing says so. */
export function absenceWords(
  { facts, presence }: OfferedModel,
  successor: ModelFacts | null,
): Sentence | null {
  if (presence === 'missing') return sentence("{0} is not in the site's list for your key.", facts.name);
  if (presence !== 'retired') return null;
  const day = facts.retiredOn ?? '';
  if (successor === null) return sentence('The site withdrew {0} on {1}.', facts.name, day);
  return sentence('The site withdrew {0} on {1}. Its successor is {2}.', facts.name, day, successor.name);
}
