// What is on screen and was typed on as it says stays, whatever else is known: no flicker, and no request while it fits.
import type { Answer } from './answer.ts';
import { fitAfter } from './fits.ts';
import type { Insertion } from './judged.ts';
import type { Snapshot } from './snapshot.ts';
import type { Suggestion } from './suggestion.ts';

export interface Continued {
  readonly requestId: string;
  /** What is still to come of the text. */
  readonly insertion: Insertion;
  /** What stands to the right is not what it was made for: the editor has closed a bracket since, or a key went over one. */
  readonly isBesideOther: boolean;
}

export class Screen {
  #current:
    | { readonly suggestion: Suggestion; readonly answer: Answer; readonly lineRest: string }
    | undefined;

  /** The request of what was shown last. */
  get requestId(): string | undefined {
    return this.#current?.suggestion.requestId;
  }

  /** A suggestion goes to the editor for this place. */
  show(suggestion: Suggestion, at: Snapshot): void {
    const answer: Answer = {
      id: suggestion.requestId,
      uri: at.uri,
      left: at.left,
      right: at.right,
      text: suggestion.insertText.replaceAll('\r\n', '\n'),
      state: 'ended',
      askedAtMs: 0,
    };
    this.#current = { suggestion, answer, lineRest: at.lineRest };
  }

  clear(): void {
    this.#current = undefined;
  }

  /** The rest of what was shown last, when it still fits here. */
  continued(at: Snapshot): Continued | undefined {
    const current = this.#current;
    if (current === undefined || current.suggestion.uri !== at.uri) return undefined;
    const { requestId, replaceRight } = current.suggestion;
    for (let typed = 0; typed < current.answer.text.length; typed++) {
      const fit = fitAfter(current.answer, at, typed);
      if (fit === undefined || fit.rest === '') continue;
      return {
        requestId,
        insertion: {
          text: fit.rest,
          replaceRight: at.lineRest.length >= replaceRight ? replaceRight : 0,
        },
        isBesideOther: at.lineRest !== current.lineRest,
      };
    }
    return undefined;
  }
}
