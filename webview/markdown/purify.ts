// The second net: whatever the Markdown renderer makes, only these elements and attributes reach the page.
import DOMPurify from 'dompurify';

const tags =
  'a blockquote br code del div em h1 h2 h3 h4 h5 h6 hr li ol p pre s span strong table tbody td th thead tr ul';

// Set once: read with every call, the options cost more than the cleaning.
DOMPurify.setConfig({
  ALLOWED_TAGS: tags.split(' '),
  ALLOWED_ATTR: ['aria-label', 'class', 'data-href', 'dir', 'role', 'start', 'tabindex', 'title'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  IN_PLACE: true,
});

/**
 * The nodes of `html`, cleaned. They are parsed inside a template, whose document loads and runs nothing, and cleaned
 * there in place: what was checked is what is shown, with no second parse in between.
 */
export function purified(html: string): DocumentFragment {
  const template = document.createElement('template');
  const root = document.createElement('div');
  template.content.append(root);
  root.innerHTML = html;
  DOMPurify.sanitize(root);
  const fragment = document.createDocumentFragment();
  fragment.append(...root.childNodes);
  return fragment;
}
