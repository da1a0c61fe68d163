// What is said in place of the formulas of an answer: LaTeX read out sign by sign tells nobody anything. In the answer itself
// a drawn formula is MathML, which a screen reader reads as mathematics.
import { isFormula } from '../markdown/mathSyntax.ts';
import { t } from '../texts.ts';

const closings: Readonly<Record<string, string>> = { $: '$', $$: '$$', '\\(': '\\)', '\\[': '\\]' };
/** What can be read as it stands: "n = 5". */
const plain = /^[^\\^_{}&~]*$/;

/** The line with a word for each formula in it that cannot be read as it stands. */
export function withSpokenFormulas(line: string): string {
  let said = '';
  let from = 0;
  for (const { 0: opening, index } of line.matchAll(/\\[([]|\${1,2}/g)) {
    if (index < from || /[\w$\\]/.test(line.charAt(index - 1))) continue;
    const start = index + opening.length;
    const end = line.indexOf(closings[opening] ?? opening, start);
    if (end < 0) continue;
    const tex = line.slice(start, end);
    const after = end + opening.length;
    // As `mathSyntax.ts` has it: "$5 and 10$" and "$HOME/$USER" are none.
    const isOne = opening === '$';
    if (isOne && (/^\s|[\s\\]$/.test(tex) || /[\w{]/.test(line.charAt(after)))) continue;
    if (!isFormula(tex, isOne)) continue;
    said += line.slice(from, index) + (plain.test(tex) ? tex : t('Formula'));
    from = after;
  }
  return said + line.slice(from);
}

/** Follows the formulas that have lines of their own. */
export class FormulaLines {
  #closing = '';
  #source = '';

  /** What is to be said for this line: '' while a formula goes on; null when the line is none of one. */
  read(markdown: string): string | null {
    const line = markdown.replace(/^[>\s]+/, '');
    if (this.#closing === '') {
      const opening = line.slice(0, 2);
      const closing = opening === '$$' || opening === '\\[' ? (closings[opening] ?? '') : '';
      if (closing === '' || line.includes(closing, 2)) return null;
      this.#closing = closing;
      this.#source = line;
      return '';
    }
    // A blank line makes it ordinary text, as where it is drawn.
    if (line === '') return this.end();
    this.#source += ` ${line}`;
    if (!line.endsWith(this.#closing)) return '';
    this.#closing = '';
    return t('Formula');
  }

  /** Nothing more belongs to a formula that was not closed: what was held back is text. */
  end(): string {
    const text = this.#closing === '' ? '' : this.#source;
    this.#closing = '';
    return text;
  }
}
