// Sums as words: money with its sign and band, tokens, shares. Unknown is never shown as zero.
import type { UsageBlock, UsageGroupView } from '../../src/protocol/usage.ts';
import { money } from '../chat/words.ts';
import { language, t } from '../texts.ts';

type Sums = Omit<UsageGroupView, 'key' | 'label'>;

/** `≈¥1.20`; a `?` behind it where requests have no price, alone where nothing has one; a dash without a currency. */
export function sumText(sums: Sums, currency: string | null): string {
  const unknown = sums.unpricedRequests > 0 ? '?' : '';
  if (currency === null) return unknown === '' ? '–' : unknown;
  return `${sums.approximate ? '≈' : ''}${money({ currency, pico: sums.costPico })}${unknown}`;
}

/** What an estimate's band says; null where it is narrower than what is shown of money. */
export function bandText(
  { lowPico, highPico }: Pick<Sums, 'lowPico' | 'highPico'>,
  currency: string,
): string | null {
  const low = money({ currency, pico: lowPico });
  const high = money({ currency, pico: highPico });
  return low === high ? null : t('between {0} and {1}', low, high);
}

let percents: Intl.NumberFormat | undefined;

/** A share of a whole in percent; a dash of nothing. */
export function shareText(part: number, whole: number): string {
  if (whole === 0) return '–';
  percents ??= new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: 1 });
  return percents.format(part / whole);
}

/** 0 to 1, of decimal strings. */
export function fraction(part: string, whole: bigint): number {
  return whole <= 0n ? 0 : Number((BigInt(part) * 100_000n) / whole) / 100_000;
}

export function tokensOf(sums: Pick<UsageBlock, 'promptTokens' | 'completionTokens'>): number {
  return sums.promptTokens + sums.completionTokens;
}
