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

/** What an economy setting means in numbers. */
export interface EconomyBounds {
  /** Expected share of right answers below which a request is not worth its price. */
  readonly askFrom: number;
  /** Probability of being right below which an answer stays in memory unseen. */
  readonly showFrom: number;
}

const BOUNDS: Readonly<Record<Economy, EconomyBounds>> = {
  thrifty: { askFrom: 0.35, showFrom: 0.5 },
  balanced: { askFrom: 0.22, showFrom: 0.3 },
  generous: { askFrom: 0.08, showFrom: 0.12 },
};

export function economyBounds(economy: Economy): EconomyBounds {
  const t = (globalThis as any).TUNE;
  if (t) return { ...BOUNDS[economy], ...t };
  return BOUNDS[economy];
}
