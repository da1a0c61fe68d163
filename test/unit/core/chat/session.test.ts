// A conversation at work, behind a gate that the test speaks for.
import { strict as assert } from 'node:assert';
import type { Conversation } from '../../../../src/core/chat/conversation.ts';
import { ChatSession } from '../../../../src/core/chat/session.ts';
import { factsOf } from '../../../../src/core/models/catalogue.ts';
import type { GateEvent } from '../../../../src/core/request/gateEvent.ts';

/** A session whose gate says `words` and then waits until it is told to stop. */
function sessionThatStreams(...words: readonly string[]): {
  readonly session: ChatSession;
  readonly saved: Conversation[];
  readonly spoken: Promise<void>;
} {
  const saved: Conversation[] = [];
  let drawn = 0;
  let allSaid = (): void => undefined;
  const spoken = new Promise<void>((resolve) => {
    allSaid = resolve;
  });
  async function* perform(_: unknown, signal: AbortSignal): AsyncGenerator<GateEvent> {
    for (const text of words) yield { kind: 'text', text };
    allSaid();
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    yield { kind: 'aborted' };
  }
  const model = factsOf('cn', 'deepseek-ai/DeepSeek-V3.2', 'CNY');
  assert.ok(model);
  const session = new ChatSession(
    {
      clock: {
        nowMs: () => 0,
        monotonicMs: () => 0,
        localDay: () => '2026-01-01',
        sleep: () => Promise.resolve(),
      },
      random: { next: () => 0, id: () => `id${drawn++}` },
      log: { debug() {}, info() {}, warn() {}, error() {} },
      store: { save: (conversation) => void saved.push(conversation) },
      workspace: '',
      perform,
      prepare: () => ({
        ok: true,
        value: { kind: 'chat', model, messages: [], maxTokens: 1_024, thinking: 'auto' },
        notes: [],
      }),
    },
    () => undefined,
  );
  return { session, saved, spoken };
}

describe('a chat session', () => {
  it('keeps an answer that the person stops as stopped', async () => {
    const { session, saved, spoken } = sessionThatStreams('Half ', 'an answer');
    assert.equal(session.ask('Why?', []), null);
    await spoken;
    await session.stop();
    const last = saved.at(-1)?.turns.at(-1);
    assert.ok(last?.role === 'assistant');
    assert.deepEqual([last.state, last.text], ['stopped', 'Half an answer']);
  });

  it('keeps an answer that the end of the window ends as cut, so that it can be continued', async () => {
    const { session, saved, spoken } = sessionThatStreams('Half ', 'an answer');
    assert.equal(session.ask('Why?', []), null);
    await spoken;
    await session.leave();
    const last = saved.at(-1)?.turns.at(-1);
    assert.ok(last?.role === 'assistant');
    assert.deepEqual([last.state, last.text, last.failure?.kind], ['cut', 'Half an answer', 'cutShort']);
  });
});
