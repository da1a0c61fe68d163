// Why ghost text is silent, in words for the status bar: every state has a name and, where there is one, a way out.
import type { FailureKind } from '../failure.ts';
import { type Sentence, sentence } from '../sentence.ts';
import type { FimVerdict } from './probe.ts';

export interface GhostTextFacts {
  /** On for any language. */
  readonly on: boolean;
  /** The language at hand when it is off for that one. */
  readonly offFor: string | null;
  readonly manual: boolean;
  /** The setting of the editor itself that keeps it from showing any; null: it shows them. */
  readonly hiddenBy: string | null;
  /** The editor at hand shows what nobody writes: output, a diff, a file of the past. */
  readonly notWritten: boolean;
  /** Wall-clock minutes left of a snooze; 0 = none. */
  readonly snoozedMinutes: number;
  /** The rule that keeps the file at hand on this machine; null: it may leave. */
  readonly excludedBy: string | null;
  readonly trusted: boolean;
  readonly budgetReached: boolean;
  /** Why requests are not sent just now; `untilActed`: only the person can mend it. */
  readonly trouble: {
    readonly kind: FailureKind;
    readonly untilActed: boolean;
    /** The limit per minute is reached: the time of day at which requests go on. */
    readonly pausedUntil?: string;
  } | null;
}

/** One short sentence. What the person chose goes before what has happened. */
export function ghostTextState(facts: GhostTextFacts): Sentence {
  const { trouble } = facts;
  if (!facts.on) return sentence('Ghost text is off');
  if (!facts.trusted) return sentence('Ghost text: off because this workspace is not trusted');
  if (facts.offFor !== null) return sentence('Ghost text: off for {0}', facts.offFor);
  if (facts.hiddenBy !== null) return sentence('Ghost text: not shown because {0} is off', facts.hiddenBy);
  if (facts.snoozedMinutes === 1) return sentence('Ghost text: snoozed for 1 minute');
  if (facts.snoozedMinutes > 0) return sentence('Ghost text: snoozed for {0} minutes', facts.snoozedMinutes);
  if (trouble?.pausedUntil !== undefined)
    return sentence('Ghost text: paused until {0} by the limit per minute', trouble.pausedUntil);
  if (facts.budgetReached || (trouble?.kind === 'overBudget' && trouble.untilActed))
    return sentence('Ghost text: paused because its budget is used up');
  if (trouble) return trouble.untilActed ? stopped(trouble.kind) : resting(trouble.kind);
  if (facts.notWritten) return sentence('Ghost text: not in this kind of document');
  if (facts.excludedBy !== null) return sentence('Ghost text: this file is excluded ({0})', facts.excludedBy);
  return facts.manual ? sentence('Ghost text: on request only') : sentence('Ghost text is on');
}

function resting(kind: FailureKind): Sentence {
  return kind === 'overBudget'
    ? sentence('Ghost text: paused because its model writes or thinks too long; another model may do better')
    : sentence('Ghost text: paused because the site is not answering well');
}

function stopped(kind: FailureKind): Sentence {
  switch (kind) {
    case 'arrears':
    case 'noBalance':
    case 'needsPaidBalance':
      return sentence('Ghost text: stopped because the account has no balance');
    case 'noKey':
    case 'badKey':
    case 'secretStorage':
      return sentence('Ghost text: stopped because the API key is not accepted');
    case 'noModel':
    case 'modelDisabled':
    case 'gone':
      return sentence('Ghost text: stopped because its model is not available');
    default:
      return sentence('Ghost text: stopped because the site refuses its requests');
  }
}

/** How the model is asked, and what that means. */
export function formWords(verdict: FimVerdict | null): Sentence {
  switch (verdict?.form) {
    case undefined:
      return sentence('method not tested yet');
    case 'suffix':
      return sentence('method: prompt and suffix');
    case 'template':
      return sentence("method: the model's own template");
    case 'chatPrefixSuffix':
      return sentence('method: chat with prefix and suffix');
    case 'chatInstruction':
      return sentence('method: chat instruction, slower and less reliable; another model may do better');
  }
}
