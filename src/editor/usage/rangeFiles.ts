// Exports and deletes the receipts of a range of days: what the person is asked, and what they are told afterwards.
import { rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Result } from '../../core/failure.ts';
import type { Clock } from '../../core/ports.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { ledgerSentence } from '../../core/spend/ledgerTrouble.ts';
import { formatMoney } from '../../core/spend/money.ts';
import type { ExportFacts, ExportFormat } from '../../core/spend/usageExport.ts';
import { isApproximate, type UsageQuestion, type UsageReport } from '../../core/spend/usageFigures.ts';
import { type DayRange, type RangePreset, rangeOf, typedRange } from '../../core/spend/usageRange.ts';
import { locale, say } from '../texts.ts';
import { rangeWords } from './usageWords.ts';

/** What the worker does with a range. */
export interface RangeBooks {
  usage(question: UsageQuestion): Promise<Result<UsageReport>>;
  writeFile(
    job: { readonly format: ExportFormat; readonly facts: ExportFacts; readonly target: string },
    signal: AbortSignal,
  ): Promise<Result<number | null>>;
  deleteReceipts(range: DayRange): Promise<Result<number>>;
}

export interface RangeParts {
  readonly books: Result<RangeBooks>;
  readonly clock: Clock;
  readonly machine: string;
  /** `name version`, for the file. */
  readonly writtenBy: string;
}

const presetLabels: Readonly<Record<RangePreset, Sentence>> = {
  today: sentence('Today'),
  yesterday: sentence('Yesterday'),
  days7: sentence('Last 7 Days'),
  days30: sentence('Last 30 Days'),
  month: sentence('This Month'),
  lastMonth: sentence('Last Month'),
  year: sentence('This Year'),
  all: sentence('Everything'),
};

const inOrder: readonly RangePreset[] = [
  'month',
  'lastMonth',
  'today',
  'yesterday',
  'days7',
  'days30',
  'year',
  'all',
];

/** Asks for the format and the place, then writes the file. Without a range it asks for that first. */
export async function exportRange(parts: RangeParts, given: DayRange | null): Promise<void> {
  const books = await booksOrSay(parts);
  if (books === null) return;
  const range = given ?? (await askRange(parts, books));
  if (range === null) return;
  const format = await askFormat(range);
  if (format === undefined) return;
  const target = await vscode.window.showSaveDialog({
    title: say(sentence('Export Usage')),
    filters: format === 'csv' ? { CSV: ['csv'] } : { JSON: ['json'] },
    defaultUri: suggestedPlace(range, format),
    saveLabel: say(sentence('Export')),
  });
  if (target === undefined) return;
  const facts = {
    ...range,
    writtenBy: parts.writtenBy,
    machine: parts.machine,
    writtenMs: parts.clock.nowMs(),
  };
  const written = await during(sentence('Exporting usage…'), (signal) =>
    write(books, { format, facts }, target, signal),
  );
  if (!written.ok) {
    void vscode.window.showErrorMessage(
      say(sentence('The usage could not be exported: {0}', written.failure.detail)),
    );
    return;
  }
  if (written.value === null) return;
  const open = say(sentence('Open File'));
  const words = say(sentence('Receipts exported: {0}', count(written.value)));
  if ((await vscode.window.showInformationMessage(words, open)) === open)
    await vscode.commands.executeCommand('vscode.open', target);
}

async function write(
  books: RangeBooks,
  job: { readonly format: ExportFormat; readonly facts: ExportFacts },
  target: vscode.Uri,
  signal: AbortSignal,
): Promise<Result<number | null>> {
  if (target.scheme === 'file') return books.writeFile({ ...job, target: target.fsPath }, signal);
  // Elsewhere only the editor can write: the file is made here and carried over.
  const made = join(tmpdir(), `usage-${crypto.randomUUID()}`);
  try {
    const written = await books.writeFile({ ...job, target: made }, signal);
    if (written.ok && written.value !== null)
      await vscode.workspace.fs.copy(vscode.Uri.file(made), target, { overwrite: true });
    return written;
  } finally {
    await rm(made, { force: true });
  }
}

/** Asks once, saying what goes; true when something was deleted. */
export async function deleteRange(parts: RangeParts, range: DayRange): Promise<boolean> {
  const books = await booksOrSay(parts);
  if (books === null) return false;
  const report = await books.usage({ range, hourStarts: [], bills: [] });
  if (!report.ok) return sayFailure(ledgerSentence(report.failure));
  const requests = report.value.currencies.reduce((sum, one) => sum + one.sums.requests, 0);
  if (requests === 0) {
    void vscode.window.showInformationMessage(say(sentence('There are no receipts in this range.')));
    return false;
  }
  const yes = say(sentence('Delete'));
  const detail = [
    sentence('{0} · {1}', rangeWords(range, locale()), sumsInWords(report.value)),
    sentence('They are gone for good, and so is their part of every sum: a budget counts only what is left.'),
    sentence('What SiliconFlow charges does not change. Export them first if you may need them.'),
  ];
  const picked = await vscode.window.showWarningMessage(
    say(sentence('Delete these receipts: {0}?', count(requests))),
    { modal: true, detail: detail.map(say).join('\n\n') },
    yes,
  );
  if (picked !== yes) return false;
  const deleted = await during(sentence('Deleting receipts…'), () => books.deleteReceipts(range));
  if (!deleted.ok) return sayFailure(ledgerSentence(deleted.failure));
  void vscode.window.showInformationMessage(say(sentence('Receipts deleted: {0}', count(deleted.value))));
  return true;
}

function sumsInWords(report: UsageReport): string {
  const sums = report.currencies
    .filter((one) => one.currency !== '')
    .map(({ currency, sums: { costPico, ...rest } }) => {
      const mark = isApproximate({ costPico, ...rest }) ? '≈' : '';
      return mark + formatMoney({ currency, pico: costPico }, locale());
    });
  return sums.length === 0 ? say(sentence('Price unknown')) : sums.join(' + ');
}

async function askRange(parts: RangeParts, books: RangeBooks): Promise<DayRange | null> {
  const today = parts.clock.localDay(parts.clock.nowMs());
  const report = await books.usage({
    range: { fromDay: today, toDay: today },
    hourStarts: [],
    bills: [],
  });
  const booked = report.ok ? report.value.booked : null;
  const presets = inOrder.map((preset) => {
    const range = rangeOf(preset, today, booked);
    return { label: say(presetLabels[preset]), description: rangeWords(range, locale()), range };
  });
  const other = { label: say(sentence('Other Days…')), description: '', range: null };
  const picked = await vscode.window.showQuickPick([...presets, other], {
    title: say(sentence('Export Usage')),
    placeHolder: say(sentence('Which receipts?')),
  });
  if (picked === undefined) return null;
  return picked.range ?? askDays(today);
}

async function askDays(today: string): Promise<DayRange | null> {
  const typed = await vscode.window.showInputBox({
    title: say(sentence('Export Usage')),
    prompt: say(sentence('First and last day, such as {0} {1}', `${today.slice(0, 7)}-01`, today)),
    value: `${today.slice(0, 7)}-01 ${today}`,
    validateInput: (text) =>
      daysIn(text) === null ? say(sentence('Enter two days such as {0} {0}', today)) : null,
  });
  return typed === undefined ? null : daysIn(typed);
}

function daysIn(text: string): DayRange | null {
  const [one = '', other = one, ...more] = text.trim().split(/[\s,]+/);
  return more.length > 0 ? null : typedRange(one, other);
}

async function askFormat(range: DayRange): Promise<ExportFormat | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: 'CSV', description: say(sentence('for spreadsheets')), format: 'csv' as const },
      {
        label: 'JSON',
        description: say(sentence('for programs, with the price of each receipt')),
        format: 'json' as const,
      },
    ],
    { title: say(sentence('Export Usage')), placeHolder: rangeWords(range, locale()) },
  );
  return picked?.format;
}

function suggestedPlace({ fromDay, toDay }: DayRange, format: ExportFormat): vscode.Uri {
  const days = fromDay === toDay ? fromDay : `${fromDay}_${toDay}`;
  const name = `siliconflow-usage-${days}.${format}`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder === undefined ? vscode.Uri.file(join(homedir(), name)) : vscode.Uri.joinPath(folder, name);
}

async function booksOrSay({ books }: RangeParts): Promise<RangeBooks | null> {
  if (books.ok) return books.value;
  sayFailure(ledgerSentence(books.failure));
  return null;
}

function sayFailure(words: Sentence): false {
  void vscode.window.showErrorMessage(say(words));
  return false;
}

function during<T>(title: Sentence, work: (signal: AbortSignal) => Promise<T>): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: say(title), cancellable: true },
    async (_progress, token) => {
      const aborter = new AbortController();
      const subscription = token.onCancellationRequested(() => aborter.abort());
      try {
        return await work(aborter.signal);
      } finally {
        subscription.dispose();
      }
    },
  );
}

function count(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}
