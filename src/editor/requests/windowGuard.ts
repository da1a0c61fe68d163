// The outgoing guard of this window: rules from settings and ignore files, the vault of masked values, and their way back.
import type { Result } from '../../core/failure.ts';
import { guardRequest } from '../../core/outgoing/guardRequest.ts';
import { type Exclusion, type IgnoreRules, ignoreRules } from '../../core/outgoing/ignoreRules.ts';
import { maskText, type OutgoingPolicy, type SecretMode } from '../../core/outgoing/outgoing.ts';
import type { Vault } from '../../core/outgoing/vault.ts';
import type { ModelRequest } from '../../core/request/modelRequest.ts';
import type { Guarded } from '../../core/request/perform.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';

/** A workspace folder with the text of its ignore file, if it has one. */
export interface GuardedFolder {
  /** Absolute paths under which the folder is known, without a slash at the end: as opened, and real. */
  readonly roots: readonly string[];
  readonly ignoreText?: string;
}

export interface GuardSettings {
  readonly mode: SecretMode;
  readonly exclude: readonly string[];
}

export class WindowGuard {
  private folders: readonly { readonly roots: readonly string[]; readonly rules: IgnoreRules }[] = [];
  private outside: IgnoreRules = ignoreRules([]);
  private settings: GuardSettings = { mode: 'mask', exclude: [] };
  private readonly listeners = new Set<() => void>();
  private readonly vault: Vault;

  constructor(vault: Vault) {
    this.vault = vault;
  }

  /** New rules; felt by the next question, attached files are judged again when they are sent. */
  follow(settings: GuardSettings, folders: readonly GuardedFolder[]): readonly Sentence[] {
    this.settings = settings;
    this.outside = ignoreRules(settings.exclude);
    this.folders = folders.map(({ roots, ignoreText }) => ({
      roots,
      rules: ignoreRules(settings.exclude, ignoreText),
    }));
    for (const listener of [...this.listeners]) listener();
    return [this.outside, ...this.folders.map((folder) => folder.rules)].flatMap((rules) => rules.problems);
  }

  /** Fires when other rules are in force: what was judged before must be judged again. */
  onDidChange(listener: () => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  }

  /** Why a file may not leave, or null. `spellings` are absolute: as named, and with symlinks resolved. */
  refusal(spellings: readonly string[]): Sentence | null {
    const exclusion = this.exclusionOf(spellings.map((path) => path.replaceAll('\\', '/')));
    if (!exclusion) return null;
    const name = spellings[0]?.replaceAll('\\', '/').split('/').at(-1) ?? '';
    if (exclusion.by === 'builtIn')
      return sentence(
        '{0} never leaves this machine: it is on the built-in list of private files ({1}).',
        name,
        exclusion.rule,
      );
    return exclusion.by === 'setting'
      ? sentence('{0} never leaves this machine: your setting excludes it ({1}).', name, exclusion.rule)
      : sentence(
          '{0} never leaves this machine: an ignore file of the workspace excludes it ({1}).',
          name,
          exclusion.rule,
        );
  }

  mask(text: string): { readonly text: string; readonly rules: readonly string[] } {
    const masked = maskText(text, this.policy);
    return { text: masked.text, rules: [...new Set(masked.spans.map((span) => span.rule))] };
  }

  guard(request: ModelRequest): Result<Guarded> {
    return guardRequest(request, this.policy);
  }

  unmask(text: string): string {
    return this.vault.unmask(text);
  }

  /** For a text that still grows: the beginning of a placeholder at its end is held back. */
  unmaskGrowing(text: string): string {
    return this.vault.unmasker().push(text);
  }

  private get policy(): OutgoingPolicy {
    return { mode: this.settings.mode, vault: this.vault };
  }

  private exclusionOf(absolute: readonly string[]): Exclusion | null {
    const bare = this.outside.exclusionOf({ absolute, relative: [] });
    if (bare) return bare;
    for (const { roots, rules } of this.folders) {
      const relative = absolute.flatMap((path) =>
        roots.flatMap((root) => (path.startsWith(`${root}/`) ? [path.slice(root.length + 1)] : [])),
      );
      const exclusion = relative.length > 0 ? rules.exclusionOf({ absolute, relative }) : null;
      if (exclusion) return exclusion;
    }
    return null;
  }
}
