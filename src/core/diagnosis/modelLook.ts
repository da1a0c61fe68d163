// Models as a diagnosis looks at them: those that are chosen, and how a report may name them.
import type { Place } from '../account/place.ts';
import type { Result } from '../failure.ts';
import { joinWithLive, type OfferedModel, wholeCatalogue } from '../models/catalogue.ts';
import type { ModelFacts } from '../models/model.ts';
import { successorOf } from '../models/successor.ts';
import type { Sentence } from '../sentence.ts';
import type { Timed } from './inTime.ts';

/** A model that is chosen for a kind of work, by a setting or by default. */
export interface Choice {
  readonly use: Sentence;
  readonly id: string;
}

/** The answer of `GET /models`; null when it was not asked. */
export type Listed = Timed<Result<readonly string[]>> | null;

/** The list's ids; null when there is none. */
export function idsOf(list: Listed): readonly string[] | null {
  return list?.kind === 'done' && list.value.ok ? list.value.value : null;
}

/** Each choice as the live list and the catalogue know it, with its successor. */
export function chosenModels(
  place: Place,
  chosen: readonly Choice[],
  list: Listed,
): readonly {
  readonly use: Sentence;
  readonly model: OfferedModel;
  readonly successor: ModelFacts | null;
}[] {
  const offered = joinWithLive(
    place.site,
    idsOf(list),
    chosen.map(({ id }) => id),
    place.currency,
  );
  const find = (id: string): OfferedModel | undefined =>
    offered.find((model) => model.facts.id === id) ??
    joinWithLive(place.site, idsOf(list), [id], place.currency).find((model) => model.facts.id === id);
  return chosen.flatMap(({ use, id }) => {
    const model = find(id);
    return model ? [{ use, model, successor: successorOf(model.facts, find) }] : [];
  });
}

/** A gateway's own names are not told; those of the catalogue and of the platform's list are anybody's. */
export function modelNames(place: Place | null, list: Listed): (id: string) => string {
  const isPublicSite = place !== null && place.site !== 'custom';
  const known = new Set(wholeCatalogue().models.map((facts) => facts.id));
  if (isPublicSite) for (const id of idsOf(list) ?? []) known.add(id);
  return (id) => (isPublicSite || known.has(id) ? id.slice(0, 200) : '[model]');
}
