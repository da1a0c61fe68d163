// The outgoing guard of this window: the rules for files and texts in force, the vault of masked values, and their way back.
import { type Failure, type Result, unsent } from '../../core/failure.ts';
import { guardRequest } from '../../core/outgoing/guardRequest.ts';
import { type KnownValue, type KnownValueFinder, knownValueFinder } from '../../core/outgoing/knownValues.ts';
import {
  type LetThrough,
  mayBeLetThrough,
  type OnceGrant,
  offered,
  type Placeholder,
} from '../../core/outgoing/letThrough.ts';
import {
  maskKnownValues,
  maskText,
  type OutgoingPolicy,
  type SecretMode,
} from '../../core/outgoing/outgoing.ts';
import type { PersonalDataKind } from '../../core/outgoing/personalData.ts';
import type { Unmasker, Vault } from '../../core/outgoing/vault.ts';
import type { Guarded } from '../../core/request/gatePorts.ts';
import type { ModelRequest } from '../../core/request/modelRequest.ts';
import type { Sentence } from '../../core/sentence.ts';
import { FileRules, type GuardedFolder, type NamedExclusion, type Unread } from './fileRules.ts';
import type { StoredGrants } from './keptGrants.ts';

/** A text with its secrets replaced. */
export interface MaskedForSending {
  readonly text: string;
  /** Rules that fired. */
  readonly rules: readonly string[];
  /** What stands for the values; the handles by which one is let through. */
  readonly placeholders: readonly Placeholder[];
  /** Those of them that a person may let through to send the text after all; none when a platform key is among them. */
  readonly offered: readonly Placeholder[];
  /** Secrets were found that nobody let through, and the person's setting is to refuse such texts. */
  readonly stops: boolean;
}

export interface GuardSettings {
  readonly mode: SecretMode;
  readonly exclude: readonly string[];
  readonly personalData?: readonly PersonalDataKind[];
}

export class WindowGuard {
  private readonly files = new FileRules();
  private settings: GuardSettings = { mode: 'mask', exclude: [] };
  private knownValues: KnownValueFinder = knownValueFinder([]);
  private readonly listeners = new Set<() => void>();
  private readonly maskListeners = new Set<() => void>();
  private readonly vault: Vault;
  private readonly grants: StoredGrants | null;

  /** `grants`: what the person let through for good; null lets nothing through but for one request. */
  constructor(vault: Vault, grants: StoredGrants | null = null) {
    this.vault = vault;
    this.grants = grants;
  }

  /** New rules, with what is wrong in them; felt by the next file and the next question. */
  follow(
    settings: GuardSettings,
    folders: readonly GuardedFolder[],
    values: readonly KnownValue[] = [],
  ): readonly Sentence[] {
    this.settings = settings;
    this.knownValues = knownValueFinder(values);
    const problems = this.files.follow(settings.exclude, folders);
    for (const listener of [...this.listeners]) listener();
    return problems;
  }

  /** Fires when other rules are in force: what was judged before must be judged again. */
  onDidChange(listener: () => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  }

  /** Fires when a text of the person was masked: a question is near. */
  onDidMask(listener: () => void): { dispose(): void } {
    this.maskListeners.add(listener);
    return { dispose: () => void this.maskListeners.delete(listener) };
  }

  /** Why a file may not leave, or null. `spellings` are absolute: as named, and with symlinks resolved. */
  refusal(spellings: readonly string[]): Sentence | null {
    return this.files.refusal(spellings);
  }

  /** The same for code that shows it in another way; null: the file may leave. */
  exclusion(spellings: readonly string[]): NamedExclusion | Unread | null {
    return this.files.exclusion(spellings);
  }

  /**
   * For a text that is about to be kept or asked about. Values let through for good stand in clear; those of `once` keep
   * their placeholders, so that nothing of them is stored, and `guard` puts them back into the one request.
   */
  mask(text: string, once: OnceGrant = none): MaskedForSending {
    const { text: masked, spans, placeholders } = maskText(text, this.policy());
    for (const listener of [...this.maskListeners]) listener();
    const mayPass = offered(placeholders, (placeholder) => this.vault.behind(placeholder)?.value);
    const isLifted = mayPass.length > 0 && mayPass.every((placeholder) => once.has(placeholder));
    return {
      text: masked,
      rules: [...new Set(spans.map((span) => span.rule))],
      placeholders: [...new Set(placeholders)],
      offered: mayPass,
      stops: this.settings.mode === 'block' && placeholders.length > 0 && !isLifted,
    };
  }

  /** For a text that was kept already: the values of `.env` files that were not known yet when it was. */
  maskKnownValues(text: string): string {
    return maskKnownValues(text, this.policy());
  }

  /** The request as it may leave; what `once` names goes in clear with this one. */
  guard(request: ModelRequest, once: OnceGrant = none): Result<Guarded> {
    return guardRequest(request, this.policy(once));
  }

  /** Masked values in a text, by the rule that masked them. */
  maskedIn(text: string): ReadonlyMap<string, number> {
    return this.vault.maskedIn(text);
  }

  /** Lets a value through from now on, in all windows; fails when it must stay or cannot be kept. */
  async keepLetThrough(placeholder: Placeholder): Promise<Failure | null> {
    return this.grants ? this.grants.keep(placeholder) : unsent('blocked');
  }

  /** For a stream. */
  unmasker(): Unmasker {
    return this.vault.unmasker();
  }

  /** Whether a placeholder is left in a text that was unmasked. */
  holdsPlaceholder(text: string): boolean {
    return this.vault.holdsPlaceholder(text);
  }

  /** The rule behind a placeholder, and whether the person may let its value through; undefined for any other word. */
  maskedBy(placeholder: Placeholder): { readonly rule: string; readonly mayPass: boolean } | undefined {
    const behind = this.vault.behind(placeholder);
    return behind && { rule: behind.rule, mayPass: mayBeLetThrough(behind.value) };
  }

  unmask(text: string): string {
    return this.vault.unmask(text);
  }

  /** For a text that still grows: the beginning of a placeholder at its end is held back. */
  unmaskGrowing(text: string): string {
    return this.vault.unmasker().push(text);
  }

  private policy(once: OnceGrant = none): OutgoingPolicy {
    const { mode, personalData = [] } = this.settings;
    const letThrough = this.letThrough(once);
    return {
      ...{ mode, personalData, vault: this.vault, knownValues: this.knownValues },
      ...(letThrough ? { letThrough } : {}),
    };
  }

  private letThrough(once: OnceGrant): LetThrough | null {
    const { grants } = this;
    const values = new Set([...once].flatMap((placeholder) => this.vault.behind(placeholder)?.value ?? []));
    if (values.size === 0 && (grants === null || grants.isEmpty)) return null;
    return { allows: (value) => values.has(value) || (grants?.allows(value) ?? false) };
  }
}

const none: OnceGrant = new Set();
