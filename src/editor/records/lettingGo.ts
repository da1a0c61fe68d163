// Windows agree on a deletion: every one ends its requests and lets go of what it holds before anything is erased.
import type { Result } from '../../core/failure.ts';
import type { Clock } from '../../core/ports.ts';

/** What is used of the store. */
export interface SharedFacts {
  get(space: string, key: string): Result<string | undefined>;
  set(space: string, key: string, value: string | undefined): Promise<Result<void>>;
}

export interface LettingGoParts {
  readonly clock: Pick<Clock, 'monotonicMs' | 'sleep'>;
  readonly memory: SharedFacts;
  readonly windowId: string;
  /** Other windows that live. */
  readonly others: () => readonly string[];
  /** The store's: fires for changes of other windows too. */
  readonly onDidChange: (listener: () => void) => { dispose(): void };
  /** Ends this window's requests, books them, and forgets what would be written again. */
  readonly letGo: () => Promise<void>;
  /** The file was emptied, by this window or another. */
  readonly onErased: () => void;
}

const space = 'deletion';
const askedKey = 'asked';
const erasedKey = 'erased';

/** Windows look at the store each second, and an answer is stopped and booked within another. */
const patienceMs = 6_000;
const lookEveryMs = 100;

export class LettingGo {
  readonly #parts: LettingGoParts;
  readonly #listening: { dispose(): void };
  #asked: string | undefined;
  #erased: string | undefined;

  constructor(parts: LettingGoParts) {
    this.#parts = parts;
    this.#asked = this.#read(askedKey);
    this.#erased = this.#read(erasedKey);
    this.#listening = parts.onDidChange(() => this.#follow());
  }

  /** Asks all windows to let go; resolves to how many did not answer in time. Fails when they cannot be asked. */
  async everywhere(mark: string): Promise<Result<number>> {
    const { memory, clock, letGo, others } = this.#parts;
    this.#asked = mark;
    const asked = await memory.set(space, askedKey, mark);
    if (!asked.ok) return asked;
    const untilMs = clock.monotonicMs() + patienceMs;
    const isDone = new AbortController();
    await Promise.race([letGo(), clock.sleep(patienceMs, isDone.signal)]);
    isDone.abort();
    for (;;) {
      const silent = others().filter((id) => this.#read(readyKey(id)) !== mark);
      if (silent.length === 0 || clock.monotonicMs() >= untilMs) return { ok: true, value: silent.length };
      await clock.sleep(lookEveryMs);
    }
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #follow(): void {
    const erased = this.#read(erasedKey);
    const isErased = erased !== undefined && erased !== this.#erased;
    this.#erased = erased ?? this.#erased;
    if (isErased) this.#parts.onErased();
    const asked = this.#read(askedKey);
    if (asked === undefined || asked === this.#asked) return;
    this.#asked = asked;
    void this.#answer(asked);
  }

  async #answer(mark: string): Promise<void> {
    const { letGo, memory, windowId } = this.#parts;
    await letGo();
    await memory.set(space, readyKey(windowId), mark);
  }

  #read(key: string): string | undefined {
    const read = this.#parts.memory.get(space, key);
    return read.ok ? read.value : undefined;
  }
}

function readyKey(windowId: string): string {
  return `ready.${windowId}`;
}
