// Gives lines of an answer the indentation of the place they go to: depth, and tabs or spaces as the file has them.
import { indentOf, isBlank } from './lines.ts';

/** The indentation that all lines with text share. */
export function sharedIndent(lines: readonly string[]): string {
  let shared: string | null = null;
  for (const line of lines) {
    if (isBlank(line)) continue;
    const indent = indentOf(line);
    shared ??= indent;
    while (!indent.startsWith(shared)) shared = shared.slice(0, -1);
  }
  return shared ?? '';
}

/** One step of indentation: a tab, or as many spaces as the smallest step there is; null where nothing is indented. */
export function stepOf(lines: readonly string[]): string | null {
  let [tabs, spaces] = [0, 0];
  const widths = new Map<number, number>();
  let before = 0;
  for (const line of lines) {
    if (isBlank(line)) continue;
    const indent = indentOf(line);
    if (indent.startsWith('\t')) tabs++;
    else {
      if (indent !== '') spaces++;
      const step = indent.length - before;
      // One more space is the inside of a block comment.
      if (step > 1) widths.set(step, (widths.get(step) ?? 0) + 1);
      before = indent.length;
    }
  }
  if (tabs === 0 && spaces === 0) return null;
  if (tabs > spaces) return '\t';
  const [width] = [...widths].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [4];
  return ' '.repeat(width);
}

/**
 * `lines` moved from the indentation `from` to `to`. Where the file is indented with tabs and the lines with spaces, or the
 * other way round, the rest of their indentation is put into the file's.
 */
export function reindented(
  lines: readonly string[],
  from: string,
  to: string,
  fileStep: string | null,
): readonly string[] {
  const ownStep = stepOf(lines);
  const convert = fileStep !== null && ownStep !== null && (fileStep === '\t') !== (ownStep === '\t');
  if (convert) return lines.map((line) => inSteps(line, from, to, ownStep, fileStep));
  const more = to.startsWith(from) ? to.slice(from.length) : null;
  return lines.map((line) => {
    if (isBlank(line)) return line;
    if (more !== null) return more + line;
    // Lines that stand less deep than the first one lose what they have.
    const less = from.startsWith(to) ? Math.min(from.length - to.length, indentOf(line).length) : 0;
    return less > 0 || !line.startsWith(from) ? line.slice(less) : to + line.slice(from.length);
  });
}

function inSteps(line: string, from: string, to: string, ownStep: string, fileStep: string): string {
  if (isBlank(line)) return line;
  const indent = indentOf(line);
  const text = line.slice(indent.length);
  return indent.startsWith(from)
    ? `${to}${converted(indent.slice(from.length), ownStep, fileStep)}${text}`
    : `${converted(indent, ownStep, fileStep)}${text}`;
}

function converted(indent: string, from: string, to: string): string {
  let steps = 0;
  let at = 0;
  for (; indent.startsWith(from, at); at += from.length) steps++;
  return to.repeat(steps) + indent.slice(at);
}
