import { strict as assert } from 'node:assert';
import * as v from 'valibot';
import type { Conversation } from '../../../../src/core/chat/conversation.ts';
import type { PreparedChat } from '../../../../src/core/chat/prepareRequest.ts';
import { ChatSession } from '../../../../src/core/chat/session.ts';
import type { SessionPorts } from '../../../../src/core/chat/sessionPorts.ts';
import { type AssistantTurn, type Turn, turnSchema } from '../../../../src/core/chat/turn.ts';
import { unsent } from '../../../../src/core/failure.ts';
import type { GateEvent } from '../../../../src/core/request/gateEvent.ts';
import { perform } from '../../../../src/core/request/perform.ts';
import { MemoryLedger } from '../../fakes/memoryLedger.ts';
import {
  attempt,
  failed,
  finished,
  headers,
  never,
  ScriptedClient,
  type Step,
  text,
  used,
} from '../../fakes/scriptedClient.ts';
import { chat, KeptLog } from '../../siliconflow/fakes.ts';
import { countingRandom, FailingLedger, gatePorts, plainModel, StillClock } from '../request/gateFixture.ts';

const answer: readonly Step[] = [attempt(), headers(), text('Hello'), used(90, 5), finished()];
const prepared: PreparedChat = { ok: true, value: chat({ model: plainModel }), notes: [] };

function setUp(
  scripts: readonly (readonly Step[])[],
  over: Partial<SessionPorts> = {},
  conversation?: Conversation,
) {
  const clock = new StillClock();
  const ledger = new MemoryLedger();
  const client = new ScriptedClient(scripts);
  const saves: { readonly atMs: number; readonly turns: readonly Turn[] }[] = [];
  const log = new KeptLog();
  const continued: boolean[] = [];
  let changes = 0;
  const gate = gatePorts({ ledger, clock });
  const ports: SessionPorts = {
    clock,
    random: countingRandom(),
    log,
    store: {
      save: (one) => void saves.push({ atMs: clock.monotonicMs(), turns: one.turns }),
    },
    workspace: 'ws',
    perform: (request, signal) => perform(gate, client, request, signal),
    maskKnownValues: (text) => text,
    prepare: (_turns, continuing) => {
      continued.push(continuing);
      return prepared;
    },
    ...over,
  };
  const session = new ChatSession(ports, () => void changes++, conversation);
  return { clock, ledger, client, saves, log, continued, session, changes: () => changes };
}

/** Waits until nothing runs. */
async function ended(session: ChatSession): Promise<void> {
  while (session.runningTurnId !== null) await settled();
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function lastAnswer(session: ChatSession): AssistantTurn {
  const turn = session.conversation.turns.at(-1);
  assert.ok(turn?.role === 'assistant');
  v.parse(turnSchema, turn);
  return turn;
}

function rolesOf(session: ChatSession): string {
  return session.conversation.turns.map(({ role }) => role[0]).join('');
}

describe('a chat session', () => {
  it('answers a question and books it on the answer', async () => {
    const { session, ledger } = setUp([answer]);
    assert.equal(session.ask('Why?', []), null);
    assert.ok(session.runningTurnId);
    await ended(session);
    const turn = lastAnswer(session);
    assert.equal(turn.text, 'Hello');
    assert.equal(turn.state, 'done');
    assert.deepEqual(turn.receiptIds, [...ledger.receipts.keys()]);
    assert.equal(turn.cost?.pico, (90n * 3n + 5n * 9n).toString());
  });

  it('takes no empty question, and none while it answers', async () => {
    const { session } = setUp([[attempt(), never]]);
    assert.ok(session.ask('  \n', []));
    assert.equal(rolesOf(session), '');
    session.ask('One', []);
    assert.ok(session.ask('Two', []));
    const [question] = session.conversation.turns;
    const running = session.runningTurnId ?? '';
    assert.ok(session.editAndResend(question?.id ?? '', 'Other'));
    assert.ok(session.regenerate(running));
    assert.ok(session.continueAnswer(running));
    assert.equal(rolesOf(session), 'ua');
    await session.stop();
  });

  it('stops before the first token, and has booked when stop resolves', async () => {
    const { session, ledger } = setUp([[attempt(), headers(), never]]);
    session.ask('Why?', []);
    while (ledger.reservations.size === 0) await settled();
    await settled();
    await session.stop();
    assert.equal(lastAnswer(session).state, 'stopped');
    assert.equal(session.runningTurnId, null);
    assert.equal(ledger.reservations.size, 0);
    assert.equal(ledger.receipts.size, 1);
  });

  it('stops at once when it was only just asked: nothing is sent, nothing booked', async () => {
    const { session, ledger, client } = setUp([answer]);
    session.ask('Why?', []);
    await session.stop();
    assert.equal(lastAnswer(session).state, 'stopped');
    assert.equal(client.posted + ledger.receipts.size + ledger.reservations.size, 0);
  });

  it('stops in the middle and keeps what was received', async () => {
    const { session } = setUp([[attempt(), headers(), text('Half'), never]]);
    session.ask('Why?', []);
    while (!session.conversation.turns.some((turn) => turn.role === 'assistant' && turn.text))
      await settled();
    await session.stop();
    const turn = lastAnswer(session);
    assert.equal(turn.text, 'Half');
    assert.equal(turn.state, 'stopped');
    assert.equal(turn.cost?.state, 'estimated');
    await session.stop();
  });

  it('keeps an answer that the end of the window ends as cut, so that it can be continued', async () => {
    const { session, ledger } = setUp([[attempt(), headers(), text('Half'), never]]);
    session.ask('Why?', []);
    while (!session.conversation.turns.some((turn) => turn.role === 'assistant' && turn.text))
      await settled();
    await session.leave();
    const turn = lastAnswer(session);
    assert.deepEqual([turn.state, turn.text, turn.failure?.kind], ['cut', 'Half', 'cutShort']);
    assert.equal(ledger.reservations.size, 0);
    assert.equal(turn.receiptIds.length, 1);
  });

  it('answers again from the question, and drops what followed', async () => {
    const { session } = setUp([answer, answer, [attempt(), text('Other'), finished()]]);
    session.ask('One', []);
    await ended(session);
    const first = lastAnswer(session).id;
    session.ask('Two', []);
    await ended(session);
    assert.equal(session.regenerate(first), null);
    await ended(session);
    assert.equal(rolesOf(session), 'ua');
    assert.equal(lastAnswer(session).text, 'Other');
    assert.ok(session.regenerate(first), 'it is no longer there');
  });

  it('edits a question: its attachments and its place stay, its marks of masking do not', async () => {
    const { session } = setUp([answer]);
    const attachment = {
      id: 'x',
      kind: 'file',
      label: 'a.ts',
      source: 'a.ts',
      text: 'a',
      tokens: 1,
    } as const;
    session.ask('One', [attachment], { masked: ['github-token'], purpose: 'action' });
    await ended(session);
    const [question] = session.conversation.turns;
    assert.deepEqual(question?.role === 'user' && question.masked, ['github-token']);
    assert.equal(session.editAndResend(question?.id ?? '', 'Two'), null);
    await ended(session);
    const [edited] = session.conversation.turns;
    assert.ok(edited?.role === 'user' && edited.text === 'Two' && edited.masked === undefined);
    assert.equal(edited.purpose, 'action');
    assert.deepEqual(edited.attachments, [attachment]);
    assert.equal(rolesOf(session), 'ua');
    assert.ok(session.editAndResend('unknown', 'x'));
    assert.ok(session.editAndResend(lastAnswer(session).id, 'x'));
  });

  it('asks for a summary, and takes out the question that found no room before', async () => {
    const tooLong: PreparedChat = { ok: false, failure: unsent('tooLong') };
    let isFull = false;
    const { session } = setUp([answer, answer], {
      prepare: () => (isFull ? tooLong : prepared),
    });
    assert.ok(session.compact('Summarise.').refused, 'there is nothing yet');
    session.ask('One', []);
    await ended(session);
    isFull = true;
    session.ask('Two, which does not fit', []);
    assert.equal(lastAnswer(session).failure?.kind, 'tooLong');
    isFull = false;
    const { refused, returned } = session.compact('Summarise.');
    assert.equal(refused, null);
    assert.equal(returned?.text, 'Two, which does not fit');
    assert.ok(session.compact('Summarise.').refused, 'one at a time');
    await ended(session);
    const { turns } = session.conversation;
    assert.deepEqual(
      turns.map((turn) => turn.text),
      ['One', 'Hello', 'Summarise.', 'Hello'],
    );
    assert.ok(session.editAndResend(turns[2]?.id ?? '', 'Something else'), 'its words are not a question');
  });

  it('continues the last answer, without the words that are repeated', async () => {
    const { session, continued } = setUp([
      [attempt(), text('The parcel is weighed, then'), failed()],
      [attempt(), text('is weighed, then priced.'), finished()],
    ]);
    session.ask('How?', []);
    await ended(session);
    assert.equal(lastAnswer(session).state, 'cut');
    assert.equal(session.continueAnswer(lastAnswer(session).id), null);
    await ended(session);
    const turn = lastAnswer(session);
    assert.equal(turn.text, 'The parcel is weighed, then priced.');
    assert.equal(turn.state, 'done');
    assert.equal(turn.receiptIds.length, 2);
    assert.deepEqual(continued, [false, true]);
    assert.ok(session.continueAnswer('unknown'));
  });

  it('begins anew where there is nothing to continue', async () => {
    const { session, continued } = setUp([[attempt(), failed({ status: 503 })], answer]);
    session.ask('How?', []);
    await ended(session);
    session.continueAnswer(lastAnswer(session).id);
    await ended(session);
    assert.equal(rolesOf(session), 'ua');
    assert.equal(lastAnswer(session).text, 'Hello');
    assert.deepEqual(continued, [false, false]);
  });

  it('keeps the question when nothing can be asked, says why, and asks once it can', async () => {
    let ready = false;
    const prepare = (): PreparedChat => (ready ? prepared : { ok: false, failure: unsent('noKey') });
    const { session, saves, ledger } = setUp([answer], { prepare });
    assert.equal(session.ask('Why?', []), null);
    assert.equal(session.runningTurnId, null);
    assert.equal(lastAnswer(session).failure?.kind, 'noKey');
    assert.equal(lastAnswer(session).state, 'failed');
    assert.equal(saves.at(-1)?.turns.length, 2);
    assert.equal(ledger.receipts.size, 0);
    ready = true;
    session.regenerate(lastAnswer(session).id);
    await ended(session);
    assert.equal(lastAnswer(session).text, 'Hello');
    assert.equal(rolesOf(session), 'ua');
  });

  it('keeps who answered when a continuation cannot be asked', async () => {
    let ready = true;
    const prepare = (): PreparedChat => (ready ? prepared : { ok: false, failure: unsent('noModel') });
    const { session } = setUp([[attempt(), text('Half'), failed()]], { prepare });
    session.ask('Why?', []);
    await ended(session);
    ready = false;
    session.continueAnswer(lastAnswer(session).id);
    const turn = lastAnswer(session);
    assert.equal(turn.model, plainModel.id);
    assert.equal(turn.text, 'Half');
    assert.equal(turn.failure?.kind, 'noModel');
  });

  it('saves while an answer streams, at most twice a second, and at its end', async () => {
    const clock = new StillClock();
    const pieces = Array.from({ length: 30 }, (): Step[] => [text('x'), () => clock.pass(100)]);
    const { session, saves } = setUp([[attempt(), ...pieces.flat(), finished()]], { clock });
    clock.pass(10_000);
    const at: number[] = [];
    const noted = saves.push.bind(saves);
    saves.push = (...items) => {
      at.push(clock.monotonicMs());
      return noted(...items);
    };
    session.ask('Why?', []);
    await ended(session);
    const streaming = at.slice(0, -1);
    assert.ok(streaming.length >= 6 && streaming.length <= 8, `${streaming.length}`);
    for (const [index, ms] of streaming.entries())
      assert.ok(index === 0 || ms - (streaming[index - 1] ?? 0) >= 500);
    const last = saves.at(-1)?.turns.at(-1);
    assert.ok(last?.role === 'assistant' && last.state === 'done' && last.receiptIds.length === 1);
  });

  it('marks what ran when its window died as cut, and can go on', async () => {
    const turns: Turn[] = [
      { role: 'user', id: 'u', createdMs: 0, text: 'Why?', attachments: [] },
      {
        ...{ role: 'assistant', id: 'a', createdMs: 0, model: 'm', text: 'Half', reasoning: '' },
        ...{ state: 'streaming', receiptIds: [], notes: [] },
      } as AssistantTurn,
    ];
    const { session } = setUp([answer], {}, { id: 's', title: 't', createdMs: 0, turns });
    assert.equal(lastAnswer(session).state, 'cut');
    session.continueAnswer('a');
    await ended(session);
    assert.equal(lastAnswer(session).text, 'HalfHello');
  });

  it('says what was masked and what was limited on the answer', async () => {
    async function* gate(): AsyncGenerator<GateEvent> {
      yield { kind: 'masked', rules: ['github-token'], count: 2 };
      yield { kind: 'limited', outputTokens: 1_024, by: 'day' };
      yield { kind: 'aborted' };
    }
    const { session } = setUp([], { perform: gate });
    session.ask('Why?', []);
    await ended(session);
    assert.deepEqual(
      lastAnswer(session).notes.map(({ args }) => args),
      [[2, 'github-token'], [1_024]],
    );
  });

  for (const [how, faulty] of [
    [
      'throws at once',
      () => {
        throw new Error('injected');
      },
    ],
    [
      'throws in the middle',
      async function* (): AsyncGenerator<GateEvent> {
        yield { kind: 'text', text: 'Half' };
        throw new Error('injected');
      },
    ],
  ] as const) {
    it(`ends with a failure in words and can go on when the gate ${how}`, async () => {
      const { session, log, saves } = setUp([answer], { perform: faulty });
      session.ask('Why?', []);
      await ended(session);
      assert.ok(lastAnswer(session).failure);
      assert.ok(['failed', 'cut'].includes(lastAnswer(session).state));
      assert.ok(log.lines.some((line) => line.includes('injected')));
      assert.equal(saves.at(-1)?.turns.length, 2);
      assert.equal(session.ask('Again?', []), null);
      await ended(session);
      assert.equal(rolesOf(session), 'uaua');
    });
  }

  it('masks in what is kept the value of an .env that was not there when it was said', async () => {
    const known: string[] = [];
    const maskKnownValues = (text: string): string =>
      known.reduce((masked, value) => masked.replaceAll(value, 'SECRET_1'), text);
    const echo: readonly Step[] = [
      attempt(),
      headers(),
      text('You said hunter2-hunter2'),
      used(1, 1),
      finished(),
    ];
    const { session, saves } = setUp([echo, echo], { maskKnownValues });
    const file = {
      id: 'f',
      kind: 'file',
      label: 'a',
      source: 'a',
      text: 'p = hunter2-hunter2',
      tokens: 1,
    } as const;
    session.ask('It is hunter2-hunter2', [file]);
    await ended(session);
    const before = session.conversation;
    const savesBefore = saves.length;
    session.maskKept();
    assert.equal(session.conversation, before);
    assert.equal(saves.length, savesBefore);
    known.push('hunter2-hunter2');
    session.maskKept();
    assert.ok(!JSON.stringify(session.conversation).includes('hunter2'));
    assert.ok(!JSON.stringify(saves.at(-1)).includes('hunter2'));
    session.ask('And again?', []);
    await ended(session);
    assert.equal(lastAnswer(session).text, 'You said SECRET_1');
    assert.ok(!JSON.stringify(saves.at(-1)).includes('hunter2'));
  });

  it('comes to its end also when whoever listens throws', async () => {
    const log = new KeptLog();
    const { session: _unused, ...rest } = setUp([answer]);
    const ports: SessionPorts = {
      ...{
        clock: rest.clock,
        random: countingRandom(),
        log,
        store: { save: () => undefined },
        workspace: '',
      },
      perform: (request, signal) => perform(gatePorts({ ledger: rest.ledger }), rest.client, request, signal),
      maskKnownValues: (text) => text,
      prepare: () => prepared,
    };
    let failing = false;
    const session = new ChatSession(ports, () => {
      if (failing) throw new Error('listener');
    });
    session.ask('Why?', []);
    failing = true;
    await ended(session);
    await settled();
    assert.equal(rest.ledger.reservations.size, 0);
    assert.ok(log.lines.some((line) => line.includes('listener')));
  });

  it('has exactly one end and no open reservation, whichever operation of client or ledger fails', async () => {
    const script = [
      ...[
        attempt(1),
        {
          kind: 'waiting',
          reason: 'retry',
          delayMs: 1,
          failure: { ...unsent('overloaded'), sent: true, status: 503 },
        } as const,
      ],
      ...answer,
    ];
    for (let at = 1; at <= 12; at++) {
      for (const part of ['client', 'ledger'] as const) {
        const ledger = new FailingLedger(part === 'ledger' ? at : 0);
        const client = new ScriptedClient([script], part === 'client' ? { throwAt: at } : {});
        const { session } = setUp([], {
          perform: (request, signal) => perform(gatePorts({ ledger }), client, request, signal),
        });
        session.ask('Why?', []);
        await ended(session);
        assert.ok(['done', 'failed', 'cut'].includes(lastAnswer(session).state), `${part} ${at}`);
        await ledger.bookLate();
        assert.equal(ledger.inner.reservations.size, 0, `${part} ${at}`);
        assert.equal(ledger.inner.receipts.size, client.posted, `${part} ${at}`);
      }
    }
  });

  it('asks for the floor of a useful answer also where the answer is limited to less', async () => {
    const floors: number[] = [];
    const small: PreparedChat = { ok: true, value: chat({ model: plainModel, maxTokens: 50 }), notes: [] };
    const { session } = setUp([], {
      prepare: () => small,
      perform: async function* (request) {
        floors.push(request.floorOutputTokens);
        yield { kind: 'aborted' };
      },
    });
    session.ask('Why?', []);
    await ended(session);
    assert.deepEqual(floors, [1_024]);
  });
});
