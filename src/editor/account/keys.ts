// The API keys: in the editor's secret storage and nowhere else, one per place, each bound to the origin it was entered for.
import type { Memory } from '../../core/account/memory.ts';
import { type Place, placeId } from '../../core/account/place.ts';
import { type Failure, type Result, unsent } from '../../core/failure.ts';
import type { Clock } from '../../core/ports.ts';
import { fingerprint } from './fingerprint.ts';

/** What is used of `vscode.SecretStorage`; the real one fits as it is. */
export interface SecretStore {
  get(name: string): PromiseLike<string | undefined>;
  store(name: string, value: string): PromiseLike<void>;
  delete(name: string): PromiseLike<void>;
  /** Names of everything that is kept. */
  keys(): PromiseLike<readonly string[]>;
  onDidChange(listener: (change: { readonly key: string }) => void): { dispose(): void };
}

export type KeyReading =
  | { readonly kind: 'key'; readonly key: string; readonly fingerprint: string }
  | { readonly kind: 'none' }
  /** Another window changed the key, but this host still answers with the old one: only a reload helps. */
  | { readonly kind: 'stale' };

/** A keyring that has not answered by then will not: on Linux a locked one can wait for ever. */
const defaultTimeoutMs = 8_000;

/** Part of the secret's name before the place: `siliconflow.key.cn`, `siliconflow.key.custom:https://gateway.example`. */
const prefix = 'siliconflow.key.';

/**
 * Reads, keeps and removes keys. Every change raises a generation in the shared memory (`<count>:<fingerprint>`), since
 * not every host tells other windows of a changed secret; a window that then still reads another key knows it is stale.
 */
export class Keys {
  readonly #secrets: SecretStore;
  readonly #memory: Memory;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #onStored: (fingerprint: string) => void;
  readonly #listeners = new Set<() => void>();
  readonly #subscriptions: readonly { dispose(): void }[];
  /** Generation of each name when this window first asked for it; later ones come from changes during its life. */
  readonly #seen = new Map<string, string | undefined>();
  readonly #watched = new Map<string, string | undefined>();

  /** `onStored` is told the fingerprint of every key that was entered here. */
  constructor(
    secrets: SecretStore,
    memory: Memory,
    clock: Clock,
    timeoutMs = defaultTimeoutMs,
    onStored: (fingerprint: string) => void = () => undefined,
  ) {
    this.#secrets = secrets;
    this.#memory = memory;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#onStored = onStored;
    this.#subscriptions = [
      secrets.onDidChange(({ key }) => {
        if (key.startsWith(prefix)) this.#changed();
      }),
      memory.onDidChange(() => this.#compareGenerations()),
    ];
  }

  /** The key for a place. Fails with `secretStorage` when the storage throws or does not answer in time. */
  async read(place: Place): Promise<Result<KeyReading>> {
    const name = secretName(place);
    const generation = this.#memory.get(generationKey(name));
    if (!this.#seen.has(name)) this.#seen.set(name, generation);
    this.#watched.set(name, generation);
    const read = await this.#inTime(() => this.#secrets.get(name));
    if (!read.ok) return read;
    const key = read.value === undefined || read.value === '' ? null : read.value;
    const held = key === null ? '' : fingerprint(key);
    if (generation !== this.#seen.get(name) && generation !== undefined && held !== markOf(generation)) {
      return { ok: true, value: { kind: 'stale' } };
    }
    return {
      ok: true,
      value: key === null ? { kind: 'none' } : { kind: 'key', key, fingerprint: held },
    };
  }

  /** Keeps a key for this place's origin. It is read back, because a storage that forgets is worse than one that fails. */
  async store(place: Place, key: string): Promise<Result<void>> {
    const name = secretName(place);
    const stored = await this.#inTime(() => this.#secrets.store(name, key));
    if (!stored.ok) return stored;
    const back = await this.#inTime(() => this.#secrets.get(name));
    if (!back.ok) return back;
    if (back.value !== key) return failed('the stored key could not be read back');
    await this.#raiseGeneration(name, fingerprint(key));
    this.#onStored(fingerprint(key));
    return { ok: true, value: undefined };
  }

  /** Removes the key of this place. Removing what is not there is no error. */
  async remove(place: Place): Promise<Result<void>> {
    const name = secretName(place);
    const removed = await this.#inTime(() => this.#secrets.delete(name));
    if (!removed.ok) return removed;
    await this.#raiseGeneration(name, '');
    return { ok: true, value: undefined };
  }

  /** Names of all that is kept, for whatever place it was entered. */
  async names(): Promise<Result<readonly string[]>> {
    return this.#inTime(() => this.#secrets.keys());
  }

  /** Removes the keys of all places. Tries each, and fails when one is left. */
  async removeAll(): Promise<Result<void>> {
    const names = await this.names();
    if (!names.ok) return names;
    let result: Result<void> = { ok: true, value: undefined };
    for (const name of names.value) {
      const removed = await this.#inTime(() => this.#secrets.delete(name));
      if (removed.ok) await this.#raiseGeneration(name, '');
      else result = removed;
    }
    return result;
  }

  /** Fires when a key may have changed, here or in another window. */
  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#listeners.clear();
  }

  async #raiseGeneration(name: string, mark: string): Promise<void> {
    const before = this.#memory.get(generationKey(name));
    const generation = `${countOf(before) + 1}:${mark}`;
    this.#watched.set(name, generation);
    // Without the counter other windows learn of the change by the storage's own event, or at their next reload.
    await this.#memory.set(generationKey(name), generation).catch(() => undefined);
    this.#changed();
  }

  #compareGenerations(): void {
    let differs = false;
    for (const [name, before] of this.#watched) {
      const now = this.#memory.get(generationKey(name));
      if (now === before) continue;
      this.#watched.set(name, now);
      differs = true;
    }
    if (differs) this.#changed();
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  async #inTime<T>(work: () => PromiseLike<T>): Promise<Result<T>> {
    const finished = new AbortController();
    const timedOut = this.#clock
      .sleep(this.#timeoutMs, finished.signal)
      .then(() => failed(`no answer within ${this.#timeoutMs} ms`));
    // The error's own words stay out: a storage may quote what it was given.
    const answered = Promise.resolve()
      .then(work)
      .then(
        (value): Result<T> => ({ ok: true, value }),
        () => failed('it refused'),
      );
    const result = await Promise.race([answered, timedOut]);
    finished.abort();
    return result;
  }
}

function failed(detail: string): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: unsent('secretStorage', detail) };
}

function secretName(place: Place): string {
  return prefix + placeId(place);
}

function generationKey(name: string): string {
  return `generation.${name}`;
}

function countOf(generation: string | undefined): number {
  const count = Number.parseInt(generation ?? '', 10);
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}

function markOf(generation: string): string {
  return generation.slice(generation.indexOf(':') + 1);
}
