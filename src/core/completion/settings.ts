// What a person chose about completions, as plain data the stages decide by.

/** Fewer, surer suggestions and requests, or more of both. */
export type Economy = 'thrifty' | 'balanced' | 'generous';

export interface CompletionSettings {
  /** By language id; `*` stands for all others. */
  readonly enabled: Readonly<Record<string, boolean>>;
  readonly trigger: 'auto' | 'manual';
  /** Monotonic time until which completions are silent; absent = not snoozed. */
  readonly snoozedUntilMs?: number;
  /** Most lines one suggestion shows. */
  readonly maxLines: number;
  readonly minimumDelayMs: number;
  readonly economy: Economy;
  /** Stay quiet inside comments and strings. */
  readonly quietInProse: boolean;
}

export const defaultSettings: CompletionSettings = {
  enabled: { '*': false },
  trigger: 'auto',
  maxLines: 10,
  minimumDelayMs: 0,
  economy: 'balanced',
  quietInProse: false,
};

/** What an economy setting means in numbers; probabilities of an answer being what the person types. */
export interface EconomyBounds {
  /** Expectation below which a request is never worth its price. */
  readonly askFrom: number;
  /** Share of a place's usual expectation that is needed on top: at the editor's call, and ahead of it at the key press. */
  readonly besideUsual: number;
  readonly aheadBesideUsual: number;
  /** The same when the hand has come to rest after a call that was not worth it: there is time for the answer now. */
  readonly restingBesideUsual: number;
  /** Share of the usual sureness below which an answer stays in memory unseen, until typing confirms it. */
  readonly showBesideUsual: number;
}

const BOUNDS: Readonly<Record<Economy, EconomyBounds>> = {
  thrifty: {
    askFrom: 0.04,
    besideUsual: 0.9,
    aheadBesideUsual: 1.1,
    restingBesideUsual: 0.6,
    showBesideUsual: 1.15,
  },
  balanced: {
    askFrom: 0.02,
    besideUsual: 0.6,
    aheadBesideUsual: 0.6,
    restingBesideUsual: 0.3,
    showBesideUsual: 0.75,
  },
  generous: {
    askFrom: 0,
    besideUsual: 0.2,
    aheadBesideUsual: 0.35,
    restingBesideUsual: 0.1,
    showBesideUsual: 0.4,
  },
};

export function economyBounds(economy: Economy): EconomyBounds {
  return BOUNDS[economy];
}
