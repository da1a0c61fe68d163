// What codebase search is held against: ripgrep for the question's words, as one searches by hand.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The package that brings the program as it is, for this platform: the one that VS Code searches with. */
export const ripgrepPackage = `@vscode/ripgrep-${process.platform}-${process.arch}@1.18.0`;

/** Words that nobody would type into a search. */
const dropped = new Set(
  'a an and are at be by can do does for from has have how if in into is it its more of on one or so than that the their they this to was what when where which who with'.split(
    ' ',
  ),
);

/**
 * The best `most` of `files` below `root`, by how many different words of the question they hold, in any case and as parts
 * of words too, then by how often. `installed` is the folder of the package.
 */
export async function ripgrep(
  installed: string,
  root: string,
  files: ReadonlySet<string>,
  question: string,
  most: number,
): Promise<readonly string[]> {
  const words = [...new Set(question.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [])].filter(
    (word) => !dropped.has(word),
  );
  const counts = new Map<string, { different: number; all: number }>();
  const program = join(installed, 'bin', process.platform === 'win32' ? 'rg.exe' : 'rg');
  for (const word of words)
    for (const [path, count] of await countsOf(program, root, word)) {
      const { different, all } = counts.get(path) ?? { different: 0, all: 0 };
      if (files.has(path)) counts.set(path, { different: different + 1, all: all + count });
    }
  return [...counts]
    .sort(([a, one], [b, two]) => two.different - one.different || two.all - one.all || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([path]) => path);
}

/** How often each file holds the word. Nothing but the word decides: rules about files that git ignores are off. */
async function countsOf(
  program: string,
  cwd: string,
  word: string,
): Promise<readonly (readonly [path: string, count: number])[]> {
  const options = '--no-config --no-ignore --ignore-case --fixed-strings --count-matches --null'.split(' ');
  try {
    const { stdout } = await promisify(execFile)(program, [...options, '-e', word, './'], { cwd });
    return stdout
      .split('\n')
      .map((line) => line.split('\0'))
      .flatMap(([path, count]) =>
        path && count ? [[path.replace(/^\.\//, ''), Number(count)] as const] : [],
      );
  } catch (error) {
    // It ends with 1 when there is no match.
    if (error instanceof Error && 'code' in error && error.code === 1) return [];
    throw error;
  }
}
