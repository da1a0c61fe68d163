// A conversation as a file that a person keeps or takes along: JSON, one turn a line, each with a checksum of its own, so
// that what is whole comes back from a file that is damaged. What comes in is hostile until parsed: nothing of it points
// to this machine, and it brings no figures of money.
import * as v from 'valibot';
import type { Conversation } from '../chat/conversation.ts';
import { filesOf, moment, type Turn, turnSchema } from '../chat/turn.ts';

/** Of a text, in hexadecimal; a port, because the core has no cryptography of its own. */
export type Digest = (text: string) => string;

/** What a file held. */
export interface ReadChat {
  readonly title: string;
  readonly createdMs: number;
  readonly turns: readonly Turn[];
  /** Messages that are not whole, by their place from 1; those behind the last that was found are among them. */
  readonly damaged: readonly number[];
  /** Title and date are damaged, and with them the number of messages. */
  readonly isHeadLost: boolean;
}

const format = 'siliconflow-chat';
const version = 1;
const marker = '{"checksum":"';
/** As many as a conversation of years has. */
const mostTurns = 100_000;
/** More than anybody attaches to one message, and as many as a page can draw. */
const mostAttachments = 1_000;

const head = v.object({
  format: v.literal(format),
  version: v.literal(version),
  title: v.pipe(v.string(), v.maxLength(1_000)),
  createdMs: moment,
  messages: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(mostTurns)),
});

/** Valid JSON as a whole, with a line for the head and for each turn. */
export function chatFile({ title, createdMs, turns }: Conversation, digest: Digest): string {
  const about = { format, version, title, createdMs, messages: turns.length };
  const lines = [about, ...turns].map((value, number) => record(number, JSON.stringify(value), digest));
  return `[\n${lines.join(',\n')}\n]\n`;
}

/** Takes what is whole out of a file; null when nothing in it is from us. Never throws. */
export function readChatFile(text: string, digest: Digest): ReadChat | null {
  const records = new Map([...rewrittenRecords(text, digest), ...wholeRecords(text, digest)]);
  const about = v.safeParse(head, records.get(0));
  const turns: Turn[] = [];
  const damaged: number[] = [];
  const ids = new Set<string>();
  const last = Math.max(0, ...records.keys());
  const count = about.success ? Math.max(about.output.messages, last) : last;
  for (let number = 1; number <= count; number++) {
    const parsed = v.safeParse(turnSchema, records.get(number));
    // Two turns of one id would be one in the store.
    if (!parsed.success || ids.has(parsed.output.id) || filesOf(parsed.output).length > mostAttachments)
      damaged.push(number);
    else {
      ids.add(parsed.output.id);
      turns.push(taken(parsed.output));
    }
  }
  if (!about.success && turns.length === 0) return null;
  const first = turns[0];
  return {
    title: about.success ? about.output.title : '',
    createdMs: about.success ? about.output.createdMs : (first?.createdMs ?? 0),
    turns,
    damaged,
    isHeadLost: !about.success,
  };
}

function record(number: number, json: string, digest: Digest): string {
  return `${marker}${digest(`${number}:${json}`)}","number":${number},"characters":${json.length},"value":${json}}`;
}

const recordStart = /^\{"checksum":"([0-9a-f]{1,128})","number":(\d{1,6}),"characters":(\d{1,9}),"value":/;

/** By number. Found by their marker, which no string inside of a turn can hold: its quotes would be escaped. */
function wholeRecords(text: string, digest: Digest): ReadonlyMap<number, unknown> {
  const found = new Map<number, unknown>();
  for (let at = text.indexOf(marker); at >= 0; at = text.indexOf(marker, at + 1)) {
    const start = recordStart.exec(text.slice(at, at + 300));
    if (!start) continue;
    const [whole, checksum, number, characters] = start;
    const from = at + whole.length;
    const json = text.slice(from, from + Number(characters));
    if (Number(number) > mostTurns || digest(`${Number(number)}:${json}`) !== checksum) continue;
    const value = parsed(json);
    if (value !== undefined && !found.has(Number(number))) found.set(Number(number), value);
  }
  return found;
}

const recordShape = v.object({ checksum: v.string(), number: v.number(), value: v.unknown() });

/** The records of a file that is whole but was written anew by another program, with line breaks and indentation of its own. */
function rewrittenRecords(text: string, digest: Digest): ReadonlyMap<number, unknown> {
  const all = parsed(text.replace(/^\uFEFF/, ''));
  const found = new Map<number, unknown>();
  for (const one of Array.isArray(all) ? all : []) {
    const read = v.safeParse(recordShape, one);
    if (!read.success || read.output.number > mostTurns) continue;
    const { checksum, number, value } = read.output;
    if (digest(`${number}:${JSON.stringify(value)}`) === checksum) found.set(number, value);
  }
  return found;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * A turn without what means something on the machine that wrote it alone, or would speak here in our own voice: addresses
 * of files, receipts and their money, trace ids, remarks, failures with their buttons.
 */
function taken(turn: Turn): Turn {
  if (turn.role === 'user') {
    const { purpose: _purpose, ...kept } = turn;
    const attachments = turn.attachments.map(
      ({ uri: _uri, holds: _holds, remark: _remark, ...attachment }) => attachment,
    );
    return { ...kept, attachments };
  }
  const { failure: _failure, cost: _cost, traceId: _traceId, ...kept } = turn;
  const isOver = turn.state === 'done' || turn.state === 'stopped';
  return { ...kept, state: isOver ? turn.state : 'cut', receiptIds: [], notes: [] };
}
