// Draws Markdown that is still arriving. Finished top-level blocks are never drawn again; an open fence grows by text
// alone; the last block is drawn once per frame, less often when that is slow. The end result equals drawing it whole.

import { DisplayBounds } from './bounds.ts';
import { build } from './build.ts';
import { dressCode } from './codeFigure.ts';
import { completed } from './draft.ts';
import { dressFiles } from './fileLinks.ts';
import { dressFormulas } from './formulas.ts';
import { colourSoon } from './highlight.ts';
import { morphSiblings } from './morph.ts';
import { fenceAt, OpenFence } from './openFence.ts';
import { type Around, type References, tokensOf } from './parse.ts';
import { purified } from './purify.ts';
import { settledLength } from './settled.ts';

/** A frozen stretch that a definition further down may still change: links and footnotes may be defined anywhere. */
interface Unresolved {
  readonly markdown: string;
  /** It was drawn as if a footnote would still come. */
  readonly guessed: boolean;
  readonly nodes: readonly ChildNode[];
  readonly firstBlock: number;
}

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
      const references: References = Object.create(this.#references);
      const fresh = drawn(this.#tail, { references }, this.#frozenBlocks, this.#actions);
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
    const around = this.#around();
    const frozen = chunk === '' ? null : drawn(chunk, around, this.#frozenBlocks, this.#actions);
    const nodes = frozen ? Array.from(frozen.childNodes) : [];
    const blocks = frozen ? frozen.querySelectorAll('figure.code').length : 0;
    const opensFence = fenceAt(this.#tail) !== null;
    const live = opensFence ? document.createDocumentFragment() : this.#draft(this.#frozenBlocks + blocks);
    const all = frozen ?? live;
    if (frozen) frozen.append(live);
    morphSiblings(this.#root, this.#firstLive(), all);
    if (nodes.length > 0) this.#freeze(chunk, nodes.length, blocks, around.guessed ?? false);
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
  #freeze(markdown: string, count: number, blocks: number, guessed: boolean): void {
    const nodes: ChildNode[] = [];
    let node = this.#firstLive();
    for (let at = 0; at < count && node; at++) {
      nodes.push(node);
      colourIn(node);
      this.#lastFrozen = node;
      node = node.nextSibling;
    }
    if (markdown.includes('['))
      this.#unresolved.push({ markdown, guessed, nodes, firstBlock: this.#frozenBlocks });
    this.#frozenBlocks += blocks;
  }

  /** What is known around a stretch that is final. */
  #around(): Around {
    return { references: this.#references, guess: true };
  }

  /** The tail as it stands. */
  #draft(firstBlock: number): DocumentFragment {
    const around = { references: Object.create(this.#references), guess: true, open: true };
    return drawn(completed(this.#tail), around, firstBlock, false);
  }

  /** Draws stretches again that name what is defined after them, or what never was. */
  #resolve(references: References): void {
    let any = false;
    for (const _ in references) any = true;
    for (const { markdown, guessed, nodes, firstBlock } of this.#unresolved) {
      if (!any && !guessed) continue;
      const around = { references: Object.create(references) };
      const fresh = drawn(markdown, around, firstBlock, this.#actions);
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
    const head = drawn(opening.head, { references: {} }, this.#frozenBlocks, false);
    if (!head.querySelector('code')) return false;
    morphSiblings(this.#root, this.#firstLive(), head);
    const live = this.#firstLive();
    const code = live instanceof HTMLElement ? live.querySelector('code') : null;
    if (!code) return false;
    this.#fence = new OpenFence(opening, code);
    this.#growFence(this.#fence, this.#tail.slice(opening.head.length));
    return true;
  }

  #growFence(fence: OpenFence, text: string): void {
    const left = fence.grow(text);
    if (left === undefined) return;
    this.#fence = undefined;
    this.#checked = 0;
    const source = this.#tail.slice(0, this.#tail.length - left);
    this.#tail = this.#tail.slice(this.#tail.length - left);
    const fresh = drawn(source, this.#around(), this.#frozenBlocks, this.#actions);
    morphSiblings(this.#root, this.#firstLive(), fresh);
    this.#freeze('', 1, 1, false);
    this.#dirty = this.#tail !== '';
  }
}

/** Draws a text that is complete, in one go. Returns whether it was longer than what is drawn. */
export function drawWhole(root: HTMLElement, markdown: string, actions: boolean): boolean {
  const bounds = new DisplayBounds();
  root.replaceChildren(drawn(bounds.take(markdown), { references: {} }, 0, actions));
  colourIn(root);
  return bounds.cut;
}

function drawn(markdown: string, around: Around, firstBlock: number, actions: boolean): DocumentFragment {
  const tokens = tokensOf(markdown, around);
  const fragment = purified((root, inert) => build(tokens, root, inert));
  dressCode(fragment, firstBlock, actions);
  dressFormulas(fragment);
  dressFiles(fragment);
  return fragment;
}

function colourIn(node: Node): void {
  if (!(node instanceof HTMLElement)) return;
  const figures = node.matches('figure.code') ? [node] : node.querySelectorAll<HTMLElement>('figure.code');
  for (const figure of figures) {
    const code = figure.querySelector('code');
    if (code) colourSoon(code, (figure.dataset.language ?? '').toLowerCase());
  }
}

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}
