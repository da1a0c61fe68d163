// The extension's receipts as they lie on the disk of a machine, read by nothing of the extension's own.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Machine } from './machine.ts';

/** What was booked for one request; the cost in pico-units. */
export interface BookedReceipt {
  readonly purpose: string;
  readonly traceId: string;
  readonly state: string;
  readonly outcome: string;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly costPico: bigint | null;
  /** The band of an estimate. */
  readonly lowPico: bigint | null;
  readonly highPico: bigint | null;
}

/** Where the extension keeps its files, in the data folder of a machine. */
export function storageFolder(dataFolder: string): string {
  return join(dataFolder, 'data/User/globalStorage/code-assistant-community.siliconflow-assistant');
}

/** Receipts of chats, oldest first. */
export function chatReceipts(machine: Machine): readonly BookedReceipt[] {
  return allReceipts(machine).filter(({ purpose }) => purpose === 'chat');
}

/** Every receipt, oldest first. */
export function allReceipts(machine: Machine): readonly BookedReceipt[] {
  const file = join(storageFolder(machine.editor.dataFolder), 'ledger.db');
  if (!existsSync(file)) return [];
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database.prepare('SELECT * FROM receipts ORDER BY rowid');
    rows.setReadBigInts(true);
    return rows.all().map((row) => ({
      purpose: String(row.purpose),
      traceId: String(row.trace_id ?? ''),
      state: String(row.state),
      outcome: String(row.outcome),
      promptTokens: row.prompt_tokens === null ? null : Number(row.prompt_tokens),
      completionTokens: row.completion_tokens === null ? null : Number(row.completion_tokens),
      costPico: pico(row.cost_pico),
      lowPico: pico(row.low_pico),
      highPico: pico(row.high_pico),
    }));
  } finally {
    database.close();
  }
}

function pico(value: unknown): bigint | null {
  return typeof value === 'bigint' ? value : null;
}

/**
 * Whether a sum on the screen (`¥0.0012`) is this amount, rounded to the digits it is shown with. The rounding is done in
 * integers, half up, and owes nothing to the extension's own formatting.
 */
export function isShownAs(text: string, pico: bigint): boolean {
  const [, whole = '', decimals = ''] = /(\d[\d,]*)(?:\.(\d+))?/.exec(text) ?? [];
  const unit = 10n ** BigInt(12 - decimals.length);
  return BigInt(whole.replaceAll(',', '') + decimals) === (pico + unit / 2n) / unit;
}
