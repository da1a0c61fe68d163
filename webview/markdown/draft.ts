// What the end of an arriving text is drawn as: a table that has only its head yet is a table already. The finished text
// is always drawn from what was really written.

/** The last two lines, the first of them after a blank line or at the start. */
const lastLines = /(?:^|\n[ \t]*\n)( {0,3}\|[^\n]*)(\n[ \t]*(?:[|:-][ \t|:-]*)?)?$/;

/** `tail`, with the second line of a table that is only beginning. */
export function completed(tail: string): string {
  const found = lastLines.exec(tail);
  const head = found?.[1]?.trim();
  if (head === undefined) return tail;
  const second = found?.[2] ?? '';
  const cells = head.replace(/\\\|/g, '').split('|').length - 1;
  // A head that is still being written ends in an open cell.
  const columns = head.endsWith('|') && head !== '|' ? cells - 1 : cells;
  if (columns < 1 || (columns < 2 && second === '')) return tail;
  return `${tail.slice(0, tail.length - second.length)}\n|${'---|'.repeat(columns)}`;
}
