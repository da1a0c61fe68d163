// What became of one request for a completion, or of what needed none: seen, taken, still there. Holds counts, never text.

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

/** What was shown from the file itself, for which no request was sent. No receipt tells of it, so it is counted by language. */
export interface UnaskedOutcome {
  readonly languageId: string;
  /** Places where it was seen, and those where something of it was taken. */
  readonly shown: number;
  readonly accepted: number;
}

export function withMoreUnasked(known: UnaskedOutcome, more: UnaskedOutcome): UnaskedOutcome {
  return { ...known, shown: known.shown + more.shown, accepted: known.accepted + more.accepted };
}
