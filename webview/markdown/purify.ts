// The second net: whatever the Markdown renderer makes, only these elements and attributes reach the page.
import DOMPurify from 'dompurify';

const options = {
  ALLOWED_TAGS: [
    'a', 'blockquote', 'br', 'code', 'del', 'em', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'li', 'ol', 'p', 'pre', 's',
    'span', 'strong', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul',
  ], // biome-ignore format: a list of names
  ALLOWED_ATTR: ['aria-label', 'class', 'data-href', 'dir', 'role', 'start', 'tabindex', 'title'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
} as const;

export function purified(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, {
    ...options,
    ALLOWED_TAGS: [...options.ALLOWED_TAGS],
    ALLOWED_ATTR: [...options.ALLOWED_ATTR],
  });
}
