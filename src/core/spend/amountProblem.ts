// Why what was typed is no amount that will do, in words for the box it was typed into.
import { type Sentence, sentence } from '../sentence.ts';
import { bothReadings, picoOfDecimal } from './decimal.ts';
import { type Currency, formatMoney, type Pico } from './money.ts';

/** Only more than `above` will do; null: any amount, or none. Null where nothing is wrong. */
export function amountProblem(
  typed: string,
  above: Pico | null,
  currency: Currency,
  locale: string,
): Sentence | null {
  if (typed.trim() === '' && above === null) return null;
  const readings = bothReadings(typed);
  if (readings) return sentence('Enter {0} or {1}: with this comma it could be either.', ...readings);
  const pico = picoOfDecimal(typed);
  if (pico === null) return sentence('Enter a number such as 20 or 0.5.');
  return above === null || pico > above
    ? null
    : sentence('Enter more than the current {0}.', formatMoney({ currency, pico: above }, locale));
}
