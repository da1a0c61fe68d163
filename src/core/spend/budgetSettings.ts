// Budget settings as a person writes them ({"CNY": 20, "USD": 3}), parsed: what is wrong is named and the rest still holds.
import type { BudgetLimits } from '../ports.ts';
import { type Sentence, sentence } from '../sentence.ts';
import { type Currency, type Pico, parseCurrency, picoOf } from './money.ts';

export interface ParsedAmounts {
  readonly byCurrency: ReadonlyMap<Currency, Pico>;
  readonly problems: readonly Sentence[];
}

/**
 * One setting of amounts by currency. `setting` is its full key, for the words. Absent or empty = no limit. A limit of 0
 * is a limit. An unusable entry is a problem and sets no limit of its own: the caller shows it, because a person who
 * mistyped a budget believes to have one. `defaults` hold for the currencies that are not named; null takes one away.
 */
export function parseAmounts(
  setting: string,
  value: unknown,
  defaults: ReadonlyMap<Currency, Pico> = new Map(),
): ParsedAmounts {
  const byCurrency = new Map<Currency, Pico>(defaults);
  const problems: Sentence[] = [];
  if (value === undefined || value === null) return { byCurrency, problems };
  if (typeof value !== 'object' || Array.isArray(value)) {
    problems.push(sentence('The setting {0} must list amounts by currency, such as {"CNY": 20}.', setting));
    return { byCurrency, problems };
  }
  const given = new Map<Currency, Pico>();
  for (const [key, units] of Object.entries(value)) {
    const currency = parseCurrency(key);
    const pico = typeof units === 'number' ? picoOf(units) : null;
    if (currency === null) {
      problems.push(
        sentence('The setting {0} names "{1}", which is not a currency code.', setting, clip(key)),
      );
    } else if (units === null && defaults.size > 0) {
      byCurrency.delete(currency);
    } else if (pico === null) {
      problems.push(
        sentence(
          'The setting {0} has no valid amount for {1}. Enter a number of 0 or more.',
          setting,
          currency,
        ),
      );
    } else {
      // `cny` beside `CNY`: the tighter one holds.
      const named = given.get(currency);
      given.set(currency, named !== undefined && named < pico ? named : pico);
    }
  }
  for (const [currency, pico] of given) byCurrency.set(currency, pico);
  return { byCurrency, problems };
}

/** The budgets and the limit per minute, parsed. */
export interface BudgetSettings {
  readonly daily: ReadonlyMap<Currency, Pico>;
  readonly monthly: ReadonlyMap<Currency, Pico>;
  readonly completionDaily: ReadonlyMap<Currency, Pico>;
  readonly perMinute: ReadonlyMap<Currency, Pico>;
}

/** Limits in force for one currency; null (unknown price) has none, since nothing can be counted against them. */
export function limitsFor(currency: Currency | null, settings: BudgetSettings): BudgetLimits {
  if (currency === null) return {};
  const daily = settings.daily.get(currency);
  const monthly = settings.monthly.get(currency);
  const completionDaily = settings.completionDaily.get(currency);
  const perMinute = settings.perMinute.get(currency);
  return {
    ...(daily === undefined ? {} : { dailyPico: daily }),
    ...(monthly === undefined ? {} : { monthlyPico: monthly }),
    ...(completionDaily === undefined ? {} : { completionDailyPico: completionDaily }),
    ...(perMinute === undefined ? {} : { perMinutePico: perMinute }),
  };
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
