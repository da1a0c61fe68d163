// Starts a SiliconFlow stand-in on loopback and routes its requests; the rest of this folder is what they find there.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { models, userInfo } from './account.ts';
import type { Bill } from './books.ts';
import { chat } from './chat.ts';
import { completions } from './completions.ts';
import { control } from './control.ts';
import { plain, type Reply, wrongPath } from './errors.ts';
import { Exchange } from './exchange.ts';
import type { LaidFault } from './faults.ts';
import { embeddings, rerank } from './vectors.ts';
import { type SandboxOptions, type SeenRequest, World } from './world.ts';

export interface Open {
  /** Connections on which the platform was asked, also those that idle now. */
  readonly sockets: number;
  /** Requests that are not answered to the end. */
  readonly requests: number;
}

export interface Sandbox {
  /** Without a path: the API base is `${url}/v1`. */
  readonly url: string;
  readonly port: number;
  bill(): Bill;
  requests(): readonly SeenRequest[];
  setFault(fault: string | LaidFault): void;
  /** Lets so many more tokens of a `held` answer leave; all of them without a number. */
  letGo(tokens?: number): void;
  /** Takes back the faults that were laid and not used yet. */
  clearFaults(): void;
  open(): Open;
  reset(): void;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 64_000_000;

/** Answers with a reply to send, or has sent its answer itself. */
type Endpoint = (world: World, exchange: Exchange) => Reply | Promise<Reply | undefined>;
const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  'GET /v1/models': models,
  'GET /v1/user/info': userInfo,
  'POST /v1/chat/completions': chat,
  'POST /v1/completions': completions,
  'POST /v1/embeddings': embeddings,
  'POST /v1/rerank': rerank,
};

async function readBody(req: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Like the platform's: a prefix and letters. The same requests in the same order give the same ids. */
function traceId(count: number): string {
  return `ti_${createHash('sha256').update(`sandbox ${count}`).digest('hex').slice(0, 32)}`;
}

/** Starts the sandbox; resolves when it listens on 127.0.0.1. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const world = new World(options);
  const sockets = new Set<Socket>();
  /** Of these, the ones that last asked for the platform: a test that asks how many are open must not count itself. */
  const clients = new Set<Socket>();
  let running = 0;
  let served = 0;
  const open = (): Open => ({ sockets: clients.size, requests: running });

  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const url = new URL(req.url ?? '/', 'http://sandbox.invalid');
    const body = await readBody(req);
    if (url.pathname.startsWith('/sandbox/')) {
      clients.delete(req.socket);
      control(world, open, req, res, url, body ?? '');
      return;
    }
    clients.add(req.socket);
    world.see({ method: req.method ?? '', url: req.url ?? '', headers: req.headers, body: body ?? '' });
    const entry = world.books.open(world.now(), traceId(++served));
    const exchange = new Exchange(req, res, url, body ?? '', entry);
    running++;
    res.on('close', () => {
      running--;
      entry.running = false;
      entry.aborted = !res.writableFinished && !exchange.cutHere;
    });
    const endpoint = ENDPOINTS[`${req.method} ${url.pathname}`] ?? wrongPath;
    const reply =
      body === undefined ? plain(413, 'Request Entity Too Large') : await endpoint(world, exchange);
    if (reply !== undefined) exchange.send(reply);
  };

  const server = createServer((req, res) => {
    // A client that leaves while its request is still being read is no error of the sandbox.
    serve(req, res).catch((error: unknown) => {
      if (!req.complete) return;
      console.error('sandbox:', error);
      res.destroy();
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      clients.delete(socket);
    });
    socket.on('error', () => socket.destroy());
  });
  const port = await listen(server, options.port ?? 0);

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    bill: () => world.books.bill(),
    requests: () => world.requests(),
    setFault: (fault) => world.queue.lay(typeof fault === 'string' ? { fault } : fault),
    letGo: (tokens) => world.gate.letGo(tokens),
    clearFaults: () => world.queue.reset(),
    open,
    reset: () => world.reset(),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
