// The second net: whatever the Markdown builder makes, only these elements and attributes reach the page.
import DOMPurify from 'dompurify';

const tags =
  'a blockquote br code del div em h1 h2 h3 h4 h5 h6 hr li ol p pre s span strong table tbody td th thead tr ul';

/** A target that a person may be asked to open: its scheme, then something that is no white space and no slash. */
const target = /^(?:https?:\/\/|mailto:)[!-.0-~]/i;
/** DOMPurify looks for a way out of a value only where one of these stands, and trims. */
const words = /^(?!\s)[^<>]*(?<!\s)$/;
/** The attributes, and the values that DOMPurify surely leaves as they are. */
const attributes: ReadonlyMap<string, RegExp> = new Map([
  ['aria-label', words],
  ['class', /^[a-z][a-z -]*(?<! )$/],
  ['data-href', target],
  ['dir', /^(?:auto|ltr)$/],
  ['role', /^[a-z]+$/],
  ['start', /^\d+$/],
  ['tabindex', /^0$/],
  ['title', words],
]);

// Set once: read with every call, the options cost more than the cleaning.
DOMPurify.setConfig({
  ALLOWED_TAGS: tags.split(' '),
  ALLOWED_ATTR: [...attributes.keys()],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  // Of the attributes above only this one names an address, whatever DOMPurify takes the others for.
  ALLOWED_URI_REGEXP: target,
  ADD_URI_SAFE_ATTR: ['aria-label', 'dir', 'start', 'tabindex'],
  IN_PLACE: true,
});

const allowedTags = new Set(tags.split(' '));

/** A document that loads and runs nothing. DOMPurify leaves a live iterator in it, so it is used only once after that. */
let inert: Document | undefined;

/**
 * What `fill` puts into the element it is given, cleaned in the document it was made in, then moved to the page.
 * What holds nothing but the elements, attributes and values above is clean as it is: DOMPurify would change nothing in it
 * (a test compares the two), and calling it for nothing was the dearest part of drawing an answer.
 */
export function purified(fill: (root: HTMLElement, document: Document) => void): DocumentFragment {
  inert ??= document.implementation.createHTMLDocument('');
  const root = inert.createElement('div');
  fill(root, inert);
  if (!isClean(root)) {
    DOMPurify.sanitize(root);
    inert = undefined;
  }
  const fragment = document.createDocumentFragment();
  fragment.append(...root.childNodes);
  return fragment;
}

/** Only named elements of HTML with named attributes and plain values, and text. */
export function isClean(root: Node): boolean {
  for (let node = root.firstChild; node; node = node.nextSibling) {
    if (node.nodeType === Node.TEXT_NODE) continue;
    if (!(node instanceof HTMLElement) || !allowedTags.has(node.localName)) return false;
    if (node.prefix !== null || node.shadowRoot !== null) return false;
    for (const { name, value } of node.attributes) if (!attributes.get(name)?.test(value)) return false;
    if (!isClean(node)) return false;
  }
  return true;
}
