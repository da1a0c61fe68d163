// Values the person let through for good, kept in the store's memory as salted digests; the same in all windows.
import { createHmac, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { type Failure, unsent } from '../../core/failure.ts';
import {
  type KeptGrant,
  type KeptGrants,
  mayBeLetThrough,
  type Placeholder,
} from '../../core/outgoing/letThrough.ts';
import type { Clock } from '../../core/ports.ts';
import type { ReadableSpace } from './polledMemory.ts';

const space = 'letThrough';
/** Not a digest, so it collides with none. */
const saltKey = 'salt';
/** A list that a person can still look through; beyond it the oldest goes. */
const mostGrants = 200;

const keptSchema = v.pipe(v.string(), v.parseJson(), v.object({ rule: v.string(), sinceMs: v.number() }));

export interface GrantParts {
  /** Null without a store: what is let through then ends with the window. */
  readonly stored: ReadableSpace | null;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** What a placeholder stands for, and the rule that made it one. */
  readonly masked: (
    placeholder: Placeholder,
  ) => { readonly value: string; readonly rule: string } | undefined;
}

export class StoredGrants implements KeptGrants {
  readonly #parts: GrantParts;
  readonly #listeners = new Set<() => void>();
  #known: ReadonlyMap<string, string> | null = null;

  constructor(parts: GrantParts) {
    this.#parts = parts;
  }

  /** Whether any value passes: without one nothing has to be digested. */
  get isEmpty(): boolean {
    return !this.#read().has(saltKey);
  }

  allows(value: string): boolean {
    const known = this.#read();
    const salt = known.get(saltKey);
    return salt !== undefined && known.has(digestOf(value, salt));
  }

  list(): readonly KeptGrant[] {
    const grants = [...this.#read()].flatMap(([id, text]): readonly KeptGrant[] => {
      const kept = v.safeParse(keptSchema, text);
      return kept.success ? [{ id, ...kept.output }] : [];
    });
    return grants.sort((a, b) => b.sinceMs - a.sinceMs);
  }

  async keep(placeholder: Placeholder): Promise<Failure | null> {
    const masked = this.#parts.masked(placeholder);
    if (!masked || !mayBeLetThrough(masked.value)) return unsent('blocked', masked?.rule ?? '');
    let salt = this.#read().get(saltKey);
    if (salt === undefined) {
      salt = randomBytes(16).toString('hex');
      const failure = await this.#write(saltKey, salt);
      if (failure) return failure;
    }
    const kept = { rule: masked.rule, sinceMs: this.#parts.clock.nowMs() };
    const failure = await this.#write(digestOf(masked.value, salt), JSON.stringify(kept));
    if (failure) return failure;
    for (const { id } of this.list().slice(mostGrants)) await this.#write(id, undefined);
    this.#tell();
    return null;
  }

  async revoke(id: string): Promise<Failure | null> {
    const failure = id === saltKey ? null : await this.#write(id, undefined);
    this.#tell();
    return failure;
  }

  /** Another window has written. */
  refresh(): void {
    const before = this.#known;
    if (before === null || this.#parts.stored === null) return;
    const all = this.#parts.stored.all(space);
    if (!all.ok) return;
    this.#known = all.value;
    const same = all.value.size === before.size && [...before.keys()].every((key) => all.value.has(key));
    if (!same) this.#tell();
  }

  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #read(): ReadonlyMap<string, string> {
    if (this.#known === null) {
      const all = this.#parts.stored?.all(space);
      // A file that is locked for a moment lets nothing through, and is asked again.
      if (all && !all.ok) return new Map();
      this.#known = all?.value ?? new Map();
    }
    return this.#known;
  }

  async #write(key: string, value: string | undefined): Promise<Failure | null> {
    const written = await this.#parts.stored?.set(space, key, value);
    if (written && !written.ok) return written.failure;
    const known = new Map(this.#read());
    if (value === undefined) known.delete(key);
    else known.set(key, value);
    this.#known = known;
    return null;
  }
}

/** Salted, so that a store that gets out does not tell common words apart from it. */
function digestOf(value: string, salt: string): string {
  return createHmac('sha256', salt).update(value).digest('hex').slice(0, 40);
}
