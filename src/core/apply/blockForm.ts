// The forms in which models write changes, and their parts: a unified diff, search-and-replace blocks, or plain code.
import { bare, linesOf } from './lines.ts';

/** Lines that should stand in the file, and what they become. `line` is where the diff says they are, from 0. */
export interface Edit {
  readonly old: readonly string[];
  readonly fresh: readonly string[];
  readonly line?: number;
  /** The same block read otherwise: a line of its text looks like the mark between its halves. Shorter `old` lines each. */
  readonly or?: readonly Edit[];
}

export interface FileEdits {
  /** As the diff names it; absent when it names none. */
  readonly path?: string;
  readonly isNew: boolean;
  readonly isDeleted: boolean;
  readonly edits: readonly Edit[];
}

export type BlockForm =
  | { readonly kind: 'code'; readonly lines: readonly string[] }
  | { readonly kind: 'edits'; readonly files: readonly FileEdits[] };

export function formOf(code: string, language: string): BlockForm {
  const lines = linesOf(code).map(bare);
  const blocks = searchBlocks(lines);
  if (blocks) return { kind: 'edits', files: blocks };
  const looks = looksLikeDiff(lines);
  const all = looks || /^(?:diff|patch|udiff)$/i.test(language) ? diffFiles(lines) : [];
  const changed = all.filter((one) => one.edits.length > 0 || one.isDeleted);
  // A diff without a change is no code for a file either.
  const files = looks && changed.length === 0 ? all : changed;
  return files.length > 0 ? { kind: 'edits', files } : { kind: 'code', lines };
}

function looksLikeDiff(lines: readonly string[]): boolean {
  const has = (mark: RegExp): boolean => lines.some((line) => mark.test(line));
  return has(/^@@ .*@@/) || (has(/^--- \S/) && has(/^\+\+\+ \S/));
}

const hunkHead = /^@@+(?: -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@+)?/;

/** Line numbers and counts are not trusted: models get them wrong more often than the lines. */
function diffFiles(lines: readonly string[]): readonly FileEdits[] {
  const files: { path?: string; isNew: boolean; isDeleted: boolean; edits: Edit[] }[] = [];
  let open: { old: string[]; fresh: string[]; line?: number } | null = null;
  const begin = (): (typeof files)[number] => {
    const file = { isNew: false, isDeleted: false, edits: [] };
    files.push(file);
    return file;
  };
  let file: (typeof files)[number] | null = null;
  const close = (): void => {
    if (open && (open.old.length > 0 || open.fresh.length > 0)) {
      file ??= begin();
      file.edits.push(open);
    }
    open = null;
  };
  for (const [at, line] of lines.entries()) {
    const next = lines[at + 1] ?? '';
    if (line.startsWith('--- ') && next.startsWith('+++ ')) {
      close();
      file = begin();
      file.isNew = line.includes('/dev/null');
      const path = diffPath(file.isNew || !next.includes('/dev/null') ? next : line);
      file.isDeleted = next.includes('/dev/null');
      if (path !== '') file.path = path;
      continue;
    }
    if (line.startsWith('+++ ') && (lines[at - 1] ?? '').startsWith('--- ')) continue;
    const head = hunkHead.exec(line);
    if (head) {
      close();
      open = { old: [], fresh: [] };
      if (head[1] !== undefined) open.line = Math.max(0, Number(head[1]) - 1);
      continue;
    }
    if (
      /^(?:diff --git |index [0-9a-f]+\.\.|(?:new|deleted) file mode |similarity index |rename (?:from|to) )/.test(
        line,
      )
    ) {
      close();
      continue;
    }
    if (line.startsWith('\\')) continue;
    // A diff without heads, as some models write it, begins with its first marked line.
    open ??= { old: [], fresh: [] };
    const [mark, rest] = [line.charAt(0), line.slice(1)];
    if (mark === '-') open.old.push(rest);
    else if (mark === '+') open.fresh.push(rest);
    else {
      const text = mark === ' ' ? rest : line;
      open.old.push(text);
      open.fresh.push(text);
    }
  }
  close();
  return files.map((one) => ({
    ...one,
    edits: one.edits.map(withoutOuterBlanks).filter((edit) => !isIdle(edit)),
  }));
}

function diffPath(line: string): string {
  const path = line.slice(4).split('\t')[0]?.trim() ?? '';
  return path.replace(/^"(.*)"$/, '$1').replace(/^[ab]\//, '');
}

/** Blank context at the ends comes and goes with how a model ends its block. */
function withoutOuterBlanks({ old, fresh, line }: Edit): Edit {
  let [from, to] = [0, 0];
  const blank = (text: string | undefined): boolean => text === '';
  while (blank(old[from]) && blank(fresh[from])) from++;
  while (
    old.length - to > from &&
    fresh.length - to > from &&
    blank(old.at(-1 - to)) &&
    blank(fresh.at(-1 - to))
  )
    to++;
  return {
    old: old.slice(from, old.length - to),
    fresh: fresh.slice(from, fresh.length - to),
    ...(line === undefined ? {} : { line: line + from }),
  };
}

function isIdle({ old, fresh }: Edit): boolean {
  return old.length === fresh.length && old.every((line, at) => line === fresh[at]);
}

/** `<<<<<<< SEARCH`, `=======`, `>>>>>>> REPLACE`, each with the path in the line above it or none; null for other code. */
function searchBlocks(lines: readonly string[]): readonly FileEdits[] | null {
  const files = new Map<string, Edit[]>();
  let path = '';
  let block: string[] | null = null;
  for (const [at, line] of lines.entries()) {
    if (/^(?:<{5,9}|-{5,9}) ?SEARCH\b/i.test(line)) {
      const above = (lines[at - 1] ?? '').trim();
      if (block === null && /^[\w@./\\ -]+\.\w+$/.test(above)) path = above;
      block = [];
    } else if (block?.some(isMiddle) && /^(?:>{5,9}|\+{5,9}) ?REPLACE\b/i.test(line)) {
      files.set(path, [...(files.get(path) ?? []), editOf(block)]);
      block = null;
    } else block?.push(line);
  }
  if (files.size === 0) return null;
  return [...files].map(([named, edits]) => ({
    ...(named === '' ? {} : { path: named }),
    isNew: edits.every((edit) => edit.old.every((line) => line.trim() === '')),
    isDeleted: false,
    edits,
  }));
}

function isMiddle(line: string): boolean {
  return /^={5,9}\s*$/.test(line);
}

/** A heading of Markdown or reStructuredText may be underlined with the very mark: the reading with most lines to search goes first. */
function editOf(block: readonly string[]): Edit {
  const readings = block
    .flatMap((line, at): Edit[] =>
      isMiddle(line) ? [{ old: block.slice(0, at), fresh: block.slice(at + 1) }] : [],
    )
    .reverse();
  const [first = { old: block, fresh: [] }, ...or] = readings;
  return or.length > 0 ? { ...first, or } : first;
}
