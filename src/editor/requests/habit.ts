// What usage taught of one model, as the text that is kept: numbers only, parsed anew because a file is anybody's.
import * as v from 'valibot';
import type { AnswerSeen } from '../../core/spend/answerLength.ts';
import { type Calibration, calibrationFrom, uncalibrated } from '../../core/tokens/calibration.ts';

const count = v.pipe(v.number(), v.minValue(0), v.maxValue(1e9));
const traits = v.object({
  purpose: v.picklist(['chat', 'completion', 'action', 'commit', 'provider', 'probe']),
  thinking: v.picklist(['no', 'auto', 'on']),
  images: count,
  wordTokens: count,
  quotedTokens: count,
  historyTokens: count,
  makes: v.boolean(),
  hanShare: count,
  markShare: count,
});
const seen = v.array(v.object({ estimated: v.array(count), promptTokens: count }));
const habitSchema = v.object({
  lastMs: v.pipe(v.number(), v.minValue(0)),
  prompts: seen,
  /** Later than the rest: rows of earlier versions lack them. */
  outputs: v.optional(seen, []),
  beyond: v.optional(v.array(count), []),
  paces: v.optional(v.array(count), []),
  answers: v.array(v.object({ traits, tokens: count })),
  shares: v.array(count),
});

/** What usage taught of one model and one kind of request. */
export interface Habit {
  readonly lastMs: number;
  readonly calibration: Calibration;
  /** Of answers, their chain of thought included: a template frames prompts, and another mix of scripts is in them. */
  readonly output: Calibration;
  readonly answers: readonly AnswerSeen[];
  readonly shares: readonly number[];
  /** Shares read from the cache of what this window had not sent before. */
  readonly beyond: readonly number[];
  /** Tokens a second of the last answers. */
  readonly paces: readonly number[];
}

export const unknownHabit: Habit = {
  lastMs: 0,
  calibration: uncalibrated,
  output: uncalibrated,
  answers: [],
  shares: [],
  beyond: [],
  paces: [],
};

export function textOf({ calibration, output, ...habit }: Habit): string {
  return JSON.stringify({ ...habit, prompts: calibration.seen, outputs: output.seen });
}

/** Nothing known where the text is not one of ours. */
export function habitOf(text: string): Habit {
  try {
    const { prompts, outputs, ...kept } = v.parse(habitSchema, JSON.parse(text));
    const [calibration, output] = [calibrationFrom(prompts), calibrationFrom(outputs)];
    return { ...kept, calibration, output };
  } catch {
    return unknownHabit;
  }
}
