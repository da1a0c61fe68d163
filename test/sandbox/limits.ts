// Rate limits per account and model over sliding windows. A refused request still counts as a request, as on the platform.

export type Metric = 'RPM' | 'RPH' | 'RPD' | 'TPM' | 'TPD';
export type Limits = Readonly<Partial<Record<Metric, number>>>;

/** The lower ends of the published ranges for the requests, the upper end for tokens, so that tests do not trip by accident. */
export const DEFAULT_LIMITS: Limits = { RPM: 1000, TPM: 5_000_000 };

const WINDOW_MS: Readonly<Record<Metric, number>> = {
  RPM: 60_000,
  RPH: 3_600_000,
  RPD: 86_400_000,
  TPM: 60_000,
  TPD: 86_400_000,
};
const METRICS: readonly Metric[] = ['RPM', 'RPH', 'RPD', 'TPM', 'TPD'];

interface Use {
  readonly atMs: number;
  readonly tokens: number;
}

export class RateLimits {
  readonly #limits: Limits;
  readonly #uses = new Map<string, Use[]>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Counts a request of so many prompt tokens; answers the metric that refuses it, if one does. */
  admit(owner: string, tokens: number, atMs: number): Metric | undefined {
    const uses = (this.#uses.get(owner) ?? []).filter((use) => use.atMs > atMs - 86_400_000);
    const refusing = METRICS.find((metric) => {
      const limit = this.#limits[metric];
      if (limit === undefined) return false;
      const recent = uses.filter((use) => use.atMs > atMs - WINDOW_MS[metric]);
      const used = metric.startsWith('R') ? recent.length : recent.reduce((sum, use) => sum + use.tokens, 0);
      return used + (metric.startsWith('R') ? 1 : tokens) > limit;
    });
    uses.push({ atMs, tokens: refusing === undefined ? tokens : 0 });
    this.#uses.set(owner, uses);
    return refusing;
  }

  reset(): void {
    this.#uses.clear();
  }
}
