// How fast an answer comes: time to the first token and tokens a second, by default like a busy afternoon of the platform.
import type { FaultSet } from './faults.ts';
import type { Gate } from './gate.ts';

export interface Pace {
  readonly ttftMs: number;
  readonly tokensPerSecond: number;
  /** Each token has to pass it. */
  readonly gate?: Gate;
}

export const LIFELIKE: Pace = { ttftMs: 350, tokensPerSecond: 60 };
export const INSTANT: Pace = { ttftMs: 0, tokensPerSecond: Number.POSITIVE_INFINITY };

export function readPace(pace: Pace | 'life' | 'instant' | undefined): Pace {
  if (pace === 'instant') return INSTANT;
  return pace === undefined || pace === 'life' ? LIFELIKE : pace;
}

/** The pace of one request, which may ask for its own by `ttft-N` and `pace-N`, and to be `held`. */
export function paceOf(faults: FaultSet, usual: Pace, gate: Gate): Pace {
  return {
    ttftMs: faults.number('ttft') ?? usual.ttftMs,
    tokensPerSecond: faults.number('pace', 60) ?? usual.tokensPerSecond,
    ...(faults.has('held') ? { gate } : {}),
  };
}
