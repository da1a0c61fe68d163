// Markdown to HTML text: raw HTML stays text, links carry their target as data instead of an address, images become links.
import MarkdownIt from 'markdown-it';
import { t } from '../texts.ts';
import { pieces, visible } from './visible.ts';

const parser = new MarkdownIt('default', { html: false, linkify: true, typographer: false, maxNesting: 60 });
// Only addresses written out are linked: a file name such as `main.rs` must not become a web site.
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });

const escapeHtml = parser.utils.escapeHtml;
type Renderer = NonNullable<(typeof parser.renderer.rules)[string]>;

/** Text for the page: escaped, and with marks for what cannot be seen. */
function shown(text: string): string {
  const cut = pieces(text);
  if (cut.length === 1 && cut[0] && !cut[0].mark) return escapeHtml(text);
  return cut
    .map((piece) =>
      piece.mark ? `<span class="unseen">${escapeHtml(piece.text)}</span>` : escapeHtml(piece.text),
    )
    .join('');
}

/** The schemes a person may be asked to open. Everything else is shown as text. */
const openable = /^(https?:\/\/[^/]|mailto:[^/])/i;

// Every link is parsed, also one that leads nowhere: so the target can be shown instead of silently dropped.
parser.validateLink = () => true;

function linkOpen(href: string): string {
  const target = escapeHtml(visible(href));
  if (!openable.test(href)) return `<span class="dead-link" title="${target}">`;
  return `<a class="link" role="link" tabindex="0" data-href="${escapeHtml(href)}" title="${target}">`;
}

const rules = parser.renderer.rules;
const text: Renderer = (tokens, index) => shown(tokens[index]?.content ?? '');
rules.text = text;
rules.text_special = text;
rules.code_inline = (tokens, index) => `<code>${shown(tokens[index]?.content ?? '')}</code>`;
/** Targets of the links that are open at this point of rendering; inline content is rendered in order. */
function openLinks(env: object | undefined): string[] {
  if (!env) return [];
  const known = Reflect.get(env, 'openLinks');
  if (Array.isArray(known)) return known;
  const fresh: string[] = [];
  Reflect.set(env, 'openLinks', fresh);
  return fresh;
}
rules.link_open = (tokens, index, _options, env) => {
  const href = String(tokens[index]?.attrGet('href') ?? '');
  openLinks(env).push(href);
  return linkOpen(href);
};
rules.link_close = (_tokens, _index, _options, env) => {
  const href = openLinks(env).pop() ?? '';
  // A link that cannot be opened must not hide where it leads.
  return openable.test(href) ? '</a>' : `</span> <span class="target">(${shown(href.slice(0, 200))})</span>`;
};
rules.image = (tokens, index, options, env, renderer) => {
  const token = tokens[index];
  const href = String(token?.attrGet('src') ?? '');
  const alt = renderer.renderInlineAsText(token?.children ?? [], options, env) || t('no description');
  const label = `${t('Image, not loaded:')} ${alt} (${href.slice(0, 200)})`;
  // Inside a link the outer link is what opens.
  if (openLinks(env).length > 0 || !openable.test(href)) return `<span class="image">${shown(label)}</span>`;
  return `${linkOpen(href)}<span class="image">${shown(label)}</span></a>`;
};
const fence: Renderer = (tokens, index) => {
  const token = tokens[index];
  const language =
    /^\S*/.exec(token?.type === 'fence' ? parser.utils.unescapeAll(token.info).trim() : '')?.[0] ?? '';
  const kind = token?.type === 'fence' ? 'fence' : 'indented';
  return `<pre class="${kind}" title="${escapeHtml(visible(language.slice(0, 40)))}"><code>${shown(token?.content ?? '')}</code></pre>`;
};
rules.fence = fence;
rules.code_block = fence;
// Inline styles are forbidden by the policy: the alignment of a cell is a class.
for (const cell of ['th_open', 'td_open']) {
  rules[cell] = (tokens, index) => {
    const align = /text-align:(left|center|right)/.exec(String(tokens[index]?.attrGet('style') ?? ''))?.[1];
    const tag = tokens[index]?.tag ?? 'td';
    return align ? `<${tag} class="${align}">` : `<${tag}>`;
  };
}
for (const block of ['paragraph_open', 'heading_open', 'list_item_open', 'blockquote_open']) {
  rules[block] = (tokens, index, options, _env, renderer) => {
    const token = tokens[index];
    if (!token || token.hidden) return '';
    token.attrSet('dir', 'auto');
    return renderer.renderToken(tokens, index, options);
  };
}

// GFM task lists: the box is drawn, not a control, because the answer is not a form.
parser.core.ruler.push('task-list', (state) => {
  state.tokens.forEach((token, index) => {
    if (token.type !== 'inline' || state.tokens[index - 2]?.type !== 'list_item_open') return;
    const box = /^\[([ xX])\](?=\s)/.exec(token.content);
    const first = token.children?.[0];
    if (!box || first?.type !== 'text' || !first.content.startsWith(box[0])) return;
    first.content = first.content.slice(box[0].length).trimStart();
    const mark = new state.Token('task_box', '', 0);
    mark.markup = box[1] === ' ' ? ' ' : 'x';
    token.children?.unshift(mark);
    state.tokens[index - 2]?.attrJoin('class', 'task');
  });
});
rules.task_box = (tokens, index) =>
  tokens[index]?.markup === 'x'
    ? `<span class="task-box" role="img" aria-label="${escapeHtml(t('done'))}">\u2611</span> `
    : `<span class="task-box" role="img" aria-label="${escapeHtml(t('not done'))}">\u2610</span> `;

/** Link targets by label: the first definition wins, as in CommonMark. */
export type References = Record<string, { title: string; href: string }>;

/** HTML of `markdown`; definitions found are added to `references`. */
export function htmlOf(markdown: string, references: References): string {
  return parser.render(markdown, { references });
}

export interface BlockStart {
  /** Counted from 0. */
  readonly line: number;
  readonly paragraph: boolean;
}

/** Where each top-level block begins, by block structure alone (no inline parse). `references` is not changed. */
export function blockStarts(markdown: string, references: References): readonly BlockStart[] {
  const tokens: ReturnType<typeof parser.parse> = [];
  parser.block.parse(markdown, parser, { references: Object.create(references) }, tokens);
  return tokens
    .filter((token) => token.level === 0 && token.nesting >= 0 && token.map)
    .map((token) => ({ line: token.map?.[0] ?? 0, paragraph: token.type === 'paragraph_open' }));
}
