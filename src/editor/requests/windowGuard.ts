// The outgoing guard of this window: rules from settings and ignore files, the vault of masked values, and their way back.
import type { Result } from '../../core/failure.ts';
import { guardRequest } from '../../core/outgoing/guardRequest.ts';
import { type Exclusion, type IgnoreRules, ignoreRules } from '../../core/outgoing/ignoreRules.ts';
import { type KnownValue, type KnownValueFinder, knownValueFinder } from '../../core/outgoing/knownValues.ts';
import { maskText, type OutgoingPolicy, type SecretMode } from '../../core/outgoing/outgoing.ts';
import type { PersonalDataKind } from '../../core/outgoing/personalData.ts';
import type { Vault } from '../../core/outgoing/vault.ts';
import type { ModelRequest } from '../../core/request/modelRequest.ts';
import type { Guarded } from '../../core/request/perform.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';

/** A workspace folder, or one below it that holds an ignore file, with the text of that file. */
export interface GuardedFolder {
  /** Absolute paths under which the folder is known, without a slash at the end: as opened, and real. */
  readonly roots: readonly string[];
  readonly ignoreText?: string;
}

export interface GuardSettings {
  readonly mode: SecretMode;
  readonly exclude: readonly string[];
  readonly personalData?: readonly PersonalDataKind[];
}

export class WindowGuard {
  /** Null until the ignore files of the start were read: nobody knows yet what they keep here. */
  private folders: readonly { readonly roots: readonly string[]; readonly rules: IgnoreRules }[] | null =
    null;
  private outside: IgnoreRules = ignoreRules([]);
  private settings: GuardSettings = { mode: 'mask', exclude: [] };
  private knownValues: KnownValueFinder = knownValueFinder([]);
  private readonly listeners = new Set<() => void>();
  private readonly vault: Vault;

  constructor(vault: Vault) {
    this.vault = vault;
  }

  /** New rules, with what is wrong in them; felt by the next file and the next question. */
  follow(
    settings: GuardSettings,
    folders: readonly GuardedFolder[],
    values: readonly KnownValue[] = [],
  ): readonly Sentence[] {
    this.settings = settings;
    this.knownValues = knownValueFinder(values);
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
    const absolute = [...new Set(spellings.flatMap(formsOf))];
    const name = absolute[0]?.split('/').at(-1) ?? '';
    if (this.folders === null)
      return sentence(
        'The ignore files of the workspace are still being read. Attach {0} again in a moment.',
        name,
      );
    const exclusion = this.exclusionOf(absolute, this.folders);
    if (!exclusion) return null;
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

  /** `stops`: secrets were found, and the person's setting is to refuse such texts. */
  mask(text: string): { readonly text: string; readonly rules: readonly string[]; readonly stops: boolean } {
    const masked = maskText(text, this.policy);
    const rules = [...new Set(masked.spans.map((span) => span.rule))];
    return { text: masked.text, rules, stops: this.settings.mode === 'block' && rules.length > 0 };
  }

  guard(request: ModelRequest): Result<Guarded> {
    return guardRequest(request, this.policy);
  }

  /** Masked values in a text, by the rule that masked them. */
  maskedIn(text: string): ReadonlyMap<string, number> {
    return this.vault.maskedIn(text);
  }

  unmask(text: string): string {
    return this.vault.unmask(text);
  }

  /** For a text that still grows: the beginning of a placeholder at its end is held back. */
  unmaskGrowing(text: string): string {
    return this.vault.unmasker().push(text);
  }

  private get policy(): OutgoingPolicy {
    const { mode, personalData = [] } = this.settings;
    return { mode, personalData, vault: this.vault, knownValues: this.knownValues };
  }

  private exclusionOf(
    absolute: readonly string[],
    folders: NonNullable<WindowGuard['folders']>,
  ): Exclusion | null {
    const bare = this.outside.exclusionOf({ absolute, relative: [] });
    if (bare) return bare;
    for (const { roots, rules } of folders) {
      const relative = absolute.flatMap((path) =>
        roots.flatMap((root) => {
          const beginning = path.slice(0, root.length + 1);
          return comparable(beginning) === comparable(`${root}/`) ? [path.slice(root.length + 1)] : [];
        }),
      );
      const exclusion = relative.length > 0 ? rules.exclusionOf({ absolute, relative }) : null;
      if (exclusion) return exclusion;
    }
    return null;
  }
}

/** A folder is the same in any case on most systems; where it is not, the rules merely reach further. */
function comparable(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/** A path with either slash, composed, and as it reads once `.` and `..` are resolved: virtual file systems name it so. */
function formsOf(spelling: string): readonly string[] {
  const plain = spelling.replaceAll('\\', '/').normalize('NFC');
  const parts: string[] = [];
  for (const part of plain.split('/')) {
    // The first part is the root: an empty one, or a drive.
    if (part === '..') parts.length = Math.max(1, parts.length - 1);
    else if (part !== '.') parts.push(part);
  }
  return [plain, parts.join('/')];
}
