// What the editor reports about code, as a text to attach: quoted like any file, because compilers repeat what code says.
import { type Sentence, sentence } from '../sentence.ts';

export interface Problem {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
  /** Who reports it, with the code it gives: `ts 2322`. */
  readonly source: string;
}

/** What may be a path in a message, in the order in which it stands there; bounded. */
export function pathsIn(message: string): readonly string[] {
  const words = message.slice(0, 10_000).match(/[^\s"'`“”‘’«»()[\]{}<>|,;]{2,300}/g) ?? [];
  // `src/a.ts:3:5`, `./b.` at the end of a sentence, `(see .env)`.
  const bare = words.map((word) => word.replace(/(?::\d{1,7}){1,2}:?$/, '').replace(/[.:!?]$/, ''));
  const named = bare.filter((word) => /[./\\]/.test(word) && !environment.test(word));
  return [...new Set(named)].slice(0, 50);
}

/** An object of the language that looks like a file name. */
const environment = /^(?:process|import\.meta|meta|Deno|Bun)\.env\b/;

/** A problem of a file that may leave can quote one that may not: then only where it is and who reports it is told. */
export function withoutPrivate(problem: Problem, isPrivate: (path: string) => boolean): Problem {
  return pathsIn(problem.message).some(isPrivate)
    ? { ...problem, message: '(left out: it names a file that never leaves this machine)' }
    : problem;
}

/** What stands for the problems of this many more files, for the model and on the chip; null for none. */
export function restOfProblems(files: number): { readonly text: string; readonly remark: Sentence } | null {
  if (files <= 0) return null;
  return {
    text: `[${files} more files with problems are left out]`,
    remark: sentence('Files with problems that are left out: {0}.', files),
  };
}

const mostProblems = 20;
const mostCharacters = 1_000;

/** One problem a paragraph, errors first; what is too much is counted. */
export function problemsText(problems: readonly Problem[]): string {
  const rank = { error: 0, warning: 1, information: 2, hint: 3 } as const;
  const sorted = [...problems].sort((a, b) => rank[a.severity] - rank[b.severity] || a.line - b.line);
  const lines = sorted.slice(0, mostProblems).map(({ line, column, severity, message, source }) => {
    const text = message.length > mostCharacters ? `${message.slice(0, mostCharacters)}…` : message;
    return `${line}:${column} ${severity}${source ? ` (${source})` : ''}: ${text}`;
  });
  const more = sorted.length - lines.length;
  return [...lines, ...(more > 0 ? [`… ${more} more`] : [])].join('\n');
}
