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
  /** Fingerprint of the key it was asked with; '' when there was none. */
  readonly account: string;
  readonly ids: readonly string[] | null;
  readonly failure: Failure | null;
  readonly atMs: number;
}

export class ModelShelf {
  private live: LiveList | null = null;
  private fetching: { readonly id: string; readonly abort: AbortController } | null = null;
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
    return this.listOf(this.ports.place())?.failure ?? null;
  }

  /** The same array until something changes, so that the page is not sent it again. */
  models(): readonly OfferedModel[] {
    const place = this.ports.place();
    if (!place) return [];
    const live = this.listOf(place);
    const chosen = this.ports.chosen();
    const key = [place.site, place.origin, place.currency ?? '', ...chosen].join('\n');
    if (this.shelf && this.shelf.live === live && this.shelf.key === key) return this.shelf.models;
    const joined = joinWithLive(place.site, live?.ids ?? null, chosen, place.currency);
    const models = twinsLast(joined).map((model) => ({ ...model, facts: this.ports.override(model.facts) }));
    this.shelf = { live, models, key };
    return models;
  }

  find(id: string): OfferedModel | undefined {
    return this.models().find((model) => model.facts.id === id);
  }

  /** What is known of any model, on the shelf or not, with the person's own word on it; undefined without a site. */
  about(id: string): OfferedModel | undefined {
    const place = this.ports.place();
    if (!place) return undefined;
    const onShelf = this.find(id);
    if (onShelf) return onShelf;
    const ids = this.listOf(place)?.ids ?? null;
    const model = joinWithLive(place.site, ids, [id], place.currency).find((one) => one.facts.id === id);
    return model && { ...model, facts: this.ports.override(model.facts) };
  }

  /**
   * Fetches the live list when it is old or another key's, or at once with `now`. Costs nothing; at most one request
   * runs, and that of a place or key which is no longer in force is given up.
   */
  async refresh(now = false): Promise<void> {
    const place = this.ports.place();
    if (!place) return;
    const client = await this.ports.client();
    if (this.ports.place()?.origin !== place.origin) return;
    const { origin } = place;
    const account = client.ok ? client.value.account : '';
    const id = `${origin} ${account}`;
    if (this.fetching?.id === id) return;
    const before = this.listOf(place);
    if (!now && before?.account === account && this.isFresh(before)) return;
    this.fetching?.abort.abort();
    const abort = new AbortController();
    this.fetching = { id, abort };
    try {
      const list = client.ok ? await client.value.listModels(abort.signal) : client;
      if (abort.signal.aborted) return;
      this.live = {
        origin,
        account,
        ids: list.ok ? list.value : (before?.ids ?? null),
        failure: list.ok ? null : list.failure,
        atMs: this.ports.clock.nowMs(),
      };
      this.ports.onChange();
    } finally {
      if (this.fetching?.abort === abort) this.fetching = null;
    }
  }

  /** Settings or catalogue facts changed. */
  forget(): void {
    this.shelf = null;
  }

  dispose(): void {
    this.fetching?.abort.abort();
  }

  private listOf(place: Place | null): LiveList | null {
    return this.live && this.live.origin === place?.origin ? this.live : null;
  }

  /** A list from the future was fetched before the clock was set back. */
  private isFresh({ failure, atMs }: LiveList): boolean {
    const age = this.ports.clock.nowMs() - atMs;
    return age >= 0 && age < (failure ? retryMs : freshMs);
  }
}

/**
 * A model that costs a paid balance stands after its twin of the same name: a quick pick keeps this order among rows that
 * match alike, and the id of the twin is part of the `Pro/` id.
 */
function twinsLast(models: readonly OfferedModel[]): readonly OfferedModel[] {
  const ids = new Set(models.map((model) => model.facts.id));
  const isTwin = ({ facts }: OfferedModel): boolean =>
    facts.id.startsWith(proPrefix) && ids.has(facts.id.slice(proPrefix.length));
  const twins = new Map(
    models.filter(isTwin).map((model) => [model.facts.id.slice(proPrefix.length), model]),
  );
  return models
    .filter((model) => !isTwin(model))
    .flatMap((model) => {
      const twin = twins.get(model.facts.id);
      return twin ? [model, twin] : [model];
    });
}

const proPrefix = 'Pro/';
