// Accounts that the platform refused for lack of balance (30001, 402): nothing goes out by itself for them until the person acts.
import type { Memory } from '../../core/account/memory.ts';

const key = 'arrears';

/** Known to all windows. The last account refused is remembered; a new key is another account. */
export class Arrears {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  has(account: string): boolean {
    return this.#memory.get(key) === account;
  }

  set(account: string): void {
    if (!this.has(account)) this.#write(account);
  }

  /** A request went well, or the person says that it will. */
  clear(account: string): void {
    if (this.has(account)) this.#write(undefined);
  }

  #write(account: string | undefined): void {
    // A fact that cannot be kept is learned again from the next refusal.
    this.#memory.set(key, account).catch(() => undefined);
  }
}
