// What ships may weigh (design: numbers to hold), and which files it may consist of.
import type { BuildFacts } from './buildExtension.ts';

export interface SizeRow {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly bound: number;
  readonly holds: boolean;
}

/** The `sizes` rows for what was built, the bytes of the VSIX and the names inside it. */
export function sizeRows(
  { bytes, atActivation, inWindow }: Pick<BuildFacts, 'bytes' | 'atActivation' | 'inWindow'>,
  vsixBytes: number,
  files: readonly string[],
): SizeRow[] {
  const sum = (paths: readonly string[]): number =>
    paths.reduce((total, path) => total + (bytes[path] ?? 0), 0);
  const host = Object.keys(bytes).filter((path) => path.endsWith('.cjs'));
  const native = files.filter((file) => file.endsWith('.node')).length;
  return [
    row('evaluated at activation', sum(atActivation), 150),
    row('host bundle and client', sum(inWindow), 650),
    // With the workers, which have threads of their own, and the parts that are loaded when somebody asks for them.
    row('all code of the host', sum(host), 900),
    row('chat page', sum(['dist/chat.js', 'dist/chat.css']), 700),
    // KaTeX: a bundle of its own, which the chat page loads when it meets its first formula.
    row('formulas', sum(['dist/formula.js']), 300),
    row('usage page', sum(['dist/usage.js', 'dist/usage.css']), 300),
    row('VSIX', vsixBytes, 1_200),
    { what: 'native modules', value: native, unit: 'files', bound: 0, holds: native === 0 },
  ];
}

/** Bounds are in kilobytes of 1,000 bytes. */
function row(what: string, bytes: number, bound: number): SizeRow {
  return {
    what,
    value: Math.round(bytes / 100) / 10,
    unit: 'KB',
    bound,
    holds: bytes > 0 && bytes <= bound * 1_000,
  };
}

/** How the files of a package differ from the golden list, one sentence each. */
export function listFaults(files: readonly string[], golden: readonly string[]): string[] {
  const shipped = goldenList(files);
  return [
    ...shipped
      .filter((file) => !golden.includes(file))
      .map((file) => `${file} ships and is not in the golden list.`),
    ...golden
      .filter((file) => !shipped.includes(file))
      .map((file) => `${file} is in the golden list and does not ship.`),
  ];
}

/** The files as the golden list has them: the bundles that esbuild makes and names of its own accord are one line. */
export function goldenList(files: readonly string[]): string[] {
  return [...new Set(files.map((file) => file.replace(/[^/]+-[A-Z\d]{8}\.cjs$/, '*-HASH.cjs')))].sort();
}
