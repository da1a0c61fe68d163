// What highlight.js writes, as nodes. It writes spans with a class and text with five entities; only those are read, and
// text is only ever set as text, so that no HTML is parsed.

const piece = /<span class="([\w .-]+)">|<\/span>|([^<]+)/gy;
const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
};

/** The nodes of `html`; reading ends at the first thing that highlight.js never writes. */
export function colouredNodes(html: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  let parent: Node = fragment;
  for (const [found, className, text] of html.matchAll(piece)) {
    if (text !== undefined) {
      const data = text.includes('&')
        ? text.replace(/&(?:amp|lt|gt|quot|#x27);/g, (one) => entities[one] ?? one)
        : text;
      parent.appendChild(document.createTextNode(data));
    } else if (className !== undefined) {
      const span = document.createElement('span');
      span.className = className;
      parent = parent.appendChild(span);
    } else if (found === '</span>') parent = parent.parentNode ?? fragment;
  }
  return fragment;
}
