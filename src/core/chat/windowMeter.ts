// How full the model's window is: instructions, history, what is attached, and what is kept for the answer.
import type { PromptShares } from './promptShares.ts';

/** Tokens, all integers ≥ 0; the parts may add up to more than the window. */
export interface WindowMeter {
  readonly windowTokens: number;
  readonly system: number;
  readonly history: number;
  readonly attachments: number;
  readonly words: number;
  /** Kept for the answer and its reasoning. */
  readonly reserve: number;
}

/** From this share of the window on, the person is offered to compact (0–1): an answer of ordinary length still fits. */
export const offerCompactionAt = 0.8;

/** Null for a model whose window nobody published. `reserve` in tokens, as the request asks for it. */
export function windowMeter(
  windowTokens: number | null,
  shares: PromptShares,
  reserve: number,
): WindowMeter | null {
  if (windowTokens === null) return null;
  const attachments = shares.attachments.reduce((sum, { tokens }) => sum + tokens, 0);
  const { system, history, words } = shares;
  return { windowTokens, system, history, attachments, words, reserve };
}

/** Share of the window that the prompt takes, without what is kept for the answer; 0 and up. */
export function filledShare(meter: WindowMeter): number {
  const prompt = meter.system + meter.history + meter.attachments + meter.words;
  return meter.windowTokens > 0 ? prompt / meter.windowTokens : 0;
}

export function shouldOfferCompaction(meter: WindowMeter): boolean {
  return meter.history > 0 && filledShare(meter) >= offerCompactionAt;
}
