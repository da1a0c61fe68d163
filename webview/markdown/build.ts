// Tokens to nodes. Only the elements and attributes named here can come out, text is only ever set as text, links carry
// their target as data instead of an address, images become links: no HTML is parsed, so none can be smuggled in.

import { pieces, visible } from '../../src/core/outgoing/visible.ts';
import { t } from '../texts.ts';
import { languageOf, type Token } from './parse.ts';

/** Elements that stand for themselves: the token's tag is the element. */
const plain = new Set(
  'p h1 h2 h3 h4 h5 h6 ul ol li blockquote hr br table thead tbody tr th td em strong s'.split(' '),
);
/** Blocks whose direction is that of their own first letter. */
const ownDirection = new Set('p h1 h2 h3 h4 h5 h6 ul ol blockquote th td'.split(' '));
/** Their marks stand on the side where their text begins: what has a direction of its own is not asked for that. */
const led = new Set(['LI', 'BLOCKQUOTE']);

/** The schemes a person may be asked to open. Everything else is shown as text. */
const openable = /^(https?:\/\/[^/]|mailto:[^/])/i;
const longestTarget = 200;
const mostInNarrowCell = 24;

class Builder {
  readonly #document: Document;
  readonly #open: Node[];
  /** Targets of the links that are open. */
  readonly #links: string[] = [];

  constructor(root: Node, document: Document) {
    this.#open = [root];
    this.#document = document;
  }

  add(tokens: readonly Token[]): void {
    for (const token of tokens) this.#one(token);
  }

  get #parent(): Node {
    return this.#open.at(-1) ?? this.#document;
  }

  #one(token: Token): void {
    switch (token.type) {
      case 'inline':
        this.add(token.children ?? []);
        return;
      case 'text':
      case 'text_special':
        this.#text(token.content);
        return;
      case 'softbreak':
        this.#text('\n');
        return;
      case 'code_inline':
        this.#enter('code');
        this.#text(token.content);
        this.#open.pop();
        return;
      case 'fence':
      case 'code_block':
        this.#code(token);
        return;
      case 'math':
      case 'math_block':
      case 'math_open':
        this.#formula(token);
        return;
      case 'footnote_mark':
        this.#footnoteMark(token.content, 'footnote-ref', t('Footnote {0}', token.content));
        return;
      case 'footnote_open':
        this.#enter('div').className = 'footnote';
        this.#footnoteMark(
          token.content,
          'footnote-mark',
          t('Back to the text of footnote {0}', token.content),
        );
        this.#enter('div').className = 'footnote-text';
        return;
      case 'footnote_close':
        this.#open.length -= 2;
        return;
      case 'task_box':
        this.#taskBox(token.markup === 'x');
        return;
      case 'image':
        this.#image(token);
        return;
      case 'link_open':
        this.#links.push(attribute(token, 'href'));
        this.#enterLink(attribute(token, 'href'));
        return;
      case 'link_close':
        this.#closeLink(this.#links.pop() ?? '');
        return;
      default:
        this.#block(token);
    }
  }

  #block(token: Token): void {
    // The paragraphs of a tight list are hidden; a tag that is not named above is not made.
    if (token.hidden || !plain.has(token.tag)) return;
    if (token.nesting < 0) {
      const closed = this.#open.pop();
      if (closed instanceof HTMLTableCellElement) widen(closed);
      return;
    }
    const isLed = led.has(this.#parent.nodeName);
    const element = this.#enter(token.tag);
    if (ownDirection.has(token.tag) && !(isLed && token.tag === 'p')) element.dir = 'auto';
    const align = /text-align:(left|center|right)/.exec(attribute(token, 'style'))?.[1];
    if (align) element.className = align;
    if (attribute(token, 'class') === 'task') element.className = 'task';
    const start = attribute(token, 'start');
    if (/^\d+$/.test(start)) element.setAttribute('start', start);
    if (token.nesting === 0) this.#open.pop();
  }

  #enter(tag: string): HTMLElement {
    const element = this.#document.createElement(tag);
    this.#parent.appendChild(element);
    this.#open.push(element);
    return element;
  }

  /** Text with marks for what cannot be seen; neighbours become one node. */
  #text(text: string): void {
    if (text === '') return;
    for (const piece of pieces(text)) {
      const last = this.#parent.lastChild;
      if (piece.mark) {
        this.#enter('span').className = 'unseen';
        this.#parent.appendChild(this.#document.createTextNode(piece.text));
        this.#open.pop();
      } else if (last instanceof Text) last.appendData(piece.text);
      else this.#parent.appendChild(this.#document.createTextNode(piece.text));
    }
  }

  #code(token: Token): void {
    const pre = this.#enter('pre');
    pre.className = token.type === 'fence' ? 'fence' : 'indented';
    if (token.type === 'fence') pre.title = visible(languageOf(token.info).slice(0, 40));
    this.#enter('code');
    this.#text(token.content);
    this.#open.length -= 2;
  }

  /** Its source as it was written: `formulas.ts` draws it, where it can. */
  #formula(token: Token): void {
    const span = this.#enter(token.block ? 'div' : 'span');
    const display = token.markup === '$$' || token.markup === '\\[';
    span.className = `math${display ? ' display' : ''}${token.type === 'math_open' ? ' open' : ''}`;
    this.#text(token.content);
    this.#open.pop();
  }

  /** A way to the footnote or back from it, found by its words: there is no id that a text could take. */
  #footnoteMark(label: string, className: string, title: string): void {
    const mark = this.#enter('span');
    mark.className = className;
    mark.setAttribute('role', 'link');
    mark.tabIndex = 0;
    mark.title = visible(title);
    this.#text(label);
    this.#open.pop();
  }

  /** Drawn, not a control: an answer is not a form. */
  #taskBox(done: boolean): void {
    const box = this.#enter('span');
    box.className = 'task-box';
    box.setAttribute('role', 'img');
    box.setAttribute('aria-label', done ? t('done') : t('not done'));
    this.#text(done ? '\u2611' : '\u2610');
    this.#open.pop();
    this.#text(' ');
  }

  /** Never loaded: its words and its target, as a link. */
  #image(token: Token): void {
    const href = attribute(token, 'src');
    const words = textOf(token.children ?? []) || t('no description');
    // Inside a link the outer link is what opens.
    const live = this.#links.length === 0 && openable.test(href);
    if (live) this.#enterLink(href);
    this.#enter('span').className = 'image';
    this.#text(`${t('Image, not loaded:')} ${words} (${href.slice(0, longestTarget)})`);
    this.#open.length -= live ? 2 : 1;
  }

  #enterLink(href: string): void {
    if (!openable.test(href)) {
      this.#enter('span').className = 'dead-link';
      return;
    }
    const link = this.#enter('a');
    link.className = 'link';
    link.setAttribute('role', 'link');
    link.tabIndex = 0;
    link.dataset.href = href;
    link.title = visible(href);
  }

  #closeLink(href: string): void {
    this.#open.pop();
    if (openable.test(href)) return;
    // A link that cannot be opened must not hide where it leads.
    this.#text(' ');
    this.#enter('span').className = 'target';
    this.#text(`(${href.slice(0, longestTarget)})`);
    this.#open.pop();
  }
}

/** A cell of many words gets room for some of them in a line; what no longer fits is scrolled to. */
function widen(cell: HTMLTableCellElement): void {
  if ((cell.textContent ?? '').length > mostInNarrowCell) cell.className = `${cell.className} wide`.trim();
}

function attribute(token: Token, name: string): string {
  return String(token.attrGet(name) ?? '');
}

/** The words of inline tokens, as an image's description. */
function textOf(tokens: readonly Token[]): string {
  return tokens
    .map((token) =>
      token.children ? textOf(token.children) : token.type === 'softbreak' ? ' ' : token.content,
    )
    .join('');
}

/** Appends the nodes of `tokens` to `root`, made by `document`. */
export function build(tokens: readonly Token[], root: Node, document: Document): void {
  new Builder(root, document).add(tokens);
}
