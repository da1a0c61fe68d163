import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { Conversation } from '../../../../src/core/chat/conversation.ts';
import { SavedSessions, type SessionHead, type TurnStore } from '../../../../src/core/chat/savedSessions.ts';
import type { Turn } from '../../../../src/core/chat/turn.ts';
import type { Result } from '../../../../src/core/failure.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const ok: Result<void> = { ok: true, value: undefined };

/** Keeps turns in memory by the store's contract; every `failEvery`-th write fails and changes nothing. */
class MemoryTurns implements TurnStore {
  turns: Turn[] = [];
  writes = 0;
  readonly failEvery: number;

  constructor(failEvery = 0) {
    this.failEvery = failEvery;
  }

  async saveTurn(_head: SessionHead, turn: Turn): Promise<Result<void>> {
    if (this.refuses()) return refused;
    const at = this.turns.findIndex((one) => one.id === turn.id);
    if (at < 0) this.turns.push(turn);
    else this.turns[at] = turn;
    return ok;
  }

  async replaceFrom(_head: SessionHead, turnId: string, turns: readonly Turn[]): Promise<Result<void>> {
    if (this.refuses()) return refused;
    const at = this.turns.findIndex((one) => one.id === turnId);
    if (at >= 0) this.turns.splice(at);
    this.turns.push(...turns);
    return ok;
  }

  private refuses(): boolean {
    this.writes += 1;
    return this.failEvery > 0 && this.writes % this.failEvery === 0;
  }
}

const refused: Result<void> = { ok: false, failure: { kind: 'ledger', detail: 'locked', sent: false } };

function conversation(turns: readonly Turn[]): Conversation {
  return { id: 's', title: 't', createdMs: 0, turns };
}

function user(id: string, text: string): Turn {
  return { role: 'user', id, createdMs: 0, text, attachments: [] };
}

/** Steps as a person makes them: add, change the last, cut off the end. */
const steps = fc.array(fc.oneof(fc.constant('add'), fc.constant('change'), fc.nat(5)), { maxLength: 20 });

describe('saved conversations', () => {
  it('hold what the conversation holds, whatever the steps and whichever writes fail, once one save succeeds', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(0, 2, 3, 5), async (list, failEvery) => {
        const store = new MemoryTurns(failEvery);
        const saved = new SavedSessions(store, 'w', () => 1, log);
        let turns: Turn[] = [];
        let next = 0;
        for (const step of list) {
          if (step === 'add') turns = [...turns, user(`u${next++}`, '')];
          else if (step === 'change')
            turns = turns.map((turn, at) => (at === turns.length - 1 ? user(turn.id, `x${next++}`) : turn));
          else turns = turns.slice(0, Number(step));
          saved.save(conversation(turns));
        }
        for (let again = 0; again < 8; again++) saved.save(conversation(turns));
        await saved.written();
        assert.deepEqual(store.turns, turns);
      }),
    );
  });

  it('write only the turn that changed', async () => {
    const store = new MemoryTurns();
    const saved = new SavedSessions(store, 'w', () => 1, log);
    const first = [user('a', '1'), user('b', '2')];
    saved.loaded(conversation(first));
    saved.save(conversation([...first, user('c', '3')]));
    await saved.written();
    assert.equal(store.writes, 1);
  });
});
