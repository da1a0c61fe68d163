// Whether a key works, asked of the place it was entered for and of no other.
import type { Place } from '../../core/account/place.ts';
import type { Failure, Result } from '../../core/failure.ts';
import type { Clock, ModelClient } from '../../core/ports.ts';

/** Builds a client for one place and one key. The caller disposes it. */
export type NewClient = (place: Place, key: string) => ModelClient | Promise<ModelClient>;

/** The client has watchdogs of its own; this one holds even if they fail. */
const longestCheckMs = 30_000;
const tookTooLong: Failure = { kind: 'timeout', detail: '', sent: true };

/** How many chat models the key may use (`GET /models?sub_type=chat`), or what went wrong. Costs nothing. */
export async function verifyKey(
  place: Place,
  key: string,
  newClient: NewClient,
  clock: Clock,
  signal: AbortSignal,
): Promise<Result<{ readonly models: number }>> {
  const client = await newClient(place, key);
  const ending = new AbortController();
  const both = AbortSignal.any([signal, ending.signal]);
  try {
    const listed = await Promise.race([
      client.listModels(both),
      clock.sleep(longestCheckMs, both).then(() => ({ ok: false, failure: tookTooLong }) as const),
    ]);
    return listed.ok ? { ok: true, value: { models: listed.value.length } } : listed;
  } finally {
    ending.abort();
    client.dispose();
  }
}
