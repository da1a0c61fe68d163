// Whether a usage says more than can have been sent and received. A gateway that counts wrongly would else use up a budget
// with one answer, and teach the forecasts nonsense.
import type { Failure } from '../failure.ts';
import type { Usage } from './receipt.ts';

/** What went over the wire. Lengths in UTF-16 units. */
export interface Exchanged {
  /** Of the whole body that was sent. */
  readonly bodyLength: number;
  /** Of all text that came back, the chain of thought included. */
  readonly textLength: number;
  /** Output tokens that were admitted. */
  readonly outputTokens: number;
}

/** UTF-8 has at most three bytes per UTF-16 unit, and no token is less than a byte. */
export const mostTokensPerUnit = 3;

/** What a template, a hidden instruction, or a picture that compresses well may add: more than any that is documented. */
const unsentPromptTokens = 20_000;
/** A chain of thought is not under `max_tokens` and need not be shown: twice the longest that can be asked for. */
const unseenOutputTokens = 65_536;

/** Only what cannot be is called so: what is merely more than expected is the site's word, and is booked. */
export function isOvercounted(usage: Usage, { bodyLength, textLength, outputTokens }: Exchanged): boolean {
  const mostPrompt = mostTokensPerUnit * bodyLength + unsentPromptTokens;
  const mostOutput = Math.max(mostTokensPerUnit * textLength, 2 * outputTokens + unseenOutputTokens);
  return usage.promptTokens > mostPrompt || usage.completionTokens > mostOutput;
}

/** What the receipt keeps of it, and the person is told. */
export function overcountFailure({ promptTokens, completionTokens }: Usage): Failure {
  return { kind: 'overcounted', detail: `usage: ${promptTokens} + ${completionTokens}`, sent: true };
}
