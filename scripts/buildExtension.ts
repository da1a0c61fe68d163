// Builds dist/ as it ships, in a process of its own, and says what esbuild said when that fails.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { runQuietly } from './children.ts';

const metaSchema = v.looseObject({
  inputs: v.record(v.string(), v.unknown()),
  outputs: v.record(v.string(), v.looseObject({ bytes: v.number() })),
  atActivation: v.array(v.string()),
  inWindow: v.array(v.string()),
});

/** What esbuild read and wrote: paths relative to the root. */
export interface BuildFacts {
  readonly inputs: readonly string[];
  readonly bytes: Readonly<Record<string, number>>;
  /** What is loaded before the extension counts as active. */
  readonly atActivation: readonly string[];
  /** What the host has loaded in a window that is used: the start, the host and the client, with what they share. */
  readonly inWindow: readonly string[];
}

export async function buildExtension(root: string): Promise<BuildFacts> {
  const { code, output } = await runQuietly(process.execPath, [join(root, 'esbuild.mjs'), '--minify'], {
    cwd: root,
  });
  if (code !== 0) throw new Error(`The build failed:\n${output}`);
  const meta = v.parse(metaSchema, JSON.parse(readFileSync(join(root, 'dist/meta.json'), 'utf8')));
  return {
    inputs: Object.keys(meta.inputs),
    bytes: Object.fromEntries(Object.entries(meta.outputs).map(([file, facts]) => [file, facts.bytes])),
    atActivation: meta.atActivation,
    inWindow: meta.inWindow,
  };
}
