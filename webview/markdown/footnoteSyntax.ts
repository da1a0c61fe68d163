// Footnotes: `[^label]` names one and `[^label]: text` writes it. They stand where they are written and keep their own
// labels, so that nothing above changes when another one arrives; no ids are made that a text could choose.
import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';

const mark = /^\[\^([^\s[\]]{1,60})\]/;
/** Such a mark is very likely one of a footnote that is still to come. */
const numbered = /^\d{1,3}$/;

/** Known footnotes stand among the link definitions, under names that no link can have: its label holds no free bracket. */
function keyOf(parser: MarkdownIt, label: string): string {
  return `[^${parser.utils.normalizeReference(label)}`;
}

/** A definition and what is indented under it by four; a paragraph goes on as it does in a list item. */
function block(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  const end = state.eMarks[startLine] ?? start;
  const found = mark.exec(state.src.slice(start, Math.min(end, start + 70)));
  const label = found?.[1];
  if (!found || label === undefined || state.src.charAt(start + found[0].length) !== ':') return false;
  if (silent) return true;
  const { references } = state.env;
  if (references) references[keyOf(state.md, label)] ??= { title: '', href: '' };
  const open = state.push('footnote_open', '', 1);
  open.content = label;
  const lines: [number, number] = [startLine, startLine];
  open.map = lines;

  // What follows is read as the text of a list item is.
  const { blkIndent, parentType, tight } = state;
  const bMark = state.bMarks[startLine] ?? 0;
  const tShift = state.tShift[startLine] ?? 0;
  const sCount = state.sCount[startLine] ?? 0;
  const after = state.skipSpaces(start + found[0].length + 1);
  const empty = after >= end;
  state.bMarks[startLine] = after;
  state.tShift[startLine] = 0;
  state.blkIndent += 4;
  state.sCount[startLine] = state.blkIndent;
  state.parentType = 'list';
  state.line = startLine + 1;
  state.md.block.tokenize(state, empty ? startLine + 1 : startLine, endLine);
  state.bMarks[startLine] = bMark;
  state.tShift[startLine] = tShift;
  state.sCount[startLine] = sCount;
  Object.assign(state, { blkIndent, parentType, tight });
  lines[1] = state.line;
  state.push('footnote_close', '', -1);
  return true;
}

/**
 * A mark whose footnote is known. With `env.guess` (the text goes on) a numbered one counts before its footnote came, and
 * `env.guessed` is set.
 */
function inline(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith('[^', state.pos)) return false;
  const found = mark.exec(state.src.slice(state.pos, state.pos + 70));
  const label = found?.[1];
  if (!found || label === undefined || state.pos + found[0].length > state.posMax) return false;
  const { env } = state;
  if (!env.references?.[keyOf(state.md, label)]) {
    if (env.guess !== true || !numbered.test(label)) return false;
    env.guessed = true;
  }
  if (!silent) state.push('footnote_mark', '', 0).content = label;
  state.pos += found[0].length;
  return true;
}

export function addFootnotes(parser: MarkdownIt): void {
  parser.block.ruler.before('reference', 'footnote', block, {
    alt: ['paragraph', 'reference', 'blockquote'],
  });
  parser.inline.ruler.before('link', 'footnote', inline);
}
