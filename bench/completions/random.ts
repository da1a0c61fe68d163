// Numbers that look random and are the same in every run.
import { createHash } from 'node:crypto';

/** 0 ≤ x < 1, from a text. */
export function drawn(salt: string): number {
  return createHash('sha1').update(salt).digest().readUInt32BE(0) / 2 ** 32;
}

/** A small generator (mulberry32), seeded. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

// Measured on a recorded session: quarter points 75, 112, 208 ms, 14.6 % above 308 ms; longer pauses are cut at 1.5 s.
const GAP_POINTS: readonly (readonly [number, number])[] = [
  [0, 25],
  [0.25, 75],
  [0.5, 112],
  [0.75, 208],
  [0.854, 308],
  [0.93, 700],
  [1, 1500],
];

/** A pause between two keys in milliseconds, by linear interpolation between the measured points. */
export function drawnGapMs(random: () => number): number {
  const u = random();
  for (let k = 1; k < GAP_POINTS.length; k++) {
    const [toShare, toMs] = GAP_POINTS[k] ?? [1, 1500];
    const [fromShare, fromMs] = GAP_POINTS[k - 1] ?? [0, 25];
    if (u <= toShare) return fromMs + ((u - fromShare) / (toShare - fromShare)) * (toMs - fromMs);
  }
  return 1500;
}
