// Runs in the browser: the Markdown renderer alone, for tests that compare drawing in pieces with drawing at once.

import DOMPurify from 'dompurify';
import MarkdownIt from 'markdown-it';
import { colouredNodes } from '../../webview/markdown/colouredNodes.ts';
import { drawWaiting, loadFormulas } from '../../webview/markdown/formulas.ts';
import { colours } from '../../webview/markdown/highlight.ts';
import { tokensOf } from '../../webview/markdown/parse.ts';
import { isClean, purified } from '../../webview/markdown/purify.ts';
import { drawWhole, StreamedMarkdown } from '../../webview/markdown/streamedMarkdown.ts';
import { shapeOf, withoutBareLinks } from './shape.ts';

function onPage(draw: (root: HTMLElement) => void): HTMLElement {
  const root = document.createElement('div');
  document.body.append(root);
  draw(root);
  drawWaiting(Number.POSITIVE_INFINITY);
  // Colouring comes later, and what is compared is what a person sees: neighbouring text nodes are one text.
  for (const code of root.querySelectorAll('code.uncoloured')) {
    code.removeAttribute('class');
    code.removeAttribute('data-language');
  }
  root.normalize();
  root.remove();
  return root;
}

/** The page after pushing the pieces, with a drawing after each, and after finishing. */
function streamed(pieces: readonly string[]): HTMLElement {
  return onPage((root) => {
    const stream = new StreamedMarkdown(root, true);
    let nowMs = 0;
    for (const piece of pieces) {
      stream.push(piece);
      nowMs += 1e6;
      stream.draw(nowMs);
    }
    stream.finish();
  });
}

function whole(text: string): HTMLElement {
  return onPage((root) => void drawWhole(root, text, true));
}

interface Difference {
  readonly pieces: string;
  readonly whole: string;
  readonly streamed: string;
}

/** The first case for which both ways do not give the same page, and where they differ; null when all agree. */
function firstDifference(
  cases: readonly { readonly text: string; readonly pieces: readonly string[] }[],
): Difference | null {
  for (const { text, pieces } of cases) {
    const expected = whole(text);
    const found = streamed(pieces);
    if (expected.isEqualNode(found)) continue;
    const at = Array.from(expected.childNodes).findIndex(
      (node, index) => !node.isEqualNode(found.childNodes[index] ?? null),
    );
    const shown = (root: HTMLElement): string =>
      Array.from(root.children)
        .slice(at < 0 ? -1 : at)
        .map((node) => node.outerHTML.replace(/<figcaption>.*?<\/figcaption>/gs, ''))
        .join('')
        .slice(0, 1_500);
    return { pieces: JSON.stringify(pieces), whole: shown(expected), streamed: shown(found) };
  }
  return null;
}

/** An element as data, so that trees that no parser makes can be made too. */
export interface Seed {
  /** `html`, or another namespace. */
  readonly space: string;
  readonly tag: string;
  readonly attributes: readonly (readonly [space: string, name: string, value: string])[];
  /** Elements and text. */
  readonly inside: readonly (Seed | string)[];
}

const htmlSpace = 'http://www.w3.org/1999/xhtml';

function grow(seeds: readonly (Seed | string)[], parent: Node, made: Document): void {
  for (const seed of seeds) {
    if (typeof seed === 'string') {
      parent.appendChild(made.createTextNode(seed));
      continue;
    }
    const element = made.createElementNS(seed.space === 'html' ? htmlSpace : seed.space, seed.tag);
    for (const [space, name, value] of seed.attributes) element.setAttributeNS(space || null, name, value);
    parent.appendChild(element);
    grow(seed.inside, element instanceof HTMLTemplateElement ? element.content : element, made);
  }
}

function fillWith(tree: string | readonly Seed[]): (root: HTMLElement, made: Document) => void {
  return (root, made) => {
    if (typeof tree === 'string') root.innerHTML = tree;
    else grow(tree, root, made);
  };
}

export interface Cleaned {
  /** What reaches the page. */
  readonly html: string;
  /** What reached it if DOMPurify always ran. */
  readonly always: string;
  readonly equal: boolean;
  /** The walk alone found nothing to clean. */
  readonly clean: boolean;
  readonly elements: readonly { readonly tag: string; readonly attributes: readonly [string, string][] }[];
  /** Anything that is neither an element of HTML nor text. */
  readonly others: number;
}

/** What becomes of a tree, given as HTML or as data, by the page's rule and by DOMPurify alone. */
function cleaned(tree: string | readonly Seed[]): Cleaned {
  const fill = fillWith(tree);
  const made = document.implementation.createHTMLDocument('');
  const root = made.createElement('div');
  fill(root, made);
  const clean = isClean(root);
  DOMPurify.sanitize(root);
  const shown = document.createElement('div');
  shown.append(purified(fill));
  const inside = (parent: Node): Node[] => [...parent.childNodes].flatMap((node) => [node, ...inside(node)]);
  const nodes = inside(shown);
  const elements = nodes.filter((node) => node instanceof HTMLElement);
  return {
    html: shown.innerHTML,
    always: root.innerHTML,
    equal: shown.isEqualNode(document.adoptNode(root)),
    clean,
    elements: elements.map((element) => ({
      tag: element.nodeName,
      attributes: [...element.attributes].map(({ name, value }) => [name, value]),
    })),
    others: nodes.filter((node) => !(node instanceof HTMLElement || node instanceof Text)).length,
  };
}

/** Whether code keeps its text when it is coloured as `language`. Null when it does; else what it became. */
function colouredOtherwise(code: string, language: string): string | null {
  const coloured = colouredNodes(colours(code, language)).textContent;
  return coloured === code ? null : coloured;
}

const lasting = '.math math, tr, .footnote, .footnote-ref, li, pre, .math.display';

/** Elements that stood on the page while the pieces came, and were put away for others like them. */
function replaced(pieces: readonly string[]): readonly string[] {
  const lost: string[] = [];
  onPage((root) => {
    const stream = new StreamedMarkdown(root, true);
    const seen = new Map<Element, string>();
    let nowMs = 0;
    for (const piece of [...pieces, undefined]) {
      if (piece === undefined) stream.finish();
      else {
        stream.push(piece);
        nowMs += 1e6;
        stream.draw(nowMs);
      }
      drawWaiting(Number.POSITIVE_INFINITY);
      for (const [element, html] of seen) {
        if (root.contains(element)) continue;
        seen.delete(element);
        const again = [...root.querySelectorAll(lasting)].some((one) => one.outerHTML === html);
        if (again) lost.push(`${html} at ${JSON.stringify(piece)}`);
      }
      for (const element of root.querySelectorAll(lasting)) seen.set(element, element.outerHTML);
    }
  });
  return lost;
}

interface Judged {
  readonly ours: string;
  readonly theirs: string;
  /** Of the kinds that can be told from the example itself. */
  readonly verdict:
    | 'same'
    | 'same but for bare addresses'
    | 'raw HTML is text'
    | 'one tilde is text'
    | 'different';
}

const withHtml = new MarkdownIt('commonmark');

/** Compares what the page draws for an example of a specification with its HTML. */
function judged(markdown: string, html: string): Judged {
  const root = whole(markdown);
  const expected = new DOMParser().parseFromString(html, 'text/html').body;
  const ours = shapeOf(root);
  const theirs = shapeOf(expected);
  const raw = withHtml
    .parse(markdown, {})
    .flatMap((token) => [token, ...(token.children ?? [])])
    .filter(({ type }) => type === 'html_block' || type === 'html_inline');
  if (raw.length > 0) {
    // Every mark of it must be there to read.
    const text = (root.textContent ?? '').replace(/\s+/g, '');
    const shown = raw.every(
      ({ content }) => /^[^\w]*$/.test(content) || marksOf(content).every((mark) => text.includes(mark)),
    );
    return { ours, theirs, verdict: shown ? 'raw HTML is text' : 'different' };
  }
  if (ours === theirs) return { ours, theirs, verdict: 'same' };
  const untilded = (shape: string): string => shape.replace(/‹\/?s›|~/g, '');
  if (/(?<!~)~(?!~)/.test(markdown) && untilded(ours) === untilded(theirs))
    return { ours, theirs, verdict: 'one tilde is text' };
  const bare = withoutBareLinks(ours) === withoutBareLinks(theirs);
  return { ours, theirs, verdict: bare ? 'same but for bare addresses' : 'different' };
}

/** The names of the tags in a stretch of HTML, each with its bracket. */
function marksOf(html: string): readonly string[] {
  return html.match(/<[/!?]?[A-Za-z][\w-]*/g) ?? [];
}

export interface Lab {
  readonly judged: typeof judged;
  readonly replaced: typeof replaced;
  /** Loads what draws formulas. */
  readonly ready: () => Promise<void>;
  readonly cleaned: typeof cleaned;
  readonly colouredOtherwise: typeof colouredOtherwise;
  /** The text and the classes that the nodes for `html` hold. */
  readonly colouredText: (html: string) => string;
  readonly streamed: (pieces: readonly string[]) => string;
  readonly whole: (text: string) => string;
  /** The page while `text` has come and more may follow. */
  readonly halfway: (text: string) => string;
  readonly firstDifference: typeof firstDifference;
  /** The page's own parse, nothing drawn. */
  readonly parse: (markdown: string) => void;
  /** HTML of an ordinary Markdown page. */
  readonly naive: (markdown: string) => string;
}

const ordinary = new MarkdownIt();

Object.assign(window, {
  lab: {
    ready: loadFormulas,
    streamed: (pieces) => streamed(pieces).innerHTML,
    whole: (text) => whole(text).innerHTML,
    halfway: (text) =>
      onPage((root) => {
        const stream = new StreamedMarkdown(root, true);
        stream.push(text);
        stream.draw(0);
      }).innerHTML,
    firstDifference,
    judged,
    replaced,
    cleaned,
    colouredOtherwise,
    colouredText: (html) => colouredNodes(html).textContent,
    parse: (markdown) => void tokensOf(markdown, { references: {} }),
    naive: (markdown) => ordinary.render(markdown),
  } satisfies Lab,
});
