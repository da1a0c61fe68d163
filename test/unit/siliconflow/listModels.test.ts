// The key check and the list of models: GET /models?sub_type=chat.
import { strict as assert } from 'node:assert';
import { TestClock, testKey } from './fakes.ts';
import { clientOf, head, jsonAnswer, type RawServer, type Script, withServer } from './rawServer.ts';

async function list(script: Script, signal = new AbortController().signal, clock = new TestClock()) {
  let result: Awaited<ReturnType<ReturnType<typeof clientOf>['client']['listModels']>> | undefined;
  let seen: RawServer['requests'] = [];
  await withServer(script, async (server) => {
    result = await clientOf(server, { clock }).client.listModels(signal);
    seen = server.requests;
    await server.idle();
  });
  assert.ok(result);
  return { result, seen };
}

describe('list of models', () => {
  it('asks for chat models with the key and gives their ids in order, without doubles or odd ones', async () => {
    const ids = [
      'b/B',
      'a/A-1.5',
      'b/B',
      '',
      'x\u0000y',
      '<img>',
      'LoRA/Qwen/Qwen2.5-7B-Instruct',
      'z'.repeat(300),
    ];
    const { result, seen } = await list(
      (socket) =>
        void socket.end(
          jsonAnswer(200, {
            object: 'list',
            data: ids.map((id) => ({ id, object: 'model', created: 0, owned_by: '' })),
          }),
        ),
    );
    assert.deepEqual(result, { ok: true, value: ['b/B', 'a/A-1.5', 'LoRA/Qwen/Qwen2.5-7B-Instruct'] });
    assert.equal(seen[0]?.method, 'GET');
    assert.equal(seen[0]?.path, '/v1/models?sub_type=chat');
    assert.equal(seen[0]?.headers.authorization, `Bearer ${testKey}`);
  });

  const failures: readonly [string, string, string][] = [
    ['a wrong key, or one of the other site', jsonAnswer(401, 'Invalid token'), 'badKey'],
    ['no real-name check', head(403, null), 'forbidden'],
    ['no balance', jsonAnswer(402, { code: 30001, message: 'x' }), 'noBalance'],
    ['a retired endpoint', jsonAnswer(410, { code: 20092, message: 'x' }), 'gone'],
    ['an error in a 200', jsonAnswer(200, { code: 30014, message: 'x' }), 'badKey'],
    ['a page', `${head(200, 'text/html')}<html>`, 'badReply'],
    ['a list of something else', jsonAnswer(200, { data: [1, 2] }), 'badReply'],
    ['a reset', '', 'cutShort'],
    [
      'a redirect',
      head(302, null, ['location: https://example.invalid/', 'content-length: 0']),
      'redirected',
    ],
  ];
  for (const [name, answer, kind] of failures) {
    it(`${name} is ${kind}`, async () => {
      const { result, seen } = await list((socket) => void socket.end(answer));
      assert.ok(!result.ok);
      assert.equal(result.failure.kind, kind);
      assert.equal(seen.length, 1);
    });
  }

  it('more than 4 MiB is too big', async () => {
    const { result } = await list((socket) => {
      socket.write(head(200, 'application/json'));
      const more = (): void => {
        while (!socket.destroyed && socket.write(' '.repeat(65_536))) {}
        if (!socket.destroyed) socket.once('drain', more);
      };
      more();
    });
    assert.ok(!result.ok && result.failure.kind === 'tooBig');
  });

  it('a server that never answers, or never ends, is a timeout after 30 s', async () => {
    for (const script of [
      () => {},
      (socket: { write(text: string): unknown }) => void socket.write(head(200, 'application/json')),
    ]) {
      const { result } = await list(script, new AbortController().signal, new TestClock(300));
      assert.ok(!result.ok && result.failure.kind === 'timeout');
    }
  });

  it('an abort frees the socket', async () => {
    const stop = new AbortController();
    const { result } = await list(() => stop.abort(), stop.signal);
    assert.ok(!result.ok);
  });
});
