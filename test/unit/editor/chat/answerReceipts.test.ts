import { strict as assert } from 'node:assert';
import { advance, emptyConversation } from '../../../../src/core/chat/conversation.ts';
import { AnswerReceipts } from '../../../../src/editor/chat/answerReceipts.ts';
import { exact } from '../../store/storeFixture.ts';

describe('the receipt of an answer that code is taken from', () => {
  const answering = advance(emptyConversation('s1', 0), {
    kind: 'answering',
    turnId: 't1',
    model: 'm',
    atMs: 0,
    continuing: false,
  });
  const booked = advance(answering, { kind: 'booked', turnId: 't1', receipt: exact('r1', 1n) });

  it('is told at once, or when it is booked, and once only', () => {
    const receipts = new AnswerReceipts();
    const told: string[] = [];
    receipts.of(booked, 't1', (id) => told.push(`at once ${id}`));
    for (const what of ['first', 'second']) receipts.of(answering, 't1', (id) => told.push(`${what} ${id}`));
    receipts.follow(answering);
    assert.deepEqual(told, ['at once r1']);
    receipts.follow(booked);
    receipts.follow(booked);
    assert.deepEqual(told, ['at once r1', 'first r1', 'second r1']);
  });
});
