// A scripted server on loopback that writes exact bytes: each connection's request is read whole, then handed to the script.
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { ModelClient } from '../../../src/core/ports.ts';
import type { ModelEvent, ModelRequest } from '../../../src/core/request/modelRequest.ts';
import { windowMemory } from '../../../src/editor/windowMemory.ts';
import { type ClientOptions, createClient } from '../../../src/siliconflow/client.ts';
import { MemoryLearnedParameters } from '../../../src/siliconflow/learnedParameters.ts';
import { MemoryPacer } from '../../../src/siliconflow/pacer.ts';
import { FixedRandom, KeptLog, TestClock, testKey } from './fakes.ts';

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyText: string;
}

/** Answers one request. `number` counts requests from 1. */
export type Script = (socket: Socket, request: RawRequest, number: number) => void;

export class RawServer {
  readonly requests: RawRequest[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #script: Script;

  private constructor(script: Script) {
    this.#script = script;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(script: Script): Promise<RawServer> {
    const server = new RawServer(script);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get baseUrl(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return `http://127.0.0.1:${address.port}/v1`;
  }

  get openSockets(): number {
    return this.#sockets.size;
  }

  /** Resolves when no connection is open. */
  async idle(): Promise<void> {
    while (this.#sockets.size > 0) {
      const [socket] = this.#sockets;
      if (socket !== undefined) await closed(socket);
    }
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    let received = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes]);
      const headEnd = received.indexOf('\r\n\r\n');
      if (headEnd === -1) return;
      const [first = '', ...lines] = received.subarray(0, headEnd).toString('latin1').split('\r\n');
      const headers = Object.fromEntries(
        lines.map((line) => [
          line.slice(0, line.indexOf(':')).toLowerCase(),
          line.slice(line.indexOf(':') + 1).trim(),
        ]),
      );
      const length = Number(headers['content-length'] ?? 0);
      const body = received.subarray(headEnd + 4);
      if (body.length < length) return;
      received = received.subarray(headEnd + 4 + length);
      const [method = '', path = ''] = first.split(' ');
      const request = { method, path, headers, bodyText: body.subarray(0, length).toString('utf8') };
      this.requests.push(request);
      this.#script(socket, request, this.requests.length);
    });
  }
}

/** Resolves when the connection is gone, also by a reset (`once` would reject with its error). */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) resolve();
    else socket.on('close', () => resolve());
  });
}

/** Head of an answer that ends with its connection. */
export function head(status: number, type: string | null, more: readonly string[] = []): string {
  const lines = [
    `HTTP/1.1 ${status} X`,
    ...(type === null ? [] : [`content-type: ${type}`]),
    'connection: close',
    ...more,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

export const streamHead = head(200, 'text/event-stream');

export function data(value: unknown): string {
  return `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;
}

export function textChunk(content: string): string {
  return data({ choices: [{ index: 0, delta: { content } }] });
}

export const usageChunk = data({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } });
export const stopChunk = data({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
export const wholeAnswer = `${streamHead}${textChunk('Hello')}${stopChunk}${usageChunk}data: [DONE]\n\n`;

export function jsonAnswer(status: number, value: unknown, more: readonly string[] = []): string {
  return head(status, 'application/json', more) + JSON.stringify(value);
}

export interface TestClient {
  readonly client: ModelClient;
  readonly log: KeptLog;
  readonly clock: TestClock;
}

export function clientOf(
  server: { readonly baseUrl: string },
  options: Partial<ClientOptions> = {},
): TestClient {
  const log = new KeptLog();
  const clock = new TestClock();
  const random = new FixedRandom();
  const used = options.clock ?? clock;
  return {
    log,
    clock,
    client: createClient({
      site: 'cn',
      baseUrl: server.baseUrl,
      apiKey: testKey,
      account: 'fingerprint',
      userAgent: 'test/1.0',
      clock: used,
      random,
      log,
      pacer: new MemoryPacer(used, random, windowMemory()),
      learned: new MemoryLearnedParameters(used, windowMemory()),
      ...options,
    }),
  };
}

/** Sends a request and gathers all its events. */
export async function run(
  client: ModelClient,
  request: ModelRequest,
  signal: AbortSignal = new AbortController().signal,
): Promise<ModelEvent[]> {
  const prepared = client.prepare(request);
  if (!prepared.ok) throw new Error(`not prepared: ${JSON.stringify(prepared.failure)}`);
  const events: ModelEvent[] = [];
  for await (const event of prepared.value.send(signal)) events.push(event);
  return events;
}

/** Runs `body` with a server that is stopped whatever happens. */
export async function withServer(script: Script, body: (server: RawServer) => Promise<void>): Promise<void> {
  const server = await RawServer.start(script);
  try {
    await body(server);
  } finally {
    await server.stop();
  }
}
