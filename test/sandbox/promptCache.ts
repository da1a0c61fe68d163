// The platform's automatic prefix cache: remembers prompts in blocks of 64 tokens and says how many were seen before.
import { createHash } from 'node:crypto';

export const BLOCK_TOKENS = 64;
const MAX_BLOCKS = 50_000;

export class PromptCache {
  /** Hashes of block chains, the oldest first; a chain covers everything before its block, so only prefixes match. */
  readonly #seen = new Set<string>();

  /**
   * Cached tokens of this prompt, a multiple of 64 and always less than all of it (the last token is computed anyway);
   * then remembers the prompt. `owner` keeps accounts and models apart.
   */
  admit(owner: string, tokens: readonly string[]): number {
    let chain = owner;
    let cached = 0;
    let unbroken = true;
    for (let end = BLOCK_TOKENS; end <= tokens.length; end += BLOCK_TOKENS) {
      const block = tokens.slice(end - BLOCK_TOKENS, end).join('');
      chain = createHash('sha256').update(chain).update('\0').update(block).digest('base64');
      unbroken &&= this.#seen.delete(chain);
      if (unbroken && end < tokens.length) cached = end;
      this.#seen.add(chain);
    }
    for (const oldest of this.#seen) {
      if (this.#seen.size <= MAX_BLOCKS) break;
      this.#seen.delete(oldest);
    }
    return cached;
  }

  reset(): void {
    this.#seen.clear();
  }
}
