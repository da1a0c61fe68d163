// Which model ghost text asks, and where: the person's choice, else the site's default.
import { placeId } from '../../core/account/place.ts';
import { factsOf } from '../../core/models/catalogue.ts';
import type { ModelFacts } from '../../core/models/model.ts';
import { defaultModels } from '../../core/models/sites.ts';
import type { EditorSettings } from '../account/editorSettings.ts';
import type { Setup } from '../account/setup.ts';
import type { ModelShelf } from '../models/shelf.ts';

export class ChosenModel {
  readonly #setup: Setup;
  readonly #settings: EditorSettings;
  readonly #shelf: ModelShelf;

  constructor(setup: Setup, settings: EditorSettings, shelf: ModelShelf) {
    this.#setup = setup;
    this.#settings = settings;
    this.#shelf = shelf;
  }

  /** null until the set-up is done. */
  get facts(): ModelFacts | null {
    const { place, stage } = this.#setup;
    if (!place || stage !== 'ready') return null;
    const id =
      this.#settings.settings.current.completion.model ??
      defaultModels(place.site, place.currency).completion;
    return this.#shelf.about(id)?.facts ?? factsOf(place.site, id, place.currency);
  }

  /** Id of the place that is asked; '' when there is none. */
  get where(): string {
    return this.#setup.place ? placeId(this.#setup.place) : '';
  }
}
