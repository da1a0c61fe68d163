// Markdown to tokens. Raw HTML stays text; every link and image is kept with its target, and `build.ts` decides what is live.
import MarkdownIt from 'markdown-it';
import { addDepth, deepest } from './deepSyntax.ts';
import { addFootnotes } from './footnoteSyntax.ts';
import { addMath } from './mathSyntax.ts';

const parser = new MarkdownIt('default', { html: false, linkify: true, maxNesting: deepest });
// Only addresses written out are linked: a file name such as `main.rs` must not become a web site.
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
// A link that leads nowhere is parsed too: so its target can be shown instead of silently dropped.
parser.validateLink = () => true;

// GFM strikes text between pairs of tildes; three in a row are text. One alone stays text here: "3~5 days, 10~20 people".
parser.inline.ruler.before('strikethrough', 'tildes', (state, silent) => {
  let end = state.pos;
  while (end < state.posMax && state.src.charAt(end) === '~') end++;
  if (end - state.pos < 3) return false;
  if (!silent) state.pending += state.src.slice(state.pos, end);
  state.pos = end;
  return true;
});

addMath(parser);
addFootnotes(parser);
addDepth(parser);

export type Token = ReturnType<typeof parser.parse>[number];

// GFM task lists: a box at the start of an item becomes a token of its own.
parser.core.ruler.push('task-list', (state) => {
  state.tokens.forEach((token, index) => {
    const item = state.tokens[index - 2];
    if (token.type !== 'inline' || item?.type !== 'list_item_open') return;
    const box = /^\[([ xX])\](?=\s)/.exec(token.content);
    const first = token.children?.[0];
    if (!box || first?.type !== 'text' || !first.content.startsWith(box[0])) return;
    first.content = first.content.slice(box[0].length).trimStart();
    const mark = new state.Token('task_box', '', 0);
    mark.markup = box[1] === ' ' ? ' ' : 'x';
    token.children?.unshift(mark);
    item.attrJoin('class', 'task');
  });
});

/** Link targets by label: the first definition wins, as in CommonMark. */
export type References = Record<string, { title: string; href: string }>;

/** What is known of the text around a stretch of it. */
export type Around = {
  /** Definitions found are added. */
  readonly references: References;
  /** The text goes on right behind this stretch: what is not closed may yet be. */
  readonly open?: boolean;
  /** The text goes on somewhere: footnotes may yet be defined. */
  readonly guess?: boolean;
  /** Set when something was drawn that only a footnote still to come makes right. */
  guessed?: boolean;
};

export function tokensOf(markdown: string, around: Around): readonly Token[] {
  return parser.parse(markdown, around);
}

/** First word of a fence's info string, with its escapes resolved. */
export function languageOf(info: string): string {
  return /^\S*/.exec(parser.utils.unescapeAll(info).trim())?.[0] ?? '';
}

export interface BlockStart {
  /** Counted from 0. */
  readonly line: number;
  /** What it is may still depend on the lines to come. */
  readonly unsure: boolean;
}

/**
 * A paragraph and indented code may be the rest of a link definition, an open formula may be a paragraph. Indented, its mark
 * is code for as long as it ends the paragraph of the list above it.
 */
const unsure = new Set(['paragraph_open', 'code_block', 'math_open']);

/** Where each top-level block begins, by block structure alone (no inline parse). `references` is not changed. */
export function blockStarts(markdown: string, references: References): readonly BlockStart[] {
  const tokens: Token[] = [];
  parser.block.parse(markdown, parser, { references: Object.create(references), open: true }, tokens);
  return tokens
    .filter((token) => token.level === 0 && token.nesting >= 0 && token.map)
    .map((token) => ({ line: token.map?.[0] ?? 0, unsure: unsure.has(token.type) }));
}
