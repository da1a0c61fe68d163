// From what a model streams to what may stand in the box: no fences, no quotation marks, no introduction, nothing hidden.
import { visible } from '../outgoing/visible.ts';

/** A commit message longer than this is none. */
const mostCharacters = 5_000;

const fence = /^(`{3,}|~{3,}(?!~))[^\n`]*\n/;
const introduction =
  /^(?:(?:sure|certainly|of course)[^\n]{0,40}\n|(?:here(?:'s| is)|this is)\b[^\n]{0,100}:[ \t]*\n|\**commit message\**[ \t]*[:：]\**|\**提交(?:信息|消息|说明)\**[ \t]*[:：]\**|以下是[^\n]{0,60}[:：][ \t]*\n)\s*/i;
const quotes: Readonly<Record<string, string>> = { '"': '"', "'": "'", '`': '`', '“': '”', '「': '」' };

/** The text so far, cleaned; `isWhole` once nothing more comes. */
export function commitText(raw: string, isWhole: boolean): string {
  let text = raw.replace(/\r\n?/g, '\n').trimStart();
  // While it streams, what may still become a fence is held back.
  if (!isWhole && /^[`~][^\n]*$/.test(text)) return '';
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(introduction, '');
    const opened = fence.exec(text);
    if (opened) text = inFence(text.slice(opened[0].length), opened[1] ?? '');
  }
  text = unquoted(text, isWhole);
  const lines = text.split('\n').map((line) => line.trimEnd());
  return visible(
    lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
  ).slice(0, mostCharacters);
}

/** What stands before the closing fence; what a model adds after it is talk. */
function inFence(text: string, mark: string): string {
  const close = text.search(new RegExp(`^${mark}`, 'm'));
  const inside = close < 0 ? text : text.slice(0, close);
  return inside.replace(/\n[`~]{1,2}$/, '').trimStart();
}

function unquoted(text: string, isWhole: boolean): string {
  const open = text[0] ?? '';
  const close = quotes[open];
  if (close === undefined) return text;
  const inner = text.slice(1);
  const end = inner.trimEnd();
  if (end.endsWith(close) && !end.slice(0, -1).includes(close)) return end.slice(0, -1);
  // The closing mark may still come, unless there was one already.
  return isWhole || inner.includes(close) ? text : inner;
}
