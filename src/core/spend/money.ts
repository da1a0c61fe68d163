// Amounts of money as integers: pico-units (1e-12) of a currency, so that no price per million tokens is ever rounded.

/** ISO 4217 code, upper case. Amounts of two currencies are never added. */
export type Currency = string;

/** 1e-12 of one unit of a currency. */
export type Pico = bigint;

export interface Amount {
  readonly currency: Currency;
  readonly pico: Pico;
}

const picoPerUnit = 1_000_000_000_000n;
const picoPerMicro = 1_000_000n;

/**
 * Cost of tokens at a price. A price of `microPerMillion` micro-units per million tokens is that same number of
 * pico-units per token (1e-6 / 1e6 = 1e-12), so the product is exact. Both are integers ≥ 0.
 */
export function costPico(tokens: number, microPerMillion: number): Pico {
  return BigInt(tokens) * BigInt(microPerMillion);
}

/** A decimal amount such as a budget setting (20, 0.35) as pico-units, to the nearest millionth; null unless finite, ≥ 0 and ≤ 1e12. */
export function picoOf(units: number): Pico | null {
  if (!Number.isFinite(units) || units < 0 || units > 1e12) return null;
  return BigInt(Math.round(units * 1e6)) * picoPerMicro;
}

/** Units as a number, for charts and comparisons on screen only: sums are made of pico-units. */
export function unitsOf(pico: Pico): number {
  return Number(pico) / Number(picoPerUnit);
}

/** A currency code as a setting or a file gives it, upper-cased; null unless three ASCII letters. */
export function parseCurrency(value: unknown): Currency | null {
  if (typeof value !== 'string') return null;
  const code = value.trim().toUpperCase();
  return /^[A-Z]{3}$/.test(code) ? code : null;
}

/**
 * An amount for a person: two decimals from 1 upward, else as many as show two significant digits (at most six), so
 * that a small cost is never shown as zero; what is smaller still is shown as `<¥0.000001`. A locale or currency that
 * Intl refuses falls back to English or to the plain code: the amount is shown in any case.
 */
export function formatMoney(amount: Amount, locale: string): string {
  const size = Math.abs(unitsOf(amount.pico));
  const tiny = amount.pico !== 0n && size < 1e-6;
  const digits = tiny ? 6 : decimalsFor(size);
  const shown = tiny ? 1e-6 : unitsOf(amount.pico);
  return (tiny ? '<' : '') + currencyFormat(amount.currency, digits, locale).format(shown);
}

/** Two ends of a range; one figure where both are written alike, and a symbol that stands before both is written once. */
export function formatMoneyRange(low: Amount, high: Amount, locale: string): string {
  const [from, to] = [formatMoney(low, locale), formatMoney(high, locale)];
  if (from === to) return from;
  const symbol = /^\D+/.exec(from)?.[0] ?? '';
  return `${from}–${to.startsWith(symbol) ? to.slice(symbol.length) : to}`;
}

function decimalsFor(size: number): number {
  if (size === 0 || size >= 1) return 2;
  return Math.min(6, Math.max(2, 1 - Math.floor(Math.log10(size))));
}

/** Making one takes milliseconds, using one microseconds. Few exist: currencies × digits × the locales of one person. */
const formats = new Map<string, Intl.NumberFormat>();

function currencyFormat(currency: Currency, digits: number, locale: string): Intl.NumberFormat {
  // "XXX" is ISO 4217 for "no currency": shown as ¤ rather than not at all.
  const code = parseCurrency(currency) ?? 'XXX';
  const key = `${code} ${digits} ${locale}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(isLocale(locale) ? locale : 'en', {
      minimumFractionDigits: 2,
      maximumFractionDigits: digits,
      style: 'currency',
      currency: code,
      currencyDisplay: 'narrowSymbol',
    });
    formats.set(key, format);
  }
  return format;
}

function isLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length > 0;
  } catch {
    return false;
  }
}
