// The words of a web page: its text without what draws it, with headings, list items, cells and code kept apart.

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  copy: '©',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
};
/** Elements whose content nobody sees as text. */
const unseen = new Set(
  'script style noscript template svg math iframe object canvas head title select'.split(' '),
);
const blocks = new Set(
  'p div section article header footer main aside nav ul ol table tr blockquote figure figcaption form dl dt dd hr br details summary'.split(
    ' ',
  ),
);

/** The title of a page, or ''. */
export function pageTitle(html: string): string {
  const found = /<title\b[^<>]{0,200}>([^<]{0,1000})/i.exec(html.slice(0, 100_000))?.[1] ?? '';
  return decoded(found).replace(/\s+/g, ' ').trim().slice(0, 200);
}

/** Nothing of it is run, loaded or trusted: it is text for a model, and for the person who looks it over. One pass. */
export function pageText(html: string): string {
  const source = mainPart(html);
  const lower = source.toLowerCase();
  let out = '';
  let isCode = false;
  for (let at = 0; at < source.length; ) {
    const open = source.indexOf('<', at);
    const text = decoded(source.slice(at, open < 0 ? source.length : open));
    out += isCode ? text : text.replace(/\s+/g, ' ');
    if (open < 0) break;
    if (source.startsWith('<!--', open)) {
      const end = source.indexOf('-->', open + 4);
      if (end < 0) break;
      at = end + 3;
      continue;
    }
    const name = /^<\/?([a-z][a-z0-9]{0,20})/.exec(lower.slice(open, open + 30))?.[1];
    if (name === undefined) {
      out += '<';
      at = open + 1;
      continue;
    }
    const close = source.indexOf('>', open);
    if (close < 0) break;
    const isEnd = source.charAt(open + 1) === '/';
    at = close + 1;
    if (unseen.has(name) && !isEnd) {
      const end = lower.indexOf(`</${name}`, at);
      if (end < 0) break;
      at = end;
    } else if (name === 'pre') {
      // One that is not open is not shut, and one inside of another is part of it.
      if (isEnd === isCode) out += '\n```\n';
      isCode = !isEnd;
    } else out += isCode ? (name === 'br' ? '\n' : '') : between(name, isEnd);
  }
  return out
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** What people mean by a page is its main part, where it says which that is. */
function mainPart(html: string): string {
  const lower = html.toLowerCase();
  for (const name of ['main', 'article']) {
    const start = lower.search(new RegExp(`<${name}[\\s>]`));
    const end = lower.lastIndexOf(`</${name}`);
    if (start >= 0 && end > start) return html.slice(start, end);
  }
  return html;
}

function between(name: string, isEnd: boolean): string {
  const level = /^h([1-6])$/.exec(name)?.[1];
  if (level !== undefined) return isEnd ? '\n' : `\n\n${'#'.repeat(Number(level))} `;
  if (name === 'li') return isEnd ? '' : '\n- ';
  if (name === 'td' || name === 'th') return isEnd ? ' | ' : '';
  return blocks.has(name) ? '\n' : '';
}

function decoded(text: string): string {
  return text.replace(
    /&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z]{2,10}));/gi,
    (whole: string, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named[name.toLowerCase()] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 8 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
    },
  );
}
