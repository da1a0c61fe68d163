// What a usage costs: the rates in force at a moment for a prompt of a length, and exact integer money.
import type { Model, Rates } from './models.ts';

export interface Usage {
  /** The whole prompt; the cached part is inside it. */
  readonly promptTokens: number;
  readonly cachedTokens: number;
  /** The whole answer; the reasoning part is inside it and billed like the rest. */
  readonly completionTokens: number;
  readonly reasoningTokens: number;
}

/** Hour of the day in Beijing, which has no summer time. */
export function beijingHour(atMs: number): number {
  return Math.floor(atMs / 3_600_000 + 8) % 24;
}

/** A night price goes before a tier; no model of the catalogue has both. */
export function ratesAt(model: Model, promptTokens: number, atMs: number): Rates {
  const hour = beijingHour(atMs);
  if (model.night !== undefined && hour >= model.night.fromHour && hour < model.night.toHour) {
    return model.night.rates;
  }
  if (model.tier !== undefined && promptTokens >= model.tier.fromTokens) return model.tier.rates;
  return model.rates;
}

/** Cost in pico-units (1e-12) of the site's currency. No published cache price means the full input price. */
export function costPico(usage: Usage, rates: Rates): bigint {
  const cached = BigInt(usage.cachedTokens);
  const fresh = BigInt(usage.promptTokens) - cached;
  return (
    fresh * rates.inMicro +
    cached * (rates.cachedMicro ?? rates.inMicro) +
    BigInt(usage.completionTokens) * rates.outMicro
  );
}
