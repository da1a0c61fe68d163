// A record of what was sent, put into words for a person.
import { type Sentence, sentence } from '../sentence.ts';
import type { Receipt } from '../spend/receipt.ts';
import type { PieceKind, SentRecord } from './sentRecord.ts';
import { visible } from './visible.ts';

export interface RecordWords {
  readonly say: (text: Sentence) => string;
  /** BCP 47 tag. */
  readonly locale: string;
}

const pieceNames: Readonly<Record<PieceKind, Sentence>> = {
  system: sentence('Instruction'),
  user: sentence('Question with attachments'),
  assistant: sentence('Earlier answer'),
  tool: sentence('Result of a tool'),
  image: sentence('Image'),
  before: sentence('Text before the cursor'),
  after: sentence('Text after the cursor'),
};

/** Several lines; names of files and models are made visible, because they come from outside. */
export function recordText(record: SentRecord, { say, locale }: RecordWords): string {
  const number = new Intl.NumberFormat(locale);
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium' });
  const bytes = (count: number): string => say(sentence('{0} bytes', number.format(count)));
  const rules = Object.entries(record.rules);
  const list = (title: Sentence, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', say(title), ...lines.map((line) => `  ${line}`)];
  return [
    say(sentence('Sent {0} to {1}', time.format(record.sentMs), visible(record.host))),
    say(sentence('Model: {0}', visible(record.model))),
    ...(record.traceId === undefined ? [] : [say(sentence('Trace ID: {0}', visible(record.traceId)))]),
    say(sentence('Receipt: {0}', record.id)),
    '',
    say(sentence('Body: {0}, SHA-256 {1}', bytes(record.bodyBytes), record.bodySha256)),
    ...list(sentence('Files named:'), record.files.map(visible)),
    ...list(
      sentence('Masked before sending, by rule:'),
      rules.map(([rule, count]) => `${visible(rule)}: ${number.format(count)}`),
    ),
    ...list(sentence('Pieces:'), [
      ...(record.earlierPieces === 0
        ? []
        : [say(sentence('{0} earlier ones', number.format(record.earlierPieces)))]),
      ...record.pieces.map(
        (piece) => `${say(pieceNames[piece.kind])}: ${bytes(piece.bytes)}, SHA-256 ${piece.sha256}`,
      ),
    ]),
    '',
    say(
      sentence(
        'The text itself is not kept. Its SHA-256 tells whether a text at hand is the one that was sent.',
      ),
    ),
    '',
  ].join('\n');
}

/** Why no record is there for a receipt. A window that was killed has left its reservation, and that knows no text. */
export function noRecordWords(
  receipt: Pick<Receipt, 'outcome' | 'model' | 'host' | 'startedMs'> | undefined,
  locale: string,
): Sentence {
  if (receipt?.outcome !== 'lost')
    return sentence('No record is kept of this request: it is too old, or records are switched off.');
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium' });
  return sentence(
    'No record could be kept of this request: its window ended before anybody knew what became of it. It began {0}, for {1} at {2}.',
    time.format(receipt.startedMs),
    visible(receipt.model),
    visible(receipt.host),
  );
}
