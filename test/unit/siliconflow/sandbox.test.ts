// The client against the sandbox, which shares no code with it: every fault has its outcome, and what the client reports
// as used is what the sandbox's books say.
import { strict as assert } from 'node:assert';
import type { ModelEvent, ModelRequest } from '../../../src/core/request/modelRequest.ts';
import { KEYS } from '../../sandbox/keys.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { chat, completion, failureOf, isTerminal, kindsOf, TestClock, testKey, textOf } from './fakes.ts';
import { clientOf, run } from './rawServer.ts';

const patient = {
  completionFirstTokenMs: 1e7,
  errorBodyMs: 1e7,
  firstTokenMs: 1e7,
  reasoningFirstTokenMs: 1e7,
  betweenTokensMs: 1e7,
  tailMs: 1e7,
  silenceMs: 1e8,
  totalMs: 1e9,
};

/** Runs a request against a sandbox with a fault laid for every request; the clock is fast, so that back-offs are short. */
async function against(fault: string, request: ModelRequest, options: Parameters<typeof clientOf>[1] = {}) {
  const sandbox = await startSandbox({ site: 'cn', port: 0, pace: 'instant' });
  try {
    if (fault !== '') sandbox.setFault({ fault, times: 9 });
    const { client } = clientOf(
      { baseUrl: `${sandbox.url}/v1` },
      { apiKey: KEYS.cn, clock: new TestClock(1_000), limits: patient, ...options },
    );
    const events = await run(client, request);
    assert.equal(events.filter(isTerminal).length, 1);
    assert.equal(kindsOf(events).filter((kind) => kind === 'attempt').length, sandbox.requests().length);
    return { events, entry: sandbox.bill().entries.at(-1) };
  } finally {
    await sandbox.close();
  }
}

function usageOf(events: readonly ModelEvent[]) {
  const last = events.findLast((event) => event.kind === 'usage');
  return last?.kind === 'usage' ? last.usage : null;
}

function billed(entry: Awaited<ReturnType<typeof against>>['entry']) {
  assert.ok(entry);
  const { promptTokens, cachedTokens, completionTokens, reasoningTokens } = entry;
  return { promptTokens, cachedTokens, completionTokens, reasoningTokens };
}

describe('client and sandbox', () => {
  for (const fault of [
    ...[
      '',
      'keepalive',
      'gzip',
      'json',
      'no-finish',
      'no-done',
      'after-done',
      'not-object',
      'empty-data',
      'ping',
    ],
    ...[
      'unknown-event',
      'crlf',
      'bom',
      'long-line',
      'usage-end',
      'usage-trailing',
      'null-content',
      'reasoning-only',
    ],
    ...['think-tags', 'tool-calls', 'tool-bad-json', 'tool-no-id', 'hostile', 'finish-eos', 'long-answer'],
  ]) {
    it(`${fault === '' ? 'without a fault' : fault}: finished, with the usage that was billed`, async () => {
      const { events, entry } = await against(fault, chat());
      assert.equal(events.at(-1)?.kind, 'finished');
      assert.deepEqual(usageOf(events), billed(entry));
    });
  }

  const failures: readonly [string, string][] = [
    ['http-400-model', 'noModel'],
    ['http-400-parameter', 'badParameter'],
    ['http-400-length', 'tooLong'],
    ['http-400-object', 'badRequest'],
    ['http-401', 'badKey'],
    ['http-401-code', 'badKey'],
    ['http-401-echo', 'badKey'],
    ['http-402', 'noBalance'],
    ['http-403', 'forbidden'],
    ['http-403-empty', 'forbidden'],
    ['http-403-balance', 'noBalance'],
    ['http-403-paid', 'needsPaidBalance'],
    ['http-403-disabled', 'modelDisabled'],
    ['http-404', 'notFound'],
    ['http-410', 'gone'],
    ['http-429-tpm', 'rateLimited TPM'],
    ['http-429-rpd', 'rateLimited RPD'],
    ['http-429-tpm-huge-body', 'rateLimited TPM'],
    ['http-500', 'serverError'],
    ['http-503-50508', 'overloaded'],
    ['http-504', 'gatewayTimeout'],
    ['http-307', 'redirected'],
    ['http-200-error', 'overloaded'],
    ['html', 'badReply'],
    ['wrong-type', 'badReply'],
    ['cut-headers', 'cutShort'],
    ['reset-headers', 'cutShort'],
    ['cut-after-3', 'cutShort'],
    ['cut-line-after-3', 'cutShort'],
    ['reset-after-3', 'cutShort'],
    ['end-after-3', 'cutShort'],
    ['zero-chunks', 'emptyAnswer'],
    ['only-done', 'emptyAnswer'],
    ['stop-empty', 'emptyAnswer'],
    ['garbage', 'badReply'],
    ['error-in-stream', 'overloaded'],
    ['error-object-in-stream', 'serverError'],
    ['finish-content_filter', 'refusedContent'],
    ['finish-insufficient_system_resource', 'overloaded'],
    ['gzip-bomb-64', 'tooBig'],
  ];
  for (const [fault, expected] of failures) {
    it(`${fault}: ${expected}`, async () => {
      const { events } = await against(fault, chat());
      const { kind, metric, detail } = failureOf(events);
      assert.equal(metric === undefined ? kind : `${kind} ${metric}`, expected);
      assert.ok(!detail.includes(KEYS.cn.slice(-8)));
    });
  }

  for (const [fault, expected] of [
    ['stall-headers', 'timeout'],
    ['stall-first', 'timeout'],
    ['stall-after-3', 'stalled'],
    ['comments', 'timeout'],
  ] as const) {
    it(`${fault}: ${expected}`, async () => {
      const limits = {
        firstTokenMs: 150,
        reasoningFirstTokenMs: 150,
        betweenTokensMs: 150,
        silenceMs: 400,
        ceilingMs: 150,
      };
      const { events } = await against(fault, chat(), { clock: new TestClock(), limits });
      assert.equal(failureOf(events).kind, expected);
    });
  }

  it('switches thinking on and off, and the sandbox takes every field of the body', async () => {
    const on = await against(
      '',
      chat({
        thinking: 'on',
        thinkingBudgetTokens: 500,
        temperature: 0.2,
        topP: 0.9,
        stop: ['a', 'b', 'c', 'd', 'e'],
      }),
    );
    assert.ok(kindsOf(on.events).includes('reasoning'));
    const off = await against('', chat({ thinking: 'off' }));
    assert.ok(!kindsOf(off.events).includes('reasoning'));
    assert.ok(textOf(off.events).length > 0);
  });

  it('completes in all four forms', async () => {
    for (const form of ['suffix', 'template', 'chatPrefixSuffix', 'chatInstruction'] as const) {
      const { events, entry } = await against('', completion({ form }));
      assert.equal(events.at(-1)?.kind, 'finished', `${form}: ${JSON.stringify(events.at(-1))}`);
      assert.deepEqual(usageOf(events), billed(entry));
    }
  });

  it('lists models, and tells a wrong key from a good one', async () => {
    const sandbox = await startSandbox({ site: 'cn', port: 0, pace: 'instant' });
    try {
      const at = { baseUrl: `${sandbox.url}/v1` };
      const signal = new AbortController().signal;
      const good = await clientOf(at, { apiKey: KEYS.cn }).client.listModels(signal);
      assert.ok(good.ok && good.value.includes('deepseek-ai/DeepSeek-V3.2'));
      for (const apiKey of [KEYS.global, testKey]) {
        const bad = await clientOf(at, { apiKey }).client.listModels(signal);
        assert.ok(!bad.ok && bad.failure.kind === 'badKey');
      }
    } finally {
      await sandbox.close();
    }
  });
});
