// A question put to another model than the usual one: who answers it, and who answers it once more.
//
// The rule: a question stays with the model of its own when its answer is made anew or gone on with and when it is edited,
// until another usual model is chosen; that is the person's newer word. Every other question goes to the usual model.
import type { Turn, UserTurn } from './turn.ts';

export type OwnModel = NonNullable<UserTurn['ownModel']>;

/** `model` as a model of a question's own; null where that is the usual one, or where there is none. */
export function ownModel(model: string, usual: string | null): OwnModel | null {
  return usual === null || model === usual ? null : { model, insteadOf: usual };
}

/** Is it still meant, when `usual` is the usual model now? */
export function holds(own: OwnModel | null | undefined, usual: string | null): own is OwnModel {
  return own != null && own.insteadOf === usual && own.model !== usual;
}

/** The model that answers the last question of these turns. */
export function answeringModel(turns: readonly Turn[], usual: string | null): string | null {
  const own = turns.findLast((turn) => turn.role === 'user')?.ownModel;
  return holds(own, usual) ? own.model : usual;
}

/** The turns with their last question put to a model of its own; null puts it to the usual one. */
export function putTo(turns: readonly Turn[], own: OwnModel | null): readonly Turn[] {
  const at = turns.findLastIndex((turn) => turn.role === 'user');
  const asked = turns[at];
  if (asked?.role !== 'user') return turns;
  const { ownModel: _before, ...question } = asked;
  return turns.with(at, own ? { ...question, ownModel: own } : question);
}
