// What ships may weigh (design: numbers to hold), and which files it may consist of.

export interface SizeRow {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly bound: number;
  readonly holds: boolean;
}

/** The `sizes` rows for the bytes of the built files, by path, the bytes of the VSIX and the names inside it. */
export function sizeRows(
  bytes: Readonly<Record<string, number>>,
  vsixBytes: number,
  files: readonly string[],
): SizeRow[] {
  const sum = (...names: readonly string[]): number =>
    names.reduce((total, name) => total + (bytes[`dist/${name}`] ?? 0), 0);
  const native = files.filter((file) => file.endsWith('.node')).length;
  return [
    row('evaluated at activation', sum('extension.cjs'), 150),
    row('host bundles', sum('extension.cjs', 'host.cjs', 'siliconflow.cjs', 'ledgerWorker.cjs'), 650),
    row('chat page', sum('chat.js', 'chat.css'), 700),
    row('usage page', sum('usage.js', 'usage.css'), 300),
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
  return [
    ...files
      .filter((file) => !golden.includes(file))
      .map((file) => `${file} ships and is not in the golden list.`),
    ...golden
      .filter((file) => !files.includes(file))
      .map((file) => `${file} is in the golden list and does not ship.`),
  ];
}
