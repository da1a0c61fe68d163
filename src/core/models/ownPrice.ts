// A price that a person enters for a model: how it is read, and how it gets into the setting without losing anything there.
import { type Sentence, sentence } from '../sentence.ts';
import { bothReadings } from '../spend/decimal.ts';
import { type ModelOverride, type PricesOverride, parseOverrides } from './overrides.ts';

/** The dearest price per million tokens that is taken for one: beyond it a slip is likelier. */
const most = 1_000_000;

export type TypedPrice =
  | { readonly ok: true; readonly units: number }
  | { readonly ok: false; readonly why: Sentence };

/** Reads a price per million tokens as typed: `4`, `0.35` or `0,35`; at most six decimals, so that none is rounded. What can be read in two ways is asked for again. */
export function typedPrice(typed: string): TypedPrice {
  const readings = bothReadings(typed);
  if (readings) return no(sentence('Enter {0} or {1}: with this comma it could be either.', ...readings));
  const text = typed.trim().replace(',', '.');
  if (!/^(?:\d+(?:\.\d*)?|\.\d+)$/.test(text)) return no(sentence('Enter a number such as 4 or 0.35.'));
  if (/\.\d{7,}$/.test(text)) return no(sentence('Enter at most six decimals.'));
  const units = Number(text);
  return units <= most
    ? { ok: true, units }
    : no(sentence('Enter a price per million tokens, at most {0}.', most));
}

function no(why: Sentence): TypedPrice {
  return { ok: false, why };
}

export type ChangedSetting =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly why: Sentence };

/**
 * The setting `siliconflow.models` with a price for one model: every other entry, and every other fact and currency of
 * this one, stays as it is, usable or not. Refused with the reason when the price could not be put there or would not be
 * used, because the setting or the entry has a mistake that only the person can mend.
 */
export function withOwnPrice(setting: unknown, id: string, prices: PricesOverride): ChangedSetting {
  const whole = setting ?? {};
  const entry = isRecord(whole) ? (whole[id] ?? {}) : undefined;
  const entryHolds = parseOverrides({ [id]: entry });
  const [problem] = isRecord(whole) ? entryHolds.problems : parseOverrides(whole).problems;
  if (problem !== undefined) return { ok: false, why: problem };
  if (!isRecord(whole) || !isRecord(entry)) {
    return {
      ok: false,
      why: sentence('The setting siliconflow.models must be an object whose keys are model ids.'),
    };
  }
  const others = (entryHolds.byId.get(id)?.prices ?? []).filter((one) => one.currency !== prices.currency);
  const kept: NonNullable<ModelOverride['prices']> = [...others, prices];
  return { ok: true, value: { ...whole, [id]: { ...entry, prices: kept.length === 1 ? prices : kept } } };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
