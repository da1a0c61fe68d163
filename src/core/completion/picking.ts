// The best answer in memory for a place, as a text that may be shown: fitting, ripe, judged, sure enough, and never instead of what is on screen.
import type { Clock } from '../ports.ts';
import type { Hand } from './hand.ts';
import { type Insertion, judge, wantsBlock } from './judged.ts';
import type { Pace } from './paced.ts';
import type { Memory } from './remembered.ts';
import { isRipe } from './ripe.ts';
import type { Screen } from './screen.ts';
import { type CompletionSettings, economyBounds } from './settings.ts';
import type { Snapshot } from './snapshot.ts';
import { type NoSuggestion, none, type Silence, type Suggestion } from './suggestion.ts';
import type { Trials } from './trials.ts';

export interface PickingParts {
  readonly clock: Clock;
  readonly settings: () => CompletionSettings;
  readonly memory: Memory;
  readonly pace: Pace;
  readonly hand: Hand;
  readonly trials: Trials;
  readonly screen: Screen;
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
    const continued = screen.continued(at);
    const shown = continued?.requestId;
    const fits = memory.fitting(at);
    // What is on screen stays, and who asks by hand sees what there is.
    const critical = shown === undefined && !manual;
    for (const fit of shown === undefined ? fits : fits.filter(({ answer }) => answer.id === shown)) {
      const { answer } = fit;
      if (fit.rest === '') {
        if (answer.state === 'ended' && answer.text !== '') reason = 'nothingMore';
        continue;
      }
      const growing = answer.state === 'open';
      if (growing && !isRipe(fit, block, pace, nowMs)) continue;
      const judgement = judge(fit.rest, at, { block, maxLines: settings.maxLines, growing });
      if (!judgement.ok) {
        reason = judgement.why;
        continue;
      }
      if (this.#parts.holdsPlaceholder(judgement.insertion.text)) {
        reason = 'masked';
        continue;
      }
      if (critical && trials.wasRejected(at.uri, judgement.insertion.text)) {
        reason = 'rejectedBefore';
        continue;
      }
      const sureness = trials.sureness(fit, at);
      if (critical && sureness < economyBounds(settings.economy).showFrom) {
        reason = 'unsure';
        continue;
      }
      return this.#suggestion(at, answer.id, judgement.insertion, fromMemory);
    }
    if (continued === undefined) return none(reason);
    return this.#suggestion(at, continued.requestId, continued.insertion, true);
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
