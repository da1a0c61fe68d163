// Holds an answer back until it is let go, token by token: what is half there can be looked at, however slow the machine is.
import type { Exchange } from './exchange.ts';

export class Gate {
  #tokens = 0;
  #wake: (() => void)[] = [];

  /** So many more tokens may leave; without a number all of them, up to the end of the answer that is held. */
  letGo(tokens = Number.POSITIVE_INFINITY): void {
    this.#tokens += tokens;
    for (const wake of this.#wake.splice(0)) wake();
  }

  /** Resolves when the next token may leave; false when the connection closed meanwhile. */
  async pass(exchange: Exchange): Promise<boolean> {
    while (this.#tokens < 1) {
      const woken = new Promise<void>((resolve) => this.#wake.push(resolve));
      await Promise.race([woken, exchange.left()]);
      if (exchange.isGone) return false;
    }
    this.#tokens -= 1;
    return true;
  }

  /** Nothing may leave until it is let go again. */
  close(): void {
    this.#tokens = 0;
  }
}
