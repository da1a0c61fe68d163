// What can keep the ledger from booking, and the sentence a person gets for each.
import { type Failure, unsent } from '../failure.ts';
import { type Sentence, sentence } from '../sentence.ts';

export const ledgerCauses = [
  'locked',
  'full',
  'readOnly',
  'newer',
  'damaged',
  'unreadable',
  'closed',
  'beyondBelief',
  'alreadyBooked',
] as const;

/**
 * `locked`: another process holds the file for longer than we wait. `newer`: written by a newer version. `damaged`: found
 * while in use; the file was set aside. `unreadable`: any other trouble with the file. `beyondBelief`: an amount that no
 * request costs. `alreadyBooked`: this request's id was used before.
 */
export type LedgerCause = (typeof ledgerCauses)[number];

/** A failure of the ledger; its detail begins with the cause, so that it survives as data. */
export function ledgerFailure(cause: LedgerCause, message = ''): Failure {
  return unsent('ledger', message === '' ? cause : `${cause}: ${message}`.slice(0, 500));
}

/** The cause of a `ledger` failure; `unreadable` for one that does not say. */
export function ledgerCauseOf(failure: Failure): LedgerCause {
  const word = failure.detail.split(':', 1)[0];
  return ledgerCauses.find((cause) => cause === word) ?? 'unreadable';
}

/** What a person is told: what happened, and what to do. */
export function ledgerSentence(failure: Failure): Sentence {
  switch (ledgerCauseOf(failure)) {
    case 'locked':
      return sentence('The spend ledger is locked by another program. Try again in a moment.');
    case 'full':
      return sentence('The disk is full, so spend cannot be recorded. Free some space and try again.');
    case 'readOnly':
      return sentence('The folder of the spend ledger cannot be written to. Check its permissions.');
    case 'newer':
      return sentence(
        'The spend ledger was written by a newer version of this extension. Update the extension and reload the window.',
      );
    case 'damaged':
      return sentence(
        'The spend ledger was damaged and has been set aside; a new one was started. Try again.',
      );
    case 'closed':
      return sentence('The spend ledger is closed. Reload the window.');
    case 'beyondBelief':
      return sentence('This request would cost more than can be recorded. Check the price of the model.');
    case 'alreadyBooked':
      return sentence('This request was already recorded. Send it again.');
    case 'unreadable':
      // The only place that says why: no other word of the store reaches the person.
      return failure.detail === ''
        ? sentence('The spend ledger cannot be used.')
        : sentence('The spend ledger cannot be used: {0}', failure.detail);
  }
}
