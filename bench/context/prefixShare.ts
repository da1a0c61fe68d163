// How much of each prompt is byte for byte the beginning of the one before it, when the holes are typed one after the other: what
// a platform's prefix cache can serve. Every third key asks; the neighbourhood is gathered where the hand rests, as in the editor.
import { Context, contextLimits, type Neighbour } from '../../src/core/completion/context.ts';
import { drawnGapMs, generator } from '../completions/random.ts';
import { type HeldPlace, languageOf, snapshotOf } from './places.ts';

const ASK_EVERY = 3;
const REST_MS = 120;

/** Bytes of all prompts, and those of them that equal the beginning of the prompt before. */
export interface PrefixBytes {
  readonly all: number;
  readonly same: number;
}

/** `isHeld`: as it is; else the context is chosen anew for each request. */
export function prefixBytes(places: readonly HeldPlace[], isHeld: boolean): PrefixBytes {
  const random = generator(3);
  let context = new Context(contextLimits);
  let before = Buffer.alloc(0);
  let all = 0;
  let same = 0;
  for (const { file, text, offset, hole, seen } of places) {
    for (let typed = 0; typed <= hole.length; typed++) {
      const now = text.slice(0, offset) + hole.slice(0, typed) + text.slice(offset);
      const at = snapshotOf(file.path, now, offset + typed);
      const neighbours = (): readonly Neighbour[] =>
        [...seen, { path: file.path, text: now }].map((one, recency) => ({
          ...one,
          languageId: languageOf(one.path),
          recency,
        }));
      if (!isHeld) context = new Context(contextLimits);
      else if (typed === 0 || drawnGapMs(random) >= REST_MS) context.prepare(at, neighbours());
      if (typed % ASK_EVERY !== 0) continue;
      const prompt = Buffer.from(context.at(at, neighbours) + at.left);
      all += prompt.length;
      same += commonLength(prompt, before);
      before = prompt;
    }
  }
  return { all, same };
}

function commonLength(a: Buffer, b: Buffer): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}
