// Amounts as exact decimals, for files and for what a person types: no floating point in between.
import type { Pico } from './money.ts';

const decimals = 12;

/** `1.5` for 1,500,000,000,000 pico-units: every digit, a point in every language, no zeros at the end. */
export function decimalOf(pico: Pico): string {
  const sign = pico < 0n ? '-' : '';
  const digits = String(pico < 0n ? -pico : pico).padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0{1,12}$/, '');
  return sign + digits.slice(0, -decimals) + (fraction === '' ? '' : `.${fraction}`);
}

/** A typed `1,234`: a thousand and more to some, one and a fraction to others. Both as they can be written for sure. */
export function bothReadings(typed: string): readonly [thousands: string, fraction: string] | null {
  const [, front, back] = /^([1-9]\d{0,2}),(\d{3})$/.exec(bare(typed)) ?? [];
  return front === undefined ? null : [`${front}${back}`, `${front}.${back}`];
}

function bare(typed: string): string {
  return typed
    .normalize('NFKC')
    .trim()
    .replace(/^[¥$€£]\s*/, '');
}

/** A typed amount such as `12.34`, `12,34`, `0,125` or `1,234.5`, exact to a millionth; null when it is none or beyond a trillion. */
export function picoOfDecimal(typed: string): Pico | null {
  const text = bare(typed);
  const plain = /^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(text)
    ? text.replaceAll(',', '')
    : text.replace(',', '.');
  const [, whole, fraction = ''] = /^(\d{1,12})(?:\.(\d{1,6}))?$/.exec(plain) ?? [];
  return whole === undefined ? null : BigInt(whole + fraction.padEnd(decimals, '0'));
}
