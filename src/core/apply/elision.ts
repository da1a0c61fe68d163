// Lines of an answer that stand for code which was left out: `// ... existing code ...` and its kin.
import { keyOf } from './lines.ts';

const comment =
  /^(?:\/\/+|#+=?|--+|;+|%+|\/\*+|\*|<!--|\{\/\*|\{#|\{-|\(\*|@\*|<%--|<%#|"{3}|["'](?=\s)|REM\b)\s*(.*?)\s*(?:\*+\/\}?|--%?>|%>|#\}|=#|-\}|\*\)|\*@|"{3})?$/i;
const dots = String.raw`(?:\.{3,}|…|⋮|。{3,})`;
const dotsAlone = new RegExp(`^\\[?${dots}+\\]?,?$`);
const dotsFirst = new RegExp(`^[([]?${dots}`);
const dotsLast = new RegExp(`${dots}[)\\]]?$`);
/** What a remark that ends in dots speaks of. */
const words =
  /\b(?:existing|rest|remain(?:s|ing|der)?|unchanged|same|other|previous|omitted)\b|其余|其他|其它|现有|原有|已有|不变|省略|同上/i;
/** What a remark without dots begins with; further in, the same words describe what code does. */
const wordsFirst =
  /^\(?(?:(?:the )?(?:rest|remaining|remainder|existing|previous|other)\b.*\b(?:code|file|unchanged|same|methods?|functions?|imports?|implementation)\b|unchanged\b|(?:其余|其他|现有|原有)(?:代码|部分|方法|函数|内容)|代码?省略|省略|保持不变)/i;
/** What a remark consists of that says nothing else: of which code it speaks, and that it stays. */
const codeWords = wordsOf(
  'code file class component module script page document query template stylesheet program source function functions method methods import imports implementation implementations logic styles rules markup tests routes handlers definitions declarations',
);
const stayWords = wordsOf('unchanged untouched unmodified same omitted intact remain remains stay stays is');
const whichWords = wordsOf('existing rest remaining remainder previous original other');
const smallWords = wordsOf(
  'the of your this all any as it they are was were keep leave kept here in below above before to exactly goes go from everything else brevity shown still',
);
const alone =
  /^(?:unchanged|omitted|snip|same as (?:before|the original|original)|(?:code |implementation )?omitted for brevity|no changes? (?:here|needed|required|below|above)(?: \w+)?)$/;
const chinese =
  /^(?:保留|保持|此处|这里|以下|以上)*(?:(?:其余|其他|其它|剩余|剩下|余下|现有|原有|原来|已有|后面|前面|下面|上面|此处|这里|以下|以上)的?(?:所有)?(?:代码|部分|方法|函数|内容|逻辑|实现|样式|导入)?(?:都|均|也)?(?:保持)?(?:不变|省略|略|相同|一样|一致)|(?:其余|其他|其它|剩余|剩下|余下|现有|原有|原来|已有)的?(?:所有)?(?:代码|部分|方法|函数|内容|逻辑|实现|样式|导入)(?:此处|这里)?|(?:保持)?不变|省略|同上|[与和同](?:之前|以前|原来|原先|原文件)(?:的代码)?(?:保持)?(?:相同|一样|一致))$/;
/** A longer remark that happens to begin or to end in dots says something itself. */
const longest = 100;

/** Whether the line stands for left-out code. `isInFile` tells lines that the file itself has: those mean themselves. */
export function isElision(line: string, isInFile: (key: string) => boolean): boolean {
  const text = keyOf(line);
  if (text === '' || text.length > longest || isInFile(text)) return false;
  // Three dots alone are a statement of Python, and then they mostly stand in the file too.
  if (dotsAlone.test(text)) return true;
  const remark = comment.exec(text)?.[1];
  if (remark === undefined) return dotsFirst.test(text) && saysThatCodeStays(text);
  return (
    dotsFirst.test(remark) ||
    (dotsLast.test(remark) && words.test(remark)) ||
    wordsFirst.test(remark) ||
    saysThatCodeStays(remark)
  );
}

/** Every word of it counts: one other, and it describes what the code does. */
function saysThatCodeStays(remark: string): boolean {
  const all = remark.toLowerCase().match(/[\p{L}]+/gu) ?? [];
  const said = all.join(' ');
  if (alone.test(said) || chinese.test(all.join(''))) return true;
  const has = (kind: ReadonlySet<string>): boolean => all.some((word) => kind.has(word));
  if (!all.every((word) => [codeWords, stayWords, whichWords, smallWords].some((kind) => kind.has(word))))
    return false;
  return (
    (has(codeWords) && (has(whichWords) || stays.test(said))) || (refersToAll.test(said) && stays.test(said))
  );
}

const stays =
  /^(?!is |are ).*\b(?:unchanged|untouched|unmodified|omitted|intact|same|as (?:it|they|before|is|are))\b/;
const refersToAll = /^(?:keep |leave )?(?:the |all )*(?:rest|remainder|everything)\b/;

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
