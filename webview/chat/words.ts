// Numbers, times and money as the person's language writes them.

import { type Amount, formatMoney, formatMoneyRange } from '../../src/core/spend/money.ts';
import type { AmountView, CostView } from '../../src/protocol/chatShapes.ts';
import { language, t } from '../texts.ts';

let whole: Intl.NumberFormat | undefined;
let compact: Intl.NumberFormat | undefined;
let tenths: Intl.NumberFormat | undefined;

export function count(value: number): string {
  whole ??= new Intl.NumberFormat(language());
  return whole.format(value);
}

/** 12,345 as "12.3K". */
export function weight(tokens: number): string {
  compact ??= new Intl.NumberFormat(language(), { notation: 'compact', maximumSignificantDigits: 3 });
  return compact.format(tokens);
}

/** Under ten seconds with one decimal, then whole seconds, then minutes. */
export function duration(ms: number): string {
  if (ms < 60_000) {
    if (ms >= 10_000) return t('{0} s', count(Math.round(ms / 1_000)));
    tenths ??= new Intl.NumberFormat(language(), { maximumFractionDigits: 1 });
    return t('{0} s', tenths.format(ms / 1_000));
  }
  const seconds = Math.round(ms / 1_000);
  return t('{0} min {1} s', count(Math.floor(seconds / 60)), count(seconds % 60));
}

export function money(amount: AmountView): string {
  return formatMoney(amountOf(amount), language());
}

function amountOf({ currency, pico }: AmountView): Amount {
  return { currency, pico: BigInt(pico) };
}

/** Low to high end of an amount that is not known exactly. */
export function moneyRange(low: AmountView, high: AmountView): string {
  return formatMoneyRange(amountOf(low), amountOf(high), language());
}

/** Amounts of several currencies side by side: they are never added. */
export function sums(amounts: readonly AmountView[], approximate: boolean): string {
  const mark = approximate ? '≈' : '';
  return mark + amounts.map(money).join(' + ');
}

/** A cost and, for an estimate, its band in words. */
export function cost(view: CostView): { readonly text: string; readonly title: string } {
  if (view.state === 'unknown' || !view.amount) {
    return {
      text: t('price unknown'),
      title: t('No price is known for this model, so only the tokens are counted. Click to set the price.'),
    };
  }
  if (view.state === 'exact')
    return { text: money(view.amount), title: t('From the tokens the server reported') };
  const title =
    view.low && view.high
      ? t('Estimated: between {0} and {1}', money(view.low), money(view.high))
      : t('Estimated: the server reported no usage');
  return { text: `≈${money(view.amount)}`, title };
}
