// The n-th network operation of a request fails, for n = 1, 2, 3 … until one run passes untouched: every run ends with
// exactly one terminal event, never loses text it gave, and leaves no socket open.
import { strict as assert } from 'node:assert';
import type { Socket } from 'node:net';
import { chat, FixedRandom, isTerminal, TestClock, textOf } from './fakes.ts';
import { clientOf, run, stopChunk, streamHead, textChunk, usageChunk, withServer } from './rawServer.ts';

const limits = {
  firstTokenMs: 120,
  reasoningFirstTokenMs: 120,
  betweenTokensMs: 120,
  tailMs: 60,
  ceilingMs: 120,
};
const pieces = [
  streamHead,
  textChunk('one '),
  ': alive\n\n',
  textChunk('two ').slice(0, 20),
  textChunk('two ').slice(20),
  textChunk('three'),
  stopChunk,
  usageChunk,
  'data: [DONE]\n\n',
];

const faults = {
  reset: (socket: Socket) => void socket.resetAndDestroy(),
  close: (socket: Socket) => void socket.end(),
  silence: () => {},
  garbage: (socket: Socket) => void socket.end('\u0000\u00ff{"}\n\ndata: {{{\n\n'),
};

describe('fault injection on the server side', () => {
  for (const [name, fault] of Object.entries(faults)) {
    it(`${name} at the n-th piece`, async () => {
      for (let n = 1; n <= pieces.length + 1; n++) {
        await withServer(
          (socket) => {
            socket.setNoDelay(true);
            const next = (i: number): void => {
              if (socket.destroyed) return;
              if (i === n - 1) {
                fault(socket);
                return;
              }
              const piece = pieces[i];
              if (piece === undefined) socket.end();
              else socket.write(piece, () => setImmediate(() => next(i + 1)));
            };
            next(0);
          },
          async (server) => {
            const random = { next: () => 0, id: () => 'id' };
            const events = await run(clientOf(server, { limits, random }).client, chat());
            assert.equal(events.filter(isTerminal).length, 1, `n = ${n}`);
            assert.ok(isTerminal(events.at(-1) ?? { kind: 'alive' }));
            assert.ok('one two three'.startsWith(textOf(events)), `n = ${n}: ${textOf(events)}`);
            if (n > pieces.length) assert.equal(events.at(-1)?.kind, 'finished');
            await server.idle();
          },
        );
      }
    }).timeout(60_000);
  }
});

describe('fault injection on our side', () => {
  it('the n-th of fetch and reads throws', async () => {
    for (let n = 1, untouched = false; !untouched; n++) {
      let operations = 0;
      let cancelled = 0;
      const fails = (): boolean => ++operations === n;
      const fetch = async (): Promise<Response> => {
        if (fails()) throw new TypeError('fetch failed', { cause: new Error('boom') });
        const chunks = pieces.slice(1).map((piece) => new TextEncoder().encode(piece));
        const body = new ReadableStream<Uint8Array>({
          pull(controller) {
            if (fails()) {
              controller.error(new TypeError('terminated'));
              return;
            }
            const chunk = chunks.shift();
            if (chunk === undefined) controller.close();
            else controller.enqueue(chunk);
          },
          cancel: () => void cancelled++,
        });
        return new Response(body, { status: 200, headers: { 'content-type': 'text/event-stream' } });
      };
      const random = { next: () => 0, id: () => 'id' };
      const events = await run(
        clientOf({ baseUrl: 'https://api.siliconflow.cn/v1' }, { fetch, random }).client,
        chat(),
      );
      assert.equal(events.filter(isTerminal).length, 1, `n = ${n}`);
      assert.ok('one two three'.startsWith(textOf(events)));
      untouched = operations < n;
      if (untouched) assert.equal(events.at(-1)?.kind, 'finished');
      assert.ok(n < 50);
      assert.ok(cancelled <= 1);
    }
  });

  it('a stop after the n-th event', async () => {
    for (let n = 1, untouched = false; !untouched; n++) {
      await withServer(
        (socket) => void socket.end(pieces.join('')),
        async (server) => {
          const stop = new AbortController();
          const clock = new TestClock();
          const prepared = clientOf(server, { clock, random: new FixedRandom() }).client.prepare(chat());
          assert.ok(prepared.ok);
          const events = [];
          for await (const event of prepared.value.send(stop.signal)) {
            events.push(event);
            if (events.length === n) stop.abort();
          }
          assert.equal(events.filter(isTerminal).length, 1, `n = ${n}`);
          untouched = events.length < n;
          assert.equal(events.at(-1)?.kind, events.length <= n ? 'finished' : 'aborted');
          await server.idle();
        },
      );
    }
  });
});
