import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { Result } from '../../../../src/core/failure.ts';
import { unsent } from '../../../../src/core/failure.ts';
import type { BudgetLimits } from '../../../../src/core/ports.ts';
import { MemoryLedger } from '../../fakes/memoryLedger.ts';
import {
  attempt,
  failed,
  finished,
  headers,
  never,
  retrying,
  ScriptedClient,
  type Step,
  text,
  used,
} from '../../fakes/scriptedClient.ts';
import { chat } from '../../siliconflow/fakes.ts';
import {
  FailingLedger,
  gatePorts,
  performed,
  plainModel,
  price,
  question,
  StillClock,
} from './gateFixture.ts';

const answer: readonly Step[] = [attempt(), headers(), text('Hello'), used(90, 5), finished()];
const pico = (prompt: number, output: number): bigint => BigInt(prompt) * 3n + BigInt(output) * 9n;

/** 120 prompt tokens at most, and then as many output tokens as said. */
function roomFor(outputTokens: number): () => BudgetLimits {
  return () => ({ dailyPico: pico(120, outputTokens) });
}

describe('the gate', () => {
  it('books one exact receipt for an answer, after the terminal event, and keeps no reservation', async () => {
    const ledger = new MemoryLedger();
    const told: string[] = [];
    const ports = gatePorts({ ledger, booked: (receipt) => void told.push(receipt.id) });
    const { events, receipts } = await performed(ports, new ScriptedClient([answer]));
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['attempt', 'headers', 'text', 'usage', 'finished', 'booked'],
    );
    assert.equal(receipts[0]?.costPico, pico(90, 5));
    assert.equal(receipts[0]?.state, 'exact');
    assert.equal(receipts[0]?.traceId, 'ti_1');
    assert.deepEqual([...ledger.receipts.values()], receipts);
    assert.equal(ledger.reservations.size, 0);
    assert.deepEqual(told, [receipts[0]?.id]);
  });

  it('tells what went over the wire with each receipt: the body of that very attempt, and the files in it', async () => {
    const sent: string[] = [];
    const ports = gatePorts({
      booked: (receipt, _request, _failure, { bodyText, files }) => {
        sent.push(`${receipt.id} ${bodyText} ${files.join()}`);
      },
    });
    const first = { ...attempt(), bodyText: '{"first":1}' };
    const second = { ...attempt(2), bodyText: '{"second":2}' };
    const steps: readonly Step[] = [
      first,
      retrying(),
      second,
      headers(),
      text('Hi'),
      used(90, 5),
      finished(),
    ];
    const { receipts } = await performed(
      ports,
      new ScriptedClient([steps]),
      question({ files: ['src/a.ts', 'b.ts'] }),
    );
    assert.deepEqual(sent, [
      `${receipts[0]?.id} {"first":1} src/a.ts,b.ts`,
      `${receipts[1]?.id} {"second":2} src/a.ts,b.ts`,
    ]);
  });

  it('reserves the upper bound while the answer streams', async () => {
    const ledger = new MemoryLedger();
    const seen: number[] = [];
    await performed(
      gatePorts({ ledger }),
      new ScriptedClient([answer]),
      question(),
      undefined,
      () => void seen.push(ledger.reservations.size),
    );
    assert.deepEqual(seen, [1, 1, 1, 1, 1, 0]);
  });

  for (const [what, over, kind] of [
    ['nothing may be sent at all', { halted: () => unsent('arrears') }, 'arrears'],
    ['the guard refuses', { guard: () => ({ ok: false as const, failure: unsent('blocked') }) }, 'blocked'],
    ['the budget has no room', { limits: roomFor(99) }, 'overBudget'],
  ] as const) {
    it(`sends and books nothing when ${what}`, async () => {
      const ledger = new MemoryLedger();
      const client = new ScriptedClient([answer]);
      const { events } = await performed(gatePorts({ ledger, ...over }), client);
      assert.equal(events.length, 1);
      assert.ok(events[0]?.kind === 'failed' && events[0].failure.kind === kind && !events[0].failure.sent);
      assert.equal(client.prepared.length + ledger.reservations.size + ledger.receipts.size, 0);
    });
  }

  it('says what a refused request would need, and what is left', async () => {
    const { events } = await performed(gatePorts({ limits: roomFor(99) }), new ScriptedClient([answer]));
    assert.ok(events[0]?.kind === 'failed');
    assert.deepEqual(events[0].failure.budget, {
      window: 'day',
      currency: 'CNY',
      limitPico: pico(120, 99).toString(),
      spentPico: '0',
      reservedPico: '0',
      neededPico: pico(120, 100).toString(),
    });
  });

  it('reports a ledger that cannot book, and sends nothing', async () => {
    const ledger = new MemoryLedger();
    ledger.trouble = { kind: 'ledger', detail: 'readOnly', sent: false };
    const client = new ScriptedClient([answer]);
    const { terminals } = await performed(gatePorts({ ledger }), client);
    assert.ok(terminals[0]?.kind === 'failed' && terminals[0].failure.kind === 'ledger');
    assert.equal(client.prepared.length, 0);
  });

  it('fits the limits of the request to what the budget admits, and says so', async () => {
    const client = new ScriptedClient([answer]);
    const { events } = await performed(gatePorts({ limits: roomFor(400) }), client);
    assert.deepEqual(events[0], { kind: 'limited', outputTokens: 400, by: 'day' });
    const sent = client.prepared[0];
    assert.ok(sent?.kind === 'chat' && sent.maxTokens === 400);
  });

  it('gives thinking at least half of a small budget, and never more than was admitted', async () => {
    const client = new ScriptedClient([answer]);
    const request = chat({
      model: { ...plainModel, reasoning: 'yes', thinkingSwitch: 'yes' },
      thinking: 'on',
      thinkingBudgetTokens: 4_096,
      maxTokens: 8_192,
    });
    await performed(gatePorts({ limits: roomFor(1_024) }), client, question({ request }));
    const sent = client.prepared[0];
    assert.ok(sent?.kind === 'chat');
    assert.equal(sent.maxTokens + (sent.thinkingBudgetTokens ?? 0), 1_024);
    assert.equal(sent.thinkingBudgetTokens, 512);
  });

  it('gives the reservation back when the request cannot be built', async () => {
    const ledger = new MemoryLedger();
    const client = new ScriptedClient([answer], { refuses: unsent('blocked', 'key') });
    const { terminals } = await performed(gatePorts({ ledger }), client);
    assert.ok(terminals[0]?.kind === 'failed' && terminals[0].failure.kind === 'blocked');
    assert.equal(ledger.reservations.size + ledger.receipts.size, 0);
  });

  it('gives the reservation back when it is stopped before sending', async () => {
    const ledger = new MemoryLedger();
    const client = new ScriptedClient([answer]);
    const { events } = await performed(gatePorts({ ledger }), client, question(), AbortSignal.abort());
    assert.deepEqual(events, [{ kind: 'aborted' }]);
    assert.equal(client.prepared.length + ledger.reservations.size + ledger.receipts.size, 0);
  });

  it('books nothing for a request that is stopped between its announcement and its leaving', async () => {
    const ledger = new MemoryLedger();
    const client = new ScriptedClient([answer]);
    const abort = new AbortController();
    const { terminals } = await performed(
      gatePorts({ ledger }),
      client,
      question(),
      abort.signal,
      (event) => {
        if (event.kind === 'attempt') abort.abort();
        return undefined;
      },
    );
    assert.deepEqual(terminals, [{ kind: 'aborted' }]);
    assert.equal(client.posted, 0);
    assert.equal(ledger.reservations.size + ledger.receipts.size, 0);
  });

  for (const at of ['limited', 'attempt', 'headers', 'text', 'usage', 'finished', 'booked'] as const) {
    it(`closes the books when the reader leaves at “${at}”`, async () => {
      const ledger = new MemoryLedger();
      const client = new ScriptedClient([answer]);
      await performed(gatePorts({ ledger, limits: roomFor(400) }), client, question(), undefined, (event) =>
        event.kind === at ? 'leave' : undefined,
      );
      assert.equal(ledger.reservations.size, 0);
      assert.equal(ledger.receipts.size, client.posted);
      assert.equal(client.open, 0);
      const [receipt] = ledger.receipts.values();
      if (receipt) assert.equal(receipt.state, ['finished', 'booked'].includes(at) ? 'exact' : 'estimated');
    });
  }

  it('closes the books when the reader throws', async () => {
    const ledger = new MemoryLedger();
    const { thrown } = await performed(
      gatePorts({ ledger }),
      new ScriptedClient([answer]),
      question(),
      undefined,
      (event) => {
        if (event.kind === 'text') throw new Error('reader');
        return undefined;
      },
    );
    assert.ok(thrown instanceof Error);
    assert.equal(ledger.reservations.size, 0);
    assert.equal([...ledger.receipts.values()][0]?.outcome, 'stopped');
  });

  it('settles a stop by the usage seen, with a band above it', async () => {
    const abort = new AbortController();
    const script = [attempt(), headers(), text('Hello'), used(90, 5), () => abort.abort(), text('never')];
    const { receipts, terminals } = await performed(
      gatePorts(),
      new ScriptedClient([script]),
      question(),
      abort.signal,
    );
    assert.deepEqual(terminals, [{ kind: 'aborted' }]);
    assert.equal(receipts[0]?.outcome, 'stopped');
    assert.equal(receipts[0]?.lowPico, pico(90, 5));
    assert.ok((receipts[0]?.highPico ?? 0n) > pico(90, 5));
  });

  it('lets the last cumulative usage win, and adds none', async () => {
    const script = [
      attempt(),
      headers(),
      text('a'),
      used(90, 1),
      text('b'),
      used(90, 2),
      used(91, 3),
      finished(),
    ];
    const { receipts } = await performed(gatePorts(), new ScriptedClient([script]));
    assert.equal(receipts[0]?.costPico, pico(91, 3));
  });

  it('estimates what came after the last usage, and all of a text that this usage cannot have counted', async () => {
    const words = 'x'.repeat(200);
    const late = [attempt(), headers(), text('a'), used(90, 1), text(words), finished()];
    const stuck = [attempt(), headers(), text(words), used(90, 1), finished()];
    const each = [attempt(), headers(), ...[...words].flatMap((x) => [text(x), used(90, 1)]), finished()];
    for (const script of [late, stuck, each]) {
      const taught: string[] = [];
      const ports = gatePorts({ counted: (_receipt, _request, said) => taught.push(said) });
      const { receipts } = await performed(ports, new ScriptedClient([script]));
      assert.equal(receipts[0]?.state, 'estimated');
      assert.equal(receipts[0]?.lowPico, pico(90, 1));
      assert.equal(receipts[0]?.costPico, pico(90, 201));
      assert.deepEqual(taught, [], 'what is not certain teaches nothing');
    }
  });

  it('hands on what was counted with all of its text', async () => {
    const taught: string[] = [];
    const ports = gatePorts({ counted: (_receipt, _request, said) => taught.push(said) });
    const script = [attempt(), headers(), text('ab'), used(90, 2), text('c'), used(90, 3), finished()];
    await performed(ports, new ScriptedClient([script]));
    assert.deepEqual(taught, ['abc']);
  });

  it('estimates an answer whose usage never came', async () => {
    const script = [attempt(), headers(), text('12345'), finished()];
    const { receipts } = await performed(gatePorts(), new ScriptedClient([script]));
    assert.equal(receipts[0]?.state, 'estimated');
    assert.equal(receipts[0]?.costPico, pico(100, 5));
    assert.equal(receipts[0]?.highPico, pico(120, 5));
  });

  it('books an estimate where the site counts more than can have been sent and received, and says why', async () => {
    for (const absurd of [used(1_000_000_000, 5), used(90, 1_000_000)]) {
      const [ledger, learned, told]: [MemoryLedger, string[], string[]] = [new MemoryLedger(), [], []];
      const ports = gatePorts({
        ledger,
        limits: roomFor(2_000),
        counted: ({ id }) => void learned.push(id),
        booked: (_receipt, _request, failure) => void told.push(failure?.kind ?? 'nothing'),
      });
      const script = [attempt(), headers(), text('Hello'), absurd, text(' world'), absurd, finished()];
      const client = new ScriptedClient([script, answer]);
      const { receipts, terminals } = await performed(ports, client);
      assert.equal(terminals[0]?.kind, 'finished', 'the answer is none the worse for it');
      const [receipt] = receipts;
      assert.deepEqual(
        [receipt?.state, receipt?.outcome, receipt?.failure, receipt?.costPico, receipt?.highPico],
        ['estimated', 'done', 'overcounted', pico(100, 11), pico(120, 11)],
      );
      assert.deepEqual([learned, told], [[], ['overcounted']]);
      const next = await performed(ports, client);
      assert.equal(next.receipts[0]?.state, 'exact', 'the budget has room as before');
    }
  });

  it('believes the last usage, though one before it could not be', async () => {
    const script = [attempt(), headers(), text('Hello'), used(10 ** 9, 5), used(90, 5), finished()];
    const { receipts } = await performed(gatePorts(), new ScriptedClient([script]));
    assert.deepEqual(
      [receipts[0]?.state, receipts[0]?.failure, receipts[0]?.costPico],
      ['exact', undefined, pico(90, 5)],
    );
  });

  it('takes an answer that was cut here for longer than its last usage says', async () => {
    const script = [
      attempt(),
      text('ab'),
      used(90, 2),
      { kind: 'finished', reason: 'stop', cutLocally: true },
    ] as const;
    const { receipts } = await performed(gatePorts(), new ScriptedClient([script]));
    assert.equal(receipts[0]?.state, 'estimated');
    assert.equal(receipts[0]?.lowPico, pico(90, 2));
  });

  it('books a refusal by 4xx as exactly nothing', async () => {
    const script = [attempt(), headers(401), failed({ kind: 'badKey', status: 401 })];
    const { receipts, terminals } = await performed(gatePorts(), new ScriptedClient([script]));
    assert.equal(terminals.length, 1);
    assert.equal(receipts[0]?.state, 'exact');
    assert.equal(receipts[0]?.costPico, 0n);
    assert.equal(receipts[0]?.failure, 'badKey');
  });

  it('books every HTTP request of a retry apart, under an id of its own', async () => {
    const overloaded = { kind: 'overloaded', status: 503 } as const;
    const script = [
      ...[attempt(1), headers(429), retrying({ kind: 'rateLimited', status: 429 })],
      ...[attempt(2), headers(503), retrying(overloaded)],
      ...[attempt(3), headers(), text('Hi'), used(90, 2), finished()],
    ];
    const ledger = new MemoryLedger();
    const { receipts, terminals } = await performed(gatePorts({ ledger }), new ScriptedClient([script]));
    assert.equal(terminals.length, 1);
    assert.deepEqual(
      receipts.map(({ outcome, state }) => `${outcome} ${state}`),
      ['failed exact', 'failed estimated', 'done exact'],
    );
    assert.equal(new Set(receipts.map(({ id }) => id)).size, 3);
    assert.equal(ledger.reservations.size, 0);
  });

  it('does not send a retry that the budget refuses, and keeps the receipt of what was sent', async () => {
    const ledger = new MemoryLedger();
    const script = [
      attempt(1),
      headers(503),
      retrying({ kind: 'overloaded', status: 503 }),
      attempt(2),
      ...answer,
    ];
    const client = new ScriptedClient([script]);
    // The first one may have cost its prompt; with the second reserved that would be too much.
    const { receipts, terminals } = await performed(gatePorts({ ledger, limits: roomFor(1_000) }), client);
    assert.equal(client.posted, 1);
    assert.equal(receipts.length, 1);
    assert.ok(terminals[0]?.kind === 'failed' && terminals[0].failure.kind === 'overBudget');
    assert.ok(terminals[0].failure.sent, 'something was sent, so nobody may read that it cost nothing');
    assert.equal(ledger.reservations.size, 0);
  });

  it('counts time and price from the moment the request leaves, not from its reservation', async () => {
    const clock = new StillClock();
    const startMs = clock.now;
    const script = [
      { kind: 'waiting', reason: 'pacing', delayMs: 60_000 } as const,
      () => clock.pass(60_000),
      attempt(),
      () => clock.pass(200),
      text('Hi'),
      used(90, 2),
      () => clock.pass(300),
      finished(),
    ];
    const { receipts } = await performed(gatePorts({ clock }), new ScriptedClient([script]));
    assert.equal(receipts[0]?.durationMs, 500);
    assert.equal(receipts[0]?.firstTokenMs, 200);
    assert.equal(receipts[0]?.startedMs, startMs + 60_000);
  });

  it('ends an answer that goes beyond what a budget admitted', async () => {
    const script = [
      attempt(),
      headers(),
      ...Array.from({ length: 200 }, () => text('0123456789')),
      finished(),
    ];
    const client = new ScriptedClient([script]);
    const { receipts, terminals, events } = await performed(gatePorts({ limits: roomFor(400) }), client);
    assert.ok(terminals[0]?.kind === 'failed' && terminals[0].failure.kind === 'overBudget');
    assert.ok(terminals[0].failure.sent);
    assert.equal(terminals.length, 1);
    assert.equal(events.filter(({ kind }) => kind === 'text').length, 41);
    assert.equal(receipts[0]?.outcome, 'stopped');
  });

  it('ends an answer whose usage says more than was admitted, whatever was seen of it', async () => {
    const script = [attempt(), headers(), used(90, 300), text('a'), used(90, 401), text('b'), finished()];
    const { terminals } = await performed(gatePorts({ limits: roomFor(400) }), new ScriptedClient([script]));
    assert.ok(terminals[0]?.kind === 'failed' && terminals[0].failure.kind === 'overBudget');
  });

  it('lets a long answer run where no budget is set', async () => {
    const script = [attempt(), ...Array.from({ length: 200 }, () => text('0123456789')), finished()];
    const { terminals } = await performed(gatePorts(), new ScriptedClient([script]));
    assert.equal(terminals[0]?.kind, 'finished');
  });

  it('counts a long answer under a budget in a number of looks that grows with its logarithm', async () => {
    let looks = 0;
    const ports = gatePorts({
      limits: roomFor(1_000_000),
      countOutput: (words) => {
        looks += 1;
        const tokens = words.length / 4;
        return { low: tokens, likely: tokens, high: tokens };
      },
    });
    const script = [attempt(), ...Array.from({ length: 3_000 }, () => text('x'.repeat(1_000))), finished()];
    const request = chat({ model: plainModel, maxTokens: 1_000_000 });
    const { terminals } = await performed(ports, new ScriptedClient([script]), question({ request }));
    assert.equal(terminals[0]?.kind, 'finished');
    assert.ok(looks < 60, `${looks} looks`);
  });

  it('ends exactly once also when the client never says how it ended, or goes on after its end', async () => {
    for (const script of [
      [attempt(), text('a')],
      [attempt(), text('a'), finished(), failed(), text('b')],
      [],
    ]) {
      const ledger = new MemoryLedger();
      const { terminals, events } = await performed(gatePorts({ ledger }), new ScriptedClient([script]));
      assert.equal(terminals.length, 1);
      assert.equal(ledger.reservations.size, 0);
      assert.ok(!events.some((event) => event.kind === 'text' && event.text === 'b'));
    }
  });

  it('says what was masked before anything is reserved', async () => {
    const ledger = new MemoryLedger();
    const ports = gatePorts({
      ledger,
      guard: (request) => ({ ok: true, value: { request, rules: ['github-token'], count: 2 } }),
    });
    const { events } = await performed(ports, new ScriptedClient([answer]), question(), undefined, () => {
      assert.equal(ledger.reservations.size, 0);
      return 'leave';
    });
    assert.deepEqual(events, [{ kind: 'masked', rules: ['github-token'], count: 2 }]);
  });
});

describe('the gate under faults', () => {
  const retried = [attempt(1), headers(503), retrying({ kind: 'overloaded', status: 503 }), ...answer];

  it('has one end, and leaves no reservation, whichever operation of the client throws', async () => {
    let survived = false;
    for (let throwAt = 1; !survived; throwAt++) {
      const ledger = new MemoryLedger();
      const client = new ScriptedClient([retried], { throwAt });
      const { terminals, thrown } = await performed(gatePorts({ ledger }), client);
      assert.equal(terminals.length + (thrown === undefined ? 0 : 1), 1, `at ${throwAt}`);
      assert.equal(ledger.reservations.size, 0, `at ${throwAt}`);
      assert.equal(ledger.receipts.size, client.posted, `at ${throwAt}`);
      assert.equal(client.open, 0);
      survived = thrown === undefined;
      assert.ok(throwAt < 50);
    }
  });

  it('has one end, and leaves no reservation, whichever operation of the ledger fails', async () => {
    let operations = Number.POSITIVE_INFINITY;
    for (let failAt = 1; failAt <= operations; failAt++) {
      const ledger = new FailingLedger(failAt);
      const client = new ScriptedClient([retried]);
      const { terminals, thrown } = await performed(gatePorts({ ledger }), client);
      assert.equal(thrown, undefined);
      assert.equal(terminals.length, 1, `at ${failAt}`);
      await ledger.bookLate();
      assert.equal(ledger.inner.reservations.size, 0, `at ${failAt}`);
      assert.equal(ledger.inner.receipts.size, client.posted, `at ${failAt}`);
      operations = Math.min(operations, Math.max(ledger.operations, failAt + 1));
      if (ledger.operations < failAt) break;
    }
  });

  it('leaves nothing reserved when the ledger itself throws where it may not', async () => {
    class ThrowingLedger extends MemoryLedger {
      override async settle(): Promise<Result<void>> {
        throw new Error('a bug in the ledger');
      }
    }
    const client = new ScriptedClient([answer]);
    const { terminals, thrown } = await performed(gatePorts({ ledger: new ThrowingLedger() }), client);
    assert.equal(terminals.length, 1);
    assert.ok(thrown instanceof Error);
    assert.equal(client.open, 0);
  });
});

describe('several requests through one gate', () => {
  /** A scripted request, and what the server bills for it when it can be known exactly. */
  interface Billed {
    readonly script: readonly Step[];
    readonly exactPico: bigint;
    readonly posted: number;
  }

  const tokens = fc.nat(500);
  const done = fc.tuple(tokens, tokens, fc.boolean()).map(
    ([prompt, output, cumulative]): Billed => ({
      script: [
        attempt(),
        headers(),
        ...(cumulative ? [text('a'), used(prompt, Math.floor(output / 2))] : [text('a')]),
        text('b'),
        used(prompt, output),
        finished(),
      ],
      exactPico: pico(prompt, output),
      posted: 1,
    }),
  );
  const refused = fc
    .constantFrom(400, 401, 403, 429)
    .map((status): Billed => ({ script: [attempt(), failed({ status })], exactPico: 0n, posted: 1 }));
  const cut = fc.constant<Billed>({ script: [attempt(), text('abc'), failed()], exactPico: 0n, posted: 1 });
  const retriedOnce = done.map(({ script, exactPico }): Billed => {
    return {
      script: [attempt(), retrying({ kind: 'rateLimited', status: 429 }), ...script],
      exactPico,
      posted: 2,
    };
  });

  it('add up to what the server billed, in any interleaving', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.oneof(done, refused, cut, retriedOnce), { minLength: 1, maxLength: 6 }),
        async (scheduler, requests) => {
          const ledger = new MemoryLedger();
          const ports = gatePorts({ ledger });
          const turn = (): Promise<void> => scheduler.schedule(Promise.resolve());
          const clients = requests.map(({ script }) => new ScriptedClient([script], { turn }));
          const all = Promise.all(clients.map((client) => performed(ports, client)));
          const ends = await scheduler.waitFor(all);
          const receipts = [...ledger.receipts.values()];
          const exact = receipts.filter(({ state }) => state === 'exact');
          assert.equal(
            exact.reduce((sum, { costPico }) => sum + (costPico ?? 0n), 0n),
            requests.reduce((sum, { exactPico }) => sum + exactPico, 0n),
          );
          assert.equal(
            receipts.length,
            requests.reduce((sum, { posted }) => sum + posted, 0),
          );
          assert.ok(ends.every(({ terminals }) => terminals.length === 1));
          assert.equal(ledger.reservations.size, 0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('never reserve or spend more than the budget together', async () => {
    const limit = pico(120, 1_000) * 2n;
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 6 }), async (scheduler, count) => {
        const ledger = new MemoryLedger();
        const ports = gatePorts({ ledger, limits: () => ({ dailyPico: limit }) });
        const script = [attempt(), text('a'), used(120, 1_000), finished()];
        const turn = (): Promise<void> => scheduler.schedule(Promise.resolve());
        const clients = Array.from({ length: count }, () => new ScriptedClient([script], { turn }));
        await scheduler.waitFor(Promise.all(clients.map((client) => performed(ports, client))));
        const spent = [...ledger.receipts.values()].reduce((sum, one) => sum + (one.highPico ?? 0n), 0n);
        assert.ok(spent <= limit);
        assert.equal(clients.filter(({ posted }) => posted > 0).length, 2);
      }),
      { numRuns: 30 },
    );
  });

  it('hold no reservation when one of them is stopped while it waits for its first word', async () => {
    const ledger = new MemoryLedger();
    const abort = new AbortController();
    const client = new ScriptedClient([
      [attempt(), () => queueMicrotask(() => abort.abort()), never, text('late')],
    ]);
    const { receipts } = await performed(gatePorts({ ledger }), client, question(), abort.signal);
    assert.equal(receipts[0]?.outcome, 'stopped');
    assert.equal(receipts[0]?.lowPico, 0n);
    assert.ok((receipts[0]?.highPico ?? 0n) > 0n);
    assert.equal(ledger.reservations.size, 0);
  });
});

describe('prices', () => {
  it('leave the cost unknown where there are none, and reserve nothing', async () => {
    const ledger = new MemoryLedger();
    const request = chat({ model: { ...plainModel, prices: [] } });
    const { receipts } = await performed(
      gatePorts({ ledger }),
      new ScriptedClient([answer]),
      question({ request }),
    );
    assert.equal(receipts[0]?.state, 'unknown');
    assert.equal(receipts[0]?.costPico, null);
    assert.equal(receipts[0]?.usage?.promptTokens, 90);
  });

  it('stay on the receipt with the row that was in force', async () => {
    const { receipts } = await performed(gatePorts(), new ScriptedClient([answer]));
    assert.deepEqual(receipts[0]?.price, price);
  });
});
