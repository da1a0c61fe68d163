// The turns that a request would be made from, if the person sent now: what a forecast is about. Nothing is changed.
import { unanswered } from './compaction.ts';
import { type OwnModel, putTo } from './ownModel.ts';
import type { Attachment, Turn, UserTurn } from './turn.ts';

/** What a person is about to do. */
export type Asking =
  | {
      readonly kind: 'ask';
      readonly text: string;
      readonly attachments: readonly Attachment[];
      readonly purpose?: UserTurn['purpose'];
      readonly ownModel?: OwnModel;
    }
  | { readonly kind: 'compact' }
  | { readonly kind: 'edit'; readonly turnId: string; readonly text: string }
  | {
      readonly kind: 'regenerate';
      readonly turnId: string;
      /** Null puts the question to the usual model; left out, it stays with the one it was put to. */
      readonly ownModel?: OwnModel | null;
    }
  | { readonly kind: 'continue'; readonly turnId: string };

export interface NextTurns {
  readonly turns: readonly Turn[];
  readonly continuing: boolean;
}

/** As the session (session.ts) will do it; null where it will refuse. */
export function nextTurns(turns: readonly Turn[], asking: Asking): NextTurns | null {
  if (asking.kind === 'ask') {
    const { text, attachments } = asking;
    if (!text.trim() && attachments.length === 0) return null;
    return { turns: [...turns, question(asking)], continuing: false };
  }
  if (asking.kind === 'compact') {
    const left = withoutUnanswered(turns);
    const asked: UserTurn = { ...question({ text: '', attachments: [] }), compacts: true };
    return left.length > 0 ? { turns: [...left, asked], continuing: false } : null;
  }
  const at = turns.findIndex((turn) => turn.id === asking.turnId);
  const turn = turns[at];
  if (!turn) return null;
  const before = turns.slice(0, at);
  if (asking.kind === 'edit') {
    if (turn.role !== 'user') return null;
    return { turns: [...before, question({ ...turn, text: asking.text })], continuing: false };
  }
  if (turn.role !== 'assistant') return null;
  if (asking.kind === 'continue' && turn.text) return { turns: turns.slice(0, at + 1), continuing: true };
  const isMoved = asking.kind === 'regenerate' && asking.ownModel !== undefined;
  return { turns: isMoved ? putTo(before, asking.ownModel) : before, continuing: false };
}

function question({
  text,
  attachments,
  purpose,
  ownModel,
}: Omit<Extract<Asking, { kind: 'ask' }>, 'kind'>): UserTurn {
  return {
    role: 'user',
    id: 'next',
    createdMs: 0,
    text,
    attachments: [...attachments],
    ...(purpose ? { purpose } : {}),
    ...(ownModel ? { ownModel } : {}),
  };
}

function withoutUnanswered(turns: readonly Turn[]): readonly Turn[] {
  const open = unanswered(turns);
  return open ? turns.slice(0, turns.indexOf(open)) : turns;
}
