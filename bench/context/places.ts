// Places in well-known packages where some code was taken out: what stood there, and which of its words only the rest of the workspace knows.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { wordsOf } from '../../src/core/completion/neighbourhood/words.ts';
import { type Snapshot, takeSnapshot } from '../../src/core/completion/snapshot.ts';
import { generator } from '../completions/random.ts';

export interface WorkspaceFile {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface Workspace {
  readonly name: string;
  readonly root: string;
  readonly files: readonly WorkspaceFile[];
}

export interface HeldPlace {
  readonly workspace: Workspace;
  readonly file: WorkspaceFile;
  /** The file without the hole, and the caret in it. */
  readonly text: string;
  readonly offset: number;
  readonly hole: string;
  /** Names of the hole that neither of the windows has which go along with every request, but the workspace has. */
  readonly wanted: ReadonlySet<string>;
  /** The name stands nowhere else in its own file. */
  readonly isElsewhere: (name: string) => boolean;
  /** Files a person would have seen before coming here, oldest first: some that this one is connected with by imports, some that it is not. */
  readonly seen: readonly WorkspaceFile[];
}

const MOST_BYTES = 200_000;
const FEWEST_LINES = 40;
const HOLE_LINES = 6;
/** Whoever works on a file has mostly looked at those it is connected with. */
const CONNECTED_SEEN = 6;
const ALL_SEEN = 8;
const PLACES_PER_FILE = 3;

/** The sources of a package as installed. */
export function workspaceOf(name: string, root: string, folder: string, endings: RegExp): Workspace {
  const files: WorkspaceFile[] = [];
  const walk = (at: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== 'node_modules') walk(path);
      } else if (endings.test(entry.name) && !/\.d\.ts$|\.min\.|\.test\.|_test\.|locales?\//.test(path)) {
        const text = readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
        if (text.length <= MOST_BYTES) files.push({ path: relative(root, path).replaceAll('\\', '/'), text });
      }
    }
  };
  walk(join(root, folder));
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { name, root, files };
}

export function snapshotOf(path: string, text: string, offset: number): Snapshot {
  return takeSnapshot({
    uri: `file:///${path}`,
    scheme: 'file',
    languageId: languageOf(path),
    version: 1,
    text,
    offset,
    eol: '\n',
    indentUnit: '  ',
    selectionCount: 1,
    selectionEmpty: true,
  });
}

export function languageOf(path: string): string {
  if (path.endsWith('.py')) return 'python';
  return path.endsWith('.js') ? 'javascript' : 'typescript';
}

/** At most `count` places of a workspace, drawn by `seed`. */
export function placesIn(workspace: Workspace, count: number, seed: number): readonly HeldPlace[] {
  const random = generator(seed);
  const vocabularies = new Map(workspace.files.map((file) => [file, new Set(wordsOf(file.text))]));
  const places: HeldPlace[] = [];
  const candidates = workspace.files.filter((file) => file.text.split('\n').length >= FEWEST_LINES);
  for (let tries = 0; tries < count * 20 && places.length < count; tries++) {
    const file = candidates[Math.floor(random() * candidates.length)];
    if (file === undefined) break;
    if (places.filter((place) => place.file === file).length >= PLACES_PER_FILE) continue;
    const cut = holeIn(file.text, random);
    if (cut === undefined) continue;
    const text = file.text.slice(0, cut.from) + file.text.slice(cut.to);
    const hole = file.text.slice(cut.from, cut.to);
    const own = new Set(wordsOf(text));
    const windows = snapshotOf(file.path, text, cut.from);
    const present = new Set([...wordsOf(windows.left), ...wordsOf(windows.right)]);
    const wanted = new Set<string>();
    // What a comment says is prose, not a name.
    for (const word of wordsOf(hole.replace(/\/\/.*|#.*|^\s*\*.*|\/\*.*?\*\//gm, ''))) {
      if (present.has(word)) continue;
      const isKnown = (other: WorkspaceFile): boolean =>
        other !== file && vocabularies.get(other)?.has(word) === true;
      if (own.has(word) || workspace.files.some(isKnown)) wanted.add(word);
    }
    if (wanted.size === 0) continue;
    places.push({
      workspace,
      file,
      text,
      offset: cut.from,
      hole,
      wanted,
      isElsewhere: (name) => !own.has(name),
      seen: seenBefore(workspace, file, random),
    });
  }
  return places;
}

/** The rest of a line, from after its indentation or from within it, and with it at most so many lines of the same block. */
function holeIn(text: string, random: () => number): { from: number; to: number } | undefined {
  const lines = text.split('\n');
  const at = 10 + Math.floor(random() * (lines.length - 12));
  const line = lines[at] ?? '';
  if (/^\s*(\/\/|\*|\/\*|#|"""|import\b|from\b|use\b|$)/.test(line) || line.trim().length < 8)
    return undefined;
  const indent = /^\s*/.exec(line)?.[0].length ?? 0;
  let start = 0;
  for (let k = 0; k < at; k++) start += (lines[k]?.length ?? 0) + 1;
  // Half of the carets stand where a line begins, half behind a word or a sign within it.
  const stops = [...line.matchAll(/[\s(.,=:]+/g)].map((found) => found.index + found[0].length);
  const within = stops.filter((stop) => stop > indent && stop < line.length - 3);
  const column =
    random() < 0.5 || within.length === 0 ? indent : (within[Math.floor(random() * within.length)] ?? indent);
  let to = start + line.length;
  for (let k = 1; k < HOLE_LINES; k++) {
    const next = lines[at + k] ?? '';
    const depth = /^\s*/.exec(next)?.[0].length ?? 0;
    if (next.trim() === '' || depth < indent) break;
    to += next.length + 1;
  }
  return { from: start + column, to };
}

function seenBefore(
  workspace: Workspace,
  file: WorkspaceFile,
  random: () => number,
): readonly WorkspaceFile[] {
  const others = workspace.files.filter((other) => other !== file);
  const connected = shuffled(
    others.filter((other) => imports(file, other) || imports(other, file)),
    random,
  ).slice(0, CONNECTED_SEEN);
  const rest = shuffled(
    others.filter((other) => !connected.includes(other)),
    random,
  ).slice(0, ALL_SEEN - connected.length);
  return shuffled([...connected, ...rest], random);
}

/** By the file's name in an import line: near enough for drawing what was seen. */
function imports(file: WorkspaceFile, other: WorkspaceFile): boolean {
  const name = /([^/]+?)(\.[^./]+)?$/.exec(other.path)?.[1] ?? '';
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(from|import|require)\\b.*[/.'"\\s]${escaped}(\\.\\w+)?(['"\\s]|$)`, 'm').test(
    file.text,
  );
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
