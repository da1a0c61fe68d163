// Blocks inside each other beyond what is drawn: the parser would drop what is in the innermost; here it stays, as text.
import type { MarkdownIt, StateBlock } from 'markdown-it';

/** How deep blocks and marks may stand inside each other. */
export const deepest = 60;
/** A list takes two levels at once. */
const lastBlock = deepest - 4;

function block(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (silent || state.level < lastBlock) return false;
  let line = startLine + 1;
  while (line < endLine && (state.isEmpty(line) || (state.sCount[line] ?? 0) >= state.blkIndent)) line++;
  const token = state.push('code_block', 'code', 0);
  token.content = state.getLines(startLine, line, state.blkIndent, true);
  token.map = [startLine, line];
  state.line = line;
  return true;
}

export function addDepth(parser: MarkdownIt): void {
  parser.block.ruler.before('table', 'deep', block);
}
