// Lines of an answer that stand for code which was left out: `// ... existing code ...` and its kin.
import { keyOf } from './lines.ts';

const comment = /^(?:\/\/+|#+|--+|;+|%+|\/\*+|\*|<!--|\{\/\*|\{#|'|REM\b)\s*(.*?)\s*(?:\*\/\}?|-->|#\})?$/i;
const dots = String.raw`(?:\.{3,}|…)`;
const dotsAlone = new RegExp(`^\\[?${dots}\\]?$`);
const dotsFirst = new RegExp(`^[([]?${dots}`);
const dotsLast = new RegExp(`${dots}[)\\]]?$`);
/** What a remark that ends in dots speaks of. */
const words =
  /\b(?:existing|rest|remain(?:s|ing|der)?|unchanged|same|other|previous|omitted)\b|其余|其他|现有|原有|已有|不变|省略|同上/i;
/** What a remark without dots begins with; further in, the same words describe what code does. */
const wordsFirst =
  /^\(?(?:(?:the )?(?:rest|remaining|remainder|existing|previous|other)\b.*\b(?:code|file|unchanged|same|methods?|functions?|imports?|implementation)\b|unchanged\b|(?:其余|其他|现有|原有)(?:代码|部分|方法|函数|内容)|代码?省略|省略|保持不变)/i;
/** A longer remark that happens to begin or to end in dots says something itself. */
const longest = 100;

/** Whether the line stands for left-out code. `isInFile` tells lines that the file itself has: those mean themselves. */
export function isElision(line: string, isInFile: (key: string) => boolean): boolean {
  const text = keyOf(line);
  if (text === '' || text.length > longest || isInFile(text)) return false;
  const remark = comment.exec(text)?.[1];
  // Three dots alone are a statement of Python, and then they mostly stand in the file too.
  if (remark === undefined) return dotsAlone.test(text);
  return dotsFirst.test(remark) || (dotsLast.test(remark) && words.test(remark)) || wordsFirst.test(remark);
}
