// Cuts an answer while it streams: fences, markers, repetition, the echo of what stands to the right, and lengths. What comes out only ever grows.
import { onItsOwnLine, withoutChatter, withoutEcho } from './chatter.ts';
import { inCommentOrString } from './eligible.ts';
import { isConclusion, withoutIntroduction } from './prose.ts';
import { indentation } from './reindented.ts';
import type { Snapshot } from './snapshot.ts';

export type CutReason = 'prose' | 'marker' | 'fence' | 'echo' | 'repetition' | 'length' | 'control';

export interface CutLimits {
  readonly characters: number;
  readonly lines: number;
}

const PLAIN_MARKERS = [
  'fim_prefix',
  'fim_suffix',
  'fim_middle',
  'fim_pad',
  'fim-prefix',
  'fim-suffix',
  'fim-middle',
  'file_sep',
  'start_of_turn',
  'end_of_turn',
  'SUF',
  'MID',
  'EOT',
  'EOD',
  'eos',
  'before-code-1',
  '/before-code-1',
  'after-code-1',
  '/after-code-1',
  '[fim-prefix]',
  '[fim-suffix]',
  '[fim-middle]',
].map((name) => `<${name}>`);
/** What only the special tokens of a model family look like. A space inside would be an operator of F# or Elm. */
const MARKER =
  /<\|\w{2,30}\|>|<｜[\w▁]{2,40}｜>|<fim[_-](?:prefix|suffix|middle|pad)>|<file_sep>|<\[fim-(?:prefix|suffix|middle)\]>|<(?:start|end)_of_turn>|(?<![\w"'`<])<(?:SUF|MID|EOT|EOD|eos)>|<\/?(?:before|after)-code-\d+>/;
/** What is left of one where an answer was cut off inside it. */
const CUT_MARKER =
  /<(?:\|(?:fim_|endof|im_|file_|repo_)\w*\|?|｜[\w▁]*｜?|\[?fim[_-]\w*\]?|\/?(?:before|after)-co[\w-]*)$/;
/** With what nobody sees, and what turns a line around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u202a-\u202e\u2060-\u2069\ufeff]/;
const FENCE = /^[ \t]*(```|~~~)[^\n]*$/;
/** A line must be this long to be taken for an echo when only its words agree. */
const ECHO_CHARACTERS = 6;
/** Equal lines in a row, or rounds of a pattern within one line, that are taken for a model gone astray. */
const EQUAL_LINES = 3;
const PATTERN_ROUNDS = 6;
const LONGEST_PATTERN = 12;
const SHORTEST_RUN = 40;
const FEWEST_PLAIN_ROUNDS = 3;

/**
 * One answer's cut. `push` takes raw text in any chunking and returns what of it is safe to use; `end` releases what was held
 * back. The result does not depend on how the text was split.
 */
export class Cut {
  #raw = '';
  #used = '';
  #reason: CutReason | undefined;
  readonly #limits: CutLimits;
  readonly #rightLines: readonly string[];
  readonly #indent: (text: string) => string;
  /** In a text, a comment or a string, prose is what is asked for. */
  readonly #isText: boolean;
  /** Where the answer is a chat model's, who may say more than code. */
  readonly #chatAt: Snapshot | undefined;

  constructor(at: Snapshot, limits: CutLimits, isChat = false) {
    this.#limits = limits;
    this.#rightLines = at.right.split('\n').slice(1);
    this.#indent = indentation(at);
    this.#isText =
      /^(markdown|plaintext|latex|restructuredtext)$/.test(at.languageId) || inCommentOrString(at.linePrefix);
    this.#chatAt = isChat ? at : undefined;
  }

  /** Why the answer must not go on; the stream is not worth reading any more. */
  get reason(): CutReason | undefined {
    return this.#reason;
  }

  get text(): string {
    return this.#used;
  }

  push(chunk: string): string {
    return this.#advance(chunk, false);
  }

  end(): string {
    return this.#advance('', true);
  }

  #advance(chunk: string, last: boolean): string {
    if (this.#reason !== undefined) return '';
    this.#raw += chunk;
    const { text, reason } = this.#safe(last);
    const grown = text.startsWith(this.#used) ? text.slice(this.#used.length) : '';
    this.#used += grown;
    if (reason !== undefined) this.#reason = reason;
    return grown;
  }

  /** The usable part of all raw text so far. */
  #safe(last: boolean): { text: string; reason?: CutReason } {
    // What follows may make one line break of it, or a whole character.
    const isCut = !last && /[\r\ud800-\udbff]$/.test(this.#raw);
    let raw = (isCut ? this.#raw.slice(0, -1) : this.#raw).replace(/\r\n?/g, '\n');
    let reason: CutReason | undefined;
    const marker = raw.search(MARKER);
    if (marker >= 0) {
      raw = raw.slice(0, marker);
      reason = 'marker';
    } else raw = last ? raw.replace(CUT_MARKER, '') : raw.slice(0, raw.length - partialMarker(raw));
    const control = raw.search(CONTROL);
    if (control >= 0) {
      raw = raw.slice(0, control);
      reason = 'control';
    }
    const settled = last || reason !== undefined;
    // Blanks alone may yet stand before a fence, and what was given out cannot be taken back.
    if (!settled && raw.trim() === '') return { text: '' };
    const code = this.#code(raw, settled);
    if (code === undefined) return { text: '' };
    const isIntroduced = code !== raw;
    raw = code;
    const opening = /^\s*(`{1,3}|~{1,3})/.exec(raw);
    if (opening !== null) {
      const lineEnd = raw.indexOf('\n', opening[0].length);
      const firstLine =
        lineEnd < 0 ? raw.slice(opening[0].search(/[`~]/)) : raw.slice(opening[0].search(/[`~]/), lineEnd);
      if (lineEnd < 0 && !settled && /^(`{1,3}|~{1,3})[\w+#-]*$/.test(firstLine)) return { text: '' };
      if (FENCE.test(firstLine))
        raw = lineEnd < 0 ? '' : withoutClosingFence(raw.slice(lineEnd + 1), settled);
    }
    const own = this.#chatAt ? withoutEcho(raw, this.#chatAt, settled) : raw;
    if (own === undefined) return { text: '' };
    raw = this.#chatAt ? onItsOwnLine(own, this.#chatAt) : own;
    if (!settled && raw.trim() === '') return { text: '' };
    const lines = raw.split('\n');
    const kept: string[] = [];
    for (let k = 0; k < lines.length; k++) {
      const line = lines[k] ?? '';
      const complete = k < lines.length - 1 || settled;
      if (k >= this.#limits.lines) return { text: kept.join('\n'), reason: 'length' };
      if (FENCE.test(line) || (!complete && /^[ \t]*(`{1,3}|~{1,3})$/.test(line))) {
        if (k > 0 || FENCE.test(line)) return finish(kept, complete ? 'fence' : undefined);
      }
      // How deep a line begins is not known before its first character; what was given out cannot be indented anew.
      if (k > 0 && !complete && line.trim() === '') return finish(kept, undefined);
      if ((isIntroduced || this.#chatAt) && k > 0 && isConclusion(line, complete))
        return finish(kept, complete ? 'prose' : undefined);
      if (k > 0 && line.trim() !== '') {
        const echo = this.#echoes(line, complete);
        if (echo === 'yes') return finish(kept, 'echo');
        if (echo === 'maybe') return finish(kept, undefined);
      }
      const run = patternRun(line);
      if (run !== undefined) {
        kept.push(wholeStart(line, run));
        return { text: kept.join('\n'), reason: 'repetition' };
      }
      if (repeats(kept, line, complete)) return finish(kept, complete ? 'repetition' : undefined);
      kept.push(k === 0 ? line : this.#indent(line));
    }
    const text = kept.join('\n');
    if (text.length > this.#limits.characters)
      return { text: wholeStart(text, this.#limits.characters), reason: 'length' };
    return reason === undefined ? { text } : { text, reason };
  }

  /** The answer without what is said before its code; undefined while nothing but that may have come. */
  #code(raw: string, settled: boolean): string | undefined {
    if (this.#isText) return raw;
    const said = this.#chatAt ? withoutChatter(raw, settled) : raw;
    return said === undefined ? said : withoutIntroduction(said, settled);
  }

  /** Does a later line of the answer repeat the next line that stands to the right? */
  #echoes(line: string, complete: boolean): 'yes' | 'no' | 'maybe' {
    const next = this.#rightLines.find((right) => right.trim() !== '');
    if (next === undefined) return 'no';
    const indented = this.#indent(line);
    if (complete) {
      if (indented.trimEnd() === next.trimEnd()) return 'yes';
      return line.trim() === next.trim() && line.trim().length >= ECHO_CHARACTERS ? 'yes' : 'no';
    }
    // Held back while it may yet become that line; released as soon as it differs.
    return next.trim().startsWith(line.trim()) && line.trim().length >= 1 ? 'maybe' : 'no';
  }
}

/** So many code units of a text, one less where that would cut a character in two. */
function wholeStart(text: string, length: number): string {
  return text.slice(0, (text.codePointAt(length - 1) ?? 0) > 0xffff ? length - 1 : length);
}

function finish(
  kept: readonly string[],
  reason: CutReason | undefined,
): { text: string; reason?: CutReason } {
  const text = kept.join('\n');
  return reason === undefined ? { text } : { text, reason };
}

/** Some write the fence that closes right behind the code. */
function withoutClosingFence(code: string, settled: boolean): string {
  const end = settled ? /(?<=[^\s`~])[ \t]*(?:```|~~~)\s*$/ : /(?<=[^\s`~])[ \t]*(?:`{1,3}|~{1,3})\s*$/;
  return code.replace(end, '');
}

/** Length of the longest tail that could be the beginning of a marker. */
function partialMarker(text: string): number {
  const bar = /<(?:[|｜][\w▁]{0,40}[|｜]?)?$/.exec(text);
  if (bar !== null) return bar[0].length;
  for (const marker of PLAIN_MARKERS) {
    for (let length = Math.min(marker.length - 1, text.length); length > 1; length--) {
      if (text.endsWith(marker.slice(0, length))) return length;
    }
  }
  return 0;
}

/** Where a line begins to repeat one short pattern for ever; undefined when it does not. */
function patternRun(line: string): number | undefined {
  if (line.length < SHORTEST_RUN) return undefined;
  for (let length = 1; length <= LONGEST_PATTERN; length++) {
    let from = line.length - length;
    while (from > 0 && line.charCodeAt(from - 1) === line.charCodeAt(from - 1 + length)) from -= 1;
    const run = line.length - from;
    const pattern = line.slice(from, from + length);
    // Rulers and long blanks are ordinary code.
    if (/^[-=*#_/~.\s]+$/.test(pattern)) continue;
    if (run >= SHORTEST_RUN && run >= length * PATTERN_ROUNDS) return from + length * FEWEST_PLAIN_ROUNDS;
  }
  return undefined;
}

function repeats(kept: readonly string[], line: string, complete: boolean): boolean {
  const text = line.trim();
  if (text.length < 3) return false;
  const last = kept.slice(-(EQUAL_LINES - 1)).map((other) => other.trim());
  if (last.length < EQUAL_LINES - 1) return blockRepeats(kept, text, complete);
  const all = last.every((other) => other === text || (!complete && other.startsWith(text)));
  return all || blockRepeats(kept, text, complete);
}

/** The third round of the same two or three lines. */
function blockRepeats(kept: readonly string[], text: string, complete: boolean): boolean {
  for (const period of [2, 3]) {
    if (kept.length < 2 * period) continue;
    const lines = kept.slice(-2 * period).map((line) => line.trim());
    const twice = lines.slice(0, period).every((line, k) => line === lines[k + period]);
    const first = lines[0] ?? '';
    if (
      twice &&
      lines.some((line) => line.length >= ECHO_CHARACTERS) &&
      (first === text || (!complete && first.startsWith(text)))
    )
      return true;
  }
  return false;
}
