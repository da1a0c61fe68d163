// What a person read on the site's bill, kept in the store's memory beside what was counted here.
import * as v from 'valibot';
import type { Result } from '../../core/failure.ts';
import type { Pico } from '../../core/spend/money.ts';
import type { BillPeriod } from '../../core/spend/usageFigures.ts';

/** What is used of the store's memory. */
export interface BillMemory {
  all(space: string): Result<ReadonlyMap<string, string>>;
  set(space: string, key: string, value: string | undefined): Promise<Result<void>>;
}

export interface Bill extends BillPeriod {
  readonly billPico: Pico;
}

const space = 'bill';
/** More than anybody types in; the newest are shown. */
const mostBills = 120;

const billKey = v.tuple([
  v.picklist(['cn', 'global', 'custom']),
  v.pipe(v.string(), v.regex(/^[A-Z]{3}$/)),
  v.pipe(v.string(), v.regex(/^\d{4}-\d{2}(-\d{2})?$/)),
]);
const billValue = v.pipe(
  v.string(),
  v.regex(/^\d{1,30}$/),
  v.transform((digits) => BigInt(digits)),
);

/** The bills that were typed in, the newest period first. None while the memory cannot be read. */
export function readBills(memory: BillMemory): readonly Bill[] {
  const all = memory.all(space);
  if (!all.ok) return [];
  return [...all.value]
    .flatMap(([key, value]) => {
      const named = v.safeParse(billKey, key.split('/'));
      const amount = v.safeParse(billValue, value);
      if (!named.success || !amount.success) return [];
      const [site, currency, period] = named.output;
      return [{ site, currency, period, billPico: amount.output }];
    })
    .sort((a, b) => (a.period < b.period ? 1 : -1))
    .slice(0, mostBills);
}

/** `null` removes it. */
export function keepBill(
  memory: BillMemory,
  { site, currency, period }: BillPeriod,
  billPico: Pico | null,
): Promise<Result<void>> {
  return memory.set(space, `${site}/${currency}/${period}`, billPico === null ? undefined : String(billPico));
}
