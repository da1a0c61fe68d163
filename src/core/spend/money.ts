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

/**
 * Cost of tokens at a price. A price of `microPerMillion` micro-units per million tokens is that same number of
 * pico-units per token (1e-6 / 1e6 = 1e-12), so the product is exact.
 */
export function costPico(tokens: number, microPerMillion: number): Pico {
  return BigInt(tokens) * BigInt(microPerMillion);
}

/** A decimal amount such as a budget setting (20, 0.35) as pico-units, rounded to the nearest; null unless finite and ≥ 0. */
export function picoOf(units: number): Pico | null {
  if (!Number.isFinite(units) || units < 0 || units > 1e12) return null;
  return BigInt(Math.round(units * 1e6)) * 1_000_000n;
}

/** Units as a number, for charts and comparisons on screen only: sums are made of pico-units. */
export function unitsOf(pico: Pico): number {
  return Number(pico) / Number(picoPerUnit);
}

/**
 * An amount for a person: two decimals from 1 upward, else as many as show two significant digits (at most six), so
 * that a small cost is never shown as zero; what is smaller still is shown as `<¥0.000001`.
 */
export function formatMoney(amount: Amount, locale: string): string {
  const units = unitsOf(amount.pico);
  const size = Math.abs(units);
  const tiny = amount.pico !== 0n && size < 1e-6;
  const digits =
    amount.pico === 0n || size >= 1 ? 2 : Math.min(6, Math.max(2, 1 - Math.floor(Math.log10(size)) + 0));
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: amount.currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: Math.min(2, digits),
    maximumFractionDigits: tiny ? 6 : digits,
  });
  return tiny ? `<${format.format(1e-6)}` : format.format(units);
}
