import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { factsOf } from '../../../../src/core/models/catalogue.ts';
import type { PriceRow } from '../../../../src/core/models/model.ts';
import { receiptFor } from '../../../../src/core/spend/estimate.ts';
import type { Receipt, Usage } from '../../../../src/core/spend/receipt.ts';

// The oracle below reads the catalogue's source, not what was generated from it: dates, hours and bounds as texts.
interface SourceTier {
  readonly below?: number;
  readonly in: number;
  readonly out: number;
  readonly cached?: number;
}
interface SourcePrice {
  readonly from?: string;
  readonly confidence: string;
  readonly tiers: readonly SourceTier[];
  readonly daily?: readonly {
    readonly from: string;
    readonly to: string;
    readonly tiers: readonly SourceTier[];
  }[];
}
interface SourceModel {
  readonly site: 'cn' | 'global';
  readonly id: string;
  readonly prices?: readonly SourcePrice[];
}
const source: { readonly models: readonly SourceModel[] } = JSON.parse(
  readFileSync(new URL('../../../../catalogue/models.source.json', import.meta.url), 'utf8'),
);

/** The site's own wall clock, YYYY-MM-DDTHH:MM:SS: Beijing for CN, UTC for Global. */
function wallClock(site: 'cn' | 'global', atMs: number): string {
  return new Date(atMs + (site === 'cn' ? 8 * 3_600_000 : 0)).toISOString().slice(0, 19);
}

function expectedPico(model: SourceModel, usage: Usage, atMs: number): bigint | null {
  const wall = wallClock(model.site, atMs);
  const rows = model.prices ?? [];
  const row = rows.findLast(({ from }) => from === undefined || `${from}T00:00:00` <= wall) ?? rows[0];
  if (row === undefined) return null;
  const clock = wall.slice(11, 16);
  const window = row.daily?.find(({ from, to }) =>
    from < to ? clock >= from && clock < to : clock >= from || clock < to,
  );
  const tiers = window?.tiers ?? row.tiers;
  const tier = tiers.find(({ below }) => below === undefined || usage.promptTokens < below);
  assert.ok(tier);
  // Six decimals of a price per million are whole pico-units per token.
  const perToken = (price: number): bigint => BigInt(price.toFixed(6).replace('.', ''));
  const fresh = usage.promptTokens - usage.cachedTokens;
  return (
    BigInt(fresh) * perToken(tier.in) +
    BigInt(usage.cachedTokens) * perToken(tier.cached ?? tier.in) +
    BigInt(usage.completionTokens) * perToken(tier.out)
  );
}

function booked(prices: readonly PriceRow[], model: SourceModel, usage: Usage, startedMs: number): Receipt {
  const range = { low: 0, likely: 0, high: 0 };
  return receiptFor(
    {
      id: 'r',
      startedMs,
      windowId: 'w',
      account: 'k',
      site: model.site,
      host: 'h',
      model: model.id,
      purpose: 'chat',
      prices,
      promptTokens: range,
      outputTokens: 1_000_000,
    },
    { day: '2026-11-22', usage, streamed: range, outcome: 'done', durationMs: 1_000 },
  );
}

const priced = source.models.filter(
  ({ site, id, prices }) => prices !== undefined && factsOf(site, id).prices.length === prices.length,
);
const rich = priced.filter(
  ({ prices = [] }) => prices.length > 1 || prices.some(({ tiers, daily }) => tiers.length > 1 || daily),
);
/** Every moment at which a price of the model begins or an hour of it turns, on one day of each row. */
function turningMoments({ site, prices = [] }: SourceModel): readonly number[] {
  const zone = site === 'cn' ? '+08:00' : 'Z';
  const days = [...prices.flatMap(({ from }) => from ?? []), '2026-09-30', '2026-12-31'];
  const clocks = [
    '00:00',
    ...prices.flatMap(({ daily = [] }) => daily.flatMap(({ from, to }) => [from, to])),
  ];
  return days.flatMap((day) => clocks.map((clock) => Date.parse(`${day}T${clock}:00${zone}`)));
}
function turningTokens({ prices = [] }: SourceModel): readonly number[] {
  return prices.flatMap(({ tiers }) => tiers.flatMap(({ below }) => below ?? []));
}

describe('a receipt priced by the catalogue', () => {
  it('costs what the source says, the second before and after every edge in time and in length', () => {
    assert.ok(rich.length >= 7, `${rich.length} models have more than one price`);
    let looked = 0;
    for (const model of rich) {
      const { prices } = factsOf(model.site, model.id);
      for (const momentMs of turningMoments(model)) {
        for (const offMs of [-1_000, -1, 0, 1, 1_000]) {
          for (const edge of [1_000, ...turningTokens(model)]) {
            for (const promptTokens of [edge - 1, edge, edge + 1]) {
              const usage = { promptTokens, cachedTokens: 7, completionTokens: 11, reasoningTokens: 0 };
              const receipt = booked(prices, model, usage, momentMs + offMs);
              const wanted = expectedPico(model, usage, momentMs + offMs);
              assert.equal(
                receipt.costPico,
                wanted,
                `${model.id} ${wallClock(model.site, momentMs + offMs)}`,
              );
              assert.equal(receipt.state, 'exact');
              looked += 1;
            }
          }
        }
      }
    }
    assert.ok(looked > 400);
  });

  it('costs what the source says, at any moment and length', () => {
    const count = fc.nat(400_000);
    fc.assert(
      fc.property(
        fc.constantFrom(...priced),
        fc.integer({ min: Date.parse('2025-06-01'), max: Date.parse('2027-06-01') }),
        count,
        count,
        fc.nat(50_000),
        (model, atMs, promptTokens, cached, completionTokens) => {
          const cachedTokens = Math.min(cached, promptTokens);
          const usage = { promptTokens, cachedTokens, completionTokens, reasoningTokens: 0 };
          const { prices } = factsOf(model.site, model.id);
          assert.equal(booked(prices, model, usage, atMs).costPico, expectedPico(model, usage, atMs));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('keeps the row it was priced with, whole, whatever comes later', () => {
    const usage = { promptTokens: 1_000, cachedTokens: 0, completionTokens: 10, reasoningTokens: 0 };
    for (const model of rich) {
      const { prices } = factsOf(model.site, model.id);
      for (const row of prices) {
        const startedMs = Math.max(row.validFromMs, Date.parse('2025-01-01'));
        const receipt = booked(prices, model, usage, startedMs);
        assert.deepEqual(receipt.price, row);
        const later = {
          ...row,
          id: 'later',
          validFromMs: startedMs + 1,
          tiers: [{ inputMicro: 1, outputMicro: 1 }],
        };
        assert.deepEqual(booked([...prices, later], model, usage, startedMs), receipt);
      }
    }
  });
});
