// Which beginnings of prompts were sent to a model, and when: whole messages, known by hashes, no text is kept.
import type { PromptMessage } from '../request/modelRequest.ts';

/** Beginnings remembered; the oldest makes room. */
const most = 2_048;

export class SentPrefixes {
  /** UTC ms by beginning, the one sent last at the end. */
  readonly #sentMs = new Map<number, number>();

  add(model: string, messages: readonly PromptMessage[], atMs: number): void {
    for (const one of beginnings(model, messages)) {
      this.#sentMs.delete(one);
      this.#sentMs.set(one, atMs);
    }
    for (const oldest of this.#sentMs.keys()) {
      if (this.#sentMs.size <= most) break;
      this.#sentMs.delete(oldest);
    }
  }

  /** How many of these messages, from the first on, were sent to the model together within `lifeMs` of now. */
  known(model: string, messages: readonly PromptMessage[], nowMs: number, lifeMs: number): number {
    let count = 0;
    for (const [index, one] of beginnings(model, messages).entries()) {
      const sentMs = this.#sentMs.get(one);
      if (sentMs === undefined) break;
      if (Math.abs(nowMs - sentMs) <= lifeMs) count = index + 1;
    }
    return count;
  }
}

/** One number for each beginning of the prompt: that of its last message, chained to the beginning before it. */
function beginnings(model: string, messages: readonly PromptMessage[]): readonly number[] {
  let chain = hash(model, 0);
  return messages.map((message) => {
    chain = hash(String(chain), ofMessage(message));
    return chain;
  });
}

/** Messages are values that never change: each is read once. */
const read = new WeakMap<PromptMessage, number>();

function ofMessage(message: PromptMessage): number {
  const known = read.get(message) ?? hash(JSON.stringify(message), 0);
  read.set(message, known);
  return known;
}

/** 53 bits by two runs of FNV-1a: no defence against anybody, and none is needed. */
function hash(text: string, seed: number): number {
  let [a, b] = [0x811c9dc5 ^ (seed | 0), 0x1b873593 ^ Math.floor(seed / 2 ** 21)];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b);
  }
  return (a >>> 0) * 2 ** 21 + ((b ^ (b >>> 15)) & 0x1fffff);
}
