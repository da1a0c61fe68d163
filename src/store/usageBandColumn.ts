// How sure the usage of a receipt without a price is: the least and the most it may have been, as JSON in one column.
import * as v from 'valibot';
import type { UsageBand } from '../core/spend/receipt.ts';

const tokens = v.pipe(v.number(), v.integer(), v.minValue(0));
const usage = v.object({
  promptTokens: tokens,
  cachedTokens: tokens,
  completionTokens: tokens,
  reasoningTokens: tokens,
});
const band = v.object({ low: usage, high: usage });

/** Undefined where none was kept: the receipt has a price, or is older than the column. */
export function parseUsageBand(json: string | undefined): Pick<UsageBand, 'low' | 'high'> | undefined {
  if (json === undefined) return undefined;
  try {
    return v.parse(band, JSON.parse(json));
  } catch {
    return undefined;
  }
}
