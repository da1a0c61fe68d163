// A chosen model that the site has withdrawn: said where it is used, with the way to its successor.
import type { Place } from '../../core/account/place.ts';
import type { OfferedModel } from '../../core/models/catalogue.ts';
import type { ModelFacts } from '../../core/models/model.ts';
import { priceText } from '../../core/models/priceText.ts';
import { defaultModels } from '../../core/models/sites.ts';
import { absenceWords, successorOf } from '../../core/models/successor.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { settings as keys } from '../../ids.ts';
import type { Settings } from '../settings.ts';

export interface WithdrawnParts {
  readonly place: () => Place | null;
  readonly settings: () => Settings;
  readonly find: (id: string) => OfferedModel | undefined;
  readonly nowMs: () => number;
  readonly locale: () => string;
  readonly say: (text: Sentence) => string;
}

export interface Withdrawn {
  /** Why the model cannot be used. */
  readonly words: Sentence;
  /** The setting to write and its successor's id; null when none is known. */
  readonly successor: { readonly setting: string; readonly id: string; readonly label: Sentence } | null;
}

/** The model of the chat, or of ghost text, when it is gone; null while it is not. */
export function withdrawn(what: 'chat' | 'completion', parts: WithdrawnParts): Withdrawn | null {
  const place = parts.place();
  if (place === null) return null;
  const current = parts.settings();
  const id = current[what].model ?? defaultModels(place.site, place.currency)[what];
  const model = parts.find(id);
  const successor = model ? successorOf(model.facts, parts.find) : null;
  const words = model ? absenceWords(model, successor) : null;
  if (words === null) return null;
  const setting = what === 'chat' ? keys.chatModel : keys.completionModel;
  return {
    words,
    successor: successor && { setting, id: successor.id, label: switchLabel(successor, parts) },
  };
}

/** "Switch to DeepSeek-V3.2 (¥4.00 in, ¥6.00 out per million tokens)". */
export function switchLabel(
  to: ModelFacts,
  { nowMs, locale, say }: Pick<WithdrawnParts, 'nowMs' | 'locale' | 'say'>,
): Sentence {
  return sentence('Switch to {0} ({1})', to.name, say(priceText(to, nowMs(), locale()).main));
}
