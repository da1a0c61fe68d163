// One request and its answer: what came in, who asked, the open line in the books, and waiting that ends when the client leaves.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Entry } from './books.ts';
import type { Reply } from './errors.ts';
import { FaultSet } from './faults.ts';
import type { Account } from './keys.ts';

export class Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly url: URL;
  readonly body: string;
  readonly entry: Entry;
  readonly key: string;
  account: Account | undefined;
  faults = new FaultSet([]);
  /** A fault closed the connection, so it was not the client. */
  cutHere = false;
  /** A fault that strikes once has struck. */
  struck = false;
  readonly #gone = new AbortController();
  readonly #left: Promise<void>;

  constructor(req: IncomingMessage, res: ServerResponse, url: URL, body: string, entry: Entry) {
    this.req = req;
    this.res = res;
    this.url = url;
    this.body = body;
    this.entry = entry;
    this.key = /^Bearer\s+(.+)$/i.exec(req.headers.authorization ?? '')?.[1]?.trim() ?? '';
    this.#left = new Promise((resolve) => {
      res.on('close', () => {
        this.#gone.abort();
        resolve();
      });
    });
  }

  /** The connection is closed, by either side. */
  get isGone(): boolean {
    return this.#gone.signal.aborted;
  }

  /** Waits, for ever with Infinity; false when the connection closed meanwhile. */
  pause(delayMs: number): Promise<boolean> {
    const { signal } = this.#gone;
    if (signal.aborted) return Promise.resolve(false);
    if (delayMs <= 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const leave = (): void => {
        clearTimeout(timer);
        resolve(false);
      };
      const arrive = (): void => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      const timer = delayMs === Number.POSITIVE_INFINITY ? undefined : setTimeout(arrive, delayMs);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** Resolves when the connection closes. */
  async left(): Promise<void> {
    await this.#left;
  }

  /** Lets other work run between two writes that must not be one. */
  yield(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** Waits until what was written has room again; false when the connection closed meanwhile. */
  drained(): Promise<boolean> {
    if (this.isGone) return Promise.resolve(false);
    if (!this.res.writableNeedDrain) return Promise.resolve(true);
    return new Promise((resolve) => {
      const { signal } = this.#gone;
      const leave = (): void => {
        this.res.off('drain', arrive);
        resolve(false);
      };
      const arrive = (): void => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      this.res.once('drain', arrive);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** The headers every answer of the platform carries. */
  baseHeaders(): Record<string, string> {
    const sent = this.req.headers['x-trace-id'];
    return {
      'x-siliconcloud-trace-id': this.entry.traceId,
      ...(typeof sent === 'string' ? { 'x-trace-id': sent } : {}),
    };
  }

  send(reply: Reply): void {
    this.entry.status = reply.status;
    if (this.isGone) return;
    this.res.writeHead(reply.status, {
      ...this.baseHeaders(),
      ...(reply.type === undefined ? {} : { 'content-type': reply.type }),
      ...reply.headers,
      'content-length': String(Buffer.byteLength(reply.body)),
    });
    this.res.end(reply.body);
  }
}
