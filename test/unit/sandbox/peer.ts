// What the sandbox's tests share: a running sandbox, requests to it, and a raw socket that shows what is on the wire.
import { connect } from 'node:net';
import { KEYS } from '../../sandbox/keys.ts';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import type { SandboxOptions } from '../../sandbox/world.ts';

export const CHAT_MODEL = 'deepseek-ai/DeepSeek-V3.2';
export const CODER_MODEL = 'Qwen/Qwen3-Coder-30B-A3B-Instruct';

/** Runs a test against a sandbox of its own and closes it in every case. */
export async function withSandbox(
  options: Partial<SandboxOptions>,
  run: (sandbox: Sandbox) => Promise<void>,
): Promise<void> {
  const sandbox = await startSandbox({ site: 'cn', pace: 'instant', ...options });
  try {
    await run(sandbox);
  } finally {
    await sandbox.close();
  }
}

export interface Ask {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export function post(sandbox: Sandbox, path: string, body: unknown, ask: Ask = {}): Promise<Response> {
  return fetch(`${sandbox.url}/v1${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${ask.key ?? KEYS[sandbox.bill().site]}`,
      'content-type': 'application/json',
      ...ask.headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(ask.signal === undefined ? {} : { signal: ask.signal }),
  });
}

export function get(sandbox: Sandbox, path: string, key = KEYS[sandbox.bill().site]): Promise<Response> {
  return fetch(`${sandbox.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
}

/** A chat request of one user message; `more` adds or replaces fields. */
export function chatBody(text: string, more: object = {}): object {
  return {
    model: CHAT_MODEL,
    stream: true,
    max_tokens: 512,
    messages: [{ role: 'user', content: text }],
    ...more,
  };
}

/** The data lines of a stream, parsed where they are JSON. */
export function dataLines(stream: string): string[] {
  return stream
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).trim());
}

/** The value at a path inside parsed JSON; undefined where the path ends early. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

export interface Wire {
  readonly head: string;
  /** The body as it came, without chunked framing. */
  readonly body: Buffer;
  /** The framing says that the body is complete. */
  readonly complete: boolean;
  readonly end: 'fin' | 'rst' | 'left';
  /** Sizes of the HTTP chunks. */
  readonly chunkSizes: readonly number[];
}

function unchunk(bytes: Buffer): { body: Buffer; complete: boolean; chunkSizes: number[] } {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const eol = bytes.indexOf('\r\n', at);
    const size = eol < 0 ? Number.NaN : Number.parseInt(bytes.toString('latin1', at, eol), 16);
    if (size === 0 || Number.isNaN(size)) {
      const chunkSizes = parts.map((part) => part.length);
      return { body: Buffer.concat(parts), complete: size === 0, chunkSizes };
    }
    parts.push(bytes.subarray(eol + 2, eol + 2 + size));
    at = eol + 2 + size + 2;
  }
}

/** Sends a request over a plain socket and keeps every byte; leaves when `enough` says so, like a client's Stop. */
export async function rawPost(
  sandbox: Sandbox,
  path: string,
  body: object,
  fault: string,
  enough: (soFar: string) => boolean = () => false,
): Promise<Wire> {
  const json = JSON.stringify(body);
  const socket = connect(sandbox.port, '127.0.0.1');
  const chunks: Buffer[] = [];
  let end: Wire['end'] = 'fin';
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    if (!enough(Buffer.concat(chunks).toString())) return;
    end = 'left';
    socket.destroy();
  });
  socket.on('error', () => {
    end = 'rst';
  });
  socket.write(
    [
      `POST /v1${path} HTTP/1.1`,
      'Host: sandbox',
      'Connection: close',
      `Authorization: Bearer ${KEYS.cn}`,
      `X-Sandbox-Fault: ${fault}`,
      `Content-Length: ${Buffer.byteLength(json)}`,
      '',
      json,
    ].join('\r\n'),
  );
  // `once` would reject on the error that this test wants to see.
  await new Promise((resolve) => socket.once('close', resolve));
  const bytes = Buffer.concat(chunks);
  const split = bytes.indexOf('\r\n\r\n');
  const head = bytes.toString('latin1', 0, Math.max(0, split));
  const rest = split < 0 ? Buffer.alloc(0) : bytes.subarray(split + 4);
  const framed = /transfer-encoding: chunked/i.test(head)
    ? unchunk(rest)
    : { body: rest, complete: true, chunkSizes: [rest.length] };
  return { head, end, ...framed };
}

/** Waits until a condition on the sandbox holds; the test's own time limit ends a wait in vain. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}
