// The best answer in memory for a place, as a text that may be shown: fitting, ripe, judged, sure enough, and never instead of what is on screen.
import type { Clock } from '../ports.ts';
import type { Fit } from './fits.ts';
import type { Guesses } from './guesses.ts';
import type { Hand } from './hand.ts';
import { type Insertion, judge, wantsBlock } from './judged.ts';
import type { Pace } from './paced.ts';
import type { Memory } from './remembered.ts';
import { isRipe } from './ripe.ts';
import type { Continued, Screen } from './screen.ts';
import { type CompletionSettings, economyBounds } from './settings.ts';
import type { Snapshot } from './snapshot.ts';
import { type NoSuggestion, none, type Silence, type Suggestion, unasked } from './suggestion.ts';
import { PROOF_CHARACTERS, type Trials } from './trials.ts';

export interface PickingParts {
  readonly clock: Clock;
  readonly settings: () => CompletionSettings;
  readonly memory: Memory;
  readonly pace: Pace;
  readonly hand: Hand;
  readonly trials: Trials;
  readonly screen: Screen;
  readonly guesses: Guesses;
  /** Whether what stands for a masked value is left in a text. */
  readonly holdsPlaceholder: (text: string) => boolean;
}

export class Picking {
  readonly #parts: PickingParts;
  #nextId = 1;

  constructor(parts: PickingParts) {
    this.#parts = parts;
  }

  /** The best fitting answer that may be shown here. */
  pick(at: Snapshot, fromMemory: boolean, manual = false): Suggestion | NoSuggestion {
    const { memory, pace, hand, trials, screen } = this.#parts;
    const nowMs = this.#parts.clock.monotonicMs();
    const settings = this.#parts.settings();
    const block = wantsBlock(at) || hand.hasAccepted;
    let reason: Silence = 'noAnswer';
    const onScreen = screen.continued(at);
    const isGuess = onScreen?.requestId === unasked;
    // Who asks by hand asks the model.
    const continued = isGuess && manual ? undefined : onScreen;
    const shown = continued?.requestId;
    const fits = memory.fitting(at);
    // What is on screen stays, and who asks by hand sees what there is.
    const mayBeAnother = shown === undefined || isGuess;
    const critical = mayBeAnother && !manual;
    for (const fit of mayBeAnother ? fits : fits.filter(({ answer }) => answer.id === shown)) {
      const { answer } = fit;
      if (fit.rest === '') {
        if (answer.state === 'ended' && answer.text !== '') reason = 'nothingMore';
        continue;
      }
      const growing = answer.state === 'open';
      if (growing && !isRipe(fit, block, pace, nowMs)) continue;
      const judged = this.#judged(fit, at, block);
      if (typeof judged === 'string') {
        reason = judged;
        continue;
      }
      if (isGuess && continued !== undefined && !mayFollow(judged.text, fit, continued)) continue;
      const isRefused = critical && trials.wasRejected(at.uri, judged.text);
      if (isRefused || (!manual && this.#isTakenAway(judged.text, answer.id))) {
        reason = 'rejectedBefore';
        continue;
      }
      const sureness = trials.sureness(fit, at);
      if (critical && sureness < economyBounds(settings.economy).showBesideUsual * trials.usualSureness) {
        reason = 'unsure';
        continue;
      }
      return this.#suggestion(at, answer.id, judged, fromMemory);
    }
    if (continued === undefined || (!manual && hand.hasTakenAwayAll(continued.insertion.text)))
      return none(reason);
    // What was shown and stands there by now is no reason to ask again.
    const insertion = continued.isBesideOther ? this.#beside(continued, at) : continued.insertion;
    return insertion === undefined
      ? none('nothingMore')
      : this.#suggestion(at, continued.requestId, insertion, true);
  }

  /** What the file itself foretells here, where that is sure enough. */
  guess(at: Snapshot): Suggestion | undefined {
    const { guesses, hand, pace } = this.#parts;
    if (hand.deed === 'deleted' || hand.deed === 'pasted') return undefined;
    const { economy, maxLines } = this.#parts.settings();
    const text = guesses.at(at, 1 - (1 - economyBounds(economy).guessFrom) / pace.lead);
    if (text === undefined || hand.hasTakenAway(text)) return undefined;
    const judgement = judge(text, at, { block: false, maxLines, growing: false });
    if (!judgement.ok) return undefined;
    return this.#suggestion(at, unasked, judgement.insertion, true);
  }

  /** Everything in memory that may be shown here to who asks for more by hand, newest first; finished answers only. */
  all(at: Snapshot): readonly Suggestion[] {
    const block = wantsBlock(at);
    return this.#parts.memory.fitting(at).flatMap((fit) => {
      if (fit.rest === '' || fit.answer.state === 'open') return [];
      const judged = this.#judged(fit, at, block);
      return typeof judged === 'string' ? [] : [this.#suggestion(at, fit.answer.id, judged, true)];
    });
  }

  /** The hand has just taken away what this begins with; of what it typed along on screen, all that there is. */
  #isTakenAway(text: string, requestId: string): boolean {
    const { hand, screen } = this.#parts;
    return requestId === screen.requestId ? hand.hasTakenAwayAll(text) : hand.hasTakenAway(text);
  }

  /** What of the text on screen may stand beside what has come to stand right of it. */
  #beside({ insertion }: Continued, at: Snapshot): Insertion | undefined {
    const { maxLines } = this.#parts.settings();
    const judgement = judge(insertion.text, at, { block: true, maxLines, growing: false });
    return judgement.ok ? judgement.insertion : undefined;
  }

  /** The part of an answer that may stand here, or why there is none. */
  #judged(fit: Fit, at: Snapshot, block: boolean): Insertion | Silence {
    const { maxLines } = this.#parts.settings();
    const judgement = judge(fit.rest, at, { block, maxLines, growing: fit.answer.state === 'open' });
    if (!judgement.ok) return judgement.why;
    return this.#parts.holdsPlaceholder(judgement.insertion.text) ? 'masked' : judgement.insertion;
  }

  #suggestion(at: Snapshot, requestId: string, insertion: Insertion, fromMemory: boolean): Suggestion {
    return {
      kind: 'suggestion',
      id: this.#nextId++,
      requestId,
      uri: at.uri,
      languageId: at.languageId,
      version: at.version,
      offset: at.offset,
      insertText: at.eol === '\r\n' ? insertion.text.replaceAll('\n', '\r\n') : insertion.text,
      replaceRight: insertion.replaceRight,
      fromMemory,
    };
  }
}

/** A guess on screen becomes more of the same, or what the keys have proved to be right; nothing else takes its place. */
function mayFollow(text: string, { typed }: Fit, { insertion }: Continued): boolean {
  const isMore = text.length > insertion.text.length && text.startsWith(insertion.text);
  return isMore || typed >= PROOF_CHARACTERS;
}
