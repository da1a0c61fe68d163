// Which parameters a model has refused (20015): they are not sent to it again for a while, by any window.
import * as v from 'valibot';
import type { Memory } from '../core/account/memory.ts';
import type { SiteId } from '../core/models/model.ts';
import type { Clock } from '../core/ports.ts';

export interface LearnedParameters {
  dropped(site: SiteId, model: string): readonly string[];
  drop(site: SiteId, model: string, parameter: string): void;
}

/** Platforms learn, too: after a week a parameter is tried again. */
const rememberedMs = 7 * 24 * 60 * 60_000;

/** Wall-clock milliseconds of the refusal, by parameter. */
const schema = v.record(v.string(), v.pipe(v.number(), v.finite()));

/** `memory` is asked for every request, so it must answer without a read of a file. */
export class MemoryLearnedParameters implements LearnedParameters {
  readonly #clock: Clock;
  readonly #memory: Pick<Memory, 'get' | 'set'>;

  constructor(clock: Clock, memory: Pick<Memory, 'get' | 'set'>) {
    this.#clock = clock;
    this.#memory = memory;
  }

  dropped(site: SiteId, model: string): readonly string[] {
    return Object.keys(this.#refused(site, model));
  }

  drop(site: SiteId, model: string, parameter: string): void {
    const refused = { ...this.#refused(site, model), [parameter]: this.#clock.nowMs() };
    // A fact that cannot be kept is learned again.
    this.#memory.set(keyOf(site, model), JSON.stringify(refused)).catch(() => undefined);
  }

  #refused(site: SiteId, model: string): Readonly<Record<string, number>> {
    const text = this.#memory.get(keyOf(site, model));
    if (text === undefined) return {};
    try {
      const nowMs = this.#clock.nowMs();
      const all = Object.entries(v.parse(schema, JSON.parse(text)));
      // A refusal from the future was noted before the clock was set back.
      return Object.fromEntries(all.filter(([, atMs]) => atMs <= nowMs && nowMs - atMs < rememberedMs));
    } catch {
      return {};
    }
  }
}

function keyOf(site: SiteId, model: string): string {
  return `${site}\n${model}`;
}
