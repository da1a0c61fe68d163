import { strict as assert } from 'node:assert';
import * as v from 'valibot';
import { advance, type Conversation, emptyConversation } from '../../../../src/core/chat/conversation.ts';
import { nextTurns } from '../../../../src/core/chat/nextTurns.ts';
import { answeringModel, holds, ownModel, putTo } from '../../../../src/core/chat/ownModel.ts';
import { type Turn, turnSchema, type UserTurn } from '../../../../src/core/chat/turn.ts';

const question = (id: string, over: Partial<UserTurn> = {}): UserTurn => ({
  ...{ role: 'user', id, createdMs: 1, text: id, attachments: [] },
  ...over,
});
const answer = (id: string): Turn => ({
  ...{ role: 'assistant', id, createdMs: 2, model: 'usual', text: id, reasoning: '', state: 'done' },
  ...{ receiptIds: [], notes: [] },
});
const own = { model: 'other', insteadOf: 'usual' };

describe('a question with a model of its own', () => {
  it('is answered by it while the usual model is the one it was put to in place of', () => {
    const turns = [question('q1'), answer('a1'), question('q2', { ownModel: own })];
    assert.equal(answeringModel(turns, 'usual'), 'other');
    assert.equal(answeringModel(turns, 'newly chosen'), 'newly chosen');
    assert.equal(answeringModel(turns, null), null);
    assert.equal(answeringModel([...turns, answer('a2'), question('q3')], 'usual'), 'usual');
    assert.equal(answeringModel([], 'usual'), 'usual');
  });

  it('has none where the usual one was meant', () => {
    assert.equal(ownModel('usual', 'usual'), null);
    assert.equal(ownModel('other', null), null);
    assert.deepEqual(ownModel('other', 'usual'), own);
    assert.ok(!holds(null, 'usual') && !holds(undefined, 'usual'));
    assert.ok(!holds({ model: 'other', insteadOf: 'usual' }, 'other'));
  });

  it('keeps it when it is asked again, loses it to the usual one, and survives the store', () => {
    const turns = [question('q1', { ownModel: own }), answer('a1')];
    const asked = (asking: Parameters<typeof nextTurns>[1]): unknown => {
      const last = nextTurns(turns, asking)?.turns.findLast((turn) => turn.role === 'user');
      return last?.ownModel;
    };
    assert.deepEqual(asked({ kind: 'regenerate', turnId: 'a1' }), own);
    assert.deepEqual(asked({ kind: 'continue', turnId: 'a1' }), own);
    assert.deepEqual(asked({ kind: 'edit', turnId: 'q1', text: 'other words' }), own);
    assert.deepEqual(asked({ kind: 'ask', text: 'x', attachments: [], ownModel: own }), own);
    assert.equal(asked({ kind: 'ask', text: 'x', attachments: [] }), undefined);
    assert.equal(asked({ kind: 'regenerate', turnId: 'a1', ownModel: null }), undefined);
    const third = { model: 'third', insteadOf: 'usual' };
    assert.deepEqual(asked({ kind: 'regenerate', turnId: 'a1', ownModel: third }), third);
    assert.deepEqual(v.parse(turnSchema, JSON.parse(JSON.stringify(turns[0]))), turns[0]);
  });

  it('is the last one when a conversation is put to another model, and no other turn changes', () => {
    const turns = [question('q1'), answer('a1'), question('q2')];
    const conversation: Conversation = { ...emptyConversation('c', 1), turns };
    const put = advance(conversation, { kind: 'putTo', ownModel: own });
    assert.deepEqual(put.turns[2], question('q2', { ownModel: own }));
    assert.equal(put.turns[0], turns[0]);
    assert.deepEqual(advance(put, { kind: 'putTo', ownModel: null }).turns, turns);
    assert.deepEqual(putTo([answer('a1')], own), [answer('a1')], 'no question, nothing to put');
  });
});
