// What the editor reports about code, as a text to attach: quoted like any file, because compilers repeat what code says.

export interface Problem {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
  /** Who reports it, with the code it gives: `ts 2322`. */
  readonly source: string;
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
