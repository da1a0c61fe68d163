// The indentation of an answer's later lines, as the file has it.
import type { Snapshot } from './snapshot.ts';

/** Brings the indentation of later lines into the editor's unit: the model's spaces become tabs, or its tabs spaces. */
export function indentation(at: Snapshot): (line: string) => string {
  const unit = unitNear(at);
  if (unit === '\t') {
    return (line) => {
      const blank = /^[ \t]*/.exec(line)?.[0] ?? '';
      if (!blank.includes(' ')) return line;
      // Only whole steps of four (or two, when nothing else divides) become tabs; alignment stays.
      const width = blank.replaceAll('\t', '    ').length;
      return width % 4 === 0 ? '\t'.repeat(width / 4) + line.slice(blank.length) : line;
    };
  }
  return (line) => {
    const blank = /^[ \t]*/.exec(line)?.[0] ?? '';
    return blank.includes('\t') ? blank.replaceAll('\t', unit) + line.slice(blank.length) : line;
  };
}

/** In a file of both kinds the lines above the caret decide, its own first. */
function unitNear({ left, indentUnit }: Snapshot): string {
  const blank = left
    .split('\n')
    .findLast((line) => /^[ \t]/.test(line))
    ?.charAt(0);
  if (blank === undefined || (blank === '\t') === (indentUnit === '\t')) return indentUnit;
  return blank === '\t' ? '\t' : '    ';
}
