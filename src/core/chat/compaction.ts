// Long conversations: a summary stands in for what went before it in later requests. The originals stay in the chat.
import type { AssistantTurn, Turn, UserTurn } from './turn.ts';

/** Never changes, so that the platform's prefix cache serves everything before it (siliconflow-api.md §2.7). */
export const compactionOrder = [
  'Summarise this conversation so that it can go on without the messages above; they will not be sent again.',
  'Keep: what I want and why; decisions and their reasons; names of files, symbols and commands exactly as written; code that is still needed, whole; open questions; the next step.',
  'Leave out what is settled and no longer needed. Do not answer anything new and do not add an introduction.',
].join('\n');

/**
 * The turns that a request is made from: from the question of the last finished summary on. A question for a summary that
 * was never finished is left out with its answer, unless it is just being asked or, `continuing`, its answer goes on.
 */
export function promptTurns(turns: readonly Turn[], continuing = false): readonly Turn[] {
  const from = lastSummary(turns);
  const kept = from < 0 ? turns : turns.slice(from);
  const newest = kept.length - (continuing ? 2 : 1);
  return kept.filter((turn, at) => {
    const before = kept[at - 1];
    const isAnswer = turn.role === 'assistant' && before !== undefined && isCompaction(before);
    if (!isAnswer && !isCompaction(turn)) return true;
    const asked = isAnswer ? at - 1 : at;
    const answer = kept[asked + 1];
    return asked >= newest || (answer !== undefined && isWhole(answer));
  });
}

/** Index of the question whose answer is the last finished summary; -1 without one. */
export function lastSummary(turns: readonly Turn[]): number {
  return turns.findLastIndex((turn, at) => {
    const answer = turns[at + 1];
    return isCompaction(turn) && answer !== undefined && isWhole(answer);
  });
}

export function isCompaction(turn: Turn): boolean {
  return turn.role === 'user' && turn.compacts === true;
}

/** A summary that was cut would lose what its missing end held. */
function isWhole(turn: Turn): turn is AssistantTurn {
  return turn.role === 'assistant' && turn.state === 'done' && turn.limited !== true && turn.text !== '';
}

/** True when this turn is a summary that later requests begin with; `before` is the turn before it. */
export function isSummary(turn: Turn, before: Turn | undefined): boolean {
  return before !== undefined && isCompaction(before) && isWhole(turn);
}

/**
 * The question at the end that got no word of answer, with what was attached: it makes room for the summary, and goes
 * back to the person. Null when the last question was answered.
 */
export function unanswered(turns: readonly Turn[]): UserTurn | null {
  const asked = turns.findLast((turn) => turn.role === 'user');
  if (asked?.role !== 'user' || isCompaction(asked)) return null;
  const after = turns.slice(turns.indexOf(asked) + 1);
  return after.every((turn) => turn.role === 'assistant' && turn.text === '') ? asked : null;
}

/** A summary and its question under new ids: the beginning of a new conversation. Empty when there is none. */
export function beginningFrom(turns: readonly Turn[], newId: () => string): readonly Turn[] {
  const at = lastSummary(turns);
  return at < 0 ? [] : turns.slice(at, at + 2).map((turn) => ({ ...turn, id: newId() }));
}
