// From what remains of an answer to what may be shown here: one line or several, never doubling what stands to the right, never leaving a bracket too many.
import { codeOnly, openQuote } from './codeOnly.ts';
import { lastWord } from './lastWord.ts';
import type { Snapshot } from './snapshot.ts';
import { closedInString } from './stringBrackets.ts';

/** A text that fits its document: put at the caret, replacing `replaceRight` characters of the line's rest. Line ends are `\n`. */
export interface Insertion {
  readonly text: string;
  readonly replaceRight: number;
}

export type Unfit =
  | 'empty'
  | 'lineComplete'
  | 'prose'
  | 'repeatsNextLine'
  | 'repeatsLastLine'
  | 'brackets'
  | 'clash';

export type Judgement =
  | { readonly ok: true; readonly insertion: Insertion }
  | { readonly ok: false; readonly why: Unfit };

export interface JudgeOptions {
  /** Several lines may be shown. */
  readonly block: boolean;
  readonly maxLines: number;
  /** The answer may still grow: its last, unfinished word is held back. */
  readonly growing: boolean;
}

const OPENERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const CLOSERS = new Set([')', ']', '}']);
const PROSE =
  /^(here('s| is| are)\b|sure[,!. ]|certainly[,!. ]|of course[,!. ]|the (completed|missing|following) (code|part|text)|i('ll| will| can) |to complete (this|the) |based on the |below is )/i;
/** Fewest characters for the rest of a line to be recognised at the end of an answer. */
const OVERLAP_CHARACTERS = 3;

/** Does the place ask for several lines: an empty line, or the start of a block? */
export function wantsBlock(at: Snapshot): boolean {
  if (at.lineRest.trim() !== '') return false;
  const before = at.linePrefix.trimEnd();
  return before === '' || /([{([]|=>|:|\b(do|then|else|begin))$/.test(before);
}

/** Judges the rest of an answer at a place. */
export function judge(rest: string, at: Snapshot, options: JudgeOptions): Judgement {
  let text = rest;
  if (text.trim() === '') return no('empty');
  const comments = /^(markdown|plaintext|latex|restructuredtext)$/.test(at.languageId);
  if (!comments && PROSE.test(text.trimStart())) return no('prose');
  if (at.linePrefix.trim() === '' && !text.startsWith('\n')) text = withoutPresentIndent(text, at);
  if (text.startsWith('\n') && !options.block) return no('lineComplete');
  const lines = options.block
    ? scope(text.split('\n'), at).slice(0, options.maxLines)
    : text.split('\n').slice(0, 1);
  const wholeLine = text.length > (lines[0] ?? '').length || !options.growing;
  // Of several lines only whole ones are shown.
  if (options.growing && lines.length > 1 && lines.join('\n') === text) lines.pop();
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop();
  if (lines.length === 0) return no('empty');
  text = lines.join('\n');
  if (options.growing && !(lines.length > 1 || wholeLine)) text = throughLastWord(text);
  text = text.trimEnd() === '' ? '' : text;
  if (text === '') return no('empty');
  if (lines.length === 1 || at.lineRest.trim() === '') {
    const first = (at.linePrefix + (lines[0] ?? '')).trim();
    const next = at.right
      .split('\n')
      .slice(1)
      .find((line) => line.trim() !== '')
      ?.trim();
    if (at.lineRest.trim() === '' && first.length >= 3 && first === next) return no('repeatsNextLine');
    const last = at.left
      .slice(0, at.left.length - at.linePrefix.length)
      .trimEnd()
      .split('\n')
      .at(-1)
      ?.trim();
    if (at.lineRest.trim() === '' && wholeLine && first.length >= 8 && first === last)
      return no('repeatsLastLine');
  }
  return beside(text, at);
}

/** Fits the text's end to the rest of the line: what is there already is left out or replaced, never doubled. */
function beside(text: string, at: Snapshot): Judgement {
  const own = text.includes('\n') ? 0 : closedInString(text, at.linePrefix, at.lineRest);
  const judged = besideRest(text, own === 0 ? at : { ...at, lineRest: at.lineRest.slice(own) });
  return judged.ok ? yes(judged.insertion.text, judged.insertion.replaceRight + own) : judged;
}

function besideRest(text: string, at: Snapshot): Judgement {
  const rest = at.lineRest;
  const solid = rest.trimEnd();
  if (solid.trim() === '') {
    const kept = balanced(text, at, true);
    return kept === '' ? no('brackets') : yes(kept, rest.length > 0 && !kept.includes('\n') ? 0 : 0);
  }
  if (text.includes('\n')) return no('clash');
  const body = text.trimEnd();
  const there = solid.trimStart();
  const quote = openQuote(at.linePrefix);
  const closersOnly = /^[\s)\]}>"'`;:,]*[{]?$/.test(solid);
  const owed = closersOnly ? [...solid].filter((character) => CLOSERS.has(character)).length : 0;
  // The whole rest stands at the end of the answer, and is not the answer's own: insert what comes before it.
  if (surplusClosers(body, quote).length >= owed && body.endsWith(there) && body.length > there.length) {
    const head = body.slice(0, body.length - there.length);
    const lead = rest.length - rest.trimStart().length;
    const clean = lead > 0 && head.endsWith(rest.slice(0, lead)) ? head.slice(0, head.length - lead) : head;
    return clean.trim() === '' ? no('empty') : yes(clean, 0);
  }
  // Closers only: the answer brings some of them itself, in order, so it takes their place.
  const taken = closersOnly ? takenClosers(body, solid, quote) : 0;
  if (taken === 0 && body.trimStart() === there) return no('empty');
  if (closersOnly) {
    if (taken > 0) {
      const kept = balanced(body, at, false, solid.slice(taken));
      return kept === body ? yes(body, taken) : no('brackets');
    }
    const kept = balanced(body, at, false, solid);
    return kept === '' ? no('brackets') : yes(kept, 0);
  }
  const overlap = overlapLength(body, solid);
  const head = overlap > 0 ? body.slice(0, body.length - overlap) : text;
  if (head.trim() === '') return no('empty');
  const kept = balanced(head, at, false, solid);
  return kept === head ? yes(head, 0) : no('clash');
}

/** How many leading characters of the closers the text's own surplus closers stand for. */
function takenClosers(text: string, closers: string, quote: string): number {
  const surplus = surplusClosers(text, quote);
  if (surplus.length === 0) {
    // Quotes and separators at the very end: `foo"` before `"`.
    let length = Math.min(text.length, closers.length);
    while (length > 0 && !text.endsWith(closers.slice(0, length))) length -= 1;
    return length > 0 && /["'`;,]/.test(closers.slice(0, length)) ? length : 0;
  }
  let at = 0;
  for (const closer of surplus) {
    const found = closers.indexOf(closer, at);
    if (found < 0) return 0;
    at = found + 1;
  }
  // What follows the last surplus closer in the text may stand there too: `);` before `);`.
  const after = text.slice(text.lastIndexOf(surplus.at(-1) ?? '') + 1);
  if (after !== '' && closers.slice(at).startsWith(after.trim())) at += after.trim().length;
  return at;
}

function surplusClosers(text: string, quote = ''): readonly string[] {
  const open: string[] = [];
  const surplus: string[] = [];
  for (const character of codeOnly(text, quote)) {
    const closer = OPENERS[character];
    if (closer !== undefined) open.push(closer);
    else if (CLOSERS.has(character)) {
      if (open.at(-1) === character) open.pop();
      else surplus.push(character);
    }
  }
  return surplus;
}

/** Cuts a text before the first closer that nothing in it, and nothing still open to its left, has opened. */
function balanced(text: string, at: Snapshot, lineEnd: boolean, right = ''): string {
  const open: string[] = [];
  const surplusAt: { closer: string; index: number }[] = [];
  const code = codeOnly(text, openQuote(at.linePrefix));
  for (let k = 0; k < code.length; k++) {
    const character = code.charAt(k);
    const closer = OPENERS[character];
    if (closer !== undefined) open.push(closer);
    else if (CLOSERS.has(character)) {
      if (open.at(-1) === character) open.pop();
      else surplusAt.push({ closer: character, index: k });
    }
  }
  if (surplusAt.length === 0) return text;
  const available = openLeft(at.left);
  for (const closer of surplusClosers(right)) {
    const found = available.lastIndexOf(closer);
    if (found >= 0) available.splice(found, 1);
  }
  for (const { closer, index } of surplusAt) {
    if (available.at(-1) === closer) {
      available.pop();
      continue;
    }
    // The window may not reach back to where the bracket was opened: a block's end on a line of its own is believed.
    if (lineEnd && closer === '}' && available.length === 0 && !at.leftReachesStart) continue;
    return text.slice(0, index).trimEnd() === '' ? '' : text.slice(0, index);
  }
  return text;
}

const SCANNED_LEFT = 3000;

/** Is this closing line missing below: more is open on the left than the right closes, and the next line is another one? */
function owes(line: string, { left, right, rightReachesEnd }: Snapshot): boolean {
  if (!rightReachesEnd || openLeft(left).length <= surplusClosers(right).length) return false;
  const next = right.split('\n').find((other, k) => k > 0 && other.trim() !== '');
  return next?.trimEnd() !== line.trimEnd();
}

/** Closers still owed by the text left of the caret, outermost first. */
function openLeft(left: string): string[] {
  const open: string[] = [];
  for (const character of codeOnly(left.slice(-SCANNED_LEFT))) {
    const closer = OPENERS[character];
    if (closer !== undefined) open.push(closer);
    else if (CLOSERS.has(character)) {
      const found = open.lastIndexOf(character);
      if (found >= 0) open.length = found;
    }
  }
  return open;
}

/** The lines that belong to the thought: up to where the indentation falls back, or a blank line after content. */
function scope(lines: readonly string[], at: Snapshot): string[] {
  const base = indentOf(at.linePrefix);
  const opensBlock = at.linePrefix.trim() !== '';
  const kept: string[] = [];
  let depth = 0;
  for (let k = 0; k < lines.length; k++) {
    const line = lines[k] ?? '';
    if (k > 0 && line.trim() !== '') {
      const indent = indentOf(line);
      const closes = /^[)\]}]|^(end|fi|done|esac)\b/.test(line.trim());
      // The line that ends the block belongs to it where nothing else ends it.
      if (closes && !opensBlock && depth === 0 && indent <= base && owes(line, at)) {
        kept.push(line);
        break;
      }
      if (indent < base) break;
      if (indent === base && opensBlock && !closes) break;
      if (indent === base && closes && !opensBlock && depth <= 0) break;
    }
    if (k > 1 && line.trim() === '' && kept.some((other) => other.trim() !== '')) break;
    kept.push(line);
    for (const character of codeOnly(line)) {
      if (OPENERS[character] !== undefined) depth += 1;
      else if (CLOSERS.has(character)) depth -= 1;
    }
    const closed = opensBlock && k > 0 && indentOf(line) === base && line.trim() !== '';
    if (closed) break;
  }
  return kept;
}

function indentOf(line: string): number {
  const blank = /^[ \t]*/.exec(line)?.[0] ?? '';
  return blank.replaceAll('\t', '    ').length;
}

/** On a line that holds only indentation, the model's own indentation is not added to it. */
function withoutPresentIndent(text: string, at: Snapshot): string {
  const blank = /^[ \t]*/.exec(text)?.[0] ?? '';
  if (blank === '' || at.linePrefix === '') return text;
  return blank.startsWith(at.linePrefix) ? text.slice(at.linePrefix.length) : text.slice(blank.length);
}

function throughLastWord(text: string): string {
  const cut = text.slice(0, text.length - lastWord(text).length);
  return cut.trim() === '' ? text : cut;
}

/** Longest end of `text` that is a start of `rest`, when it is long enough to be no accident. */
function overlapLength(text: string, rest: string): number {
  for (let length = Math.min(text.length, rest.length); length >= 1; length--) {
    if (!text.endsWith(rest.slice(0, length))) continue;
    return length >= OVERLAP_CHARACTERS || /^[)\]}"'`;,(]+$/.test(rest.slice(0, length)) ? length : 0;
  }
  return 0;
}

function yes(text: string, replaceRight: number): Judgement {
  return { ok: true, insertion: { text, replaceRight } };
}

function no(why: Unfit): Judgement {
  return { ok: false, why };
}
