// Named fakes of what the account asks of the editor: secret storage, memory, clock, dialogs, a model client.
import type { ActionName } from '../../../src/core/account/actionName.ts';
import type { Memory } from '../../../src/core/account/memory.ts';
import type { Place } from '../../../src/core/account/place.ts';
import type { Result } from '../../../src/core/failure.ts';
import type { Clock, ModelClient } from '../../../src/core/ports.ts';
import type { Sentence } from '../../../src/core/sentence.ts';
import type { Choice, Dialogs, Question } from '../../../src/editor/account/dialogs.ts';
import type { SecretStore } from '../../../src/editor/account/keys.ts';

export class Listeners<T> {
  readonly #all = new Set<(value: T) => void>();
  readonly on = (listener: (value: T) => void): { dispose(): void } => {
    this.#all.add(listener);
    return { dispose: () => void this.#all.delete(listener) };
  };
  fire(value: T): void {
    for (const listener of [...this.#all]) listener(value);
  }
  get size(): number {
    return this.#all.size;
  }
}

/** One machine's secrets, seen by any number of windows; `window()` gives one its view. */
export class SharedSecrets {
  readonly values = new Map<string, string>();
  readonly changed = new Listeners<{ readonly key: string }>();
  window(): SecretStore {
    return {
      get: async (name) => this.values.get(name),
      store: async (name, value) => {
        this.values.set(name, value);
        this.changed.fire({ key: name });
      },
      delete: async (name) => {
        this.values.delete(name);
        this.changed.fire({ key: name });
      },
      keys: async () => [...this.values.keys()],
      onDidChange: this.changed.on,
    };
  }
  /** A window that hears of no change and keeps answering with what it read first, as a browser-run VS Code does. */
  deafWindow(): SecretStore {
    const held = new Map(this.values);
    const own = this.window();
    return {
      get: async (name) => held.get(name),
      store: async (name, value) => {
        held.set(name, value);
        await own.store(name, value);
      },
      delete: async (name) => {
        held.delete(name);
        await own.delete(name);
      },
      keys: async () => [...held.keys()],
      onDidChange: () => ({ dispose: () => undefined }),
    };
  }
}

/** A storage whose keyring never answers. */
export const silentSecrets: SecretStore = {
  get: () => new Promise(() => undefined),
  store: () => new Promise(() => undefined),
  delete: () => new Promise(() => undefined),
  keys: () => new Promise(() => undefined),
  onDidChange: () => ({ dispose: () => undefined }),
};

export class FakeMemory implements Memory {
  readonly values = new Map<string, string>();
  readonly changed = new Listeners<void>();
  isBroken = false;
  get(key: string): string | undefined {
    return this.values.get(key);
  }
  async set(key: string, value: string | undefined): Promise<void> {
    if (this.isBroken) throw new Error('disk full');
    if (value === undefined) this.values.delete(key);
    else this.values.set(key, value);
    this.changed.fire();
  }
  onDidChange(listener: () => void): { dispose(): void } {
    return this.changed.on(listener);
  }
}

/** Time moves only when told to. */
export class ManualClock implements Clock {
  #nowMs = 0;
  #sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];
  nowMs(): number {
    return this.#nowMs;
  }
  monotonicMs(): number {
    return this.#nowMs;
  }
  localDay(): string {
    return '2026-11-22';
  }
  get sleeping(): number {
    return this.#sleepers.length;
  }
  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const sleeper = {
        atMs: this.#nowMs + delayMs,
        wake: (): void => {
          this.#sleepers = this.#sleepers.filter((each) => each !== sleeper);
          resolve();
        },
      };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', sleeper.wake, { once: true });
    });
  }
  async advance(ms: number): Promise<void> {
    this.#nowMs += ms;
    for (const sleeper of this.#sleepers.filter(({ atMs }) => atMs <= this.#nowMs)) sleeper.wake();
    await settled();
  }
}

/** Lets every promise that can go on without time passing go on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export type Answer = string | undefined;

/** Answers in the order given; keeps everything that was shown. */
export class ScriptedDialogs implements Dialogs {
  readonly asked: Question[] = [];
  readonly chosenFrom: { title: Sentence; placeholder: Sentence; choices: readonly Choice<string>[] }[] = [];
  readonly confirmed: { title: Sentence; lines: readonly Sentence[] }[] = [];
  readonly told: { level: string; lines: readonly Sentence[]; actions: readonly ActionName[] }[] = [];
  readonly opened: string[] = [];
  answers: Answer[] = [];
  choices: Answer[] = [];
  consents: boolean[] = [];
  clicks: (ActionName | undefined)[] = [];
  cancelNext = false;

  async ask(question: Question): Promise<string | undefined> {
    this.asked.push(question);
    return this.answers.shift();
  }
  async choose<T extends string>(
    title: Sentence,
    placeholder: Sentence,
    choices: readonly Choice<T>[],
  ): Promise<T | undefined> {
    this.chosenFrom.push({ title, placeholder, choices });
    const wanted = this.choices.shift();
    return choices.find(({ id }) => id === wanted)?.id;
  }
  async confirm(title: Sentence, lines: readonly Sentence[]): Promise<boolean> {
    this.confirmed.push({ title, lines });
    return this.consents.shift() ?? false;
  }
  async during<T>(_title: Sentence, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const aborter = new AbortController();
    const result = work(aborter.signal);
    if (this.cancelNext) {
      this.cancelNext = false;
      aborter.abort();
    }
    return result;
  }
  async tell(
    level: string,
    lines: readonly Sentence[],
    actions: readonly ActionName[] = [],
  ): Promise<ActionName | undefined> {
    this.told.push({ level, lines, actions });
    return this.clicks.shift();
  }
  async openLink(address: string): Promise<void> {
    this.opened.push(address);
  }
  async openSettings(query: string): Promise<void> {
    this.opened.push(`settings:${query}`);
  }
  async reloadWindow(): Promise<void> {
    this.opened.push('reload');
  }
  async manageTrust(): Promise<void> {
    this.opened.push('trust');
  }
  async diagnose(): Promise<void> {
    this.opened.push('diagnosis');
  }
}

/** A platform that knows one key per host and remembers which key was shown to which host. */
export class FakePlatform {
  readonly seen: { readonly host: string; readonly key: string }[] = [];
  readonly verdicts = new Map<string, Result<readonly string[]>>();
  disposed = 0;
  hangs = false;
  answer(host: string, key: string, verdict: Result<readonly string[]>): void {
    this.verdicts.set(`${host} ${key}`, verdict);
  }
  readonly newClient = (place: Place, key: string): ModelClient => ({
    site: place.site,
    host: place.host,
    account: 'account',
    prepare: () => ({ ok: false, failure: { kind: 'badRequest', detail: '', sent: false } }),
    listModels: async () => {
      this.seen.push({ host: place.host, key });
      if (this.hangs) return new Promise(() => undefined);
      return (
        this.verdicts.get(`${place.host} ${key}`) ?? {
          ok: false,
          failure: { kind: 'badKey', status: 401, detail: 'Invalid token', sent: true },
        }
      );
    },
    dispose: () => {
      this.disposed += 1;
    },
  });
}
