// Files a person or a workspace keeps out, as `.gitignore` patterns over the built-in list; a workspace can only tighten.
import ignore, { type Ignore } from 'ignore';
import { type Sentence, sentence } from '../sentence.ts';
import { neverSendRule } from './neverSend.ts';

/** Why a file stays here. `rule` is what the person can look up: a built-in rule, a pattern, or the file's name. */
export interface Exclusion {
  readonly by: 'builtIn' | 'setting' | 'ignoreFile';
  readonly rule: string;
}

/** A file as the editor sees it. */
export interface FilePaths {
  /** Absolute spellings: as opened, and with symbolic links resolved. */
  readonly absolute: readonly string[];
  /** Spellings relative to the workspace folder that holds the ignore file, `/`-separated; empty outside a workspace. */
  readonly relative: readonly string[];
}

export interface IgnoreRules {
  /** Null: may be sent. */
  exclusionOf(file: FilePaths): Exclusion | null;
  /** What is wrong with the rules, for the person. */
  readonly problems: readonly Sentence[];
}

/** A hostile ignore file must not cost time: beyond these bounds it is refused, which keeps every file here. */
const maxLines = 1000;
const maxLineLength = 300;
/** Wildcards of one pattern become nested repetitions; three make at worst a cubic match of one path part. */
const maxWildcards = 3;
const maxPathLength = 1024;

/**
 * Rules of one workspace folder. `settingGlobs` (application scope) and `ignoreFileText` are kept apart, so that a `!`
 * line takes back only what the same source said before: nothing un-ignores the setting or the built-in list.
 * A missing ignore file is `undefined`.
 */
export function ignoreRules(settingGlobs: readonly string[], ignoreFileText?: string): IgnoreRules {
  const problems: Sentence[] = [];
  const setting = compiled(settingGlobs.map(asPattern).flatMap(withoutBraces), problems);
  const lines = ignoreFileText?.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/) ?? [];
  const tooBig = lines.length > maxLines || lines.some((line) => line.length > maxLineLength);
  if (tooBig)
    problems.push(
      sentence('The ignore file is too big to be read safely, so no file of this folder is sent.'),
    );
  const file = compiled(tooBig ? ['*'] : lines.flatMap(inBothSlashes), problems);
  return {
    problems,
    exclusionOf({ absolute, relative }) {
      const builtIn = neverSendRule([...absolute, ...relative]);
      if (builtIn !== null) return { by: 'builtIn', rule: builtIn };
      for (const path of relative.length === 0 ? absolute.map(withoutRoot) : relative) {
        // What no rule can be asked about is kept here rather than guessed.
        if (path.length > maxPathLength) return { by: 'builtIn', rule: 'path too long' };
        if (!ignore.isPathValid(path)) continue;
        const bySetting = setting.test(path).rule;
        if (bySetting !== undefined) return { by: 'setting', rule: bySetting.pattern };
        const byFile = relative.length === 0 ? undefined : file.test(path).rule;
        if (byFile !== undefined) return { by: 'ignoreFile', rule: byFile.pattern };
      }
      return null;
    },
  };
}

/** A setting is written by hand for one's own machine: with backslashes, a drive, `./` or `~/` before it. */
function asPattern(glob: string): string {
  if (/^\\[#!]/.test(glob)) return glob;
  return glob
    .trim()
    .replaceAll('\\', '/')
    .replace(/^(!?)[A-Za-z]:\//, '$1/')
    .replace(/^(!?)\.\//, '$1/')
    .replace(/^(!?)~\//, '$1**/');
}

/** What one pattern's braces may stand for at most; beyond, they stand for anything. */
const maxAlternatives = 100;

/** The editor's globs know `*.{sql,csv}`, which `.gitignore` does not: one pattern for each alternative, innermost first. */
function withoutBraces(pattern: string): readonly string[] {
  let open = [pattern];
  for (;;) {
    const next = open.flatMap((one) => {
      const [braces, inside = ''] = /\{([^{}]*)\}/.exec(one) ?? [];
      return braces === undefined ? [one] : inside.split(',').map((part) => one.replace(braces, () => part));
    });
    if (next.length > maxAlternatives) {
      // To match more keeps more here; of a pattern that takes back, nothing is left.
      const [from, to] = [pattern.indexOf('{'), pattern.lastIndexOf('}') + 1];
      return pattern.startsWith('!') ? [] : [`${pattern.slice(0, from)}*${pattern.slice(to)}`];
    }
    if (next.length === open.length && next.every((one, at) => one === open[at])) return next;
    open = next;
  }
}

/** A backslash before a letter escapes nothing that needs it: whoever wrote `build\\keys` meant a folder. */
function inBothSlashes(line: string): readonly string[] {
  return /^[^!#].*\\[\w.*]/.test(line) ? [line, line.replaceAll('\\', '/')] : [line];
}

function compiled(lines: readonly string[], problems: Sentence[]): Ignore {
  const rules = ignore();
  for (const line of lines) rules.add(bounded(line, problems));
  return rules;
}

/**
 * A pattern with few wildcards as it is. One with many is cut after the third, which matches more; a negated one is
 * dropped, since to match more would let more out.
 */
function bounded(line: string, problems: Sentence[]): string {
  const wildcards = [...line.matchAll(/\*+/g)];
  const last = wildcards[maxWildcards - 1];
  if (wildcards.length <= maxWildcards || last === undefined || line.startsWith('#')) return line;
  problems.push(
    sentence('An ignore pattern has too many wildcards, so it excludes more than it says: {0}', line),
  );
  if (line.startsWith('!')) return '';
  return line.includes('[') ? '*' : line.slice(0, last.index + last[0].length);
}

/** `C:\\a\\b` and `/a/b` as `a/b`: a file outside every workspace folder is judged by the setting's patterns all the same. */
function withoutRoot(path: string): string {
  return path
    .replaceAll('\\', '/')
    .replace(/^\/\/[?.]\//, '')
    .replace(/^[A-Za-z]:/, '')
    .replace(/^\/+/, '');
}
