// The command that gives a model a price: three questions, one setting, and what was booked without a price is priced.
import type { Place } from '../../core/account/place.ts';
import type { Result } from '../../core/failure.ts';
import type { OfferedModel } from '../../core/models/catalogue.ts';
import type { ModelFacts, PriceRow } from '../../core/models/model.ts';
import { type PricesOverride, priceRow } from '../../core/models/overrides.ts';
import { typedPrice, withOwnPrice } from '../../core/models/ownPrice.ts';
import { priceText } from '../../core/models/priceText.ts';
import { checkCurrency } from '../../core/models/sites.ts';
import type { Clock } from '../../core/ports.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { type Currency, formatMoney } from '../../core/spend/money.ts';
import { priceRowAt, tierFor, tiersAt } from '../../core/spend/price.ts';
import type { RepriceOrder, RepriceReport } from '../../core/spend/reprice.ts';
import type { Dialogs } from '../account/dialogs.ts';

export interface SetPriceParts {
  readonly clock: Clock;
  readonly dialogs: Dialogs;
  readonly place: () => Place | null;
  readonly models: () => readonly OfferedModel[];
  /** What is known of a model now, the person's own word included. */
  readonly facts: (id: string) => ModelFacts | null;
  /** The person's own value of `siliconflow.models`, as it stands in their settings. */
  readonly readSetting: () => unknown;
  /** Rejects when the settings cannot be written. */
  readonly writeSetting: (value: Readonly<Record<string, unknown>>) => Promise<void>;
  /** Null without a store: then there is nothing to price. */
  readonly reprice: ((order: RepriceOrder) => Promise<Result<RepriceReport>>) | null;
  readonly locale: () => string;
}

/** Asks for the prices of a model (of any one without an id), keeps them, and tells what they changed. */
export async function setPrice(parts: SetPriceParts, modelId?: string): Promise<void> {
  const { dialogs } = parts;
  const place = parts.place();
  if (place === null) {
    await dialogs.tell('info', [sentence('Choose a site first: prices belong to a site.')]);
    return;
  }
  const id = modelId ?? (await chooseModel(parts));
  const facts = id === undefined ? null : parts.facts(id);
  if (facts === null) return;
  const currency = place.currency ?? (await askCurrency(dialogs));
  if (currency === undefined) return;
  const prices = await askPrices(parts, facts, currency);
  if (prices === undefined) return;

  const changed = withOwnPrice(parts.readSetting(), facts.id, prices);
  if (!changed.ok) return tellAndOpenSettings(dialogs, changed.why);
  try {
    await parts.writeSetting(changed.value);
  } catch {
    return tellAndOpenSettings(
      dialogs,
      sentence('The setting could not be written. Check that your settings file has no errors.'),
    );
  }
  const price = priceRow(facts, prices, parts.clock.localDay(parts.clock.nowMs()));
  const order = {
    site: place.site,
    model: facts.id,
    host: place.site === 'custom' ? place.host : null,
    price,
  };
  const repriced = await parts.reprice?.(order);
  if (repriced && !repriced.ok) {
    await dialogs.tell('warning', [
      sentence('The price of {0} is set.', facts.name),
      sentence('Earlier receipts could not be priced now. Run Set Price again to try once more.'),
    ]);
    return;
  }
  await dialogs.tell('info', outcome(facts.name, price, repriced?.value ?? null, parts.locale()));
}

/** What the price changed, in words. */
export function outcome(
  name: string,
  price: PriceRow,
  report: RepriceReport | null,
  locale: string,
): readonly Sentence[] {
  const left = report?.left ?? 0;
  return [
    report === null || report.priced === 0
      ? sentence('The price of {0} is set and holds from the next request on.', name)
      : pricedWords(
          report.priced,
          `${report.estimatedPico > 0n ? '≈' : ''}${formatMoney({ currency: price.currency, pico: report.costPico }, locale)}`,
        ),
    ...(left === 0
      ? []
      : [sentence('Receipts that stay without a price, because their tokens are not known: {0}', left)]),
    ...(report === null || report.priced === 0
      ? []
      : [sentence('They keep this price, also when you change or remove it later.')]),
  ];
}

function pricedWords(count: number, amount: string): Sentence {
  return count === 1
    ? sentence('1 receipt now costs {0}.', amount)
    : sentence('{0} receipts now cost {1}.', count, amount);
}

async function chooseModel({ dialogs, models, clock, locale }: SetPriceParts): Promise<string | undefined> {
  const offered = models().map(({ facts }) => ({ facts, price: priceText(facts, clock.nowMs(), locale()) }));
  const isKnown = ({ facts }: (typeof offered)[number]): boolean => facts.prices.length > 0;
  // Those without a price first: they are why the command is there.
  const ordered = [...offered.filter((one) => !isKnown(one)), ...offered.filter(isKnown)];
  return dialogs.choose(
    sentence('Set Price'),
    sentence('Choose the model whose price you know'),
    ordered.map(({ facts, price }) => ({
      id: facts.id,
      label: sentence('{0}', facts.name),
      description: sentence('{0}', facts.id),
      detail: price.main,
    })),
  );
}

async function askCurrency(dialogs: Dialogs): Promise<Currency | undefined> {
  const typed = await dialogs.ask({
    title: sentence('Set Price'),
    prompt: sentence('In which currency does this address charge? A code of three letters such as CNY.'),
    value: 'CNY',
    secret: false,
    judge: (text) => {
      const checked = checkCurrency(text);
      if (!checked.ok) return { message: checked.reason, blocks: true };
      return checked.value === null ? { message: sentence('Enter a currency.'), blocks: true } : null;
    },
  });
  const checked = typed === undefined ? null : checkCurrency(typed);
  return checked?.ok ? (checked.value ?? undefined) : undefined;
}

async function askPrices(
  { dialogs, clock }: SetPriceParts,
  facts: ModelFacts,
  currency: Currency,
): Promise<PricesOverride | undefined> {
  const row = priceRowAt(facts.prices, clock.nowMs());
  const tier = row?.currency === currency ? tierFor(tiersAt(row, clock.nowMs()), 0) : null;
  const ask = async (
    step: number,
    prompt: Sentence,
    micro: number | undefined,
    mayBeEmpty: boolean,
  ): Promise<number | 'none' | undefined> => {
    const typed = await dialogs.ask({
      title: sentence('Price of {0} ({1}/3)', facts.name, step),
      prompt,
      value: micro === undefined ? '' : String(micro / 1e6),
      secret: false,
      judge: (text) => {
        if (text.trim() === '' && mayBeEmpty) return null;
        const read = typedPrice(text);
        return read.ok ? null : { message: read.why, blocks: true };
      },
    });
    if (typed === undefined) return undefined;
    if (typed.trim() === '' && mayBeEmpty) return 'none';
    const read = typedPrice(typed);
    return read.ok ? read.units : undefined;
  };
  const input = await ask(
    1,
    sentence('Input, in {0} per million tokens. 0 means free.', currency),
    tier?.inputMicro,
    false,
  );
  if (typeof input !== 'number') return undefined;
  const cached = await ask(
    2,
    sentence('Cached input, in {0} per million tokens. Empty means the same as input.', currency),
    tier?.cachedMicro,
    true,
  );
  if (cached === undefined) return undefined;
  const output = await ask(
    3,
    sentence('Output, in {0} per million tokens. 0 means free.', currency),
    tier?.outputMicro,
    false,
  );
  if (typeof output !== 'number') return undefined;
  return { currency, input, output, ...(cached === 'none' ? {} : { cached }) };
}

async function tellAndOpenSettings(dialogs: Dialogs, why: Sentence): Promise<void> {
  const action = await dialogs.tell('warning', [why], ['openSettings']);
  if (action === 'openSettings') await dialogs.openSettings('siliconflow.models');
}
