// Is a request worth its price here? A place where answers have just been wrong, or where little is left to say, is not.
import { Estimate } from './learned.ts';
import type { Snapshot } from './snapshot.ts';

type Feature =
  | 'bias'
  | 'misses'
  | 'midWord'
  | 'afterMiss'
  | 'deleted'
  | 'lineDone'
  | 'emptyLine'
  | 'textRight'
  | 'recent';
export type WorthFeatures = Readonly<Record<Feature, number>>;

export interface Moment {
  /** Answers of this run of typing that proved wrong, since the last right one. */
  readonly misses: number;
  /** Characters typed since the last answer proved wrong. */
  readonly typedSinceMiss: number;
  /** The last change only removed text. */
  readonly deleted: boolean;
  /** Share of right answers lately. */
  readonly recent: number;
}

export class Worth {
  readonly #estimate = new Estimate<Feature>({
    weights: {
      bias: 0.1,
      misses: -0.8,
      midWord: -0.2,
      afterMiss: -1.2,
      deleted: -1,
      lineDone: -1.2,
      emptyLine: -0.2,
      textRight: -0.5,
      recent: 0.8,
    },
    rate: 0.06,
    pull: 0.003,
  });

  get weights(): Readonly<Record<string, number>> {
    return this.#estimate.weights;
  }

  of(features: WorthFeatures): number {
    return this.#estimate.of(features);
  }

  features(at: Snapshot, moment: Moment): WorthFeatures {
    const midWord = /[\p{L}\p{N}_$]$/u.test(at.linePrefix);
    return {
      bias: 1,
      misses: Math.min(4, moment.misses) / 2,
      midWord: midWord ? 1 : 0,
      afterMiss: moment.misses > 0 && (midWord || moment.typedSinceMiss < 2) ? 1 : 0,
      deleted: moment.deleted ? 1 : 0,
      lineDone: /[;}]\s*$|,$/.test(at.linePrefix) && at.lineRest.trim() === '' ? 1 : 0,
      emptyLine: at.linePrefix.trim() === '' ? 1 : 0,
      textRight: /[\p{L}\p{N}]/u.test(at.lineRest) ? 1 : 0,
      recent: moment.recent * 2 - 1,
    };
  }

  learn(features: WorthFeatures, right: boolean): void {
    this.#estimate.learn(features, right);
  }
}
