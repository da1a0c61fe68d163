// What a request must not cost: a timer for each piece of its answer, and a connection when it was read to its end.
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { completion, kindsOf, TestClock, textOf } from './fakes.ts';
import { clientOf, run, stopChunk, textChunk, usageChunk } from './rawServer.ts';

/** Serves over connections that may be used again, and counts them. */
async function withConnections(
  answer: (response: ServerResponse) => void,
  body: (server: { readonly baseUrl: string; connections(): number }) => Promise<void>,
): Promise<void> {
  let connections = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('content-type', 'text/event-stream');
      answer(response);
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address !== 'string');
  try {
    await body({ baseUrl: `http://127.0.0.1:${address.port}/v1`, connections: () => connections });
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}

/** Counts the sleeps that are begun. */
class CountingClock extends TestClock {
  begun = 0;
  open = 0;

  override async sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    this.begun += 1;
    this.open += 1;
    await super.sleep(delayMs, signal);
    this.open -= 1;
  }

  /** Nothing is waited for any more: the end of a body is read behind the answer's back, for a second at most. */
  async quiet(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.open > 0);
  }
}

const done = `${stopChunk}${usageChunk}data: [DONE]\n\n`;

describe('a request', () => {
  it('takes as many timers for an answer of forty pieces as for one of a single piece, and leaves none', async () => {
    const begun: number[] = [];
    for (const pieces of [1, 40]) {
      const write = (response: ServerResponse, left: number): void => {
        if (left === 0) response.end(done);
        else response.write(textChunk('a'), () => setImmediate(write, response, left - 1));
      };
      await withConnections(
        (response) => write(response, pieces),
        async (server) => {
          const clock = new CountingClock();
          const events = await run(clientOf(server, { clock }).client, completion());
          assert.equal(textOf(events), 'a'.repeat(pieces));
          await clock.quiet();
          begun.push(clock.begun);
        },
      );
    }
    const [one = 0, forty = 0] = begun;
    assert.ok(forty <= one + 1, `${one} and ${forty} sleeps`);
  });

  it('leaves its connection to the next one, also when its reader left before the end of an answer that was all there', async () => {
    await withConnections(
      (response) => void response.end(textChunk('one') + textChunk('two') + done),
      async (server) => {
        const clock = new CountingClock();
        const { client } = clientOf(server, { clock });
        const first = await run(client, completion());
        assert.equal(kindsOf(first).at(-1), 'finished');
        for (let time = 0; time < 3; time++) {
          await clock.quiet();
          const prepared = client.prepare(completion());
          assert.ok(prepared.ok);
          for await (const event of prepared.value.send(new AbortController().signal))
            if (event.kind === 'text') break;
        }
        assert.equal(server.connections(), 1);
      },
    );
  });
});
