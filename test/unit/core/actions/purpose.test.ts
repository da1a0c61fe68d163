import { strict as assert } from 'node:assert';
import { ChatSession } from '../../../../src/core/chat/session.ts';
import { purposeOf } from '../../../../src/core/chat/turn.ts';
import { factsOf } from '../../../../src/core/models/catalogue.ts';
import type { GateRequest } from '../../../../src/core/request/gateEvent.ts';

function session(): { readonly chat: ChatSession; readonly asked: GateRequest[]; ended(): Promise<void> } {
  const asked: GateRequest[] = [];
  const model = factsOf('cn', 'deepseek-ai/DeepSeek-V3.2', 'CNY');
  assert.ok(model);
  let ids = 0;
  let changed: () => void = () => undefined;
  const chat = new ChatSession(
    {
      clock: {
        nowMs: () => 1,
        monotonicMs: () => 1,
        localDay: () => '2026-11-22',
        sleep: () => Promise.resolve(),
      },
      random: { next: () => 0, id: () => `id${ids++}` },
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      store: { save: () => undefined },
      workspace: '',
      maskKnownValues: (text) => text,
      prepare: () => ({
        ok: true,
        value: { kind: 'chat', model, messages: [], maxTokens: 1_000, thinking: 'auto' },
        notes: [],
      }),
      perform: async function* (request) {
        asked.push(request);
        yield { kind: 'text', text: 'answer' };
        yield { kind: 'finished', reason: 'stop' };
      },
    },
    () => changed(),
  );
  const ended = (): Promise<void> =>
    new Promise((resolve) => {
      changed = () => {
        if (chat.runningTurnId === null) resolve();
      };
    });
  return { chat, asked, ended };
}

describe('an answer to a command', () => {
  it('is booked as an action, also when it is asked again, and the next question is not', async () => {
    const { chat, asked, ended } = session();
    assert.equal(chat.ask('Explain the attached code.', [], { purpose: 'action' }), null);
    await ended();
    const answer = chat.conversation.turns.at(-1)?.id ?? '';
    assert.equal(chat.regenerate(answer), null);
    await ended();
    const question = chat.conversation.turns[0]?.id ?? '';
    assert.equal(chat.editAndResend(question, 'Explain it shorter.'), null);
    await ended();
    assert.equal(chat.ask('And why?', []), null);
    await ended();
    assert.deepEqual(
      asked.map((request) => request.purpose),
      ['action', 'action', 'action', 'chat'],
    );
    assert.equal(purposeOf([]), 'chat');
  });
});
