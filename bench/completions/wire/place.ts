// Where a change stands in the words that editors use: lines and columns from 0.
import type { EditorState } from '../driver.ts';

export interface LineAndColumn {
  readonly line: number;
  readonly character: number;
}

export function caretOf({ text, caret }: EditorState): LineAndColumn {
  let line = 0;
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < caret; at = text.indexOf('\n', at + 1)) {
    line += 1;
    start = at + 1;
  }
  return { line, character: caret - start };
}
