// Receipts as files: CSV for spreadsheets, JSON for programs. Amounts are exact decimals of the currency's unit.

import type { UnaskedOutcome } from '../completion/outcome.ts';
import type { SentRecord } from '../outgoing/sentRecord.ts';
import { cacheSavingPico } from './cacheSaving.ts';
import { csvLine, csvStart } from './csv.ts';
import { decimalOf } from './decimal.ts';
import type { Receipt } from './receipt.ts';
import type { DayRange } from './usageRange.ts';

export type ExportFormat = 'csv' | 'json';

/** Raised when a name or meaning in the JSON changes; added names do not raise it. */
const jsonSchemaVersion = 1;

/** What the file says of itself. */
export interface ExportFacts extends DayRange {
  /** `name version` of what wrote it. */
  readonly writtenBy: string;
  /** Name of the machine whose receipts these are. */
  readonly machine: string;
  readonly writtenMs: number;
}

/** A receipt with what else is kept of its request: what was sent, and what became of ghost text. */
export interface RecordedReceipt extends Receipt {
  readonly sent?: SentRecord;
  readonly ghostText?: {
    readonly languageId: string;
    readonly shownLines: number;
    readonly acceptedLines: number;
  };
}

type Cells = Readonly<Record<string, string | number>>;

/** The columns, in order. What a receipt lacks is empty. */
function cellsOf(receipt: RecordedReceipt): Cells {
  const { sent, ghostText, usage, price, costPico, lowPico, highPico } = receipt;
  const amount = (pico: bigint | null): string => (pico === null ? '' : decimalOf(pico));
  return {
    id: receipt.id,
    started: instant(receipt.startedMs),
    day: receipt.day,
    site: receipt.site,
    host: receipt.host,
    account: receipt.account,
    model: receipt.model,
    kind: receipt.purpose,
    workspace: receipt.workspace ?? '',
    outcome: receipt.outcome,
    failure: receipt.failure ?? '',
    prompt_tokens: usage?.promptTokens ?? '',
    cached_tokens: usage?.cachedTokens ?? '',
    completion_tokens: usage?.completionTokens ?? '',
    reasoning_tokens: usage?.reasoningTokens ?? '',
    state: receipt.state,
    currency: receipt.currency ?? '',
    cost: amount(costPico),
    cost_low: amount(lowPico),
    cost_high: amount(highPico),
    cache_saving: costPico === null ? '' : amount(cacheSavingPico(receipt)),
    price: price?.id ?? '',
    price_checked: price?.checkedOn ?? '',
    price_confidence: price?.confidence ?? '',
    duration_ms: receipt.durationMs,
    first_token_ms: receipt.firstTokenMs ?? '',
    inserted_into: receipt.insertedInto ?? '',
    trace_id: receipt.traceId ?? '',
    sent_bytes: sent?.bodyBytes ?? '',
    sent_sha256: sent?.bodySha256 ?? '',
    sent_files: sent?.files.join('\n') ?? '',
    masked: sent
      ? Object.entries(sent.rules)
          .map(([rule, count]) => `${rule} ${count}`)
          .join('\n')
      : '',
    language: ghostText?.languageId ?? '',
    shown_lines: ghostText?.shownLines ?? '',
    accepted_lines: ghostText?.acceptedLines ?? '',
  };
}

/** Empty for a moment beyond the calendar, which only a file that was meddled with holds. */
function instant(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : '';
}

const nobody: Receipt = {
  id: '',
  startedMs: 0,
  day: '',
  windowId: '',
  account: '',
  site: 'cn',
  host: '',
  model: '',
  purpose: 'chat',
  usage: null,
  state: 'unknown',
  currency: null,
  costPico: null,
  lowPico: null,
  highPico: null,
  price: null,
  outcome: 'done',
  durationMs: 0,
};

/** What stands before the first receipt. */
export function exportStart(format: ExportFormat, facts: ExportFacts): string {
  if (format === 'csv') return csvStart + csvLine(Object.keys(cellsOf(nobody)));
  const { fromDay, toDay, writtenBy, machine, writtenMs } = facts;
  const head = {
    schema: jsonSchemaVersion,
    writtenBy,
    machine,
    writtenAt: instant(writtenMs),
    fromDay,
    toDay,
  };
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "receipts": [`;
}

/** One receipt; `index` counts from 0 over the whole file. */
export function exportReceipt(format: ExportFormat, receipt: RecordedReceipt, index: number): string {
  if (format === 'csv') return csvLine(Object.values(cellsOf(receipt)));
  const filled = Object.entries(cellsOf(receipt)).filter(([, value]) => value !== '');
  // The price row whole: what a figure was made with must be in the file that shows it.
  const { price, sent } = receipt;
  const json = JSON.stringify({
    ...Object.fromEntries(filled),
    ...(price === null ? {} : { price_row: price }),
    ...(sent === undefined ? {} : { sent }),
  });
  return `${index === 0 ? '' : ','}\n    ${json}`;
}

/** What stands after the last of `count` receipts; in a list of receipts there is no place for what needed no request. */
export function exportEnd(format: ExportFormat, count: number, unasked: readonly UnaskedOutcome[]): string {
  if (format === 'csv') return '';
  const end = `"count": ${count},\n  "ghostTextWithoutRequest": ${JSON.stringify(unasked)}`;
  return `${count === 0 ? '' : '\n  '}],\n  ${end}\n}\n`;
}
