// The smallest patch that brings a page from one state to the next. Pure, so that it can be tested without an editor.
import type { ChatState, PatchOp } from '../../protocol/chat.ts';
import type { TurnView } from '../../protocol/chatTurns.ts';

/**
 * Ops that turn `before` into `after`. Growing text becomes `append`, so that a long answer is not sent again with each
 * token; any other change of a turn sends that turn whole. Parts that are the same object are not compared.
 */
export function patchOps(before: ChatState, after: ChatState): PatchOp[] {
  const ops: PatchOp[] = [];
  const part: Partial<Omit<ChatState, 'turns'>> = {};
  let changed = false;
  for (const key of Object.keys(after) as (keyof ChatState)[]) {
    if (key === 'turns' || before[key] === after[key]) continue;
    if (JSON.stringify(before[key]) === JSON.stringify(after[key])) continue;
    Object.assign(part, { [key]: after[key] });
    changed = true;
  }
  // Top-level parts are nullable rather than optional, because undefined does not survive the crossing.
  if (changed) ops.push({ op: 'set', part });
  ops.push(...turnOps(before.turns, after.turns));
  return ops;
}

function turnOps(before: readonly TurnView[], after: readonly TurnView[]): PatchOp[] {
  const ops: PatchOp[] = [];
  let common = 0;
  while (common < before.length && common < after.length && before[common]?.id === after[common]?.id)
    common++;
  const gone = before[common];
  if (gone) ops.push({ op: 'cutFrom', turnId: gone.id });
  for (let index = 0; index < after.length; index++) {
    const next = after[index];
    if (!next) continue;
    const last = index < common ? before[index] : undefined;
    if (!last) ops.push({ op: 'turn', turn: next });
    else if (last !== next) ops.push(...turnChange(last, next));
  }
  return ops;
}

function turnChange(last: TurnView, next: TurnView): PatchOp[] {
  const grown = next.text.startsWith(last.text) && next.reasoning.startsWith(last.reasoning);
  if (!grown || !sameButText(last, next)) return sameWhole(last, next) ? [] : [{ op: 'turn', turn: next }];
  const ops: PatchOp[] = [];
  const reasoning = next.reasoning.slice(last.reasoning.length);
  const text = next.text.slice(last.text.length);
  if (reasoning) ops.push({ op: 'append', turnId: next.id, channel: 'reasoning', text: reasoning });
  if (text) ops.push({ op: 'append', turnId: next.id, channel: 'text', text });
  return ops;
}

function sameButText(a: TurnView, b: TurnView): boolean {
  return (
    JSON.stringify({ ...a, text: '', reasoning: '' }) === JSON.stringify({ ...b, text: '', reasoning: '' })
  );
}

function sameWhole(a: TurnView, b: TurnView): boolean {
  return a.text === b.text && a.reasoning === b.reasoning && sameButText(a, b);
}
