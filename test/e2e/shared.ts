// Something that suites use one after the other, because it takes long to start: there when first asked for, replaced after a failure.

interface Stoppable {
  stop(): Promise<void>;
}

const all: Shared<Stoppable>[] = [];

export class Shared<T extends Stoppable> {
  readonly #start: () => Promise<T>;
  #running: Promise<T> | undefined;
  #isSpoilt = false;

  constructor(start: () => Promise<T>) {
    this.#start = start;
    all.push(this);
  }

  /** What runs, or a new one. */
  async get(): Promise<T> {
    if (this.#isSpoilt) await this.stop();
    this.#running ??= this.#start();
    return this.#running;
  }

  /** Nobody knows what a test that failed has left: the next suite gets a new one. */
  spoil(): void {
    this.#isSpoilt = this.#running !== undefined;
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    this.#isSpoilt = false;
    // One that did not start has said so to whoever asked for it.
    await (await running?.catch(() => undefined))?.stop();
  }
}

export function spoilShared(): void {
  for (const one of all) one.spoil();
}

export async function stopShared(): Promise<void> {
  for (const one of all) await one.stop();
}
