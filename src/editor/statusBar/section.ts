// What other parts add to the status bar: lines and links of its tooltip, and entries of its menu.
import type { Sentence } from '../../core/sentence.ts';
import type { StatusRow } from '../../core/spend/statusText.ts';
import type { MenuEntry } from './menu.ts';

export interface StatusSection {
  /** Asked at every drawing: cheap. */
  rows(): readonly StatusRow[];
  remarks(): readonly Sentence[];
  /** `https` addresses of ours, never text from outside. */
  links(): readonly { readonly label: Sentence; readonly address: string }[];
  /** Asked when the menu opens. */
  entries(): readonly MenuEntry[];
}
