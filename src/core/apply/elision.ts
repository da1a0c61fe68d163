// Lines of an answer that stand for code which was left out: `// ... existing code ...` and its kin.
import { keyOf } from './lines.ts';

const comment = /^(?:\/\/+|#+|--+|;+|%+|\/\*+|\*|<!--|\{\/\*|\{#|'|REM\b)\s*(.*?)\s*(?:\*\/\}?|-->|#\})?$/i;
const dots = /^(?:\.{3,}|…)|(?:\.{3,}|…)$/;
const words =
  /\b(?:existing|rest of|remain(?:s|ing|der)?|unchanged|same as before|other (?:code|methods?|functions?|imports?|fields?|properties)|previous code|as before|omitted)\b|其余|其他(?:代码|方法|函数)|现有|原有|已有|保持不变|不变|省略|同上/i;
/** What begins a remark that happens to end in dots or to speak of the rest. */
const longest = 100;

/** Whether the line stands for left-out code. `isInFile` tells lines that the file itself has: those mean themselves. */
export function isElision(line: string, isInFile: (key: string) => boolean): boolean {
  const text = keyOf(line);
  if (text === '' || text.length > longest) return false;
  const remark = comment.exec(text)?.[1];
  // Three dots alone are a statement of Python, and then they stand in the file too.
  const stands =
    remark === undefined
      ? /^(?:\.{3}|…|\[?(?:\.{3}|…)\]?)$/.test(text)
      : remark === '...' ||
        (dots.test(remark) && (words.test(remark) || /^(?:\.{3,}|…).*(?:\.{3,}|…)$/.test(remark))) ||
        /^(?:\.{3,}|…)/.test(remark) ||
        (words.test(remark) && /unchanged|existing code|rest of|保持不变|省略|其余/i.test(remark));
  return stands && !isInFile(text);
}
