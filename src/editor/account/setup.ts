// Where a person stands on the way to the first question: follows settings, keys and memory, and gives the key to a request.
import type { Memory } from '../../core/account/memory.ts';
import { isNoticeAccepted, noticeKey, noticeVersion } from '../../core/account/notice.ts';
import { type Place, placeId } from '../../core/account/place.ts';
import {
  type KeyState,
  type SetupFacts,
  type SetupStage,
  setupPage,
  setupStage,
} from '../../core/account/setup.ts';
import { type Failure, type Result, unsent } from '../../core/failure.ts';
import { sentence } from '../../core/sentence.ts';
import type { SetupView } from '../../protocol/chatSetup.ts';
import {
  confirm,
  confirmedFingerprint,
  type EnvironmentKey,
  environmentKey,
  isConfirmed,
  withdraw,
} from './environmentKey.ts';
import { actionViews, failureView, type Say } from './failureView.ts';
import { keyCheckContext } from './keyEntry.ts';
import type { Keys } from './keys.ts';
import type { Places } from './places.ts';

/** Everything a request needs to go out, once the set-up is complete. */
export interface Access {
  readonly place: Place;
  readonly key: string;
  /** Fingerprint of the key: the account on receipts. */
  readonly account: string;
  readonly from: 'secretStorage' | 'environment';
}

export interface SetupParts {
  readonly places: Places;
  readonly keys: Keys;
  readonly memory: Memory;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What the last reading of keys found, for one place. */
interface Reading {
  readonly placeId: string;
  readonly key: KeyState;
  readonly access: Access | null;
  readonly offered: EnvironmentKey | null;
  readonly failure: Failure | null;
}

/** The set-up of this window. Call `start()` once and `dispose()` at the end; ask `access()` before every request. */
export class Setup {
  readonly #parts: SetupParts;
  readonly #listeners = new Set<() => void>();
  readonly #subscriptions: { dispose(): void }[] = [];
  #reading: Reading | null = null;
  /** What went wrong with the last key that was tried, and for which place it is shown. */
  #trouble: { readonly placeId: string; readonly failure: Failure } | null = null;
  #busy = false;
  #turn = 0;
  #remembered = '';

  constructor(parts: SetupParts) {
    this.#parts = parts;
  }

  /** Begins to follow settings, keys and memory. The promise is done when the key was read once. */
  async start(): Promise<void> {
    const { places, keys, memory } = this.#parts;
    this.#subscriptions.push(
      places.onDidChange(() => void this.refresh()),
      keys.onDidChange(() => void this.refresh()),
      // Memory holds more than the set-up's facts, and reading a key is not free.
      memory.onDidChange(() => {
        if (this.#rememberedNow() !== this.#remembered) void this.refresh();
      }),
    );
    await this.refresh();
  }

  get stage(): SetupStage {
    return setupStage(this.#facts());
  }

  /** The place in force, or null while none is. */
  get place(): Place | null {
    const { place } = this.#facts();
    return place?.ok ? place.place : null;
  }

  get isNoticeAccepted(): boolean {
    return this.#facts().noticeAccepted;
  }

  /** The key of the environment that is on offer here and not confirmed yet. */
  get offered(): EnvironmentKey | null {
    return this.#current()?.offered ?? null;
  }

  /** What the last reading of the key for the place in force found. */
  get keyState(): KeyState {
    return this.#facts().key;
  }

  get isBusy(): boolean {
    return this.#busy;
  }

  /** The empty state of the chat in the person's language. */
  view(say: Say): SetupView {
    const page = setupPage(this.#facts());
    const { place } = this;
    const failure =
      page.failure === null || place === null ? null : failureView(page.failure, keyCheckContext(place), say);
    // What the page offers anyway need not stand in the box above it once more.
    const isNew = (action: { readonly id: string }): boolean => !page.actions.some((id) => id === action.id);
    return {
      stage: page.stage,
      title: say(page.title),
      lines: page.lines.map(say),
      actions: actionViews(page.actions, say).map((action) =>
        // Where no site was chosen yet there is none to switch from: what this leads to is the address of another server.
        page.stage === 'site' && action.id === 'switchSite'
          ? { ...action, label: say(sentence('Other Address…')) }
          : action,
      ),
      ...(failure === null ? {} : { failure: { ...failure, actions: failure.actions.filter(isNew) } }),
      busy: page.busy,
    };
  }

  /** Place and key for a request, or why there is none; then nothing may be sent. */
  access(): Result<Access> {
    const { stage } = this;
    const reading = this.#current();
    if (stage === 'ready' && reading?.access) return { ok: true, value: reading.access };
    if (stage === 'site' || stage === 'notice') return { ok: false, failure: unsent('noSite') };
    return { ok: false, failure: reading?.failure ?? unsent('noKey') };
  }

  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** Reads the key of the place in force again. A later call overtakes an earlier one. */
  async refresh(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const { place } = this;
    this.#remembered = this.#rememberedNow();
    this.#changed();
    if (place === null) return;
    const reading = await this.#read(place);
    if (turn !== this.#turn) return;
    this.#reading = reading;
    if (reading.key === 'present') this.#trouble = null;
    this.#changed();
  }

  /** Remembers that the notice of the place in force was read and agreed to. Rejects when it cannot be kept. */
  async acceptNotice(): Promise<void> {
    const { place } = this;
    if (place === null) return;
    await this.#parts.memory.set(noticeKey(place), String(noticeVersion));
    await this.refresh();
  }

  /** Remembers the yes to the key on offer, if it is still that one. Rejects when it cannot be kept. */
  async confirmOffered(key: EnvironmentKey): Promise<void> {
    const { place } = this;
    if (place === null || this.offered?.fingerprint !== key.fingerprint) return;
    await confirm(this.#parts.memory, place, key);
    await this.refresh();
  }

  /** Takes back a yes to the environment's key. */
  async withdrawEnvironmentKey(): Promise<void> {
    const { place } = this;
    if (place === null) return;
    await withdraw(this.#parts.memory, place);
    await this.refresh();
  }

  /** Shows under the set-up page what went wrong with a key; null clears it. */
  note(failure: Failure | null): void {
    const { place } = this;
    this.#trouble = failure === null || place === null ? null : { placeId: placeId(place), failure };
    this.#changed();
  }

  /** The page shows progress while `work` runs. A second call meanwhile does nothing and gives undefined. */
  async whileBusy<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.#busy) return undefined;
    this.#busy = true;
    this.#changed();
    try {
      return await work();
    } finally {
      this.#busy = false;
      this.#changed();
    }
  }

  dispose(): void {
    this.#turn += 1;
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
    this.#listeners.clear();
    this.#reading = null;
  }

  async #read(place: Place): Promise<Reading> {
    const { keys, memory, environment } = this.#parts;
    const nothing = { placeId: placeId(place), access: null, offered: null, failure: null };
    const read = await keys.read(place);
    if (read.ok && read.value.kind === 'stale') return { ...nothing, key: 'stale' };
    if (read.ok && read.value.kind === 'key') {
      const { key, fingerprint } = read.value;
      return {
        ...nothing,
        key: 'present',
        access: { place, key, account: fingerprint, from: 'secretStorage' },
      };
    }
    const found = environmentKey(place, environment);
    if (found !== null && isConfirmed(memory, place, found)) {
      const access = { place, key: found.key, account: found.fingerprint, from: 'environment' } as const;
      return { ...nothing, key: 'present', access };
    }
    return read.ok
      ? { ...nothing, key: 'absent', offered: found }
      : { ...nothing, key: 'failed', offered: found, failure: read.failure };
  }

  #facts(): SetupFacts {
    const { places, memory } = this.#parts;
    const site = places.site();
    const place = site === null ? null : places.of(site);
    const reading = this.#current();
    const trouble = this.#trouble;
    const isHere = place?.ok === true && trouble?.placeId === placeId(place.place);
    return {
      site,
      place,
      noticeAccepted: place?.ok === true && isNoticeAccepted(memory.get(noticeKey(place.place))),
      key: reading?.key ?? 'unread',
      environmentKey: reading?.offered?.name ?? null,
      failure: (isHere ? trouble.failure : null) ?? reading?.failure ?? null,
      busy: this.#busy,
    };
  }

  /** The last reading, unless the settings have gone on to another place since. */
  #current(): Reading | null {
    const site = this.#parts.places.site();
    const place = site === null ? null : this.#parts.places.of(site);
    return place?.ok && this.#reading?.placeId === placeId(place.place) ? this.#reading : null;
  }

  #rememberedNow(): string {
    const { place } = this;
    if (place === null) return '';
    const { memory } = this.#parts;
    return `${memory.get(noticeKey(place))} ${confirmedFingerprint(memory, place)}`;
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
