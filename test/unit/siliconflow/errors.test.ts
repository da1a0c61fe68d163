// The error table (siliconflow-api.md §6), row by row, in every body shape; and what a failed fetch means.
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { FailureKind } from '../../../src/core/failure.ts';
import { readErrorBody } from '../../../src/siliconflow/errorBody.ts';
import { failureOfAnswer } from '../../../src/siliconflow/errors.ts';
import { failureOfNetwork } from '../../../src/siliconflow/networkErrors.ts';
import { watchKey } from '../../../src/siliconflow/redaction.ts';
import { chat, failureOf, testKey } from './fakes.ts';
import { clientOf, run } from './rawServer.ts';

const keyWatch = watchKey(testKey);

function failure(status: number, body: unknown, headers: Record<string, string> = {}) {
  const bodyText = typeof body === 'string' ? body : JSON.stringify(body);
  return failureOfAnswer(
    readErrorBody(bodyText),
    { status, headers: new Headers(headers), nowMs: Date.parse('2026-11-21T00:00:00Z') },
    keyWatch,
  );
}

describe('error table', () => {
  const thinking = 'Value error, current model does not support parameter `enable_thinking`.';
  const rows: readonly [number, unknown, FailureKind][] = [
    [
      400,
      { code: 20012, message: 'Model does not exist. Please check it carefully.', data: null },
      'noModel',
    ],
    [400, { code: 20015, message: thinking, data: null }, 'badParameter'],
    [
      400,
      { code: 20015, message: 'length of prompt_tokens (33000) must be less than max_seq_len (32768).' },
      'tooLong',
    ],
    [400, { code: 20015, message: 'max_total_tokens (163841) exceeds max_seq_len (163840)' }, 'tooLong'],
    [400, { message: thinking }, 'badParameter'],
    [400, { message: 'something else' }, 'badRequest'],
    [401, '"Invalid token"', 'badKey'],
    [401, 'Invalid token', 'badKey'],
    [401, { code: 30014, message: 'Api key is invalid' }, 'badKey'],
    [401, '', 'badKey'],
    [402, { code: 30001, message: 'Sorry, your account balance is insufficient' }, 'noBalance'],
    [403, { code: 30001, message: 'Sorry, your account balance is insufficient' }, 'noBalance'],
    [403, { code: 30011, message: 'This model requires paid balance' }, 'needsPaidBalance'],
    [403, { message: 'Model disabled.' }, 'modelDisabled'],
    [403, { code: 30003, message: 'x' }, 'modelDisabled'],
    [403, '', 'forbidden'],
    [403, '"Forbidden"', 'forbidden'],
    [404, '404 page not found', 'notFound'],
    [407, '', 'proxy'],
    [
      410,
      { code: 20092, message: 'This endpoint is deprecated and is no longer available.', data: null },
      'gone',
    ],
    [
      429,
      { message: 'Request was rejected due to rate limiting. Details: TPM limit reached.', data: null },
      'rateLimited',
    ],
    [500, { code: 50000, message: 'unknown' }, 'serverError'],
    [502, '<html><title>502 Bad Gateway</title>', 'serverError'],
    [503, { code: 50505, message: 'Model service overloaded. Please try again later.' }, 'overloaded'],
    [503, { code: 50508, message: 'System is too busy now' }, 'overloaded'],
    [503, '', 'overloaded'],
    [504, 'upstream request timeout', 'gatewayTimeout'],
    [200, { code: 30001, message: 'no money' }, 'noBalance'],
    [200, { code: 77, message: 'no idea' }, 'serverError'],
    [400, { error: { message: 'model not found', type: 'x', param: null, code: 'nope' } }, 'noModel'],
    [418, { error: 'tea' }, 'badRequest'],
    [
      404,
      { error: { message: 'The model `deepseek-ai/DeepSeek-V3.2` does not exist', code: 'model_not_found' } },
      'noModel',
    ],
    [404, { message: 'Models are listed under /v1. This page was not found' }, 'notFound'],
    [413, 'Request Entity Too Large', 'tooLong'],
    [529, { error: { message: 'Overloaded' } }, 'overloaded'],
    [200, { error: { message: 'Insufficient credits', code: 402 } }, 'noBalance'],
    [200, { error: { message: 'Slow down', code: 429 } }, 'rateLimited'],
    [200, { error: { message: 'No auth credentials found', code: 401 } }, 'badKey'],
  ];
  for (const [status, body, kind] of rows) {
    it(`${status} ${JSON.stringify(body).slice(0, 80)} is ${kind}`, () => {
      const found = failure(status, body);
      assert.equal(found.kind, kind);
      assert.equal(found.status, status);
      assert.equal(found.sent, true);
    });
  }

  it('a server error that speaks of money is still a server error', () => {
    assert.equal(failure(500, { message: 'balance is insufficient' }).kind, 'serverError');
  });

  it('names the parameter, by the message or by its own field', () => {
    assert.equal(failure(400, { code: 20015, message: thinking }).parameter, 'enable_thinking');
    assert.equal(failure(400, { code: 20015, message: 'Invalid parameter: top_p' }).parameter, 'top_p');
    assert.equal(failure(400, { error: { message: 'no', param: 'stop' } }).parameter, 'stop');
    assert.equal(failure(400, { code: 20015, message: 'bad parameter `min_p`' }).parameter, 'min_p');
    assert.equal(failure(400, { code: 20015, message: 'input is wrong' }).parameter, undefined);
  });

  it('names the tokens of a prompt that is too long', () => {
    const found = failure(400, {
      code: 20015,
      message: 'length of prompt_tokens (33000) must be less than max_seq_len (32768).',
    });
    assert.equal(found.askedTokens, 33_000);
    assert.equal(found.limitTokens, 32_768);
  });

  it('names every metric of a 429', () => {
    for (const metric of ['RPM', 'RPH', 'RPD', 'TPM', 'TPD', 'IPM', 'IPD']) {
      assert.equal(failure(429, { message: `Details: ${metric} limit reached.` }).metric, metric);
    }
    assert.equal(failure(429, { message: 'slow down' }).metric, undefined);
  });

  it('reads Retry-After in seconds and as a date, within a day', () => {
    const delayMs = (value: string) => failure(429, '', { 'retry-after': value }).retryAfterMs;
    assert.equal(delayMs('120'), 120_000);
    assert.equal(delayMs('0.5'), 500);
    assert.equal(delayMs('Sat, 21 Nov 2026 00:00:30 GMT'), 30_000);
    assert.equal(delayMs('Sat, 21 Nov 2020 00:00:30 GMT'), 0);
    assert.equal(delayMs('99999999'), 86_400_000);
    assert.equal(delayMs('soon'), undefined);
  });

  it('gives of a page its title, and no detail longer than 500 characters', () => {
    assert.equal(failure(502, '<html><head><title>502 Bad Gateway</title>').detail, '502 Bad Gateway');
    assert.equal(failure(400, 'x'.repeat(60_000)).detail.length, 500);
  });
});

describe('network errors', () => {
  const fetchFailed = (cause: unknown): Error => new TypeError('fetch failed', { cause });
  const coded = (code: string, message = code): Error => Object.assign(new Error(message), { code });
  const rows: readonly [string, Error, FailureKind, boolean][] = [
    ['ENOTFOUND', fetchFailed(coded('ENOTFOUND')), 'offline', false],
    ['EAI_AGAIN', fetchFailed(coded('EAI_AGAIN')), 'offline', false],
    [
      'ECONNREFUSED of all addresses',
      fetchFailed(new AggregateError([coded('ECONNREFUSED')])),
      'offline',
      false,
    ],
    [
      'a connect timeout, though it says timeout',
      fetchFailed(coded('UND_ERR_CONNECT_TIMEOUT', 'Connect Timeout Error')),
      'offline',
      false,
    ],
    ['an untrusted certificate', fetchFailed(coded('SELF_SIGNED_CERT_IN_CHAIN')), 'tls', false],
    ['an expired certificate', fetchFailed(coded('CERT_HAS_EXPIRED')), 'tls', false],
    ['a name that does not match', fetchFailed(coded('ERR_TLS_CERT_ALTNAME_INVALID')), 'tls', false],
    ['an unknown issuer', fetchFailed(coded('UNABLE_TO_GET_ISSUER_CERT_LOCALLY')), 'tls', false],
    [
      'a proxy that wants a password',
      fetchFailed(coded('UND_ERR_ABORTED', 'Proxy response (407) !== 200 when HTTP Tunneling')),
      'proxy',
      false,
    ],
    ["Chromium's proxy error", new Error('net::ERR_PROXY_CONNECTION_FAILED'), 'proxy', false],
    ["Chromium's certificate error", new Error('net::ERR_CERT_AUTHORITY_INVALID'), 'tls', false],
    ["Chromium's offline", new Error('net::ERR_INTERNET_DISCONNECTED'), 'offline', false],
    ['a reset', fetchFailed(coded('ECONNRESET')), 'cutShort', true],
    [
      'a broken socket',
      Object.assign(new TypeError('terminated'), { cause: coded('UND_ERR_SOCKET', 'other side closed') }),
      'cutShort',
      true,
    ],
    ["undici's own headers timeout", fetchFailed(coded('UND_ERR_HEADERS_TIMEOUT')), 'timeout', true],
    ["undici's own body timeout", fetchFailed(coded('UND_ERR_BODY_TIMEOUT')), 'stalled', true],
    ['an answer that is no HTTP', fetchFailed(coded('HPE_INVALID_CONSTANT')), 'badReply', true],
    ['broken compression', fetchFailed(coded('Z_DATA_ERROR')), 'badReply', true],
    ['anything else: it may have been sent', new Error('who knows'), 'cutShort', true],
  ];
  for (const [name, error, kind, sent] of rows) {
    it(`${name} is ${kind}, ${sent ? 'maybe sent' : 'not sent'}`, () => {
      const found = failureOfNetwork(error, keyWatch);
      assert.equal(found.kind, kind);
      assert.equal(found.sent, sent);
    });
  }

  it('causes that go in a circle end', () => {
    const error = new Error('a');
    error.cause = error;
    assert.equal(failureOfNetwork(error, keyWatch).kind, 'cutShort');
  });

  it('survive the way through `openai`: a refused connection, a name nobody knows, a server without TLS', async () => {
    const random = { next: () => 0, id: () => 'id' };
    const server = createServer(
      (socket) =>
        void socket
          .resume()
          .on('error', () => {})
          .end('this is not TLS\r\n'),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    const secure = { baseUrl: `https://127.0.0.1:${address.port}/v1` };
    assert.equal(failureOf(await run(clientOf(secure).client, chat())).kind, 'tls');
    server.close();
    await once(server, 'close');
    const baseUrl = `http://127.0.0.1:${address.port}/v1`;
    const refused = failureOf(await run(clientOf({ baseUrl }, { random }).client, chat()));
    assert.equal(refused.kind, 'offline');
    assert.equal(refused.sent, false);
    const timedOut = async (): Promise<Response> => {
      throw fetchFailed(coded('UND_ERR_CONNECT_TIMEOUT', 'Connect Timeout Error (timeout: 10000ms)'));
    };
    const slow = failureOf(await run(clientOf({ baseUrl }, { random, fetch: timedOut }).client, chat()));
    assert.equal(slow.kind, 'offline');
  });
});
