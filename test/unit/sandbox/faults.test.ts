// Each fault does on the wire what its line in the table says; read from raw bytes, without a client in between.
import { strict as assert } from 'node:assert';
import { gunzipSync } from 'node:zlib';
import { FAULTS, FaultSet } from '../../sandbox/faults.ts';
import { KEYS } from '../../sandbox/keys.ts';
import { at, chatBody, dataLines, get, post, rawPost, until, type Wire, withSandbox } from './peer.ts';

const HELLO = chatBody('Hello', { enable_thinking: false });

/** The wire of a streamed chat under a fault. */
async function under(fault: string, enough?: (soFar: string) => boolean, body = HELLO): Promise<Wire> {
  let wire: Wire | undefined;
  await withSandbox({}, async (sandbox) => {
    wire = await rawPost(sandbox, '/chat/completions', body, fault, enough);
  });
  assert.ok(wire);
  return wire;
}

/** The chunks that carry text, and their text. */
function texts(wire: Wire): string[] {
  return dataLines(wire.body.toString())
    .filter((line) => line.startsWith('{'))
    .flatMap((line) => {
      try {
        const text = at(JSON.parse(line), 'choices', 0, 'delta', 'content');
        return typeof text === 'string' && text !== '' ? [text] : [];
      } catch {
        return [];
      }
    });
}

function finish(wire: Wire): unknown {
  const reasons = dataLines(wire.body.toString())
    .filter((line) => line.startsWith('{'))
    .map((line) => at(JSON.parse(line), 'choices', 0, 'finish_reason'));
  return reasons.findLast((reason) => typeof reason === 'string');
}

describe('a stream of the sandbox without faults', () => {
  it('opens with an empty delta, tells cumulative usage on every chunk, and ends with stop and [DONE]', async () => {
    const wire = await under('');
    const lines = dataLines(wire.body.toString());
    assert.match(wire.head, /x-siliconcloud-trace-id: ti_/);
    assert.match(wire.head, /content-type: text\/event-stream/);
    assert.equal(lines.at(-1), '[DONE]');
    const chunks = lines.slice(0, -1).map((line): unknown => JSON.parse(line));
    assert.equal(at(chunks, 0, 'choices', 0, 'delta', 'reasoning_content'), '');
    const counted = chunks.map((chunk) => at(chunk, 'usage', 'completion_tokens'));
    assert.deepEqual(counted, [
      ...texts(wire).map((_, index) => index),
      texts(wire).length,
      texts(wire).length,
    ]);
    assert.equal(finish(wire), 'stop');
    assert.equal(wire.complete, true);
  });
});

describe('a fault of the connection', () => {
  it('cut-after ends with FIN inside the body, after exactly that many tokens', async () => {
    const wire = await under('cut-after-3');
    assert.deepEqual([texts(wire).length, wire.complete, wire.end], [3, false, 'fin']);
  });

  it('cut-line-after ends in the middle of a line', async () => {
    const wire = await under('cut-line-after-2');
    assert.equal(wire.complete, false);
    assert.ok(wire.body.toString().endsWith('"delta":{"cont'));
  });

  it('reset-after ends with RST', async () => {
    const wire = await under('reset-after-2');
    assert.deepEqual([texts(wire).length, wire.end], [2, 'rst']);
  });

  it('end-after ends the body cleanly, without reason and [DONE]', async () => {
    const wire = await under('end-after-2');
    assert.deepEqual([texts(wire).length, wire.complete, finish(wire)], [2, true, undefined]);
    assert.ok(!wire.body.includes('[DONE]'));
  });

  it('cut-headers and reset-headers send nothing', async () => {
    const cut = await under('cut-headers');
    assert.deepEqual([cut.head, cut.end], ['', 'fin']);
    const reset = await under('reset-headers');
    assert.deepEqual([reset.head, reset.end], ['', 'rst']);
  });

  it('bytes sends every byte as a chunk of its own', async () => {
    const wire = await under(
      'bytes',
      undefined,
      chatBody('Hello', { max_tokens: 2, enable_thinking: false }),
    );
    assert.ok(wire.chunkSizes.length > 500);
    assert.ok(wire.chunkSizes.every((size) => size === 1));
    assert.equal(texts(wire).length, 2);
  });

  it('gzip compresses the same stream, gzip-bomb one huge line', async () => {
    const wire = await under('gzip');
    assert.match(wire.head, /content-encoding: gzip/);
    assert.match(gunzipSync(wire.body).toString(), /data: \[DONE\]/);
    const bomb = await under('gzip-bomb-20');
    assert.ok(bomb.body.length < 400_000);
    assert.ok(gunzipSync(bomb.body).length > 20_000_000);
  });
});

describe('a fault of time', () => {
  it('stall-headers sends nothing and waits for the client to leave, with the prompt billed', async () => {
    await withSandbox({}, async (sandbox) => {
      const stop = new AbortController();
      const asked = post(sandbox, '/chat/completions', HELLO, {
        headers: { 'x-sandbox-fault': 'stall-headers' },
        signal: stop.signal,
      });
      await until(() => sandbox.open().requests === 1 && sandbox.bill().totals.CNY === String(8 * 4_000_000));
      stop.abort();
      await assert.rejects(asked, { name: 'AbortError' });
      await until(() => sandbox.open().requests === 0);
      const entry = sandbox.bill().entries[0];
      assert.deepEqual([entry?.aborted, entry?.completionTokens, entry?.fault], [true, 0, 'stall-headers']);
    });
  });

  it('stall-first sends headers only, stall-after so many tokens', async () => {
    const first = await under('stall-first', (soFar) => soFar.includes('\r\n\r\n'));
    assert.deepEqual([first.body.length, first.end], [0, 'left']);
    const after = await under('stall-after-2', (soFar) => soFar.split('data:').length > 3);
    assert.equal(texts(after).length, 2);
  });

  it('held lets so many tokens leave as the sandbox is told to, and then the rest', async () => {
    await withSandbox({}, async (sandbox) => {
      const counted = (): number | undefined => sandbox.bill().entries[0]?.completionTokens;
      const asked = post(sandbox, '/chat/completions', HELLO, { headers: { 'x-sandbox-fault': 'held' } });
      sandbox.letGo(3);
      await until(() => counted() === 3);
      await get(sandbox, '/v1/models');
      assert.equal(counted(), 3, 'and no more');
      sandbox.letGo();
      assert.match(await (await asked).text(), /\[DONE\]/);
    });
  });

  it('comments sends comment lines and no data', async () => {
    const wire = await under('comments', (soFar) => soFar.split(': keep-alive').length > 3);
    assert.deepEqual(dataLines(wire.body.toString()), []);
  });

  it('ttft and pace set the speed', async () => {
    const startedMs = performance.now();
    const body = chatBody('Hello', { max_tokens: 6, enable_thinking: false });
    await under('ttft-60,pace-100', undefined, body);
    // 60 ms to the first token and five more at 10 ms each; timers may be a little early.
    assert.ok(performance.now() - startedMs >= 105);
  });
});

describe('a fault of the stream', () => {
  const spoiled: readonly (readonly [string, (wire: Wire, body: string) => void])[] = [
    ['json', (wire, body) => assert.equal(at(JSON.parse(body), 'object'), 'chat.completion', wire.head)],
    ['html', (wire, body) => assert.ok(/text\/html/.test(wire.head) && body.startsWith('<!DOCTYPE'))],
    ['wrong-type', (wire) => assert.match(wire.head, /content-type: text\/plain/)],
    ['zero-chunks', (_, body) => assert.equal(body, '')],
    ['only-done', (_, body) => assert.equal(body, 'data: [DONE]\n\n')],
    ['no-done', (wire, body) => assert.ok(!body.includes('[DONE]') && finish(wire) === 'stop')],
    ['no-finish', (wire, body) => assert.ok(body.includes('[DONE]') && finish(wire) === undefined)],
    ['after-done', (_, body) => assert.ok(body.indexOf('[DONE]') < body.indexOf('after the end'))],
    ['garbage', (wire, body) => assert.ok(body.includes('half a chu\n\n') && texts(wire).length > 2)],
    ['not-object', (_, body) => assert.ok(body.startsWith('data: null\n\ndata: 3\n\ndata: []\n\n'))],
    [
      'error-in-stream',
      (wire, body) => assert.ok(texts(wire).length === 2 && body.includes('{"code":50505')),
    ],
    ['error-object-in-stream', (_, body) => assert.ok(body.trimEnd().endsWith('"code":500}}'))],
    ['empty-data', (_, body) => assert.ok(body.includes('data:\n\ndata: \n\n'))],
    ['ping', (_, body) => assert.ok(body.includes('event: ping\n'))],
    ['unknown-event', (_, body) => assert.ok(body.includes('event: telemetry\nid: 7\n'))],
    ['keepalive', (_, body) => assert.ok(body.includes(': keep-alive\n\ndata: {'))],
    ['crlf', (_, body) => assert.ok(!/[^\r]\n/.test(body) && body.endsWith('data: [DONE]\r\n\r\n'))],
    ['bom', (wire) => assert.deepEqual([...wire.body.subarray(0, 3)], [0xef, 0xbb, 0xbf])],
    ['usage-end', (_, body) => assert.equal(body.split('"usage"').length, 2)],
    ['usage-trailing', (_, body) => assert.match(body, /"choices":\[\],"usage":[^\n]*\n\ndata: \[DONE\]/)],
    ['usage-never', (_, body) => assert.ok(!body.includes('"usage"'))],
    ['null-content', (_, body) => assert.ok(body.includes('"content":null'))],
    ['long-line-1', (wire) => assert.ok((texts(wire)[0]?.length ?? 0) > 1_000_000)],
    ['stop-empty', (wire) => assert.deepEqual([texts(wire), finish(wire)], [[], 'stop'])],
    [
      'reasoning-only',
      (wire, body) =>
        assert.ok(
          body.includes('"reasoning_content":"First"') &&
            texts(wire).length === 0 &&
            finish(wire) === 'length',
        ),
    ],
    ['think-tags', (wire) => assert.match(texts(wire).join(''), /^<think>\n[\s\S]*<\/think>\n\nHello/)],
    ['hostile', (wire) => assert.match(texts(wire).join(''), /<img src=x onerror=/)],
    ['finish-content_filter', (wire) => assert.equal(finish(wire), 'content_filter')],
    ['finish-eos', (wire) => assert.equal(finish(wire), 'eos')],
    ['long-answer-600', (wire) => assert.equal(finish(wire), 'length')],
    [
      'tool-calls',
      (wire, body) =>
        assert.ok(body.includes('"id":null') && body.includes('"name":""') && finish(wire) === 'tool_calls'),
    ],
    ['tool-no-id', (_, body) => assert.ok(body.includes('"tool_calls":[{"index":0,"type"'))],
    ['tool-bad-json', (wire) => assert.throws(() => JSON.parse(toolArguments(wire)))],
  ];
  for (const [fault, holds] of spoiled) {
    it(`${fault}: ${FAULTS[fault] ?? FAULTS[fault.replace(/-\d+$/, '')]}`, async () => {
      const wire = await under(fault);
      holds(wire, wire.body.toString());
    });
  }

  it('a gzip bomb stops when the client leaves', async () => {
    await withSandbox({}, async (sandbox) => {
      await rawPost(sandbox, '/chat/completions', HELLO, 'gzip-bomb-200', (soFar) => soFar.length > 500);
      await until(() => sandbox.open().requests === 0);
      assert.equal(sandbox.bill().entries[0]?.aborted, true);
    });
  });

  it('endless sends until the client leaves, and bills what was said', async () => {
    await withSandbox({}, async (sandbox) => {
      await rawPost(sandbox, '/chat/completions', HELLO, 'endless', (soFar) => soFar.length > 200_000);
      await until(() => sandbox.open().requests === 0);
      const entry = sandbox.bill().entries[0];
      assert.ok(entry?.aborted === true && entry.completionTokens > 100);
    });
  });
});

function toolArguments(wire: Wire): string {
  return dataLines(wire.body.toString())
    .filter((line) => line.startsWith('{'))
    .map((line) => at(JSON.parse(line), 'choices', 0, 'delta', 'tool_calls', 0, 'function', 'arguments'))
    .filter((each) => typeof each === 'string')
    .join('');
}

describe('a refusal on demand', () => {
  const refusals: readonly (readonly [string, RegExp])[] = [
    ['http-400-model', /^400 \{"code":20012/],
    ['http-400-parameter', /^400 .*20015.*enable_thinking/],
    ['http-400-length', /^400 .*length of prompt_tokens/],
    ['http-400-object', /^400 \{"error":\{"message"/],
    ['http-401', /^401 "Invalid token"$/],
    ['http-401-code', /^401 \{"code":30014/],
    ['http-401-echo', new RegExp(`^401 .*${KEYS.cn}`)],
    ['http-402', /^402 \{"code":30001/],
    ['http-403', /^403 Forbidden$/],
    ['http-403-empty', /^403 $/],
    ['http-403-balance', /^403 \{"code":30001/],
    ['http-403-paid', /^403 \{"code":30011/],
    ['http-403-disabled', /^403 .*Model disabled\./],
    ['http-404', /^404 404 page not found$/],
    ['http-410', /^410 \{"code":20092/],
    [
      'http-429-tpm',
      /^429 \{"message":"Request was rejected due to rate limiting\. Details: TPM limit reached\.","data":null\}$/,
    ],
    ['http-429-rph', /^429 .*RPH/],
    ['http-429-tpd', /^429 .*TPD/],
    ['http-500', /^500 /],
    ['http-503-50505', /^503 \{"code":50505/],
    ['http-503-50508', /^503 \{"code":50508/],
    ['http-504', /^504 upstream request timeout$/],
    ['http-307', /^307 $/],
    ['http-200-error', /^200 \{"code":50505/],
  ];
  for (const [fault, expected] of refusals) {
    it(`${fault} costs nothing`, async () => {
      await withSandbox({}, async (sandbox) => {
        const reply = await post(sandbox, `/chat/completions?fault=${fault}`, HELLO);
        assert.match(`${reply.status} ${await reply.text()}`, expected);
        assert.deepEqual(sandbox.bill().totals, { CNY: '0' });
      });
    });
  }

  it('retry-after adds its header', async () => {
    await withSandbox({ fault: 'http-429-rpm,retry-after-7' }, async (sandbox) => {
      assert.equal((await post(sandbox, '/chat/completions', HELLO)).headers.get('retry-after'), '7');
    });
  });
});

describe('faults', () => {
  it('come by model name too, alone or behind a real id', async () => {
    await withSandbox({}, async (sandbox) => {
      const ask = async (model: string) =>
        (await post(sandbox, '/chat/completions', chatBody('x', { model }))).status;
      assert.equal(await ask('sandbox/http-503-50508'), 503);
      assert.equal(await ask('Qwen/Qwen3-8B#http-402'), 402);
      assert.equal(sandbox.bill().entries[1]?.model, 'Qwen/Qwen3-8B');
    });
  });

  it('laid for the next requests strike those that match, so many times', async () => {
    await withSandbox({}, async (sandbox) => {
      const lay = (body: object): Promise<Response> =>
        fetch(`${sandbox.url}/sandbox/fault`, { method: 'POST', body: JSON.stringify(body) });
      assert.equal((await lay({ fault: 'http-500', kind: 'chat', times: 2 })).status, 200);
      assert.equal((await lay({ fault: 'no-such-fault' })).status, 400);
      const statuses: number[] = [];
      for (const path of ['/completions', '/chat/completions', '/chat/completions', '/chat/completions']) {
        const reply = await post(sandbox, path, chatBody('x', { prompt: 'x' }));
        statuses.push(reply.status);
        await reply.text();
      }
      assert.deepEqual(statuses, [200, 500, 500, 200]);
    });
  });

  it('with a typing error are refused aloud', async () => {
    await withSandbox({}, async (sandbox) => {
      const reply = await post(sandbox, '/chat/completions?fault=cut-aftr-3', HELLO);
      assert.equal(`${reply.status} ${await reply.text()}`, '400 sandbox: no such fault: cut-aftr-3');
    });
  });

  it('are parsed with numbers that belong to the name where the name has one', () => {
    const set = new FaultSet(['http-503-50505, cut-after-12,stall-after']);
    assert.deepEqual(set.names(), ['http-503-50505', 'cut-after', 'stall-after']);
    assert.equal(set.number('cut-after'), 12);
    assert.equal(set.number('stall-after'), 0);
    assert.equal(set.number('reset-after'), undefined);
  });
});

describe('what the sandbox saw', () => {
  it('counts the open connections of clients, not the one that asks', async () => {
    await withSandbox({}, async (sandbox) => {
      const open = async (): Promise<unknown> => (await fetch(`${sandbox.url}/sandbox/open`)).json();
      assert.deepEqual(await open(), { sockets: 0, requests: 0 });
      const stop = new AbortController();
      const ask = { headers: { 'x-sandbox-fault': 'stall-first' }, signal: stop.signal };
      const reply = await post(sandbox, '/chat/completions', HELLO, ask);
      assert.equal(reply.status, 200);
      assert.deepEqual(await open(), { sockets: 1, requests: 1 });
      stop.abort();
      await until(() => sandbox.open().sockets === 0);
      assert.deepEqual(await open(), { sockets: 0, requests: 0 });
    });
  });

  it('is kept as it came: headers, body, and the trace id echoed', async () => {
    await withSandbox({}, async (sandbox) => {
      const reply = await post(sandbox, '/chat/completions', HELLO, { headers: { 'x-trace-id': 'mine-1' } });
      assert.equal(reply.headers.get('x-trace-id'), 'mine-1');
      await reply.text();
      const seen: unknown = await (await fetch(`${sandbox.url}/sandbox/requests`)).json();
      assert.equal(at(seen, 0, 'headers', 'authorization'), `Bearer ${KEYS.cn}`);
      assert.deepEqual(JSON.parse(String(at(seen, 0, 'body'))), HELLO);
    });
  });
});
