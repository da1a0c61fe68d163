import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import * as v from 'valibot';
import {
  advance,
  type Conversation,
  emptyConversation,
  titleOf,
} from '../../../../src/core/chat/conversation.ts';
import { type AssistantTurn, turnSchema } from '../../../../src/core/chat/turn.ts';
import type { ModelEvent } from '../../../../src/core/request/modelRequest.ts';
import type { Receipt } from '../../../../src/core/spend/receipt.ts';

function asked(text = 'Why is the tariff wrong?'): Conversation {
  const user = { role: 'user' as const, id: 'u1', createdMs: 1, text, attachments: [] };
  const conversation = advance(emptyConversation('s1', 1), { kind: 'asked', turn: user });
  return advance(conversation, { kind: 'answering', turnId: 'a1', model: 'm', atMs: 2, continuing: false });
}

function played(conversation: Conversation, events: readonly ModelEvent[]): AssistantTurn {
  let state = conversation;
  for (const [index, event] of events.entries())
    state = advance(state, { kind: 'model', turnId: 'a1', event, elapsedMs: (index + 1) * 100 });
  return answerOf(state);
}

function answerOf(conversation: Conversation): AssistantTurn {
  const turn = conversation.turns.at(-1);
  assert.equal(turn?.role, 'assistant');
  return v.parse(turnSchema, turn) as AssistantTurn;
}

function receipt(id: string, costPico: bigint | null, state: Receipt['state'] = 'exact'): Receipt {
  return {
    id,
    startedMs: 0,
    day: '2026-11-22',
    windowId: 'w',
    account: 'a',
    site: 'cn',
    host: 'h',
    model: 'm',
    purpose: 'chat',
    usage: null,
    state,
    currency: costPico === null ? null : 'CNY',
    costPico,
    lowPico: costPico,
    highPico: costPico,
    price: null,
    outcome: 'done',
    durationMs: 1,
  };
}

describe('a conversation', () => {
  it('is titled by the first line of its first question', () => {
    assert.equal(asked('  Fix   this\nplease').title, 'Fix this');
    assert.equal([...titleOf('字'.repeat(200))].length, 80);
  });

  it('measures reasoning until the first word of the answer', () => {
    const turn = played(asked(), [
      { kind: 'reasoning', text: 'Let me ' },
      { kind: 'reasoning', text: 'think.' },
      { kind: 'text', text: 'It rounds twice.' },
      { kind: 'finished', reason: 'stop' },
    ]);
    assert.equal(turn.reasoning, 'Let me think.');
    assert.equal(turn.reasoningMs, 300);
    assert.equal(turn.state, 'done');
    assert.equal(turn.durationMs, 400);
  });

  it('keeps the text of an answer that failed half-way and calls it cut', () => {
    const failure = { kind: 'cutShort', detail: 'reset', sent: true } as const;
    const turn = played(asked(), [
      { kind: 'text', text: 'Half' },
      { kind: 'failed', failure },
    ]);
    assert.equal(turn.state, 'cut');
    assert.equal(turn.text, 'Half');
    assert.equal(played(asked(), [{ kind: 'failed', failure }]).state, 'failed');
  });

  it('marks what was running as cut after a reload, and leaves finished answers alone', () => {
    let state = asked();
    state = advance(state, {
      kind: 'model',
      turnId: 'a1',
      event: { kind: 'text', text: 'Hal' },
      elapsedMs: 5,
    });
    state = advance(state, { kind: 'reloaded' });
    assert.equal(answerOf(state).state, 'cut');
    assert.equal(answerOf(state).text, 'Hal');
    const done = advance(asked(), {
      kind: 'model',
      turnId: 'a1',
      event: { kind: 'finished', reason: 'stop' },
      elapsedMs: 5,
    });
    assert.equal(answerOf(advance(done, { kind: 'reloaded' })).state, 'done');
  });

  it('adds the receipts of one answer up, in any order, each once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { minLength: 1, maxLength: 6 }),
        fc.nat(),
        (costs, seed) => {
          const receipts = costs.map((cost, index) => receipt(`r${index}`, cost));
          const order = receipts.toSorted(
            (a, b) => ((a.id.charCodeAt(1) * (seed + 7)) % 11) - ((b.id.charCodeAt(1) * (seed + 7)) % 11),
          );
          let state = asked();
          for (const one of [...order, ...order])
            state = advance(state, { kind: 'booked', turnId: 'a1', receipt: one });
          assert.equal(answerOf(state).cost?.pico, costs.reduce((a, b) => a + b, 0n).toString());
        },
      ),
    );
  });

  it('never shows a missing price as zero: one unknown receipt makes the cost of the answer unknown', () => {
    let state = advance(asked(), { kind: 'booked', turnId: 'a1', receipt: receipt('r1', 5n) });
    state = advance(state, { kind: 'booked', turnId: 'a1', receipt: receipt('r2', null, 'unknown') });
    assert.equal(answerOf(state).cost?.state, 'unknown');
    assert.equal(answerOf(state).cost?.pico, '5');
  });

  it('shows what an answer costs once all its receipts have a price, and not before', () => {
    const unpriced = ['r1', 'r2'].map((id) => receipt(id, null, 'unknown'));
    let state = asked();
    for (const one of unpriced) state = advance(state, { kind: 'booked', turnId: 'a1', receipt: one });
    const price = (...receipts: readonly Receipt[]) =>
      answerOf(advance(state, { kind: 'priced', receipts: new Map(receipts.map((one) => [one.id, one])) }))
        .cost;
    assert.equal(price(receipt('r1', 5n))?.state, 'unknown');
    assert.deepEqual(price(receipt('r1', 5n), receipt('r2', 3n, 'estimated')), {
      state: 'estimated',
      currency: 'CNY',
      pico: '8',
      lowPico: '8',
      highPico: '8',
    });
  });

  it('keeps text and receipts of an answer that is continued', () => {
    let state = advance(asked(), {
      kind: 'model',
      turnId: 'a1',
      event: { kind: 'text', text: 'One' },
      elapsedMs: 5,
    });
    state = advance(state, { kind: 'model', turnId: 'a1', event: { kind: 'aborted' }, elapsedMs: 5 });
    state = advance(state, { kind: 'booked', turnId: 'a1', receipt: receipt('r1', 3n, 'estimated') });
    state = advance(state, { kind: 'answering', turnId: 'a1', model: 'm2', atMs: 9, continuing: true });
    state = advance(state, {
      kind: 'model',
      turnId: 'a1',
      event: { kind: 'text', text: ' two' },
      elapsedMs: 5,
    });
    state = advance(state, { kind: 'booked', turnId: 'a1', receipt: receipt('r2', 4n) });
    const turn = answerOf(state);
    assert.equal(turn.text, 'One two');
    assert.deepEqual(turn.receiptIds, ['r1', 'r2']);
    assert.equal(turn.cost?.pico, '7');
    assert.equal(turn.cost?.state, 'estimated');
  });
});
