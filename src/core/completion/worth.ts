// Is a request worth its price here? A place where answers have just been wrong, or where the hand is not writing on, is not.
import type { Deed } from './hand.ts';
import { Estimate } from './learned.ts';
import type { Snapshot } from './snapshot.ts';

type Feature =
  | 'bias'
  | 'missNear'
  | 'misses'
  | 'midWord'
  | 'deleted'
  | 'flow'
  | 'picked'
  | 'pasted'
  | 'rested'
  | 'lineDone'
  | 'emptyLine'
  | 'insideWord'
  | 'textRight'
  | 'recent';
export type WorthFeatures = Readonly<Record<Feature, number>>;

export interface Moment {
  /** Answers of this run of typing that proved wrong, since the last right one. */
  readonly misses: number;
  /** Characters typed since the last answer proved wrong. */
  readonly typedSinceMiss: number;
  /** The last change. */
  readonly deed: Deed;
  /** Nothing has been typed since for a while: what was taken away or pasted is no longer being taken away or pasted. */
  readonly rests: boolean;
  /** Characters typed one after the other up to here. */
  readonly flow: number;
  /** Share of right answers lately. */
  readonly recent: number;
}

/** After so many typed characters a wrong answer says half as much about the next one. */
const MISS_FADES = 5;

export class Worth {
  readonly #estimate = new Estimate<Feature>({
    weights: {
      bias: -0.6,
      missNear: -1,
      misses: -0.3,
      midWord: 0,
      deleted: -1.2,
      flow: 0.8,
      picked: -0.8,
      pasted: -1.3,
      rested: 0,
      lineDone: -0.8,
      emptyLine: 0,
      insideWord: -0.5,
      textRight: -0.3,
      recent: 0.6,
    },
    rate: 0.05,
    pull: 0.002,
  });

  get weights(): Readonly<Record<string, number>> {
    return this.#estimate.weights;
  }

  of(features: WorthFeatures): number {
    return this.#estimate.of(features);
  }

  features(at: Snapshot, moment: Moment): WorthFeatures {
    return {
      bias: 1,
      missNear: moment.misses > 0 ? 0.5 ** (moment.typedSinceMiss / MISS_FADES) : 0,
      misses: Math.min(4, moment.misses) / 4,
      midWord: /[\p{L}\p{N}_$]$/u.test(at.linePrefix) ? 1 : 0,
      deleted: moment.deed === 'deleted' && !moment.rests ? 1 : 0,
      flow: Math.min(6, moment.flow) / 6,
      picked: moment.deed === 'picked' && !moment.rests ? 1 : 0,
      pasted: moment.deed === 'pasted' && !moment.rests ? 1 : 0,
      rested: moment.rests ? 1 : 0,
      lineDone: /[;}]\s*$|,$/.test(at.linePrefix) && at.lineRest.trim() === '' ? 1 : 0,
      emptyLine: at.linePrefix.trim() === '' ? 1 : 0,
      insideWord: /^[\p{L}\p{N}_$]/u.test(at.lineRest) ? 1 : 0,
      textRight: /[\p{L}\p{N}]/u.test(at.lineRest) ? 1 : 0,
      recent: moment.recent * 2 - 1,
    };
  }

  learn(features: WorthFeatures, right: boolean): void {
    this.#estimate.learn(features, right);
  }
}
