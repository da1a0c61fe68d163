// What became of suggestions: seen long enough, taken whole or in part, still there later. Each with the request that paid for it.
import { end } from '../ended.ts';
import type { Clock } from '../ports.ts';
import { type CompletionOutcome, outcomeOf, type UnaskedOutcome } from './outcome.ts';
import type { TextSource } from './snapshot.ts';
import { type Suggestion, unasked } from './suggestion.ts';

/** Who is told what became known. */
export interface ShownEars {
  record(outcome: CompletionOutcome): void;
  recordUnasked(outcome: UnaskedOutcome): void;
}

export type TextReader = (uri: string) => TextSource | undefined;

/** Returned and untouched for so long: it was seen. VS Code has no stable event for it. */
export const SEEN_AFTER_MS = 750;
/** Accepted lines are looked for once, so long after they were taken. */
export const SURVIVAL_CHECK_MS = 300_000;
/** The accepted text is looked for this far around where it went. */
const SURVIVAL_REACH = 4000;
const REQUESTS_KEPT = 1000;

export class Shown {
  readonly #clock: Clock;
  readonly #readText: TextReader | undefined;
  readonly #ears: ShownEars;
  readonly #over = new AbortController();
  #watched: { readonly suggestion: Suggestion; readonly abort: AbortController } | undefined;
  /** Requests already counted as shown: typing along a suggestion is one showing. */
  readonly #counted = new Set<string>();
  /** What was taken last: of which suggestion, how much of it, and whether it ended within a line. */
  #taken = { suggestionId: 0, requestId: '', characters: 0, isMidLine: false };

  /** Where the last one that needed no request ended: typing it along does not move its end. */
  #unaskedPlace = { end: '', isTaken: false };

  constructor(clock: Clock, readText: TextReader | undefined, ears: ShownEars) {
    this.#clock = clock;
    this.#readText = readText;
    this.#ears = ears;
  }

  /** A suggestion went to the editor. It counts as shown when nothing happens for a while, or when it is accepted sooner. */
  noteReturned(suggestion: Suggestion): void {
    this.#forgetWatched();
    const watched = { suggestion, abort: new AbortController() };
    this.#watched = watched;
    void this.#clock.sleep(SEEN_AFTER_MS, watched.abort.signal).then(() => {
      if (!watched.abort.signal.aborted && !this.#over.signal.aborted) this.#seen(suggestion);
    });
  }

  /** An edit, or the caret went elsewhere: what was on screen until now was not seen for longer. */
  noteDisturbed(): void {
    this.#forgetWatched();
  }

  /** The person has the first `characters` characters of a suggestion now, counted from its start. */
  noteAccepted(suggestion: Suggestion, characters: number): void {
    this.#forgetWatched();
    this.#seen(suggestion);
    if (suggestion.requestId === unasked) {
      this.#unaskedTaken(suggestion);
      return;
    }
    const before = this.#taken.suggestionId === suggestion.id ? this.#taken.characters : 0;
    if (characters <= before) return;
    const { requestId, languageId, uri } = suggestion;
    const text = suggestion.insertText.slice(before, characters);
    // Word after word of one line is one line.
    const goesOn = this.#taken.requestId === requestId && this.#taken.isMidLine && /^[^\n]*\S/.test(text);
    const isMidLine = text.slice(text.lastIndexOf('\n') + 1).trim() !== '';
    this.#taken = { suggestionId: suggestion.id, requestId, characters, isMidLine };
    const lines = solidLines(text).slice(goesOn ? 1 : 0);
    this.#ears.record({
      ...outcomeOf(requestId, languageId),
      acceptedLines: lines.length,
      acceptedCharacters: text.length,
      acceptedWhole: characters >= suggestion.insertText.length,
      acceptedIn: uri,
    });
    if (lines.length > 0) void this.#checkLater(suggestion, suggestion.offset + before, lines);
  }

  dispose(): void {
    end(this.#over);
    this.#forgetWatched();
  }

  async #checkLater(suggestion: Suggestion, offset: number, lines: readonly string[]): Promise<void> {
    const { requestId, languageId, uri } = suggestion;
    await this.#clock.sleep(SURVIVAL_CHECK_MS, this.#over.signal);
    const source = this.#over.signal.aborted ? undefined : this.#readText?.(uri);
    if (source === undefined) return;
    this.#ears.record({
      ...outcomeOf(requestId, languageId),
      checkedLines: lines.length,
      survivingLines: survivors(source, offset, lines),
    });
  }

  #unaskedSeen({ uri, offset, insertText, languageId }: Suggestion): void {
    const end = `${offset + insertText.length} ${uri}`;
    if (end === this.#unaskedPlace.end) return;
    this.#unaskedPlace = { end, isTaken: false };
    this.#ears.recordUnasked({ languageId, shown: 1, accepted: 0 });
  }

  #unaskedTaken({ languageId }: Suggestion): void {
    if (this.#unaskedPlace.isTaken) return;
    this.#unaskedPlace = { ...this.#unaskedPlace, isTaken: true };
    this.#ears.recordUnasked({ languageId, shown: 0, accepted: 1 });
  }

  #forgetWatched(): void {
    if (this.#watched !== undefined) end(this.#watched.abort);
    this.#watched = undefined;
  }

  #seen(suggestion: Suggestion): void {
    const { requestId, languageId, insertText } = suggestion;
    if (requestId === unasked) this.#unaskedSeen(suggestion);
    if (requestId === unasked || this.#counted.has(requestId)) return;
    this.#counted.add(requestId);
    const [oldest] = this.#counted;
    if (this.#counted.size > REQUESTS_KEPT && oldest !== undefined) this.#counted.delete(oldest);
    this.#ears.record({ ...outcomeOf(requestId, languageId), shownLines: solidLines(insertText).length });
  }
}

/** How many of the lines still stand near the place. */
function survivors(source: TextSource, offset: number, lines: readonly string[]): number {
  const length = lines.join('\n').length;
  const from = Math.max(0, offset - SURVIVAL_REACH);
  const near = source.slice(from, Math.min(source.length, offset + length + SURVIVAL_REACH));
  return lines.filter((line) => near.includes(line)).length;
}

function solidLines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
