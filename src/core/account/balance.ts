// The balance of an account as the site told it last: how it is kept, read back and said.
import * as v from 'valibot';
import { type Sentence, sentence } from '../sentence.ts';
import { type Currency, formatMoney, type Pico } from '../spend/money.ts';
import { type Place, placeId } from './place.ts';

/** `gone`: the site answered that it tells no balances any more, which holds for good. */
export type KnownBalance =
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'told';
      readonly account: string;
      readonly currency: Currency;
      readonly totalPico: Pico;
      readonly atMs: number;
    };

/** How often the site is asked at most unless the person asks. */
export const balanceFreshMs = 3_600_000;

const kept = v.variant('kind', [
  v.object({ kind: v.literal('gone') }),
  v.object({
    kind: v.literal('told'),
    account: v.string(),
    currency: v.string(),
    totalPico: v.pipe(
      v.string(),
      v.regex(/^-?\d{1,30}$/),
      v.transform((text) => BigInt(text)),
    ),
    atMs: v.number(),
  }),
]);

export function balanceKey(place: Place): string {
  return `balance.${placeId(place)}`;
}

/**
 * May the balance of this place be asked for at all? CN withdrew it on 2026-08-14 (siliconflow-api.md §5), and an amount
 * without a currency says nothing.
 */
export function hasBalance(place: Place): boolean {
  return place.site !== 'cn' && place.currency !== null;
}

export function parseBalance(json: string | undefined): KnownBalance | null {
  if (json === undefined) return null;
  try {
    return v.parse(kept, JSON.parse(json));
  } catch {
    return null;
  }
}

export function balanceJson(balance: KnownBalance): string {
  return JSON.stringify(balance, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
}

/** "$89.00 at 14:03"; with the date when it is not of today. `timeZone` is the machine's unless given. */
export function balanceWords(
  balance: Extract<KnownBalance, { kind: 'told' }>,
  nowMs: number,
  locale: string,
  timeZone?: string,
): Sentence {
  const zone = timeZone === undefined ? {} : { timeZone };
  const dayOf = (ms: number): string =>
    new Intl.DateTimeFormat('en', { dateStyle: 'short', ...zone }).format(ms);
  const when = new Intl.DateTimeFormat(locale, {
    timeStyle: 'short',
    ...(dayOf(balance.atMs) === dayOf(nowMs) ? {} : { dateStyle: 'medium' }),
    ...zone,
  }).format(balance.atMs);
  return sentence(
    '{0} (as of {1})',
    formatMoney({ currency: balance.currency, pico: balance.totalPico }, locale),
    when,
  );
}

/** An amount as the platform writes it, `"88.00"` or `"-0.02"`, without rounding; null for anything else. */
export function decimalPico(text: string): Pico | null {
  const match = /^(-?)(\d{1,15})(?:\.(\d{1,12}))?$/.exec(text.trim());
  if (match === null) return null;
  const [, sign, whole = '0', fraction = ''] = match;
  const pico = BigInt(whole) * 1_000_000_000_000n + BigInt(fraction.padEnd(12, '0'));
  return sign === '-' ? -pico : pico;
}
