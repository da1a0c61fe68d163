// The fenced code blocks of an answer, in source order. Host and page count them with this one rule, so that "block 3"
// means the same code on both sides. It follows CommonMark's block structure (spec 0.31.2 §4.5 and the parsing
// strategy of its appendix) as far as fences need it: quotes, list items, paragraphs and indented code.

export interface CodeBlock {
  /** First word of the info string, as written: "ts", "python", or empty. */
  readonly language: string;
  /** The code without its fences; each line ends with `\n`. */
  readonly code: string;
}

/** A code block with what stands around it. */
export interface FencedCode extends CodeBlock {
  /** The whole info string. */
  readonly info: string;
  /** Line of the opening fence in the Markdown, from 0. */
  readonly line: number;
}

type Container =
  | { readonly kind: 'quote' }
  | { readonly kind: 'item'; readonly offset: number; readonly before: number; empty: boolean };

interface Fence {
  readonly mark: string;
  readonly length: number;
  readonly indent: number;
  readonly language: string;
  readonly info: string;
  readonly line: number;
  readonly lines: string[];
}

type Leaf = 'none' | 'paragraph' | 'indented' | Fence;

/** A line being read from the left: tabs stop at columns of four, and one may be used up in part. */
class Line {
  readonly text: string;
  pos = 0;
  column = 0;
  /** Columns left of a tab that was used up in part. */
  partial = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Columns of white space from here to the next other character. */
  get indent(): number {
    let column = this.column + this.partial;
    for (let at = this.pos; at < this.text.length; at++) {
      const character = this.text.charAt(at);
      if (character === ' ') column++;
      else if (character === '\t') column += 4 - (column % 4);
      else break;
    }
    return column - this.column;
  }

  get blank(): boolean {
    return /^[ \t]*$/.test(this.text.slice(this.pos));
  }

  /** What follows the white space. */
  get content(): string {
    return this.text.slice(this.pos).replace(/^[ \t]+/, '');
  }

  /** Uses up at most `columns` of white space. */
  skipSpace(columns: number): void {
    let left = columns;
    const part = Math.min(left, this.partial);
    this.partial -= part;
    this.column += part;
    left -= part;
    while (left > 0) {
      const character = this.text.charAt(this.pos);
      if (character !== ' ' && character !== '\t') return;
      const width = character === ' ' ? 1 : 4 - (this.column % 4);
      const used = Math.min(width, left);
      this.pos++;
      this.column += used;
      this.partial = width - used;
      left -= used;
    }
  }

  skipText(characters: number): void {
    this.pos += characters;
    this.column += characters;
  }

  get rest(): string {
    return ' '.repeat(this.partial) + this.text.slice(this.pos);
  }
}

/** Quotes and items inside each other; deeper ones are text, so that a line of marks stays cheap. */
const deepest = 100;
const thematicBreak = /^(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$/;
const heading = /^#{1,6}(?:[ \t]|$)/;
const underline = /^(?:=+|-+)[ \t]*$/;
const fenceOpening = /^(`{3,})([^`]*)$|^(~{3,})(?!~)(.*)$/;
const listMarker = /^(?:[-+*]|(\d{1,9})[.)])(?=[ \t]|$)/;

/** All fenced code blocks of `markdown`; a fence that is never closed runs to the end of what contains it. */
export function codeBlocks(markdown: string): readonly CodeBlock[] {
  return fencedCode(markdown).map(({ language, code }) => ({ language, code }));
}

/** The same blocks with their info strings and where they stand. */
export function fencedCode(markdown: string): readonly FencedCode[] {
  const blocks: Fence[] = [];
  const containers: Container[] = [];
  let leaf: Leaf = 'none';
  const lines = markdown.replace(/\0/g, '\uFFFD').split(/\r\n?|\n/);
  if (lines.at(-1) === '') lines.pop();

  for (const [number, text] of lines.entries()) {
    const line = new Line(text);
    const matched = matchContainers(line, containers);
    const all = matched === containers.length;
    if (all && typeof leaf === 'object') {
      if (line.indent <= 3 && closes(line.content, leaf)) leaf = 'none';
      else {
        line.skipSpace(leaf.indent);
        leaf.lines.push(line.rest);
      }
      continue;
    }
    // A paragraph goes on in a line that leaves its quotes and items, unless that line starts something.
    const paragraph = leaf === 'paragraph';
    let open = matched;
    let opened: Leaf | undefined;
    while (opened === undefined) {
      const inParagraph = paragraph && open === matched;
      if (line.blank || open >= deepest) break;
      if (line.indent >= 4) {
        if (inParagraph && (all || !endsParagraph(line, containers.slice(matched)))) break;
        opened = 'indented';
        break;
      }
      const content = line.content;
      const fence = fenceOpening.exec(content);
      const marker = listMarker.exec(content);
      if (content.startsWith('>')) {
        line.skipSpace(line.indent);
        line.skipText(1);
        line.skipSpace(1);
        enter(containers, open++, { kind: 'quote' });
        leaf = 'none';
        continue;
      }
      if (heading.test(content)) opened = 'none';
      else if (fence) {
        opened = openFence(fence, line.indent, number);
        blocks.push(opened);
      } else if (inParagraph && all && underline.test(content)) opened = 'none';
      else if (thematicBreak.test(content)) opened = 'none';
      else if (marker && (!inParagraph || !all || interrupts(content, marker))) {
        enter(containers, open++, openItem(line, marker[0].length));
        leaf = 'none';
      } else break;
    }
    if (opened === undefined && open === matched && !all && paragraph && !line.blank) continue;
    containers.length = open;
    if (line.blank) {
      if (leaf === 'paragraph' || !all) leaf = 'none';
    } else {
      leaf = opened ?? 'paragraph';
      fill(containers);
    }
  }
  return blocks.map(({ language, info, line, lines: code }) => ({
    language,
    info,
    line,
    code: code.map((one) => `${one}\n`).join(''),
  }));
}

/** Puts `fresh` into the first `depth` containers, closing those after them. */
function enter(containers: Container[], depth: number, fresh: Container): void {
  containers.length = depth;
  fill(containers);
  containers.push(fresh);
}

/** Something stands in them now: a blank line no longer closes an item. */
function fill(containers: readonly Container[]): void {
  for (const container of containers) if (container.kind === 'item') container.empty = false;
}

/** How many of the open containers go on in this line; their marks are used up. */
function matchContainers(line: Line, containers: readonly Container[]): number {
  for (const [index, container] of containers.entries()) {
    if (container.kind === 'quote') {
      // markdown-it lets the mark of a quote that goes on stand at any indent, and what it shows is what is counted.
      if (!line.content.startsWith('>')) return index;
      line.skipSpace(line.indent);
      line.skipText(1);
      line.skipSpace(1);
    } else if (line.indent >= container.offset && !(line.blank && container.empty))
      line.skipSpace(container.offset);
    else if (line.blank && !container.empty) line.skipSpace(line.indent);
    else return index;
  }
  return containers.length;
}

/**
 * Whether a line that leaves these containers, and is indented too far to start anything where it stands, ends the paragraph
 * in them all the same. In CommonMark none does; markdown-it looks for what would start something from where an item's own
 * text begins, or inside a second quote, and what it shows is what is counted.
 */
function endsParagraph({ content, indent }: Line, left: readonly Container[]): boolean {
  const [first, ...others] = left;
  if (first?.kind === 'quote' && !others.some(({ kind }) => kind === 'quote')) return false;
  const isInnermost = first?.kind === 'item' && !others.some(({ kind }) => kind === 'item');
  if (listMarker.test(content)) return !isInnermost || indent - first.before < 4;
  return [/^>/, heading, fenceOpening, thematicBreak].some((start) => start.test(content));
}

function closes(content: string, fence: Fence): boolean {
  const run = /^(`+|~+)[ \t]*$/.exec(content)?.[1] ?? '';
  return run.startsWith(fence.mark) && run.length >= fence.length;
}

function openFence(opening: RegExpExecArray, indent: number, line: number): Fence {
  const run = opening[1] ?? opening[3] ?? '';
  const info = (opening[2] ?? opening[4] ?? '').trim();
  const language = (/^\S*/.exec(info)?.[0] ?? '').replace(/\\([!-/:-@[-`{-~])/g, '$1');
  return { mark: run.charAt(0), length: run.length, indent, language, info, line, lines: [] };
}

/** Whether a list item may start inside a paragraph: with text, and a numbered one only with 1. */
function interrupts(content: string, marker: RegExpExecArray): boolean {
  if (content.slice(marker[0].length).trim() === '') return false;
  return marker[1] === undefined || Number(marker[1]) === 1;
}

/** Uses up the mark of a list item; its text starts one to four columns after it. */
function openItem(line: Line, markerWidth: number): Container {
  const before = line.indent;
  line.skipSpace(before);
  line.skipText(markerWidth);
  const after = line.indent;
  const empty = line.blank;
  const padding = empty || after > 4 ? 1 : after;
  line.skipSpace(padding);
  return { kind: 'item', offset: before + markerWidth + padding, before, empty };
}
