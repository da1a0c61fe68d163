// Puts sections of Markdown into their file by their headings.
import { isBlank, keyOf } from './lines.ts';
import type { Replacement } from './placeCode.ts';

interface Section {
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly title: string;
}

/** Null where the code has no headings, or one that the file does not have exactly once. */
export function placeSections(
  file: readonly string[],
  code: readonly string[],
): readonly Replacement[] | null {
  const own = sectionsOf(code);
  const [first] = own;
  if (!first || first.start > 0) return null;
  const there = sectionsOf(file);
  const found: Replacement[] = [];
  // Sections inside a section go with it.
  for (let at = 0; at < code.length; ) {
    const section = own.find(({ start }) => start === at);
    if (!section) return null;
    const [only, second] = there.filter(({ title }) => title === section.title);
    if (!only || second) return null;
    found.push({
      start: only.start,
      end: only.end,
      lines: trimmedEnd(code.slice(section.start, section.end)),
    });
    at = own.find(({ start }) => start >= section.end)?.start ?? code.length;
  }
  found.sort((a, b) => a.start - b.start);
  return found.some((one, at) => at > 0 && one.start < (found[at - 1]?.end ?? 0)) ? null : found;
}

/** Headings outside fences; a section ends before the blank lines that part it from the next. */
function sectionsOf(lines: readonly string[]): readonly Section[] {
  const heads: { readonly start: number; readonly depth: number; readonly title: string }[] = [];
  let fence = '';
  for (const [start, line] of lines.entries()) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? '';
    if (fence !== '') {
      if (mark.startsWith(fence)) fence = '';
      continue;
    }
    fence = mark;
    const depth = /^(#{1,6})\s+\S/.exec(line)?.[1]?.length;
    if (depth !== undefined) heads.push({ start, depth, title: keyOf(line) });
  }
  return heads.map((head, at) => {
    const next = heads.slice(at + 1).find(({ depth }) => depth <= head.depth);
    const end = head.start + trimmedEnd(lines.slice(head.start, next?.start ?? lines.length)).length;
    return { ...head, end };
  });
}

function trimmedEnd(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => !isBlank(line)) + 1);
}
