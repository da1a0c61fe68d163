// What a person reads while an answer has not begun: what is being waited for, and for how long.
import type { GateEvent } from '../../core/request/gateEvent.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';

/** Null once text or reasoning has arrived. */
export function waitingText(event: GateEvent, elapsedMs: number): Sentence | null {
  const seconds = Math.round(elapsedMs / 1_000);
  switch (event.kind) {
    case 'waiting': {
      const wait = Math.max(1, Math.ceil(event.delayMs / 1_000));
      if (event.failure?.metric)
        return sentence('The site limits requests ({0}). Trying again in {1} s.', event.failure.metric, wait);
      return event.reason === 'pacing'
        ? sentence("Waiting {0} s to stay within the site's limit.", wait)
        : sentence('The site is busy. Trying again in {0} s.', wait);
    }
    case 'attempt':
      return sentence('Waiting for the site…');
    case 'headers':
      return sentence('The site has accepted the question. Waiting for the first words…');
    case 'alive':
      return seconds < 5
        ? sentence('Waiting for the first words…')
        : sentence('Waiting for the first words… {0} s. The site is still responding.', seconds);
    case 'masked':
    case 'limited':
    case 'parameterDropped':
      return sentence('Waiting for the site…');
    default:
      return null;
  }
}
