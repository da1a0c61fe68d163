// Sends a planned answer at its pace, counts every token into the books as it is made, and misbehaves as asked.
import { jsonReply, plain, type Reply } from './errors.ts';
import type { Exchange } from './exchange.ts';
import type { Pace } from './pace.ts';
import type { Piece, Plan } from './plan.ts';
import { countTokens } from './tokens.ts';
import { usageJson } from './usage.ts';
import { EventWire } from './wire.ts';

/** How an endpoint spells its chunks; usage is added here. */
export interface Framing {
  opening(): object | undefined;
  piece(piece: Piece): object;
  finish(reason: string): object;
  trailing(): object;
  whole(plan: Plan): object;
}

const PAUSE_MS = 1500;
const COMMENT_EVERY_MS = 50;
const MEGABYTE = 1_000_000;

/** Counts one piece of the answer; the platform bills it whether or not anybody still listens. */
function count(exchange: Exchange, piece: Piece): void {
  exchange.entry.completionTokens += 1;
  if (piece.channel === 'reasoning') exchange.entry.reasoningTokens += 1;
}

/** Waits until the n-th piece is due; also lets the connection breathe when the pace is instant. */
async function due(exchange: Exchange, startedMs: number, pace: Pace, index: number): Promise<boolean> {
  const waitMs = startedMs + pace.ttftMs + (index * 1000) / pace.tokensPerSecond - performance.now();
  if (waitMs > 1) return exchange.pause(waitMs);
  if (index % 32 === 31) await exchange.yield();
  return !exchange.isGone;
}

/** What can happen instead of headers; true when nothing more is to be done. */
async function faultedBeforeHeaders(exchange: Exchange): Promise<boolean> {
  const { faults } = exchange;
  if (faults.has('stall-headers')) return !(await exchange.pause(Number.POSITIVE_INFINITY));
  const slowMs = faults.number('slow-headers', 3000);
  if (slowMs !== undefined && !(await exchange.pause(slowMs))) return true;
  if (faults.has('cut-headers')) {
    exchange.cutHere = true;
    exchange.res.socket?.destroySoon();
    return true;
  }
  if (faults.has('reset-headers')) {
    exchange.cutHere = true;
    exchange.res.socket?.resetAndDestroy();
    return true;
  }
  return false;
}

export async function deliverWhole(
  exchange: Exchange,
  plan: Plan,
  framing: Framing,
  pace: Pace,
): Promise<Reply | undefined> {
  const { faults, entry, res } = exchange;
  const startedMs = performance.now();
  if (await faultedBeforeHeaders(exchange)) return undefined;
  for (const [index, piece] of plan.pieces.entries()) {
    if (!(await due(exchange, startedMs, pace, index))) return undefined;
    count(exchange, piece);
  }
  if (plan.pieces.length === 0 && !(await due(exchange, startedMs, pace, 0))) return undefined;
  const reply = jsonReply(200, { ...framing.whole(plan), usage: usageJson(entry) });
  if (faults.has('garbage')) return { ...reply, body: reply.body.slice(0, -10) };
  if (faults.has('zero-chunks')) return { ...reply, body: '' };
  if (faults.has('cut-after')) {
    entry.status = 200;
    exchange.cutHere = true;
    res.writeHead(200, { ...exchange.baseHeaders(), 'content-type': 'application/json' });
    res.write(reply.body.slice(0, reply.body.length / 2));
    res.socket?.destroySoon();
    return undefined;
  }
  return reply;
}

export async function deliverStream(
  exchange: Exchange,
  plan: Plan,
  framing: Framing,
  pace: Pace,
): Promise<Reply | undefined> {
  const { faults, entry } = exchange;
  const startedMs = performance.now();
  if (await faultedBeforeHeaders(exchange)) return undefined;
  if (faults.has('json')) {
    for (const piece of plan.pieces) count(exchange, piece);
    return jsonReply(200, { ...framing.whole(plan), usage: usageJson(entry) });
  }
  if (faults.has('zero-chunks')) return plain(200, '', 'text/event-stream');

  const wire = new EventWire(exchange);
  const every = !['usage-end', 'usage-trailing', 'usage-never'].some((name) => faults.has(name));
  const chunk = (value: object, withUsage = every): Promise<boolean> =>
    wire.data(withUsage ? { ...value, usage: usageJson(entry) } : value);

  // Headers leave while the model still reads the prompt, as on the platform.
  if (!(await exchange.pause(pace.ttftMs / 2))) return undefined;
  wire.head();
  if (faults.has('stall-first')) {
    await exchange.pause(Number.POSITIVE_INFINITY);
    return undefined;
  }
  if (await faultedFirst(exchange, wire, framing, chunk)) return undefined;

  const opening = framing.opening();
  if (opening !== undefined) {
    if (!(await due(exchange, startedMs, pace, 0))) return undefined;
    await chunk(opening);
  }
  for (const [index, piece] of plan.pieces.entries()) {
    if (await faultedBetween(exchange, wire, index)) return undefined;
    if (!(await due(exchange, startedMs, pace, index))) return undefined;
    if (pace.gate !== undefined && !(await pace.gate.pass(exchange))) return undefined;
    count(exchange, piece);
    if (!(await chunk(framing.piece(piece)))) return undefined;
  }
  // A fault set for a later token than the answer has strikes where the answer ends.
  if (await faultedBetween(exchange, wire, Number.POSITIVE_INFINITY)) return undefined;
  if (plan.finish !== null && !faults.has('no-finish')) {
    await chunk(framing.finish(plan.finish), every || faults.has('usage-end'));
  }
  if (faults.has('usage-trailing')) await chunk(framing.trailing(), true);
  if (!faults.has('no-done')) await wire.data('[DONE]');
  if (faults.has('after-done')) await chunk(framing.piece({ channel: 'text', text: ' after the end' }));
  wire.end();
  pace.gate?.close();
  return undefined;
}

type Chunk = (value: object) => Promise<boolean>;

/** Faults that take the place of the whole answer; true when one of them did. */
async function faultedFirst(
  exchange: Exchange,
  wire: EventWire,
  framing: Framing,
  chunk: Chunk,
): Promise<boolean> {
  const { faults, entry } = exchange;
  if (faults.has('bom')) await wire.raw('\ufeff');
  if (faults.has('comments')) {
    while (await exchange.pause(COMMENT_EVERY_MS)) await wire.raw(': keep-alive\n\n');
    return true;
  }
  if (faults.has('only-done')) {
    await wire.data('[DONE]');
    wire.end();
    return true;
  }
  if (faults.has('not-object')) {
    for (const value of ['null', '3', '[]', '{}', '"text"', '{"choices":null}', '{"choices":[null]}']) {
      await wire.data(value);
    }
  }
  if (faults.has('endless')) {
    for (;;) {
      entry.completionTokens += 1;
      if (!(await chunk(framing.piece({ channel: 'text', text: 'a ' })))) return true;
      if (entry.completionTokens % 16 === 0) await exchange.yield();
    }
  }
  const lineMegabytes = faults.number('long-line', 5);
  if (lineMegabytes !== undefined) {
    const text = 'all work and no play '.repeat(Math.ceil((lineMegabytes * MEGABYTE) / 21));
    entry.completionTokens += countTokens(text);
    await chunk(framing.piece({ channel: 'text', text }));
  }
  const bombMegabytes = faults.number('gzip-bomb', 256);
  if (bombMegabytes !== undefined) {
    await wire.raw('data: {"padding":"');
    const block = '0'.repeat(MEGABYTE);
    for (let i = 0; i < bombMegabytes; i++) if (!(await wire.raw(block))) return true;
    await wire.raw('"}\n\n');
  }
  return false;
}

/** Faults before the piece with this index; true when the answer ends here. */
async function faultedBetween(exchange: Exchange, wire: EventWire, index: number): Promise<boolean> {
  const { faults } = exchange;
  const strikes = (name: string, after = faults.number(name)): boolean =>
    after !== undefined && (index === after || (index === Number.POSITIVE_INFINITY && !exchange.struck));
  if (strikes('pause-after')) {
    exchange.struck = true;
    if (!(await exchange.pause(PAUSE_MS))) return true;
  }
  if (strikes('stall-after')) return !(await exchange.pause(Number.POSITIVE_INFINITY));
  if (strikes('cut-after')) {
    wire.cut();
    return true;
  }
  if (strikes('cut-line-after')) {
    await wire.raw('data: {"id":"cut","choices":[{"index":0,"delta":{"cont');
    wire.cut();
    return true;
  }
  if (strikes('reset-after')) {
    await wire.reset();
    return true;
  }
  if (strikes('end-after')) {
    wire.end();
    return true;
  }
  const error = [
    ['garbage', '{"id":"garbage","choices":[{"index":0,"delta":{"content":"half a chu'],
    ['error-in-stream', '{"code":50505,"message":"Model service overloaded.","data":null}'],
    ['error-object-in-stream', '{"error":{"message":"upstream failed","type":"server_error","code":500}}'],
  ].find(([name = '']) => strikes(name, faults.has(name) ? 2 : undefined));
  if (error !== undefined) {
    exchange.struck = true;
    await wire.data(error[1]);
    if (error[0] !== 'garbage') {
      wire.end();
      return true;
    }
  }
  if (faults.has('keepalive')) await wire.raw(': keep-alive\n\n');
  if (faults.has('empty-data')) await wire.raw('data:\n\ndata: \n\n');
  if (faults.has('ping')) await wire.raw('event: ping\ndata: {"type":"ping"}\n\n');
  if (faults.has('unknown-event'))
    await wire.raw('event: telemetry\nid: 7\nretry: 10\ndata: {"load":0.5}\n\n');
  return false;
}
