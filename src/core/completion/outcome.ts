// What became of one request for a completion: seen, taken, still there. Holds counts, never text.

export interface CompletionOutcome {
  /** Id of the receipt. */
  readonly requestId: string;
  readonly languageId: string;
  /** Lines that stood on screen long enough to be seen; 0 = never shown. */
  readonly shownLines: number;
  readonly acceptedLines: number;
  readonly acceptedCharacters: number;
  /** All of a suggestion was taken. */
  readonly acceptedWhole: boolean;
  /** Uri of the document the accepted text went to. */
  readonly acceptedIn?: string;
  /** Accepted lines that were looked for later, and those of them that still stood there. */
  readonly checkedLines: number;
  readonly survivingLines: number;
}

/** The request was sent; nothing more is known. */
export function outcomeOf(requestId: string, languageId: string): CompletionOutcome {
  return {
    requestId,
    languageId,
    shownLines: 0,
    acceptedLines: 0,
    acceptedCharacters: 0,
    acceptedWhole: false,
    checkedLines: 0,
    survivingLines: 0,
  };
}

/** What is known of a request after one more thing became known. A request is shown once: the longer showing counts. */
export function withMore(known: CompletionOutcome, more: CompletionOutcome): CompletionOutcome {
  const acceptedIn = more.acceptedIn ?? known.acceptedIn;
  return {
    requestId: known.requestId,
    languageId: known.languageId,
    shownLines: Math.max(known.shownLines, more.shownLines),
    acceptedLines: known.acceptedLines + more.acceptedLines,
    acceptedCharacters: known.acceptedCharacters + more.acceptedCharacters,
    acceptedWhole: known.acceptedWhole || more.acceptedWhole,
    ...(acceptedIn === undefined ? {} : { acceptedIn }),
    checkedLines: known.checkedLines + more.checkedLines,
    survivingLines: known.survivingLines + more.survivingLines,
  };
}
