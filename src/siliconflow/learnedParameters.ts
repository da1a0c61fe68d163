// Which parameters a model has refused (20015): they are not sent to it again.
import type { SiteId } from '../core/models/model.ts';

/** Kept by the caller, so that it can outlive the window. */
export interface LearnedParameters {
  dropped(site: SiteId, model: string): readonly string[];
  drop(site: SiteId, model: string, parameter: string): void;
}

/** Remembers until the window closes. */
export class MemoryLearnedParameters implements LearnedParameters {
  readonly #dropped = new Map<string, Set<string>>();

  dropped(site: SiteId, model: string): readonly string[] {
    return [...(this.#dropped.get(`${site}\n${model}`) ?? [])];
  }

  drop(site: SiteId, model: string, parameter: string): void {
    const key = `${site}\n${model}`;
    this.#dropped.set(key, (this.#dropped.get(key) ?? new Set()).add(parameter));
  }
}
