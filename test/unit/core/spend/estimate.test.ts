import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { Failure } from '../../../../src/core/failure.ts';
import type { PriceRow } from '../../../../src/core/models/model.ts';
import {
  hasLapsed,
  leaseMs,
  lostReceipt,
  supersedes,
  unbookable,
} from '../../../../src/core/spend/booking.ts';
import { costOf } from '../../../../src/core/spend/cost.ts';
import {
  counts,
  type RequestEnd,
  receiptFor,
  type SentRequest,
} from '../../../../src/core/spend/estimate.ts';
import {
  ledgerCauseOf,
  ledgerCauses,
  ledgerFailure,
  ledgerSentence,
} from '../../../../src/core/spend/ledgerTrouble.ts';
import type { Usage } from '../../../../src/core/spend/receipt.ts';

const price: PriceRow = {
  id: 'p',
  currency: 'CNY',
  validFromMs: 0,
  checkedOn: '2026-01-01',
  confidence: 'high',
  source: 'test',
  tiers: [{ inputMicro: 3, outputMicro: 9, cachedMicro: 1 }],
};
const request: SentRequest = {
  id: 'r1',
  startedMs: 1_000,
  windowId: 'w',
  account: 'a',
  site: 'cn',
  host: 'h',
  model: 'm',
  purpose: 'chat',
  prices: [price],
  promptTokens: { low: 80, likely: 100, high: 130 },
  outputTokens: 1_000,
};
const nothing = { low: 0, likely: 0, high: 0 };
const end: RequestEnd = {
  day: '2026-01-01',
  usage: null,
  streamed: nothing,
  outcome: 'done',
  durationMs: 3_000,
};
const used: Usage = { promptTokens: 100, cachedTokens: 40, completionTokens: 50, reasoningTokens: 10 };
const failure = (over: Partial<Failure>): Failure => ({ kind: 'cutShort', detail: '', sent: true, ...over });

describe('the receipt of a request', () => {
  it('is exact when the server ended the answer and said what it used', () => {
    const receipt = receiptFor(request, { ...end, usage: used });
    assert.equal(receipt.state, 'exact');
    assert.equal(receipt.costPico, 60n * 3n + 40n * 1n + 50n * 9n);
    assert.equal(receipt.lowPico, receipt.highPico);
    assert.deepEqual(receipt.price, price);
    assert.equal(receipt.currency, 'CNY');
  });

  it('costs exactly nothing when it was never sent or refused with a 4xx', () => {
    for (const why of [
      failure({ sent: false, kind: 'offline' }),
      failure({ status: 401 }),
      failure({ status: 429 }),
    ]) {
      const receipt = receiptFor(request, { ...end, outcome: 'failed', failure: why });
      assert.equal(receipt.state, 'exact');
      assert.equal(receipt.costPico, 0n);
      assert.equal(receipt.highPico, 0n);
      assert.equal(receipt.failure, why.kind);
    }
  });

  it('costs nothing for a refusal also where no price is known', () => {
    const receipt = receiptFor(
      { ...request, prices: [] },
      { ...end, outcome: 'failed', failure: failure({ status: 403 }) },
    );
    assert.equal(receipt.state, 'exact');
    assert.equal(receipt.costPico, 0n);
    assert.equal(unbookable(receipt), null);
  });

  it('is unknown, never zero, without a price, and keeps the usage', () => {
    const receipt = receiptFor({ ...request, prices: [] }, { ...end, usage: used });
    assert.equal(receipt.state, 'unknown');
    assert.equal(receipt.costPico, null);
    assert.deepEqual(receipt.usage, used);
  });

  it('costs at least the last usage seen when it was stopped, and perhaps what came after', () => {
    const stopped = { ...end, usage: used, outcome: 'stopped', firstTokenMs: 1_000 } as const;
    const receipt = receiptFor(request, { ...stopped, headersMs: 700 });
    assert.equal(receipt.state, 'estimated');
    assert.equal(receipt.lowPico, costOf(used, price, 0));
    assert.equal(receipt.costPico, receipt.lowPico);
    // 50 tokens in 2 s, a quarter faster for what was not seen, in the second a server may need to notice.
    assert.equal(receipt.highPico, costOf({ ...used, completionTokens: 50 + 32 }, price, 0));
    const near = receiptFor(request, { ...stopped, headersMs: 10 });
    assert.equal(
      near.highPico,
      costOf({ ...used, completionTokens: 50 + 16 }, price, 0),
      'one piece at least',
    );
  });

  it('may have cost what was written into a connection that had gone dumb, up to what is admitted', () => {
    const stalled = failure({ kind: 'stalled', status: 200 });
    const silent = {
      ...end,
      usage: used,
      outcome: 'cut',
      failure: stalled,
      headersMs: 700,
      firstTokenMs: 1_000,
    } as const;
    const highAfter = (durationMs: number): bigint =>
      receiptFor(request, { ...silent, lastTokenMs: 3_000, durationMs }).highPico ?? 0n;
    // 50 tokens in two seconds, a quarter faster, for a second and the silence.
    assert.equal(highAfter(3_000), costOf({ ...used, completionTokens: 50 + 32 }, price, 0));
    assert.equal(highAfter(11_000), costOf({ ...used, completionTokens: 50 + 282 }, price, 0));
    assert.equal(highAfter(90_000), costOf({ ...used, completionTokens: 1_000 }, price, 0));
  });

  it('may have cost two seconds of the fastest model where neither the answer nor the model showed a pace', () => {
    const usage = { ...used, completionTokens: 3 };
    const stopped = {
      ...end,
      usage,
      outcome: 'stopped',
      headersMs: 90,
      firstTokenMs: 100,
      durationMs: 110,
    } as const;
    const highFor = (over: Partial<SentRequest>): number =>
      Number(
        (receiptFor({ ...request, ...over }, stopped).highPico ?? 0n) - (costOf(usage, price, 0) ?? 0n),
      ) / 9;
    assert.equal(highFor({}), 800);
    assert.equal(highFor({ tokensPerSecond: 100 }), 39, '390 ms at the pace that the model has had');
    assert.equal(highFor({ tokensPerSecond: 100_000 }), 800, 'no model is so fast: that answer was ready');
    assert.equal(highFor({ longAnswerTokens: 203 }), 200, 'no answer to such a question is longer');
  });

  it('may have cost more than any answer to such a question where it was as long as they are when it was ended', () => {
    const streamed = { low: 301, likely: 301, high: 301 };
    const stopped = { ...end, streamed, outcome: 'stopped', durationMs: 80, firstTokenMs: 40 } as const;
    const receipt = receiptFor({ ...request, longAnswerTokens: 300 }, stopped);
    assert.equal(receipt.highPico, 130n * 3n + (301n + 151n) * 9n);
  });

  it('is estimated when text came after the last usage, or that usage cannot be the count of the text', () => {
    const streamed = { low: 180, likely: 200, high: 220 };
    const receipt = receiptFor(request, { ...end, usage: used, streamed });
    assert.equal(receipt.state, 'estimated');
    assert.equal(receipt.lowPico, costOf(used, price, 0));
    assert.equal(receipt.costPico, costOf({ ...used, completionTokens: 250 }, price, 0));
    assert.equal(receipt.highPico, costOf({ ...used, completionTokens: 270 }, price, 0));
    assert.ok(counts(used, streamed) && counts({ ...used, completionTokens: 18 }, streamed));
    assert.ok(!counts({ ...used, completionTokens: 1 }, streamed), 'one token cannot be two hundred');
    assert.ok(
      counts({ ...used, completionTokens: 0 }, { low: 2, likely: 3, high: 5 }),
      'a few prove nothing',
    );
  });

  it('is exact also where the server ended and counted an answer that is of no use', () => {
    const empty = failure({ kind: 'emptyAnswer', status: 200, ended: true });
    const receipt = receiptFor(request, { ...end, usage: used, outcome: 'failed', failure: empty });
    assert.equal(receipt.state, 'exact');
    assert.equal(receipt.costPico, costOf(used, price, 0));
    const uncounted = receiptFor(request, { ...end, outcome: 'failed', failure: empty });
    assert.equal(uncounted.state, 'estimated');
  });

  it('costs exactly nothing when the platform itself said that it is too busy, not when a gateway did', () => {
    const busy = failure({ kind: 'overloaded', status: 503, code: 50508 });
    const receipt = receiptFor(request, { ...end, outcome: 'failed', failure: busy });
    assert.deepEqual([receipt.state, receipt.highPico], ['exact', 0n]);
    for (const other of [
      failure({ kind: 'overloaded', status: 503 }),
      failure({ kind: 'overloaded', status: 200, code: 50505 }),
    ])
      assert.equal(receiptFor(request, { ...end, outcome: 'failed', failure: other }).state, 'estimated');
  });

  it('hides no answer in silence where the model is known to show all it makes, unless a gateway gave up', () => {
    const silent = { ...end, outcome: 'failed', headersMs: 700, durationMs: 60_000 } as const;
    const open = { ...request, outputTokens: 100_000, showsAll: true };
    const why = failure({ kind: 'cutShort', status: 200 });
    assert.equal(receiptFor(open, { ...silent, failure: why }).highPico, 130n * 3n + 400n * 9n);
    const gateway = receiptFor(open, {
      ...silent,
      failure: failure({ kind: 'gatewayTimeout', status: 504 }),
    });
    assert.equal(gateway.highPico, 130n * 3n + 24_400n * 9n);
  });

  it('knows of a prompt what came from the cache, as far as earlier prompts say it', () => {
    const cachedTokens = { low: 20, likely: 30, high: 60 };
    const receipt = receiptFor({ ...request, cachedTokens }, end);
    assert.equal(receipt.lowPico, 60n + 20n * 3n);
    assert.equal(receipt.costPico, 30n + 70n * 3n);
    assert.equal(receipt.highPico, 20n + 110n * 3n);
  });

  it('is estimated from prompt and text when no usage came, low end fully cached', () => {
    const streamed = { low: 40, likely: 50, high: 60 };
    const receipt = receiptFor(request, { ...end, streamed });
    assert.equal(receipt.state, 'estimated');
    assert.equal(receipt.lowPico, 80n * 1n + 40n * 9n);
    assert.equal(receipt.costPico, 100n * 3n + 50n * 9n);
    assert.equal(receipt.highPico, 130n * 3n + 60n * 9n);
    assert.equal(receipt.usage?.completionTokens, 50);
  });

  it('may have cost anything up to the admitted limits when the connection broke in silence', () => {
    const receipt = receiptFor(request, { ...end, outcome: 'cut', failure: failure({}) });
    assert.equal(receipt.lowPico, 0n);
    assert.equal(receipt.highPico, 130n * 3n + 1_000n * 9n);
  });

  it('cannot have cost a long answer when it was stopped at once', () => {
    const long = { ...request, outputTokens: 100_000 };
    const receipt = receiptFor(long, { ...end, outcome: 'stopped', durationMs: 500 });
    // 400 tokens a second for 2.5 s.
    assert.equal(receipt.highPico, 130n * 3n + 1_000n * 9n);
  });

  it('probably cost nothing, and at most the prompt, when the server refused with a 5xx before any text', () => {
    for (const why of [
      failure({ kind: 'overloaded', status: 503 }),
      failure({ kind: 'serverError', status: 500 }),
    ]) {
      const receipt = receiptFor(request, { ...end, outcome: 'failed', failure: why });
      assert.equal(receipt.state, 'estimated');
      assert.equal(receipt.lowPico, 0n);
      assert.equal(receipt.costPico, 0n);
      assert.equal(receipt.highPico, 130n * 3n);
    }
  });

  it('may have cost a whole answer when a gateway gave up waiting: the model behind it may have worked', () => {
    const why = failure({ kind: 'gatewayTimeout', status: 504 });
    const receipt = receiptFor(request, { ...end, outcome: 'failed', failure: why });
    assert.equal(receipt.lowPico, 0n);
    assert.equal(receipt.costPico, 100n * 3n);
    assert.equal(receipt.highPico, 130n * 3n + 1_000n * 9n);
  });

  it('may have cost thinking nobody saw when silence followed the headers of an answer', () => {
    const why = failure({ kind: 'timeout', status: 200 });
    const receipt = receiptFor(request, { ...end, outcome: 'failed', failure: why });
    assert.equal(receipt.costPico, 100n * 3n);
    assert.equal(receipt.highPico, 130n * 3n + 1_000n * 9n);
  });

  it('counts text after the last usage as likely, not as certain: it may be in that usage', () => {
    const streamed = { low: 4, likely: 5, high: 6 };
    const receipt = receiptFor(request, {
      ...end,
      usage: used,
      streamed,
      outcome: 'cut',
      firstTokenMs: 1_000,
    });
    assert.equal(receipt.lowPico, costOf(used, price, 0));
    assert.equal(receipt.costPico, costOf({ ...used, completionTokens: 55 }, price, 0));
  });

  it('takes a 4xx after text for what it is: not free', () => {
    const streamed = { low: 40, likely: 50, high: 60 };
    const receipt = receiptFor(request, {
      ...end,
      streamed,
      firstTokenMs: 10,
      outcome: 'failed',
      failure: failure({ status: 429 }),
    });
    assert.equal(receipt.state, 'estimated');
    assert.ok((receipt.lowPico ?? 0n) > 0n);
  });

  it('keeps the trace id of the failure when no other is known', () => {
    const receipt = receiptFor(request, {
      ...end,
      outcome: 'failed',
      failure: failure({ status: 400, traceId: 't' }),
    });
    assert.equal(receipt.traceId, 't');
  });

  it('leaves room above an answer that was ended where its budget ends', () => {
    const usage = { promptTokens: 100, cachedTokens: 0, completionTokens: 1_000, reasoningTokens: 0 };
    const streamed = { low: 0, likely: 0, high: 0 };
    const end = { usage, streamed, outcome: 'stopped', durationMs: 300, firstTokenMs: 100 } as const;
    const receipt = receiptFor(request, { ...end, day: '2026-01-01' });
    assert.equal(receipt.state, 'estimated');
    assert.ok((receipt.highPico ?? 0n) > (receipt.costPico ?? 0n));
  });

  it('costs what was received also where that is more than was admitted: a model may think though it was told not to', () => {
    const streamed = { low: 1_100, likely: 1_200, high: 1_300 };
    for (const outcome of ['done', 'stopped'] as const) {
      const receipt = receiptFor(request, { ...end, streamed, outcome, durationMs: 300, firstTokenMs: 100 });
      assert.equal(receipt.usage?.completionTokens, 1_200);
      assert.equal(receipt.lowPico, 80n * 1n + 1_100n * 9n);
      assert.ok((receipt.highPico ?? 0n) >= 130n * 3n + 1_300n * 9n);
    }
  });

  it('can always be booked, and its band stays within the admitted bound', () => {
    const range = fc.tuple(fc.nat(500), fc.nat(500), fc.nat(500)).map((three) => {
      const [low = 0, likely = 0, high = 0] = three.toSorted((a, b) => a - b);
      return { low, likely, high };
    });
    const usage = fc.option(
      fc.record({
        promptTokens: fc.nat(130),
        cachedTokens: fc.nat(130),
        completionTokens: fc.nat(1_000),
        reasoningTokens: fc.nat(50),
      }),
    );
    const ends = fc.record({
      usage,
      streamed: range,
      outcome: fc.constantFrom('done', 'stopped', 'cut', 'failed' as const),
      durationMs: fc.nat(100_000),
      firstTokenMs: fc.option(fc.nat(100_000), { nil: undefined }),
      failure: fc.option(
        fc
          .record({
            status: fc.option(fc.constantFrom(400, 429, 503), { nil: undefined }),
            sent: fc.boolean(),
          })
          .map(failure),
        { nil: undefined },
      ),
    });
    fc.assert(
      fc.property(ends, fc.boolean(), (happened, priced) => {
        const receipt = receiptFor(priced ? request : { ...request, prices: [] }, {
          ...happened,
          day: '2026-01-01',
        } as RequestEnd);
        assert.equal(unbookable(receipt), null);
        // An answer that has reached what was admitted is ended, and goes on until the server notices.
        const counted = happened.usage?.completionTokens ?? 0;
        const { likely, high } = happened.streamed;
        const most = counted + likely < 1_000 ? 1_000 : counted + high + 800;
        assert.ok((receipt.highPico ?? 0n) <= 130n * 3n + BigInt(most) * 9n);
      }),
    );
  });
});

describe('the books', () => {
  const admitted = {
    request: {
      id: 'r1',
      nowMs: 0,
      day: '2026-01-01',
      windowId: 'w',
      account: 'a',
      site: 'cn' as const,
      host: 'h',
      model: 'm',
      purpose: 'chat' as const,
      currency: 'CNY',
      promptPico: 100n,
      picoPerOutputToken: 1n,
      outputTokens: 50,
      floorOutputTokens: 1,
    },
    outputTokens: 50,
    leaseUntilMs: leaseMs,
  };

  it("turn a dead window's reservation into an estimate between nothing and the whole of it", () => {
    const lost = lostReceipt(admitted);
    assert.equal(lost.outcome, 'lost');
    assert.deepEqual([lost.lowPico, lost.costPico, lost.highPico], [0n, 75n, 150n]);
    const unpriced = lostReceipt({ ...admitted, request: { ...admitted.request, currency: null } });
    assert.equal(unpriced.state, 'unknown');
  });

  it('prefer the exact receipt to an estimate, and any to a lost one, in whatever order', () => {
    const exact = receiptFor(request, { ...end, usage: used });
    const stopped = receiptFor(request, { ...end, usage: used, outcome: 'stopped' });
    const lost = lostReceipt(admitted);
    assert.ok(supersedes(exact, lost) && supersedes(stopped, lost) && supersedes(exact, stopped));
    assert.ok(!supersedes(lost, exact) && !supersedes(lost, stopped) && !supersedes(stopped, exact));
  });

  it('end a lease by time, and when it lies further ahead than any could', () => {
    assert.ok(!hasLapsed(1_001, 1_000));
    assert.ok(hasLapsed(1_000, 1_000));
    assert.ok(!hasLapsed(1_000 + leaseMs + 5_000, 1_000), 'a small correction of the clock ends no lease');
    assert.ok(hasLapsed(1_000 + 3 * leaseMs, 1_000), 'the clock was set back');
  });

  it('have a sentence for every trouble', () => {
    const texts = ledgerCauses.map((cause) => {
      const failed = ledgerFailure(cause, 'what SQLite said');
      assert.equal(ledgerCauseOf(failed), cause);
      return ledgerSentence(failed).text;
    });
    assert.equal(new Set(texts).size, ledgerCauses.length);
    assert.equal(ledgerCauseOf({ kind: 'ledger', detail: 'huh', sent: false }), 'unreadable');
  });
});
