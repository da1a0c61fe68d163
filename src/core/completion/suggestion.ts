// What a call of the pipeline comes to, a text for a place or a named silence, and the edits it is told of.
import type { Ineligible } from './eligible.ts';
import type { Unfit } from './judged.ts';

/** A text that may be shown: it fits the document it was made for. */
export interface Suggestion {
  readonly kind: 'suggestion';
  readonly id: number;
  /** The request that paid for it, or `unasked`. */
  readonly requestId: string;
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly offset: number;
  /** With the document's own line ends. */
  readonly insertText: string;
  /** Characters right of the caret, on its line, that the text replaces. */
  readonly replaceRight: number;
  readonly fromMemory: boolean;
}

/** In place of a request: what stands in the file itself was asked of nobody. */
export const unasked = '';

export type Silence =
  | Ineligible
  | Unfit
  | 'noModel'
  | 'superseded'
  | 'resting'
  | 'notWorth'
  | 'unsure'
  | 'nothingMore'
  /** The model was asked here a moment ago and had nothing to say. */
  | 'nothingToSay'
  | 'rejectedBefore'
  /** What the model says here is known, and was not shown. */
  | 'answered'
  /** A masked value that the answer uses could not be put back. */
  | 'masked'
  | 'failed'
  | 'noAnswer';

export interface NoSuggestion {
  readonly kind: 'none';
  readonly reason: Silence;
}

export function none(reason: Silence): NoSuggestion {
  return { kind: 'none', reason };
}

/** A change of a document, offsets in the text before it. */
export interface DocumentEdit {
  readonly uri: string;
  readonly from: number;
  readonly removed: number;
  readonly inserted: string;
}
