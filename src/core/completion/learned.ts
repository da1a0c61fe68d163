// A yes-or-no estimate that starts from what is generally true and learns from what this person and this model do. Logistic regression, one step per outcome.

export interface Prior<Feature extends string> {
  readonly weights: Readonly<Record<Feature, number>>;
  readonly rate: number;
  /** How strongly a weight is drawn back to where it started, per step. */
  readonly pull: number;
}

export class Estimate<Feature extends string> {
  readonly #prior: Prior<Feature>;
  readonly #weights: Map<string, number>;

  constructor(prior: Prior<Feature>) {
    this.#prior = prior;
    this.#weights = new Map(Object.entries<number>(prior.weights));
  }

  /** Probability of a yes, 0…1. */
  of(features: Readonly<Record<Feature, number>>): number {
    let sum = 0;
    for (const [name, value] of Object.entries<number>(features))
      sum += (this.#weights.get(name) ?? 0) * value;
    return 1 / (1 + Math.exp(-sum));
  }

  learn(features: Readonly<Record<Feature, number>>, outcome: boolean): void {
    const error = (outcome ? 1 : 0) - this.of(features);
    const start = new Map(Object.entries<number>(this.#prior.weights));
    for (const [name, value] of Object.entries<number>(features)) {
      const weight = this.#weights.get(name) ?? 0;
      const drawn = weight + this.#prior.pull * ((start.get(name) ?? 0) - weight);
      this.#weights.set(name, drawn + this.#prior.rate * error * value);
    }
  }

  get weights(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#weights);
  }
}
