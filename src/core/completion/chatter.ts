// What chat models give besides the code they were asked for: a refusal, sentences before a fence, and the text left of the caret once more.
import type { Snapshot } from './snapshot.ts';

const refusal =
  /^(?:I['’]m sorry|I am sorry|Sorry[,.]|I can(?:not|['’]t) |Unfortunately,|As an AI|(?:很|非常)?抱歉|对不起|请您?提供|我?无法)/;
const introduction =
  /^(?:(?:以下|下面|这里)[是为]|这是|好的|当然|根据|补全|完整的?代码|代码如下|缺失的|(?:Okay|OK|Sure|Certainly|Of course)[,.!]|Here(?:['’]s| is| are) )/;
/** A line, or its beginning, that may be a sentence: words alone, or Chinese without what only code has. */
const sentence = /^(?:[A-Z][\w'’,-]*(?: [\w'’`",./-]*)*|\p{Script=Han}[^;{}=]*)[:：.。!！]?$/u;

/**
 * An answer without the sentences before its code. Undefined while it may yet become such a sentence, and for good where it is
 * nothing else.
 */
export function withoutChatter(raw: string, isWhole: boolean): string | undefined {
  const start = raw.search(/\S/);
  if (start < 0) return raw;
  const lineEnd = raw.indexOf('\n', start);
  const line = raw.slice(start, lineEnd < 0 ? raw.length : lineEnd).trimEnd();
  if (!sentence.test(line)) return raw;
  if (lineEnd < 0 && !isWhole) return undefined;
  if (refusal.test(line)) return undefined;
  const rest = lineEnd < 0 ? '' : raw.slice(lineEnd + 1);
  const next = rest.trimStart();
  if (introduction.test(line)) {
    if (next === '') return undefined;
    // One blank line belongs to the sentence.
    return withoutChatter(rest.startsWith('\n') ? rest.slice(1) : rest, isWhole);
  }
  if (!/[:：.。!！]$/.test(line)) return raw;
  if (/^(?:```|~~~)/.test(next)) return rest;
  return !isWhole && ('```'.startsWith(next) || '~~~'.startsWith(next)) ? undefined : raw;
}

/** So much of the text left of the caret is repeated by nobody who writes code. */
const FEWEST_CHARACTERS = { lines: 20, line: 6 };

/** An answer without the text left of the caret that it begins with; undefined while, or where, it is nothing else. */
export function withoutEcho(raw: string, at: Snapshot, isWhole: boolean): string | undefined {
  if (raw.trim() === '') return raw;
  const echoed = echoesOf(raw, at);
  if (echoed.some((one) => one.length > raw.length)) return isWhole && !isTelling(raw) ? raw : undefined;
  const longest = echoed.reduce((most, one) => (one.length > most.length ? one : most), '');
  return longest === '' ? withoutOwnLine(raw, at.linePrefix, isWhole) : raw.slice(longest.length);
}

/** Ends of the left text, from a line's start on, that the answer begins with, or that begin with the answer. */
function echoesOf(raw: string, { left }: Snapshot): readonly string[] {
  const found: string[] = [];
  const first = raw.slice(0, raw.indexOf('\n') + 1) || raw;
  for (let from = 0; from >= 0; from = left.indexOf('\n', from) + 1 || -1) {
    if (!left.startsWith(first, from)) continue;
    const end = left.slice(from);
    if (isTelling(end) && (raw.startsWith(end) || end.startsWith(raw))) found.push(end);
  }
  return found;
}

/** A whole line at least, and not only brackets. */
function isTelling(text: string): boolean {
  return text.includes('\n') && text.replace(/\s/g, '').length >= FEWEST_CHARACTERS.lines;
}

/** The caret's own line as the answer's first one; several words, or its indentation with it. */
function withoutOwnLine(raw: string, line: string, isWhole: boolean): string | undefined {
  const words = line.trim();
  if (words === '') return raw;
  const isIndented = /^\s/.test(line);
  if (isIndented && raw.startsWith(line)) return raw.slice(line.length);
  if (!isWhole && isIndented && line.startsWith(raw)) return undefined;
  if (words.length < FEWEST_CHARACTERS.line || !/\s/.test(words)) return raw;
  const said = raw.trimStart();
  if (!isWhole && words.startsWith(said)) return undefined;
  if (!said.startsWith(words)) return raw;
  const rest = said.slice(words.length);
  return /\s$/.test(line) ? rest.trimStart() : rest;
}

/** An indented line behind a line that has ended is the next one: its line break went with the sentence or the fence before it. */
export function onItsOwnLine(code: string, { linePrefix, lineRest }: Snapshot): string {
  const isNext = /^(?: {2,}|\t+)\S/.test(code) && /\S$/.test(linePrefix) && lineRest.trim() === '';
  return isNext ? `\n${code}` : code;
}
