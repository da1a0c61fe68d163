// A fence that is still open: it grows by text alone, up to the line that closes it, and is never drawn again until then.
import { pieces } from '../../src/core/outgoing/visible.ts';

const fenceStart = /^(?:[ \t]*\n)*( {0,3})(`{3,}|~{3,})/;

export interface FenceOpening {
  /** Everything up to the end of the line that opens it. */
  readonly head: string;
  /** In spaces. */
  readonly indent: number;
  readonly marks: string;
}

/** The line that opens a fence at the start of `tail`, if one does and is whole. */
export function fenceAt(tail: string): FenceOpening | null {
  const start = fenceStart.exec(tail);
  if (!start) return null;
  const [before, spaces = '', marks = ''] = start;
  const end = tail.indexOf('\n', before.length);
  if (end < 0) return null;
  // A backtick fence has no backticks in its info string: that is inline code.
  if (marks.startsWith('`') && tail.slice(before.length, end).includes('`')) return null;
  return { head: tail.slice(0, end + 1), indent: spaces.length, marks };
}

export class OpenFence {
  /** A line that ends it. */
  readonly #closing: RegExp;
  /** A line that may yet become one. */
  readonly #perhaps: RegExp;
  readonly #outdent: RegExp;
  readonly #code: HTMLElement;
  /** The line that has not ended yet. */
  #line = '';

  /** `code` is the element that shows it. */
  constructor({ marks, indent }: FenceOpening, code: HTMLElement) {
    const mark = marks.charAt(0);
    this.#closing = new RegExp(`^ {0,3}\\${mark}{${marks.length},}[ \\t]*$`);
    this.#perhaps = new RegExp(`^ {0,3}\\${mark}*[ \\t]*$`);
    this.#outdent = new RegExp(`^ {0,${indent}}`);
    this.#code = code;
    // Shows its newest lines until it is complete.
    code.closest('figure')?.classList.add('growing');
  }

  /** Adds `text`. When a line of it closes the fence: how many characters of `text` come after that line. */
  grow(text: string): number | undefined {
    let ready = '';
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = this.#line + text.slice(from, end);
      from = end + 1;
      if (this.#closing.test(line)) {
        appendCode(this.#code, ready);
        return text.length - from;
      }
      // The start of this line may be drawn already.
      ready += this.#isDrawn(this.#line) ? line.slice(this.#line.length) : line.replace(this.#outdent, '');
      ready += '\n';
      this.#line = '';
    }
    const rest = text.slice(from);
    const before = this.#line;
    this.#line += rest;
    if (this.#isDrawn(this.#line))
      ready += this.#isDrawn(before) ? rest : this.#line.replace(this.#outdent, '');
    appendCode(this.#code, ready);
    return undefined;
  }

  #isDrawn(line: string): boolean {
    return line !== '' && !this.#perhaps.test(line);
  }
}

function appendCode(code: HTMLElement, text: string): void {
  if (text === '') return;
  for (const piece of pieces(text)) {
    const last = code.lastChild;
    if (piece.mark) {
      const mark = document.createElement('span');
      mark.className = 'unseen';
      mark.textContent = piece.text;
      code.append(mark);
    } else if (last instanceof Text) last.appendData(piece.text);
    else code.append(piece.text);
  }
}
