// Which price holds at a moment, and the dearest one a request could still meet.
import type { PriceRow, PriceTier, PriceWindow } from '../models/model.ts';
import type { Currency } from './money.ts';

const minuteMs = 60_000;
const dayMinutes = 1_440;
const dayMs = dayMinutes * minuteMs;
const oldAfterDays = 30;

/**
 * The row in force at a moment (UTC ms); null when there is none at all. A moment before every row means a clock that is
 * wrong, since the rows ship with the extension: the earliest row holds then, so that setting the clock back cannot turn
 * a priced model into an unpriced one that no budget counts.
 */
export function priceRowAt(rows: readonly PriceRow[], atMs: number): PriceRow | null {
  let inForce: PriceRow | null = null;
  let earliest: PriceRow | null = null;
  for (const row of rows) {
    if (earliest === null || row.validFromMs < earliest.validFromMs) earliest = row;
    if (row.validFromMs <= atMs && (inForce === null || row.validFromMs >= inForce.validFromMs))
      inForce = row;
  }
  return inForce ?? earliest;
}

/** The tiers of a row at a moment: those of the first daily window that holds it, else the row's own. */
export function tiersAt(row: PriceRow, atMs: number): readonly PriceTier[] {
  return row.windows?.find((window) => holds(window, atMs))?.tiers ?? row.tiers;
}

/** The tier for a prompt of this length; a prompt beyond the last bound is priced by the last tier. Null without tiers. */
export function tierFor(tiers: readonly PriceTier[], promptTokens: number): PriceTier | null {
  const rising = tiers.toSorted((a, b) => upperBound(a) - upperBound(b));
  return rising.find((tier) => promptTokens <= upperBound(tier)) ?? rising.at(-1) ?? null;
}

/** Upper bounds of the prices per token a request can meet, in micro-units per million. */
export interface DearestPrice {
  readonly currency: Currency;
  readonly inputMicro: number;
  readonly outputMicro: number;
}

/**
 * The dearest input and output price in reach of a request sent at `fromMs` that ends by `toMs` with a prompt of at most
 * `maxPromptTokens`: every tier up to that length, every daily window and every price row that begins on the way.
 * Prices are constant between such beginnings, so only those moments are looked at. Null when no price is known, or when
 * a row on the way has another currency than the first (amounts of two currencies are never compared).
 */
export function dearestPrice(
  rows: readonly PriceRow[],
  fromMs: number,
  toMs: number,
  maxPromptTokens: number,
): DearestPrice | null {
  const first = priceRowAt(rows, fromMs);
  if (first === null) return null;
  let inputMicro = -1;
  let outputMicro = -1;
  for (const atMs of turningPoints(rows, fromMs, toMs)) {
    const row = priceRowAt(rows, atMs);
    if (row === null || row.currency !== first.currency) return null;
    for (const tier of tiersUpTo(tiersAt(row, atMs), maxPromptTokens)) {
      inputMicro = Math.max(inputMicro, tier.inputMicro, tier.cachedMicro ?? 0);
      outputMicro = Math.max(outputMicro, tier.outputMicro);
    }
  }
  return inputMicro < 0 ? null : { currency: first.currency, inputMicro, outputMicro };
}

/** Was the price read more than 30 days before `nowMs`? Then it is shown with "check prices". An unreadable date is old. */
export function isOld(row: PriceRow, nowMs: number): boolean {
  const checkedMs = Date.parse(`${row.checkedOn}T00:00:00Z`);
  return !(nowMs - checkedMs <= oldAfterDays * dayMs);
}

function holds(window: PriceWindow, atMs: number): boolean {
  const minute = positiveModulo(Math.floor(atMs / minuteMs) + window.utcOffsetMinutes, dayMinutes);
  const { fromMinute, toMinute } = window;
  if (fromMinute === toMinute) return true;
  return fromMinute < toMinute
    ? minute >= fromMinute && minute < toMinute
    : minute >= fromMinute || minute < toMinute;
}

function turningPoints(rows: readonly PriceRow[], fromMs: number, toMs: number): readonly number[] {
  const points = new Set([fromMs]);
  for (const row of rows) {
    if (row.validFromMs > fromMs && row.validFromMs <= toMs) points.add(row.validFromMs);
    for (const window of row.windows ?? []) {
      for (const minute of [window.fromMinute, window.toMinute]) {
        // Every day's boundary up to `toMs`, not only the next one: a row may come into force between two of them.
        const utcMs = (minute - window.utcOffsetMinutes) * minuteMs;
        let atMs = fromMs + positiveModulo(utcMs - fromMs, dayMs);
        for (let days = 0; atMs <= toMs && days < 32; days += 1, atMs += dayMs) points.add(atMs);
      }
    }
  }
  return [...points];
}

function tiersUpTo(tiers: readonly PriceTier[], maxPromptTokens: number): readonly PriceTier[] {
  const top = tierFor(tiers, maxPromptTokens);
  return top === null ? [] : tiers.filter((tier) => upperBound(tier) <= upperBound(top));
}

function upperBound(tier: PriceTier): number {
  return tier.upToPromptTokens ?? Number.POSITIVE_INFINITY;
}

function positiveModulo(value: number, modulus: number): number {
  return ((value % modulus) + modulus) % modulus;
}
