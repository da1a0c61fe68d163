// Why ghost text is silent, in words for the status bar: every state has a name and, where there is one, a way out.
import { type Sentence, sentence } from '../sentence.ts';
import type { BreakerState } from './breaker.ts';
import type { FimVerdict } from './probe.ts';

export interface GhostTextFacts {
  readonly on: boolean;
  readonly manual: boolean;
  /** Wall-clock minutes left of a snooze; 0 = none. */
  readonly snoozedMinutes: number;
  readonly excluded: boolean;
  readonly trusted: boolean;
  readonly budgetReached: boolean;
  readonly breaker: BreakerState['name'];
  readonly verdict: FimVerdict | null;
}

/** One short sentence. */
export function ghostTextState(facts: GhostTextFacts): Sentence {
  if (!facts.on) return sentence('Ghost text is off');
  if (!facts.trusted) return sentence('Ghost text: off in a workspace that is not trusted');
  if (facts.budgetReached) return sentence('Ghost text: paused, its budget is used up');
  if (facts.snoozedMinutes > 0) return sentence('Ghost text: snoozed for {0} minutes', facts.snoozedMinutes);
  if (facts.excluded) return sentence('Ghost text: this file is excluded');
  if (facts.breaker === 'needsPerson') return sentence('Ghost text: stopped, the site refuses its requests');
  if (facts.breaker !== 'working') return sentence('Ghost text: resting, the site does not answer well');
  return facts.manual ? sentence('Ghost text: on request only') : sentence('Ghost text is on');
}

/** How the model is asked, and what that means. */
export function formWords(verdict: FimVerdict | null): Sentence {
  switch (verdict?.form) {
    case undefined:
      return sentence('Form not probed yet');
    case 'suffix':
      return sentence('Asked with prompt and suffix');
    case 'template':
      return sentence('Asked with the model’s own template');
    case 'chatPrefixSuffix':
      return sentence('Asked through the chat, with prefix and suffix');
    case 'chatInstruction':
      return sentence(
        'Asked through the chat by an instruction: slower and less sure. Another model may do better.',
      );
  }
}
