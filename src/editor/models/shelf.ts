// The models a person can choose from: the site's live list joined with the catalogue and the person's own overrides.
import type { Place } from '../../core/account/place.ts';
import type { Failure, Result } from '../../core/failure.ts';
import { joinWithLive, type OfferedModel } from '../../core/models/catalogue.ts';
import type { ModelFacts } from '../../core/models/model.ts';
import type { Clock, ModelClient } from '../../core/ports.ts';

export interface ShelfPorts {
  readonly clock: Clock;
  readonly place: () => Place | null;
  readonly client: () => Promise<Result<ModelClient>>;
  readonly override: (facts: ModelFacts) => ModelFacts;
  /** Models that stay on the shelf even when the list lacks them: the chosen ones. */
  readonly chosen: () => readonly string[];
  readonly onChange: () => void;
}

/** The official adapter keeps the list for five minutes (siliconflow-api.md §5); a failed look-up is tried again after one. */
const freshMs = 300_000;
const retryMs = 60_000;

interface LiveList {
  readonly origin: string;
  readonly ids: readonly string[] | null;
  readonly failure: Failure | null;
  readonly atMs: number;
}

export class ModelShelf {
  private live: LiveList | null = null;
  private fetching: AbortController | null = null;
  private shelf: {
    readonly live: LiveList | null;
    readonly models: readonly OfferedModel[];
    readonly key: string;
  } | null = null;
  private readonly ports: ShelfPorts;

  constructor(ports: ShelfPorts) {
    this.ports = ports;
  }

  /** Why the list could not be had, for the banner; null when it could or was not asked for yet. */
  get failure(): Failure | null {
    return this.live?.failure ?? null;
  }

  /** The same array until something changes, so that the page is not sent it again. */
  models(): readonly OfferedModel[] {
    const place = this.ports.place();
    if (!place) return [];
    const live = this.live?.origin === place.origin ? this.live : null;
    const chosen = this.ports.chosen();
    const key = [place.site, place.origin, place.currency ?? '', ...chosen].join('\n');
    if (this.shelf && this.shelf.live === live && this.shelf.key === key) return this.shelf.models;
    const joined = joinWithLive(place.site, live?.ids ?? null, chosen, place.currency);
    const models = joined.map((model) => ({ ...model, facts: this.ports.override(model.facts) }));
    this.shelf = { live, models, key };
    return models;
  }

  find(id: string): OfferedModel | undefined {
    return this.models().find((model) => model.facts.id === id);
  }

  /** Fetches the live list when it is old, or at once with `now`. Costs nothing; at most one request runs. */
  async refresh(now = false): Promise<void> {
    const place = this.ports.place();
    if (!place || this.fetching) return;
    const { live } = this;
    if (!now && live?.origin === place.origin) {
      const age = this.ports.clock.nowMs() - live.atMs;
      if (age >= 0 && age < (live.failure ? retryMs : freshMs)) return;
    }
    const abort = new AbortController();
    this.fetching = abort;
    try {
      const client = await this.ports.client();
      const list = client.ok ? await client.value.listModels(abort.signal) : client;
      if (abort.signal.aborted) return;
      this.live = {
        origin: place.origin,
        ids: list.ok ? list.value : live?.origin === place.origin ? live.ids : null,
        failure: list.ok ? null : list.failure,
        atMs: this.ports.clock.nowMs(),
      };
      this.ports.onChange();
    } finally {
      this.fetching = null;
    }
  }

  /** Settings or catalogue facts changed. */
  forget(): void {
    this.shelf = null;
  }

  dispose(): void {
    this.fetching?.abort();
  }
}
