// Neighbourhood for the prompt: windows of other files that look most like the text at the caret, as comments, in an order that does not jump about.
import { visible } from '../outgoing/visible.ts';
import type { Snapshot } from './snapshot.ts';

/** A text the person has recently seen or edited, already past the outgoing guard. */
export interface Neighbour {
  /** Relative path, for the model's orientation. */
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
  /** Larger is more recent. */
  readonly recency: number;
}

export interface ContextLimits {
  /** Most characters of all context together; 0 switches it off. */
  readonly characters: number;
  readonly windowLines: number;
  readonly files: number;
}

export const contextLimits: ContextLimits = { characters: 3000, windowLines: 30, files: 4 };

const SCANNED_CHARACTERS = 40_000;
const QUERY_LINES = 30;
const FEWEST_SHARED = 0.08;

interface Found {
  readonly neighbour: Neighbour;
  readonly text: string;
  readonly score: number;
}

/**
 * The context text, or '' when nothing is similar enough. Windows are chosen by the share of identifiers they have in common
 * with the text at the caret (Jaccard), one per file; they are written in the order of their paths, so that a change of rank
 * alone does not change the prompt's beginning.
 */
export function contextFor(
  at: Snapshot,
  neighbours: readonly Neighbour[],
  limits: ContextLimits = contextLimits,
): string {
  if (limits.characters <= 0) return '';
  const query = identifiers(
    [...at.left.split('\n').slice(-QUERY_LINES), ...at.right.split('\n').slice(0, QUERY_LINES / 2)].join(
      '\n',
    ),
  );
  const found: Found[] = [];
  for (const neighbour of [...neighbours].sort((a, b) => b.recency - a.recency).slice(0, 20)) {
    const best = bestWindow(neighbour, query, limits.windowLines);
    if (best !== undefined) found.push(best);
  }
  found.sort((a, b) => b.score - a.score || b.neighbour.recency - a.neighbour.recency);
  const chosen: string[] = [];
  let room = limits.characters;
  for (const { neighbour, text } of found.slice(0, limits.files)) {
    const snippet = commented(neighbour.path, text, at.languageId);
    if (snippet.length > room) continue;
    room -= snippet.length;
    chosen.push(snippet);
  }
  return chosen.sort().join('');
}

function bestWindow(
  neighbour: Neighbour,
  query: ReadonlySet<string>,
  windowLines: number,
): Found | undefined {
  const lines = neighbour.text.slice(0, SCANNED_CHARACTERS).split('\n');
  let best: Found | undefined;
  // Fixed windows, not sliding ones: the same window is chosen again after small edits elsewhere.
  for (let from = 0; from < lines.length; from += windowLines / 2) {
    const text = lines.slice(from, from + windowLines).join('\n');
    const words = identifiers(text);
    let shared = 0;
    for (const word of words) if (query.has(word)) shared += 1;
    const score = shared / Math.max(1, words.size + query.size - shared);
    if (score >= FEWEST_SHARED && (best === undefined || score > best.score))
      best = { neighbour, text, score };
  }
  return best;
}

function identifiers(text: string): ReadonlySet<string> {
  return new Set(text.match(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu) ?? []);
}

/** The line above what is quoted from a file. */
export function quotedFrom(path: string): string {
  return `Compare ${visible(path).replace(/[\r\n\t]+/g, ' ')}:`;
}

/** Whatever some language takes for the end of a line, and with it for the end of a comment. */
const lineEnds = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

/** No line of it leaves its comment: what a neighbour says is material beside the code, never a part of it. */
function commented(path: string, text: string, languageId: string): string {
  const [open, close] = commentOf(languageId);
  const lines = [quotedFrom(path), ...text.split(lineEnds)];
  return `${lines.map((line) => `${open}${enclosed(line, close)}${close}`.trimEnd()).join('\n')}\n`;
}

/** With a space in what would end the comment: `-->` and `--!>`, or `*` before `/`. */
function enclosed(line: string, close: string): string {
  if (close === ' -->') return line.replace(/--(?=!?>)/g, '-- ');
  return close === ' */' ? line.replace(/\*(?=\/)/g, '* ') : line;
}

function commentOf(languageId: string): readonly [string, string] {
  if (
    /^(python|ruby|shellscript|yaml|toml|dockerfile|makefile|perl|r|elixir|powershell|julia|coffeescript)$/.test(
      languageId,
    )
  )
    return ['# ', ''];
  if (/^(sql|lua|haskell|elm|ada)$/.test(languageId)) return ['-- ', ''];
  if (/^(html|xml|vue|svelte|markdown)$/.test(languageId)) return ['<!-- ', ' -->'];
  if (/^(css|less)$/.test(languageId)) return ['/* ', ' */'];
  return ['// ', ''];
}
