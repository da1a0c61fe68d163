// The balance of the account: asked for by the person, then kept, and refreshed at most hourly when they look.

import {
  balanceFreshMs,
  balanceJson,
  balanceKey,
  hasBalance,
  type KnownBalance,
  parseBalance,
} from '../../core/account/balance.ts';
import type { Memory } from '../../core/account/memory.ts';
import type { Place } from '../../core/account/place.ts';
import type { Result } from '../../core/failure.ts';
import type { Clock, ModelClient } from '../../core/ports.ts';

export interface BalanceParts {
  readonly memory: Memory;
  readonly clock: Clock;
  readonly place: () => Place | null;
  /** Fingerprint of the key in use; null while there is none. */
  readonly account: () => string | null;
  readonly client: () => Promise<Result<ModelClient>>;
  readonly onChange: () => void;
}

export class Balances {
  readonly #parts: BalanceParts;
  readonly #ended = new AbortController();
  #asking: Promise<KnownBalance | null> | null = null;

  constructor(parts: BalanceParts) {
    this.#parts = parts;
  }

  /** May be asked for: the site has such a thing as far as is known. */
  get isOffered(): boolean {
    const place = this.#parts.place();
    return place !== null && hasBalance(place) && this.#kept(place)?.kind !== 'gone';
  }

  /** As told last for the key in use, at whatever time; null when it never was. */
  get last(): Extract<KnownBalance, { kind: 'told' }> | null {
    const place = this.#parts.place();
    const kept = place && hasBalance(place) ? this.#kept(place) : null;
    return kept?.kind === 'told' && kept.account === this.#parts.account() ? kept : null;
  }

  /** Asks the site now. `gone` when it tells none any more, null when it could not be read: then nothing changes. */
  ask(): Promise<KnownBalance | null> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /** Asks again when the person looks, but only what they asked for before, and at most hourly over all windows. */
  refreshIfOld(): void {
    const { last } = this;
    const ageMs = last === null ? 0 : this.#parts.clock.nowMs() - last.atMs;
    // An age below zero: the clock was set back.
    if (last !== null && (ageMs >= balanceFreshMs || ageMs < 0)) this.ask().catch(() => undefined);
  }

  dispose(): void {
    this.#ended.abort();
  }

  async #ask(): Promise<KnownBalance | null> {
    const { memory, clock, onChange } = this.#parts;
    const place = this.#parts.place();
    if (place === null || place.currency === null || !hasBalance(place)) return null;
    const client = await this.#parts.client();
    if (!client.ok || client.value.readBalance === undefined) return null;
    const read = await client.value.readBalance(this.#ended.signal);
    // Another site or key was chosen meanwhile: the answer is not about what is shown now.
    if (this.#ended.signal.aborted || this.#parts.place()?.origin !== place.origin) return null;
    if (!read.ok && read.failure.kind !== 'gone' && read.failure.kind !== 'notFound') return null;
    const balance: KnownBalance = read.ok
      ? {
          kind: 'told',
          account: client.value.account,
          currency: place.currency,
          totalPico: read.value,
          atMs: clock.nowMs(),
        }
      : { kind: 'gone' };
    await memory.set(balanceKey(place), balanceJson(balance));
    onChange();
    return balance;
  }

  #kept(place: Place): KnownBalance | null {
    return parseBalance(this.#parts.memory.get(balanceKey(place)));
  }
}
