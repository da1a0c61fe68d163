// What a long run against the sandbox's books found: the figures, and where the band comes from.
import type { Receipt } from '../../../../src/core/spend/receipt.ts';
import type { BillEntry } from '../../../sandbox/books.ts';
import { usageModes } from './requestMix.ts';

export function reportBooks(receipts: readonly Receipt[], entries: readonly BillEntry[]): void {
  const total = entries.reduce((sum, { costPico }) => sum + BigInt(costPico), 0n);
  const sumOf = (of: readonly (bigint | null)[]): bigint =>
    of.reduce((sum: bigint, one) => sum + (one ?? 0n), 0n);
  const band = sumOf(receipts.map(({ lowPico, highPico }) => (highPico ?? 0n) - (lowPico ?? 0n)));
  const percent = (part: bigint, of = total): string =>
    `${(Number((part * 10_000n) / (of || 1n)) / 100).toFixed(2)} %`;
  const exact = receipts.filter(({ state }) => state === 'exact');
  const shown = sumOf(receipts.map(({ costPico }) => costPico));
  const billed = new Map(entries.map((entry) => [entry.traceId, entry]));
  console.log(
    `${receipts.length} receipts, ${entries.length} on the platform's books, ${exact.length} exact; billed ${total} pico, ` +
      `shown ${percent(shown)}, exact ${percent(sumOf(exact.map(({ costPico }) => costPico)))}, band ${percent(band)}`,
  );
  const classes = new Map<string, { count: number; truth: bigint; band: bigint }>();
  for (const { traceId, outcome, state, purpose, lowPico, highPico } of receipts) {
    const entry = billed.get(traceId ?? '');
    const mode =
      usageModes.find((name) => name !== '' && entry?.fault.includes(name)) ??
      (entry ? 'usage-every' : 'no trace');
    for (const key of [purpose, `${state} ${outcome}`, mode, `${mode} ${outcome}`]) {
      const sum = classes.get(key) ?? { count: 0, truth: 0n, band: 0n };
      sum.count += 1;
      sum.truth += BigInt(entry?.costPico ?? 0);
      sum.band += (highPico ?? 0n) - (lowPico ?? 0n);
      classes.set(key, sum);
    }
  }
  console.table(
    [...classes].sort().map(([of, sum]) => ({
      of,
      receipts: sum.count,
      'of the total': percent(sum.truth),
      'its band': percent(sum.band, sum.truth),
      'of all bands': percent(sum.band, band),
    })),
  );
}
