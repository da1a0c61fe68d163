// Which files may not leave this machine, by the person's settings and the ignore files of the workspace as they were read last.
import { type Exclusion, type IgnoreRules, ignoreRules } from '../../core/outgoing/ignoreRules.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';

/** A workspace folder, or one below it that holds an ignore file, with the text of that file. */
export interface GuardedFolder {
  /** Absolute paths under which the folder is known, without a slash at the end: as opened, and real. */
  readonly roots: readonly string[];
  readonly ignoreText?: string;
  /** What a person knows the ignore file by: its path in the workspace. */
  readonly ignoreFile?: string;
}

/** Why a file stays here, and for `ignoreFile` where that is written. */
export interface NamedExclusion extends Exclusion {
  readonly from?: string;
}

/** Refused before the ignore files of the start were read. */
export type Unread = 'unread';

type RuledFolder = Omit<GuardedFolder, 'ignoreText'> & { readonly rules: IgnoreRules };

export class FileRules {
  /** Null until the ignore files of the start were read: nobody knows yet what they keep here. */
  #folders: readonly RuledFolder[] | null = null;
  #outside: IgnoreRules = ignoreRules([]);

  /** New rules, with what is wrong in them; felt by the next file. */
  follow(exclude: readonly string[], folders: readonly GuardedFolder[]): readonly Sentence[] {
    this.#outside = ignoreRules(exclude);
    this.#folders = folders.map(({ ignoreText, ...folder }) => ({
      ...folder,
      rules: ignoreRules(exclude, ignoreText),
    }));
    return [this.#outside, ...this.#folders.map(({ rules }) => rules)].flatMap(({ problems }) => problems);
  }

  /** Why a file may not leave, or null. `spellings` are absolute: as named, and with symlinks resolved. */
  refusal(spellings: readonly string[]): Sentence | null {
    const name = spellings[0]?.split(/[\\/]/).at(-1) ?? '';
    const exclusion = this.exclusion(spellings);
    if (exclusion === null) return null;
    if (exclusion === 'unread')
      return sentence(
        'The ignore files of the workspace are still being read. Attach {0} again in a moment.',
        name,
      );
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
          whereWritten(exclusion),
        );
  }

  /** The same for code that shows it in another way; null: the file may leave. */
  exclusion(spellings: readonly string[]): NamedExclusion | Unread | null {
    if (this.#folders === null) return 'unread';
    return this.#exclusionOf([...new Set(spellings.flatMap(formsOf))], this.#folders);
  }

  #exclusionOf(absolute: readonly string[], folders: readonly RuledFolder[]): NamedExclusion | null {
    const bare = this.#outside.exclusionOf({ absolute, relative: [] });
    if (bare) return bare;
    for (const { roots, rules, ignoreFile } of folders) {
      const relative = absolute.flatMap((path) =>
        roots.flatMap((root) => {
          const beginning = path.slice(0, root.length + 1);
          return comparable(beginning) === comparable(`${root}/`) ? [path.slice(root.length + 1)] : [];
        }),
      );
      const exclusion = relative.length > 0 ? rules.exclusionOf({ absolute, relative }) : null;
      if (exclusion)
        return exclusion.by === 'ignoreFile' && ignoreFile !== undefined
          ? { ...exclusion, from: ignoreFile }
          : exclusion;
    }
    return null;
  }
}

/** `packages/a/.siliconflowignore: private/`, or the rule alone. */
export function whereWritten({ rule, from }: NamedExclusion): string {
  return from === undefined ? rule : `${from}: ${rule}`;
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
