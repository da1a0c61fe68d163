// The house's arrows (ARCHITECTURE.md): who may import whom, and which powers the pure core may not touch. One table, one check.
import { posix } from 'node:path';
import { codeOnly, importsOf, type SourceFile, sourceFiles } from './sourceText.ts';

interface Room {
  /** Other rooms or single files this room may import. */
  readonly rooms: readonly string[];
  /** Rooms of which it may import types only. */
  readonly typesOf?: readonly string[];
  /** Packages it may import, `name` with all its sub-paths. `node:*` is every built-in module but node:sqlite. */
  readonly packages: readonly string[];
}

/** Rooms by their path. The longest path that fits a file is its room. */
export const house: Readonly<Record<string, Room>> = {
  'src/extension.ts': {
    rooms: ['src/core', 'src/protocol', 'src/ids.ts', 'src/siliconflow', 'src/store', 'src/editor'],
    packages: ['vscode', 'node:*'],
  },
  'src/main.ts': { rooms: ['src/extension.ts', 'src/ids.ts'], packages: ['vscode'] },
  'src/ids.ts': { rooms: [], packages: [] },
  'src/core': { rooms: [], packages: ['valibot', 'ignore', 'diff'] },
  'src/protocol': { rooms: [], typesOf: ['src/core'], packages: ['valibot'] },
  'src/siliconflow': { rooms: ['src/core'], packages: ['openai', 'valibot', 'node:*'] },
  'src/store': { rooms: ['src/core'], packages: ['valibot', 'node:sqlite', 'node:*'] },
  'src/editor': {
    rooms: ['src/core', 'src/protocol', 'src/ids.ts'],
    packages: ['vscode', 'valibot', 'node:*'],
  },
  webview: {
    // What is hidden in a text must be shown the same way where it is sent and where it is read.
    rooms: [
      'src/protocol',
      'src/core/spend/money.ts',
      'src/core/apply/shells.ts',
      'src/core/chat/codeBlocks.ts',
      'src/core/outgoing/visible.ts',
    ],
    packages: [
      'lit',
      '@vscode/webview-ui-toolkit',
      'markdown-it',
      'dompurify',
      'highlight.js',
      'katex',
      'valibot',
    ],
  },
  // The sandbox checks our receipts, so its books share nothing with the extension's.
  'test/sandbox': { rooms: [], packages: ['node:*', 'esbuild'] },
};

/** Powers that the core must be handed through a port, and what to use in their place. */
const impure: readonly (readonly [RegExp, string])[] = [
  [/\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\b/g, 'the Clock port'],
  [/\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/g, 'Clock.sleep'],
  [/\bMath\.random\b|\bcrypto\b/g, 'the Random port'],
  [/\bfetch\(|\bXMLHttpRequest\b|\bWebSocket\b/g, 'the ModelClient port'],
  [/\bprocess\b(?!\w|['"]|\s*[:=(]\s)|\bglobalThis\b|\brequire\(/g, 'an argument'],
  [/\bconsole\./g, 'the Log port'],
];

/** Every import or use that breaks an arrow, one sentence each; empty when the house is in order. */
export function brokenArrows(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const room = roomOf(file.path);
    if (room === undefined) {
      return file.path.startsWith('src/') ? [`${file.path}: stands in no room of the house.`] : [];
    }
    return [...brokenImports(file, room), ...(room === 'src/core' ? impureUses(file) : [])];
  });
}

export function checkArrows(root: string): string[] {
  return brokenArrows(sourceFiles(root, ['src/**/*.ts', 'webview/**/*.ts', 'test/sandbox/**/*.ts']));
}

function roomOf(path: string): string | undefined {
  return Object.keys(house)
    .filter((room) => isWithin(path, room))
    .sort((a, b) => b.length - a.length)[0];
}

function isWithin(path: string, room: string): boolean {
  return path === room || path.startsWith(`${room}/`);
}

function brokenImports(file: SourceFile, roomName: string): string[] {
  const room = house[roomName];
  if (room === undefined) return [];
  return importsOf(file).flatMap(({ specifier, typeOnly, line }) => {
    const fault = specifier.startsWith('.')
      ? faultOfPath(room, roomName, posix.join(posix.dirname(file.path), specifier), typeOnly)
      : faultOfPackage(room, specifier);
    return fault === undefined ? [] : [`${file.path}:${line}: ${roomName} ${fault}.`];
  });
}

function faultOfPath(room: Room, own: string, target: string, typeOnly: boolean): string | undefined {
  if (roomOf(target) === own || room.rooms.some((name) => isWithin(target, name))) return undefined;
  if (room.typesOf?.some((name) => isWithin(target, name))) {
    return typeOnly ? undefined : `may import only types from ${target}`;
  }
  return `may not import ${target}`;
}

function faultOfPackage(room: Room, specifier: string): string | undefined {
  const allowed = room.packages.some(
    (name) =>
      specifier === name ||
      specifier.startsWith(`${name}/`) ||
      (name === 'node:*' && specifier.startsWith('node:') && specifier !== 'node:sqlite'),
  );
  return allowed ? undefined : `may not import ${specifier}`;
}

function impureUses(file: SourceFile): string[] {
  const code = codeOnly(file.text);
  return impure.flatMap(([power, instead]) =>
    [...code.matchAll(power)].map((match) => {
      const line = code.slice(0, match.index).split('\n').length;
      return `${file.path}:${line}: the core may not use ${match[0].trim()}; it takes ${instead}.`;
    }),
  );
}
