// The words for every kind of failure: the compiler refuses a kind that none of the rooms speaks of.
import type { FailureKind } from '../failure.ts';
import type { Advise } from './advice.ts';
import { beforeSending } from './beforeSending.ts';
import { platformWords } from './platformWords.ts';
import { wireWords } from './wireWords.ts';

export const chatWords: Readonly<Record<FailureKind, Advise>> = {
  ...beforeSending,
  ...platformWords,
  ...wireWords,
};
