// What is sent again, what never is, and how long is waited: money errors, limits, overload, refused parameters.
import { strict as assert } from 'node:assert';
import type { ModelEvent } from '../../../src/core/request/modelRequest.ts';
import { windowMemory } from '../../../src/editor/windowMemory.ts';
import { MemoryLearnedParameters } from '../../../src/siliconflow/learnedParameters.ts';
import { MemoryPacer } from '../../../src/siliconflow/pacer.ts';
import { RetryBudget } from '../../../src/siliconflow/retryBudget.ts';
import {
  chat,
  completion,
  FixedRandom,
  failureOf,
  isTerminal,
  kindsOf,
  ManualClock,
  TestClock,
  textOf,
} from './fakes.ts';
import {
  clientOf,
  data,
  head,
  jsonAnswer,
  run,
  type Script,
  streamHead,
  textChunk,
  wholeAnswer,
  withServer,
} from './rawServer.ts';

const overloaded = jsonAnswer(503, { code: 50505, message: 'Model service overloaded.' });
const limited = (metric: string, more: readonly string[] = []): string =>
  jsonAnswer(
    429,
    { message: `Request was rejected due to rate limiting. Details: ${metric} limit reached.`, data: null },
    more,
  );

/** A clock on which seconds pass in milliseconds: limits of 30 s and more are never near. */
const fast = (): TestClock => new TestClock(1_000);
const noTimeouts = {
  errorBodyMs: 1e7,
  firstTokenMs: 1e7,
  reasoningFirstTokenMs: 1e7,
  completionFirstTokenMs: 1e7,
  betweenTokensMs: 1e7,
  silenceMs: 1e8,
  totalMs: 1e9,
};

/** Answers the n-th request with the n-th text, and the last one for ever. */
const sequence =
  (...texts: readonly string[]): Script =>
  (socket, _, number) =>
    void socket.end(texts[Math.min(number, texts.length) - 1] ?? '');

function waits(events: readonly ModelEvent[]): readonly Extract<ModelEvent, { kind: 'waiting' }>[] {
  return events.flatMap((event) => (event.kind === 'waiting' ? [event] : []));
}

async function outcome(
  script: Script,
  request: Parameters<typeof run>[1] = chat(),
  options: Parameters<typeof clientOf>[1] = {},
): Promise<{ events: ModelEvent[]; sent: number; bodies: string[] }> {
  let result: { events: ModelEvent[]; sent: number; bodies: string[] } = { events: [], sent: 0, bodies: [] };
  await withServer(script, async (server) => {
    const events = await run(
      clientOf(server, { clock: fast(), limits: noTimeouts, ...options }).client,
      request,
    );
    result = { events, sent: server.requests.length, bodies: server.requests.map((each) => each.bodyText) };
  });
  assert.equal(result.events.filter(isTerminal).length, 1);
  assert.equal(
    result.events.filter((event) => event.kind === 'attempt').length,
    result.sent,
    'one attempt per request',
  );
  return result;
}

describe('policy: never sent again', () => {
  const answers: readonly [string, string][] = [
    ['no balance', jsonAnswer(402, { code: 30001, message: 'x' })],
    ['no balance as 403', jsonAnswer(403, { code: 30001, message: 'x' })],
    ['paid balance needed', jsonAnswer(403, { code: 30011, message: 'x' })],
    ['a wrong key', jsonAnswer(401, 'Invalid token')],
    ['forbidden', head(403, null)],
    ['an unknown model', jsonAnswer(400, { code: 20012, message: 'x' })],
    ['a wrong path', jsonAnswer(404, 'x')],
    ['gone', jsonAnswer(410, { code: 20092, message: 'x' })],
    [
      'a bad parameter nobody may drop',
      jsonAnswer(400, { code: 20015, message: 'bad parameter `max_tokens`' }),
    ],
    ['a page', `${head(200, 'text/html')}<html>`],
  ];
  for (const [name, answer] of answers) {
    it(name, async () => assert.equal((await outcome(sequence(answer))).sent, 1));
  }

  it('a completion, whatever happens', async () => {
    for (const answer of [overloaded, limited('RPM'), head(500, null), `${streamHead}`]) {
      assert.equal((await outcome(sequence(answer, wholeAnswer), completion())).sent, 1);
    }
  });

  it('anything after text, reasoning or a tool call was shown', async () => {
    const busy = data({ code: 50505, message: 'busy' });
    for (const shown of [textChunk('x'), data({ choices: [{ delta: { reasoning_content: 'x' } }] })]) {
      const { events, sent } = await outcome(sequence(streamHead + shown + busy, wholeAnswer));
      assert.equal(sent, 1);
      assert.equal(failureOf(events).kind, 'overloaded');
    }
  });

  it('our own time limits: they were waited for long enough', async () => {
    const { events, sent } = await outcome(() => {}, chat(), {
      clock: new TestClock(),
      limits: { reasoningFirstTokenMs: 50 },
    });
    assert.equal(sent, 1);
    assert.equal(failureOf(events).kind, 'timeout');
  });
});

describe('policy: sent again', () => {
  for (const [name, answer] of [
    ['503', overloaded],
    ['500', head(500, null)],
    ['504', head(504, 'text/plain')],
    ['a close before the headers', ''],
    [
      'an overload told inside a stream before its first token',
      `${streamHead}${data({ code: 50505, message: 'busy' })}`,
    ],
  ] as const) {
    it(`${name}, twice, visibly, with growing full jitter`, async () => {
      const { events, sent } = await outcome(sequence(answer, answer, wholeAnswer));
      assert.equal(sent, 3);
      assert.equal(textOf(events), 'Hello');
      assert.deepEqual(
        waits(events).map((wait) => [wait.reason, wait.delayMs, wait.failure !== undefined]),
        [
          ['retry', 500, true],
          ['retry', 1_000, true],
        ],
      );
    });
  }

  it('three times in all, and then it is told', async () => {
    const { events, sent } = await outcome(sequence(overloaded));
    assert.equal(sent, 3);
    assert.equal(failureOf(events).kind, 'overloaded');
  });

  it('not before the time an overloaded server names', async () => {
    const later = jsonAnswer(503, { code: 50505, message: 'x' }, ['retry-after: 7']);
    const { events } = await outcome(sequence(later, wholeAnswer));
    assert.equal(waits(events)[0]?.delayMs, 7_000);
    const much = jsonAnswer(503, { code: 50505, message: 'x' }, ['retry-after: 3600']);
    assert.equal((await outcome(sequence(much, wholeAnswer))).sent, 1);
  });

  it('not while waiting is being stopped', async () => {
    await withServer(sequence(overloaded), async (server) => {
      const stop = new AbortController();
      const prepared = clientOf(server).client.prepare(chat());
      assert.ok(prepared.ok);
      const events = [];
      for await (const event of prepared.value.send(stop.signal)) {
        events.push(event);
        if (event.kind === 'waiting') stop.abort();
      }
      assert.deepEqual(kindsOf(events), ['attempt', 'waiting', 'aborted']);
    });
  });

  it('until the budget of retries is empty', () => {
    const budget = new RetryBudget();
    const failure = { kind: 'overloaded', detail: '', sent: true } as const;
    for (let i = 0; i < 100; i++) assert.ok(budget.tryTake(failure));
    assert.ok(!budget.tryTake(failure));
    for (let i = 0; i < 5; i++) budget.succeeded();
    assert.ok(budget.tryTake(failure));
    assert.ok(!budget.tryTake(failure));
  });
});

describe('policy: limits', () => {
  it('a 429 is waited for visibly with its metric, four attempts in all', async () => {
    const { events, sent } = await outcome(sequence(limited('TPM')));
    assert.equal(sent, 4);
    assert.equal(failureOf(events).metric, 'TPM');
    const seen = waits(events);
    assert.equal(seen.length, 3);
    for (const wait of seen) {
      assert.equal(wait.reason, 'pacing');
      assert.equal(wait.failure?.metric, 'TPM');
      assert.ok(wait.delayMs >= 500 && wait.delayMs <= 60_000);
    }
  });

  it("Retry-After is honoured, also over `openai`'s 60 s: such a wait is told instead", async () => {
    const short = await outcome(sequence(limited('RPM', ['retry-after: 20']), wholeAnswer));
    assert.ok((waits(short.events)[0]?.delayMs ?? 0) >= 15_000);
    const long = await outcome(sequence(limited('RPM', ['retry-after: 120']), wholeAnswer));
    assert.equal(long.sent, 1);
    assert.equal(failureOf(long.events).retryAfterMs, 120_000);
  });

  it('limits of an hour or a day are told at once', async () => {
    for (const metric of ['RPH', 'RPD', 'TPD'])
      assert.equal((await outcome(sequence(limited(metric)))).sent, 1);
  });

  it("one request's 429 holds back the next: a chat waits, a completion is not sent", async () => {
    // Slow enough that a busy machine asks while the 429 still holds.
    const clock = new TestClock(20);
    const pacer = new MemoryPacer(clock, new FixedRandom(), windowMemory());
    const { model } = completion();
    const hold = (): void =>
      pacer.limited({ account: 'fingerprint', model: model.id, metric: 'RPM', retryAfterMs: 30_000 });
    const options = { clock, pacer };
    hold();
    const quiet = await outcome(sequence(wholeAnswer), completion(), options);
    assert.equal(quiet.sent, 0);
    assert.equal(failureOf(quiet.events).sent, false);
    assert.equal(failureOf(quiet.events).metric, 'RPM');
    const other = await outcome(sequence(wholeAnswer), chat(), options);
    assert.equal(waits(other.events).length, 0);
    hold();
    const same = await outcome(sequence(wholeAnswer), chat({ model }), options);
    assert.equal(waits(same.events).length, 1);
    assert.equal(same.sent, 1);
  });

  it('the pacer backs off by full jitter within the window of the metric, and forgets after a success', async () => {
    const clock = new ManualClock();
    const pacer = new MemoryPacer(clock, new FixedRandom(1), windowMemory());
    const delays = [];
    for (let i = 0; i < 7; i++) {
      pacer.limited({ account: 'a', model: 'm', metric: 'RPM' });
      delays.push(pacer.wait('a', 'm').delayMs);
    }
    assert.deepEqual(delays, [4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    assert.equal(pacer.wait('b', 'm').delayMs, 0);
    await clock.advance(59_000);
    assert.equal(pacer.wait('a', 'm').delayMs, 1_000);
    pacer.limited({ account: 'a', model: 'm', metric: 'RPH' });
    assert.equal(pacer.wait('a', 'm').metric, 'RPH');
    pacer.passed('a', 'm', clock.nowMs() - 1);
    assert.ok(
      pacer.wait('a', 'm').delayMs > 0,
      'an answer that began before the refusal says nothing about it',
    );
    pacer.passed('a', 'm', clock.nowMs());
    assert.equal(pacer.wait('a', 'm').delayMs, 0);
  });
});

describe('policy: a refused parameter', () => {
  const refused = jsonAnswer(400, {
    code: 20015,
    message: 'current model does not support parameter enable_thinking',
    data: null,
  });

  it('is dropped once, the request repeated, and the model remembered', async () => {
    const learned = new MemoryLearnedParameters(new TestClock(), windowMemory());
    const request = chat({ thinking: 'on', thinkingBudgetTokens: 1_000 });
    const { events, sent, bodies } = await outcome(sequence(refused, wholeAnswer), request, { learned });
    assert.equal(sent, 2);
    assert.deepEqual(kindsOf(events).slice(0, 3), ['attempt', 'parameterDropped', 'attempt']);
    assert.ok(bodies[0]?.includes('enable_thinking'));
    assert.ok(!bodies[1]?.includes('enable_thinking') && !bodies[1]?.includes('thinking_budget'));
    const shown = events.flatMap((event) => (event.kind === 'attempt' ? [event.bodyText] : []));
    assert.deepEqual(shown, bodies);
    const next = await outcome(sequence(wholeAnswer), request, { learned });
    assert.ok(!next.bodies[0]?.includes('enable_thinking'));
  });

  it('is dropped once only', async () => {
    const second = jsonAnswer(400, {
      code: 20015,
      message: 'does not support parameter frequency_penalty',
      data: null,
    });
    const { events, sent } = await outcome(sequence(refused, second, wholeAnswer), chat({ thinking: 'on' }));
    assert.equal(sent, 2);
    assert.equal(failureOf(events).parameter, 'frequency_penalty');
  });

  it('that was not sent is not dropped', async () => {
    assert.equal((await outcome(sequence(refused, wholeAnswer), chat())).sent, 1);
  });

  it('is remembered from a completion, which is not repeated', async () => {
    const learned = new MemoryLearnedParameters(new TestClock(), windowMemory());
    const bad = jsonAnswer(400, {
      code: 20015,
      message: 'does not support parameter temperature',
      data: null,
    });
    assert.equal((await outcome(sequence(bad, wholeAnswer), completion(), { learned })).sent, 1);
    assert.deepEqual(learned.dropped('cn', completion().model.id), ['temperature']);
  });
});
