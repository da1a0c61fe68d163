// Reads source files as text, for checks: which there are, what they import, what is code and what is comment.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SourceFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

/** The TypeScript files under the given folders or at the given paths, sorted by path. */
export function sourceFiles(root: string, patterns: readonly string[]): SourceFile[] {
  return globSync([...patterns], { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.includes('node_modules/'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

// One token that must not be looked into: a comment, a quoted string, a template without nesting, or a regular
// expression literal (recognised by what stands before it).
const opaque =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<=[=(,:;!&|?{}[+\n]\s*)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/g;

/** The text with comments blanked out, every other character and every line break in its place. */
export function withoutComments(text: string): string {
  return text.replace(opaque, (token) =>
    token.startsWith('//') || token.startsWith('/*') ? token.replace(/[^\n]/g, ' ') : token,
  );
}

/** The text with comments and the insides of quotes blanked out. The code inside `${}` of a template stays. */
export function codeOnly(text: string): string {
  return text.replace(opaque, (token) =>
    token.startsWith('`')
      ? token.replace(/(^|\})([^$]|\$(?!\{))*(?=\$\{|$)/g, (part) => part.replace(/[^\n}]/g, ' '))
      : token.replace(/[^\n]/g, ' '),
  );
}

const importForm =
  /(?:^|[\n;}])\s*(?:import|export)\s+(type\s+)?(?:[\w*{][^'";]*?\sfrom\s*)?['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]/g;

/** Everything a file imports, re-exports, or requires by a literal name. */
export function importsOf(file: SourceFile): Import[] {
  const text = withoutComments(file.text);
  return [...text.matchAll(importForm)].map((match) => {
    const specifier = match[2] ?? match[3] ?? '';
    return {
      specifier,
      typeOnly: match[1] !== undefined,
      line: text.slice(0, match.index + match[0].length).split('\n').length,
    };
  });
}
