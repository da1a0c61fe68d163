// Draws Markdown that is still arriving. Finished top-level blocks are never drawn again; an open fence grows by text
// alone; the last block is drawn once per frame, less often when that is slow. The end result equals drawing it whole.

import { pieces } from '../../src/core/outgoing/visible.ts';
import { DisplayBounds } from './bounds.ts';
import { build } from './build.ts';
import { dressCode } from './codeFigure.ts';
import { colourSoon } from './highlight.ts';
import { morphSiblings } from './morph.ts';
import { blockStarts, type References, tokensOf } from './parse.ts';
import { purified } from './purify.ts';

/** A frozen stretch that a link definition further down may still change (CommonMark allows them anywhere). */
interface Unresolved {
  readonly markdown: string;
  readonly nodes: readonly ChildNode[];
  readonly firstBlock: number;
}

interface OpenFence {
  /** A line that ends it. */
  readonly closing: RegExp;
  /** A line that may yet become one. */
  readonly perhaps: RegExp;
  readonly outdent: RegExp;
  readonly code: HTMLElement;
  /** The line that has not ended yet. */
  line: string;
}

const fenceStart = /^(?:[ \t]*\n)*( {0,3})(`{3,}|~{3,})/;
/** Letters, digits and marks that start nothing in Markdown, wherever they stand inside a line. */
const wordsOnly = /^[\p{L}\p{M}\p{N} ,.?;'"()%=\u2010-\u2027\u3001-\u303F\uFF01-\uFF1A\uFF1F]*$/u;
/** The line has begun with a word, so that what follows cannot make it a list, a heading or a rule; it holds no address. */
const inSentence = /\p{L}\P{L}*\p{L}/u;
const holdsText = new Set(['P', 'LI', 'UL', 'OL', 'BLOCKQUOTE', 'H1', 'H2', 'H3', 'H4']);
/** A redraw slower than this makes the next one wait for `restFactor` times as long as it took. */
const slowMs = 4;
const restFactor = 6;

export class StreamedMarkdown {
  readonly #root: HTMLElement;
  readonly #actions: boolean;
  #bounds = new DisplayBounds();
  #references: References = {};
  #lastFrozen: ChildNode | null = null;
  #frozenBlocks = 0;
  #unresolved: Unresolved[] = [];
  /** Source of what is not frozen. */
  #tail = '';
  /** How much of the tail is known to hold no finished block. */
  #checked = 0;
  #fence: OpenFence | undefined;
  #dirty = false;
  #restUntilMs = 0;

  /** Draws into `root`, which it owns; `actions` false leaves out the buttons of code blocks. */
  constructor(root: HTMLElement, actions: boolean) {
    this.#root = root;
    this.#actions = actions;
  }

  /** Whether the text was longer than what is drawn. */
  get cut(): boolean {
    return this.#bounds.cut;
  }

  /** Whether something pushed is not drawn yet: `draw` must be called again. */
  get behind(): boolean {
    return this.#dirty;
  }

  push(added: string): void {
    const text = this.#bounds.take(added);
    if (text === '') return;
    const before = this.#tail;
    this.#tail += text;
    if (this.#fence) this.#growFence(this.#fence, text);
    else if (this.#dirty || !this.#growText(before, text)) this.#dirty = true;
  }

  /** Draws what was pushed, unless a slow redraw was just before `nowMs`. */
  draw(nowMs: number): void {
    if (!this.#dirty || nowMs < this.#restUntilMs) return;
    const startMs = performance.now();
    while (this.#dirty) this.#settle();
    const tookMs = performance.now() - startMs;
    this.#restUntilMs = tookMs > slowMs ? nowMs + tookMs * (1 + restFactor) : 0;
  }

  /** The text is complete (for now: more may be pushed when an answer is continued). */
  finish(): void {
    // An open fence is drawn already, up to what its last line may become.
    if (!this.#fence) while (this.#dirty) this.#settle();
    this.#fence = undefined;
    if (this.#tail !== '') {
      const references = Object.create(this.#references) as References;
      const fresh = this.#render(this.#tail, references, this.#frozenBlocks, this.#actions);
      morphSiblings(this.#root, this.#firstLive(), fresh);
      for (let node = this.#firstLive(); node; node = node.nextSibling) colourIn(node);
      this.#resolve(references);
    } else this.#resolve(this.#references);
    this.#dirty = false;
  }

  /** Freezes the blocks that are finished and draws the last one. */
  #settle(): void {
    this.#dirty = false;
    const end = this.#tail.lastIndexOf('\n') + 1;
    const whole = this.#tail.slice(0, end);
    if (this.#enterFence()) return;
    // Only another whole line can settle a block.
    const offset = end > this.#checked ? settledLength(whole, this.#references) : 0;
    this.#checked = end - offset;
    const chunk = this.#tail.slice(0, offset);
    this.#tail = this.#tail.slice(offset);
    const frozen =
      chunk === '' ? null : this.#render(chunk, this.#references, this.#frozenBlocks, this.#actions);
    const nodes = frozen ? Array.from(frozen.childNodes) : [];
    const blocks = frozen ? frozen.querySelectorAll('figure.code').length : 0;
    const opensFence = fenceAt(this.#tail) !== null;
    const live = opensFence ? document.createDocumentFragment() : this.#draft(this.#frozenBlocks + blocks);
    const all = frozen ?? live;
    if (frozen) frozen.append(live);
    morphSiblings(this.#root, this.#firstLive(), all);
    if (nodes.length > 0) this.#freeze(chunk, nodes.length, blocks);
    if (opensFence) this.#enterFence();
  }

  /** Adds words that mean nothing to Markdown to the text that is last on the page; the next full drawing confirms them. */
  #growText(before: string, added: string): boolean {
    if (!wordsOnly.test(added) || !inSentence.test(lastLine(before.slice(-200)))) return false;
    let last: Node | null = this.#firstLive() ? this.#root.lastChild : null;
    while (last && !(last instanceof Text)) {
      if (!holdsText.has(last.nodeName)) return false;
      last = last.lastChild;
    }
    if (!last || !before.endsWith(last.data.slice(-8).trimStart())) return false;
    // White space at the end of the drawn text was dropped; it is there in the source.
    last.appendData((before.endsWith(' ') && !last.data.endsWith(' ') ? ' ' : '') + added);
    return true;
  }

  #firstLive(): ChildNode | null {
    return this.#lastFrozen ? this.#lastFrozen.nextSibling : this.#root.firstChild;
  }

  /** The next `count` nodes of the page are final. */
  #freeze(markdown: string, count: number, blocks: number): void {
    const nodes: ChildNode[] = [];
    let node = this.#firstLive();
    for (let at = 0; at < count && node; at++) {
      nodes.push(node);
      colourIn(node);
      this.#lastFrozen = node;
      node = node.nextSibling;
    }
    if (markdown.includes('[')) this.#unresolved.push({ markdown, nodes, firstBlock: this.#frozenBlocks });
    this.#frozenBlocks += blocks;
  }

  /** The tail as it stands. */
  #draft(firstBlock: number): DocumentFragment {
    return this.#render(this.#tail, Object.create(this.#references), firstBlock, false);
  }

  #render(markdown: string, references: References, firstBlock: number, actions: boolean): DocumentFragment {
    const fragment = cleaned(markdown, references);
    dressCode(fragment, firstBlock, actions);
    return fragment;
  }

  /** Draws stretches again that name a link defined after them. */
  #resolve(references: References): void {
    let any = false;
    for (const _ in references) any = true;
    if (!any) return;
    for (const { markdown, nodes, firstBlock } of this.#unresolved) {
      const fresh = this.#render(
        markdown,
        Object.create(references) as References,
        firstBlock,
        this.#actions,
      );
      Array.from(fresh.childNodes).forEach((node, index) => {
        const old = nodes[index];
        // Coloured code never holds links.
        if (old && !(old instanceof HTMLElement && old.matches('figure')) && !old.isEqualNode(node)) {
          const holder = document.createDocumentFragment();
          holder.append(...Array.from(node.childNodes));
          morphSiblings(old, old.firstChild, holder);
          colourIn(old);
        }
      });
    }
  }

  /** When the tail begins with a fence, starts drawing it line by line. */
  #enterFence(): boolean {
    const opening = fenceAt(this.#tail);
    if (!opening) return false;
    const { head: source, indent, marks } = opening;
    const mark = marks.charAt(0);
    const head = this.#render(source, {}, this.#frozenBlocks, false);
    const code = head.querySelector('code');
    if (!code) return false;
    morphSiblings(this.#root, this.#firstLive(), head);
    const drawn = this.#firstLive();
    const target = drawn instanceof HTMLElement ? drawn.querySelector('code') : null;
    if (!target) return false;
    this.#fence = {
      closing: new RegExp(`^ {0,3}\\${mark}{${marks.length},}[ \\t]*$`),
      perhaps: new RegExp(`^ {0,3}\\${mark}*[ \\t]*$`),
      outdent: new RegExp(`^ {0,${indent}}`),
      code: target,
      line: '',
    };
    this.#growFence(this.#fence, this.#tail.slice(source.length));
    return true;
  }

  /** Adds `text` to the open code, up to the line that closes it. */
  #growFence(fence: OpenFence, text: string): void {
    const { closing, perhaps, outdent } = fence;
    let ready = '';
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = fence.line + text.slice(from, end);
      from = end + 1;
      if (closing.test(line)) {
        appendCode(fence.code, ready);
        this.#closeFence(text.length - from);
        return;
      }
      // The start of this line may be drawn already.
      ready +=
        fence.line !== '' && !perhaps.test(fence.line)
          ? line.slice(fence.line.length)
          : line.replace(outdent, '');
      ready += '\n';
      fence.line = '';
    }
    const rest = text.slice(from);
    const before = fence.line;
    fence.line += rest;
    if (fence.line !== '' && !perhaps.test(fence.line)) {
      ready += before !== '' && !perhaps.test(before) ? rest : fence.line.replace(outdent, '');
    }
    appendCode(fence.code, ready);
  }

  /** The fence is closed; the last `left` characters of the tail come after it. */
  #closeFence(left: number): void {
    this.#fence = undefined;
    this.#checked = 0;
    const source = this.#tail.slice(0, this.#tail.length - left);
    this.#tail = this.#tail.slice(this.#tail.length - left);
    const fresh = this.#render(source, this.#references, this.#frozenBlocks, this.#actions);
    morphSiblings(this.#root, this.#firstLive(), fresh);
    this.#freeze('', 1, 1);
    this.#dirty = this.#tail !== '';
  }
}

/** Draws a text that is complete, in one go. Returns whether it was longer than what is drawn. */
export function drawWhole(root: HTMLElement, markdown: string, actions: boolean): boolean {
  const bounds = new DisplayBounds();
  const fragment = cleaned(bounds.take(markdown), {});
  dressCode(fragment, 0, actions);
  root.replaceChildren(fragment);
  colourIn(root);
  return bounds.cut;
}

function cleaned(markdown: string, references: References): DocumentFragment {
  const tokens = tokensOf(markdown, references);
  return purified((root, inert) => build(tokens, root, inert));
}

function colourIn(node: Node): void {
  if (!(node instanceof HTMLElement)) return;
  const figures = node.matches('figure.code') ? [node] : node.querySelectorAll<HTMLElement>('figure.code');
  for (const figure of figures) {
    const code = figure.querySelector('code');
    if (code) colourSoon(code, (figure.dataset.language ?? '').toLowerCase());
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

interface FenceOpening {
  /** Everything up to the end of the line that opens it. */
  readonly head: string;
  /** In spaces. */
  readonly indent: number;
  readonly marks: string;
}

/** The line that opens a fence at the start of `tail`, if one does and is whole. */
function fenceAt(tail: string): FenceOpening | null {
  const start = fenceStart.exec(tail);
  if (!start) return null;
  const [before, spaces = '', marks = ''] = start;
  const end = tail.indexOf('\n', before.length);
  if (end < 0) return null;
  // A backtick fence has no backticks in its info string: that is inline code.
  if (marks.startsWith('`') && tail.slice(before.length, end).includes('`')) return null;
  return { head: tail.slice(0, end + 1), indent: spaces.length, marks };
}

/** How much of `lines`, which ends with a line end, no later text can change: all before the block that is still open. */
function settledLength(lines: string, references: References): number {
  const starts = blockStarts(lines, references);
  for (let at = starts.length - 1; at >= 0; at--) {
    const start = starts[at];
    if (!start) break;
    const offset = lineOffset(lines, start.line);
    // A paragraph right under another line may yet turn out to be the title of a link definition.
    if (
      !start.paragraph ||
      offset === 0 ||
      /\n[ \t]*\n$/.test(lines.slice(Math.max(0, offset - 200), offset))
    )
      return offset;
  }
  return 0;
}

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}

/** Offset of the first character of line `line` (counted from 0). */
function lineOffset(text: string, line: number): number {
  let offset = 0;
  for (let at = 0; at < line; at++) offset = text.indexOf('\n', offset) + 1;
  return offset;
}
