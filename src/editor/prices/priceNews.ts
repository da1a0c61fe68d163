// Tells once, over all windows, that prices changed of models the person uses; the catalogue told last is kept in the store.
import type { Memory } from '../../core/account/memory.ts';
import type { ModelFacts } from '../../core/models/model.ts';
import {
  type PriceChange,
  parseTold,
  priceChanges,
  priceKey,
  pricesNow,
  toldWithout,
} from '../../core/models/priceChanges.ts';
import type { Clock } from '../../core/ports.ts';

export interface PriceNewsParts {
  readonly memory: Memory;
  readonly clock: Clock;
  /** What ships with this version: every model and the date of its prices. */
  readonly catalogue: () => { readonly models: readonly ModelFacts[]; readonly checkedOn: string };
  /** Was the model used lately, or is it chosen, at the catalogue's price? Null when that cannot be known now. */
  readonly concerns: () => ((facts: ModelFacts) => boolean) | null;
  readonly onChange: () => void;
}

const toldKey = 'prices.told';

export class PriceNews {
  readonly #parts: PriceNewsParts;
  readonly #subscription: { dispose(): void };
  #changes: readonly PriceChange[] = [];
  #seen: string | undefined;
  #started = false;

  constructor(parts: PriceNewsParts) {
    this.#parts = parts;
    this.#subscription = parts.memory.onDidChange(() => {
      // Told in another window: nothing is left to tell here.
      if (this.#started && parts.memory.get(toldKey) !== this.#seen) this.#compare();
    });
  }

  /** What is to be told; empty until `start`, and once it was told in any window. */
  get changes(): readonly PriceChange[] {
    return this.#changes;
  }

  /** Compares the catalogue with the one told last. The very first one is taken as told. Rejects when it cannot be kept. */
  async start(): Promise<void> {
    this.#started = true;
    this.#compare();
    const { memory, catalogue, clock, concerns } = this.#parts;
    const { models, checkedOn } = catalogue();
    const told = parseTold(memory.get(toldKey));
    if (concerns() === null || (told !== null && told.checkedOn > checkedOn)) return;
    await this.#keep(toldWithout(pricesNow(models, checkedOn, clock.nowMs()), this.#changes));
  }

  /** The person has seen them. */
  async dismiss(): Promise<void> {
    const { catalogue, clock } = this.#parts;
    const { models, checkedOn } = catalogue();
    this.#changes = [];
    await this.#keep(pricesNow(models, checkedOn, clock.nowMs()));
    this.#parts.onChange();
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #compare(): void {
    const { memory, catalogue, clock, concerns, onChange } = this.#parts;
    const concerned = concerns();
    this.#seen = memory.get(toldKey);
    const told = parseTold(this.#seen);
    if (concerned === null) return;
    const { models, checkedOn } = catalogue();
    const before = this.#changes.map((change) => priceKey(change.facts)).join();
    this.#changes =
      told === null
        ? []
        : priceChanges(told, models, checkedOn, clock.nowMs()).filter((change) => concerned(change.facts));
    if (this.#changes.map((change) => priceKey(change.facts)).join() !== before) onChange();
  }

  async #keep(told: ReturnType<typeof pricesNow>): Promise<void> {
    const json = JSON.stringify(told);
    if (json === this.#parts.memory.get(toldKey)) return;
    this.#seen = json;
    await this.#parts.memory.set(toldKey, json);
  }
}
