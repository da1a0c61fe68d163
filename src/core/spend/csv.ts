// Lines of CSV (RFC 4180) that no spreadsheet takes for formulas: a receipt holds names that others chose.

/**
 * What a spreadsheet may take for the start of a formula, also in its full-width and small forms (OWASP, CSV injection): at the start
 * of a cell, and after every character that a spreadsheet in another locale takes for the end of one (a file with commas
 * opens with `;` where a comma is the decimal sign); behind blanks, quotes and unseen characters too, which some drop.
 */
const dangerous =
  /(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B])(?<=(?:^|[,;|\t\r\n])[\s"\p{Cc}\p{Cf}]*)/gu;
/** Most cells are: nothing to guard, nothing to quote. */
const plain = /^(?:[\p{L}\p{N}_./:][\p{L}\p{N}_./:-]*)?$/u;
const startsBlank = /^[\t\r\n]/;

/** The byte order mark by which Excel knows UTF-8. */
export const csvStart = '\uFEFF';

/** One cell: quoted whenever it holds anything but plain characters; an apostrophe before what looks like a formula. */
export function csvCell(value: string | number): string {
  if (typeof value === 'number' || plain.test(value)) return String(value);
  const marked = value.replace(dangerous, "'");
  const safe = startsBlank.test(marked) ? `'${marked}` : marked;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** One line with its end. Numbers are our own and stand as they are. */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}
