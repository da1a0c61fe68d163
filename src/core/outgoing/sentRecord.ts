// What went where, one record for each HTTP request that was sent: sizes, digests, files and rules, and not a word of text.
import type { ModelRequest, PromptMessage } from '../request/modelRequest.ts';
import type { Receipt } from '../spend/receipt.ts';

/** `before` and `after` are the two sides of a completion. */
export type PieceKind = PromptMessage['role'] | 'image' | 'before' | 'after';

/** One text or image of a request, as it was sent. */
export interface SentPiece {
  readonly kind: PieceKind;
  readonly bytes: number;
  /** SHA-256 in hex: tells whether a text at hand is the one that was sent. */
  readonly sha256: string;
}

export interface SentRecord {
  /** Id of the receipt. */
  readonly id: string;
  readonly sentMs: number;
  readonly day: string;
  readonly host: string;
  readonly model: string;
  readonly purpose: Receipt['purpose'];
  /** The body as it went over the wire. */
  readonly bodyBytes: number;
  readonly bodySha256: string;
  /** The last ones of a long chat; `earlierPieces` says how many came before them. */
  readonly pieces: readonly SentPiece[];
  readonly earlierPieces: number;
  /** Files whose text was in it, relative to their workspace. */
  readonly files: readonly string[];
  /** Rules of the guard by how many values each kept here. */
  readonly rules: Readonly<Record<string, number>>;
  readonly traceId?: string;
}

/** What left with a request. */
export interface Sent {
  readonly bodyText: string;
  readonly files: readonly string[];
}

export interface RecordPorts {
  /** Size and SHA-256 (hex) of a text's UTF-8 bytes. */
  readonly digest: (text: string) => { readonly bytes: number; readonly sha256: string };
  /** Masked values in a text, by rule. */
  readonly maskedIn: (text: string) => ReadonlyMap<string, number>;
}

/** A chat of a thousand turns is sent a thousand times: its records must not grow with their square. */
const mostPieces = 40;
const mostFiles = 100;

/** `request` is the guarded one, which holds placeholders where secrets were. */
export function sentRecord(
  receipt: Receipt,
  request: ModelRequest,
  sent: Sent,
  ports: RecordPorts,
): SentRecord {
  const pieces = piecesOf(request);
  const rules = new Map<string, number>();
  for (const { text } of pieces)
    for (const [rule, count] of ports.maskedIn(text)) rules.set(rule, (rules.get(rule) ?? 0) + count);
  const body = ports.digest(sent.bodyText);
  return {
    id: receipt.id,
    sentMs: receipt.startedMs,
    day: receipt.day,
    host: receipt.host,
    model: receipt.model,
    purpose: receipt.purpose,
    bodyBytes: body.bytes,
    bodySha256: body.sha256,
    pieces: pieces.slice(-mostPieces).map(({ kind, text }) => ({ kind, ...ports.digest(text) })),
    earlierPieces: Math.max(0, pieces.length - mostPieces),
    files: [...new Set(sent.files)].slice(0, mostFiles),
    rules: Object.fromEntries([...rules].sort(([a], [b]) => (a < b ? -1 : 1))),
    ...(receipt.traceId === undefined ? {} : { traceId: receipt.traceId }),
  };
}

interface Piece {
  readonly kind: PieceKind;
  readonly text: string;
}

function piecesOf(request: ModelRequest): readonly Piece[] {
  if (request.kind === 'completion')
    return [
      { kind: 'before' as const, text: request.prompt },
      { kind: 'after' as const, text: request.suffix },
    ].filter(({ text }) => text !== '');
  return request.messages.flatMap((message): readonly Piece[] => {
    if (message.role === 'user')
      return message.parts.map((part) =>
        part.kind === 'text'
          ? { kind: 'user' as const, text: part.text }
          : { kind: 'image' as const, text: part.dataUrl },
      );
    if (message.role !== 'assistant') return [{ kind: message.role, text: message.text }];
    const calls = message.toolCalls?.map((call) => call.argumentsText) ?? [];
    return [message.text, message.reasoning ?? '', ...calls]
      .filter((text) => text !== '')
      .map((text) => ({ kind: 'assistant' as const, text }));
  });
}
