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
  /** Share of the places where a request could be sent at which one is: those with the best expectation. */
  readonly askedShare: number;
  /** Share of the usual sureness below which an answer stays in memory unseen, until typing confirms it. */
  readonly showBesideUsual: number;
  /** Probability from which what recurs in the file is shown without asking. */
  readonly guessFrom: number;
}

const BOUNDS: Readonly<Record<Economy, EconomyBounds>> = {
  thrifty: { askFrom: 0.04, askedShare: 0.5, showBesideUsual: 0.9, guessFrom: 0.9 },
  balanced: { askFrom: 0.02, askedShare: 0.67, showBesideUsual: 0.6, guessFrom: 0.82 },
  generous: { askFrom: 0, askedShare: 0.95, showBesideUsual: 0.35, guessFrom: 0.7 },
};

export function economyBounds(economy: Economy): EconomyBounds {
  return BOUNDS[economy];
}
