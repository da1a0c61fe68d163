// What a prompt is made of, in tokens: instructions, history, each attachment, the words.
import type { ChatRequest } from '../request/modelRequest.ts';
import type { Calibration } from '../tokens/calibration.ts';
import { estimateImageTokens, estimateMessages, estimateTextTokens } from '../tokens/estimator.ts';
import type { Attachment, Turn } from './turn.ts';

/** Likely prompt tokens by part, all integers ≥ 0. */
export interface PromptShares {
  readonly system: number;
  /** Messages before the question; of a continuation also the answer that goes on. */
  readonly history: number;
  readonly attachments: readonly { readonly attachment: Attachment; readonly tokens: number }[];
  /** The question itself. */
  readonly words: number;
}

/** Shares of the request that was made from these turns. */
export function promptShares(
  request: ChatRequest,
  turns: readonly Turn[],
  calibration: Calibration,
): PromptShares {
  const { messages } = request;
  const asked = turns.at(-1);
  const attached = asked?.role === 'user' ? asked.attachments : [];
  const attachments = attached.map((attachment) => ({
    attachment,
    tokens: attachmentTokens(attachment, calibration),
  }));
  const count = (from: number, to?: number): number =>
    Math.round(estimateMessages(messages.slice(from, to), calibration));
  const last = count(messages.length - 1);
  return {
    system: count(0, 1),
    history: count(1, messages.length - 1),
    attachments,
    words: Math.max(0, last - attachments.reduce((sum, { tokens }) => sum + tokens, 0)),
  };
}

function attachmentTokens(
  { text, dataUrl, width, height, tokens }: Attachment,
  calibration: Calibration,
): number {
  if (text !== undefined) return estimateTextTokens(text, calibration);
  const known = dataUrl !== undefined && width !== undefined && height !== undefined;
  return known ? estimateImageTokens({ width, height }, calibration) : tokens;
}
