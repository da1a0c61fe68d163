// What became of suggestions: seen long enough, taken whole or in part, still there later. Each with the request that paid for it.
import type { Clock } from '../ports.ts';
import type { DocumentEdit, Suggestion } from './pipeline.ts';
import type { TextSource } from './snapshot.ts';

export type TextReader = (uri: string) => TextSource | undefined;

export interface ShownRecord {
  readonly kind: 'shown' | 'accepted' | 'survived';
  readonly suggestionId: number;
  /** Id of the receipt, so that money per accepted line can be told. */
  readonly requestId: string;
  readonly languageId: string;
  /** Characters and lines shown, or accepted; for `survived`, accepted. */
  readonly characters: number;
  readonly lines: number;
  /** For `accepted`: all of it was taken. */
  readonly whole?: boolean;
  /** For `survived`: share of the accepted lines still there, 0…1, and after how long. */
  readonly share?: number;
  readonly afterMs?: number;
}

/** Returned and untouched for so long: it was seen. VS Code has no stable event for it. */
export const SEEN_AFTER_MS = 750;
const SURVIVAL_CHECKS_MS = [30_000, 300_000];
/** The accepted text is looked for this far around where it went. */
const SURVIVAL_REACH = 4000;

export class Shown {
  readonly #clock: Clock;
  readonly #readText: TextReader | undefined;
  readonly #record: (record: ShownRecord) => void;
  readonly #over = new AbortController();
  #watched: { readonly suggestion: Suggestion; readonly abort: AbortController } | undefined;
  /** Requests already counted as shown: typing along a suggestion is one showing. */
  readonly #counted = new Set<string>();
  readonly #afterMs: readonly number[];

  constructor(
    clock: Clock,
    readText: TextReader | undefined,
    record: (record: ShownRecord) => void,
    afterMs = SURVIVAL_CHECKS_MS,
  ) {
    this.#clock = clock;
    this.#readText = readText;
    this.#record = record;
    this.#afterMs = afterMs;
  }

  /** A suggestion went to the editor. It counts as shown when nothing happens for a while, or when it is accepted sooner. */
  noteReturned(suggestion: Suggestion): void {
    this.#watched?.abort.abort();
    const watched = { suggestion, abort: new AbortController() };
    this.#watched = watched;
    void this.#clock.sleep(SEEN_AFTER_MS, watched.abort.signal).then(() => {
      if (!watched.abort.signal.aborted && !this.#over.signal.aborted) this.#seen(suggestion);
    });
  }

  noteEdit(_edit: DocumentEdit): void {
    this.#watched?.abort.abort();
  }

  noteCaretMoved(): void {
    this.#watched?.abort.abort();
  }

  noteAccepted(suggestion: Suggestion, characters: number): void {
    this.#watched?.abort.abort();
    this.#seen(suggestion);
    const text = suggestion.insertText.slice(0, characters);
    const base = {
      suggestionId: suggestion.id,
      requestId: suggestion.requestId,
      languageId: suggestion.languageId,
      characters: text.length,
      lines: lineCount(text),
    };
    this.#record({ kind: 'accepted', ...base, whole: characters >= suggestion.insertText.length });
    if (this.#readText === undefined) return;
    for (const afterMs of this.#afterMs) {
      void this.#clock.sleep(afterMs, this.#over.signal).then(() => {
        const source = this.#over.signal.aborted ? undefined : this.#readText?.(suggestion.uri);
        if (source === undefined) return;
        this.#record({
          kind: 'survived',
          ...base,
          share: survivingShare(source, suggestion.offset, text),
          afterMs,
        });
      });
    }
  }

  dispose(): void {
    this.#over.abort();
    this.#watched?.abort.abort();
  }

  #seen(suggestion: Suggestion): void {
    if (this.#counted.has(suggestion.requestId)) return;
    this.#counted.add(suggestion.requestId);
    if (this.#counted.size > 1000) this.#counted.delete([...this.#counted][0] ?? '');
    this.#record({
      kind: 'shown',
      suggestionId: suggestion.id,
      requestId: suggestion.requestId,
      languageId: suggestion.languageId,
      characters: suggestion.insertText.length,
      lines: lineCount(suggestion.insertText),
    });
  }
}

/** Share of the text's lines that still stand near the place. */
export function survivingShare(source: TextSource, offset: number, text: string): number {
  const from = Math.max(0, offset - SURVIVAL_REACH);
  const near = source.slice(from, Math.min(source.length, offset + text.length + SURVIVAL_REACH));
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0) return 1;
  return lines.filter((line) => near.includes(line)).length / lines.length;
}

function lineCount(text: string): number {
  return text.split('\n').length;
}
