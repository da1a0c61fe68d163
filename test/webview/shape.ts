// Runs in the browser: what a tree means, as one line of text, so that the HTML of a specification and the page's own nodes
// can be compared. The page's deliberate differences are undone here, each by its rule:
// * links carry their target as data, and dead ones show it behind their words; titles are not shown;
// * images are not loaded: their words and their address stand in their place;
// * task boxes are drawn, code stands in a figure, struck text is `s`, alignment is a class, directions are added;
// * characters that cannot be seen are named.
import { visible } from '../../src/core/outgoing/visible.ts';

const blocks = new Set(
  'P H1 H2 H3 H4 H5 H6 UL OL LI BLOCKQUOTE HR TABLE THEAD TBODY TR TH TD PRE DIV BR'.split(' '),
);

/** Text and marks: `‹name›` and `‹/name›` around what is inside. White space that a browser would not show is left out. */
export function shapeOf(root: Node): string {
  return inside(root)
    .replace(/[ \n\t]+/g, ' ')
    .replace(/ *(‹\/?(?:p|h\d|ul|ol|li|blockquote|hr|table|thead|tbody|tr|th|td|pre|br)\b[^›]*›) */g, '$1')
    .trim();
}

function inside(node: Node): string {
  return Array.from(node.childNodes, one).join('');
}

function one(node: ChildNode): string {
  if (node instanceof Text) return besideDeadLink(node) ? '' : visible(node.data);
  if (!(node instanceof HTMLElement)) return '';
  const { classList } = node;
  if (node instanceof HTMLImageElement) return picture(node.alt, node.getAttribute('src') ?? '');
  if (classList.contains('image')) {
    const [, words = '', source = ''] =
      /^Image, not loaded: (.*) \((.*)\)$/s.exec(node.textContent ?? '') ?? [];
    return picture(words === 'no description' ? '' : words, source);
  }
  if (node instanceof HTMLInputElement) return `‹task ${node.checked}›`;
  if (classList.contains('task-box')) return `‹task ${node.textContent === '\u2611'}›`;
  if (classList.contains('target') || node.tagName === 'FIGCAPTION' || node.tagName === 'BUTTON') return '';
  if (node.tagName === 'PRE') return code(node);
  if (node.tagName === 'A' || classList.contains('dead-link')) return link(node);
  if (node.tagName === 'FIGURE' || node.tagName === 'SPAN') return inside(node);
  const name = node.tagName === 'DEL' ? 's' : node.tagName.toLowerCase();
  const align =
    node.getAttribute('align') ?? /^(?:left|center|right)(?= wide$|$)/.exec(node.className)?.[0] ?? '';
  const start = node.getAttribute('start') ?? '';
  const text = node.tagName === 'CODE' ? spaced(inside(node)) : inside(node);
  const around = blocks.has(node.tagName) ? ' ' : '';
  return `${around}‹${name}${align && ` ${align}`}${start && ` ${start}`}›${text}‹/${name}›${around}`;
}

/** The space between a dead link and its target. */
function besideDeadLink(node: Text): boolean {
  const next = node.nextSibling;
  return node.data === ' ' && next instanceof HTMLElement && next.classList.contains('target');
}

/** An image that can be opened is a link here; in the specification it is none. */
function link(node: HTMLElement): string {
  const only = node.childNodes.length === 1 ? node.firstElementChild : null;
  const shown = node.classList.contains('link') && only?.classList.contains('image');
  if (shown) return inside(node);
  const target = node.nextElementSibling;
  const dead = node.classList.contains('dead-link');
  const href = dead
    ? target?.classList.contains('target')
      ? (target.textContent ?? '').slice(1, -1)
      : ''
    : (node.dataset.href ?? node.getAttribute('href') ?? '');
  return `‹a ${href}›${inside(node)}‹/a›`;
}

function picture(words: string, source: string): string {
  return `‹img ${source} ${words.replace(/\s+/g, ' ').trim()}›`;
}

function code(pre: HTMLElement): string {
  const inner = pre.querySelector('code') ?? pre;
  const language =
    pre.closest<HTMLElement>('figure')?.dataset.language ??
    /^language-(\S+)/.exec(inner.className)?.[1] ??
    '';
  return ` ‹pre ${language}›${spaced(visible(inner.textContent ?? ''))}‹/pre› `;
}

/** White space that counts. */
function spaced(text: string): string {
  return text.replaceAll(' ', '·').replaceAll('\n', '↵').replaceAll('\t', '→');
}

/** The shape without the links whose words are their address: what is written out is linked here, and there is not. */
export function withoutBareLinks(shape: string): string {
  return shape.replace(/‹a ([^›]*)›([^‹]*)‹\/a›/g, (whole, href: string, words: string) =>
    href.replace(/^(?:mailto:|http:\/\/)/, '') === words.replace(/^(?:mailto:|http:\/\/)/, '')
      ? words
      : whole,
  );
}
