// Writes server-sent events to the socket, with the faults that concern bytes: line ends, splits, compression, cuts.
import { createGzip, type Gzip } from 'node:zlib';
import type { Exchange } from './exchange.ts';

/** Long enough for the bytes before it to arrive on loopback: a reset throws away what the peer has not read yet. */
const BEFORE_RESET_MS = 30;

export class EventWire {
  readonly #exchange: Exchange;
  readonly #newline: string;
  readonly #gzip: Gzip | undefined;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
    this.#newline = exchange.faults.has('crlf') ? '\r\n' : '\n';
    if (exchange.faults.has('gzip') || exchange.faults.has('gzip-bomb')) {
      this.#gzip = createGzip();
      this.#gzip.pipe(exchange.res);
    }
  }

  head(): void {
    const { res, faults, entry } = this.#exchange;
    entry.status = 200;
    res.writeHead(200, {
      ...this.#exchange.baseHeaders(),
      'content-type': faults.has('wrong-type') ? 'text/plain' : 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      ...(this.#gzip === undefined ? {} : { 'content-encoding': 'gzip' }),
    });
    res.flushHeaders();
  }

  /** One event of one data line. */
  async data(value: unknown): Promise<boolean> {
    return this.raw(`data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`);
  }

  /** Lines as they are, each `\n` in the line ends of this stream; false when the client has left. */
  async raw(text: string): Promise<boolean> {
    const { res, faults } = this.#exchange;
    if (this.#exchange.isGone) return false;
    const bytes = Buffer.from(text.replaceAll('\n', this.#newline));
    if (this.#gzip !== undefined) {
      this.#gzip.write(bytes);
      const flushed = new Promise<void>((resolve) => this.#gzip?.flush(resolve));
      // A client that leaves stops the compressor, which then never calls back.
      await Promise.race([flushed, this.#exchange.left()]);
    } else if (faults.has('bytes')) {
      for (let i = 0; i < bytes.length && !this.#exchange.isGone; i++) {
        res.write(bytes.subarray(i, i + 1));
        await this.#exchange.yield();
      }
    } else {
      res.write(bytes);
    }
    return this.#exchange.drained();
  }

  end(): void {
    if (this.#gzip !== undefined) this.#gzip.end();
    else this.#exchange.res.end();
  }

  /** FIN: what was written arrives, but the body is unfinished. */
  cut(): void {
    this.#exchange.cutHere = true;
    this.#exchange.res.socket?.destroySoon();
  }

  /** RST. */
  async reset(): Promise<void> {
    this.#exchange.cutHere = true;
    await this.#exchange.pause(BEFORE_RESET_MS);
    this.#exchange.res.socket?.resetAndDestroy();
  }
}
