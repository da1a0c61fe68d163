// The sandbox's own tokenizer: a stated, loss-free rule, so that a bill can be worked out by hand.
//
// A token is the first of these that fits: a line break with the indentation after it; one CJK character; up to 6 letters,
// digits or underscores with one space before them; 1–2 ASCII punctuation marks with one space before them; a run of white
// space; any other single character. It is nobody's real tokenizer: real ones give other counts, also between models.

const TOKEN =
  /\r?\n[ \t]*|[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]| ?[A-Za-z0-9_]{1,6}| ?[!-/:-@[-`{-~]{1,2}|\s+|./gsu;

/** The text cut into tokens; joined again they are the text. */
export function tokenize(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

export function countTokens(text: string): number {
  let count = 0;
  for (const _ of text.matchAll(TOKEN)) count++;
  return count;
}

/** What the chat template adds: role and separators of each message, and the opening of the answer. */
export const TOKENS_PER_MESSAGE = 4;
export const TOKENS_PER_REPLY = 3;

/**
 * Tokens of an image, billed as prompt: one per patch of 28 × 28 pixels as Qwen-VL does, at most 16,384; a low-detail image
 * is scaled to 448 × 448 (256 tokens); one of unknown size counts 1,024.
 */
export function imageTokens(size: { width: number; height: number } | undefined, lowDetail: boolean): number {
  if (lowDetail) return 256;
  if (size === undefined) return 1024;
  return Math.min(16_384, Math.ceil(size.width / 28) * Math.ceil(size.height / 28));
}
