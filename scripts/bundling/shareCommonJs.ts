// Lets CommonJS bundles share code and load parts at their first use, which esbuild does for ES modules only: it splits
// those, and this turns what it wrote into CommonJS. `import('./part.ts')` becomes `require('./part-HASH.cjs')` when it runs.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import esbuild, { type Metafile, type Plugin } from 'esbuild';

/** An import of shared code, which esbuild puts before everything else: `import{a as b}from"./shared-HASH.cjs";`. */
const sharedImport = /^\s*(?:\/\/.*\s+)*import\s*(?:\{([^}]*)\}\s*from\s*)?("\.\/[^"]+");?/;

/** The exports, which it puts after everything else: `export{b as a,c};`. */
const exported = /\bexport\s*\{([^}]*)\};?\s*$/;
const as = /([^\s,]+)\s+as\s+([^\s,]+)/g;

type Output = Metafile['outputs'][string];

/** For a build with `format: 'esm'`, `splitting`, `write: false` and `.cjs` as the extension of what it writes. */
export const shareCommonJs: Plugin = {
  name: 'share-common-js',
  setup(build) {
    const { absWorkingDir = '.', minify = false, target, charset, supported } = build.initialOptions;
    build.onEnd(async ({ metafile, outputFiles = [] }) => {
      for (const { path, text } of outputFiles) {
        const facts = metafile?.outputs[relative(absWorkingDir, path).replaceAll('\\', '/')];
        if (facts === undefined) throw new Error(`The metafile does not name ${path}.`);
        const { code } = await esbuild.transform(asCommonJs(text, facts), {
          ...{ format: 'cjs', platform: 'node', minify, target, charset },
          supported: { ...supported, 'dynamic-import': false },
        });
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, code);
        facts.bytes = Buffer.byteLength(code);
      }
    });
  },
};

/** What is loaded before the outputs `starts` run: themselves and the shared code they import, as paths of the metafile. */
export function loadedWith(outputs: Metafile['outputs'], ...starts: readonly string[]): string[] {
  const found = new Set(starts);
  for (const path of found)
    for (const one of outputs[path]?.imports.filter(isShared) ?? []) found.add(one.path);
  return [...found];
}

function isShared({ kind, external }: Output['imports'][number]): boolean {
  return kind === 'import-statement' && external !== true;
}

/**
 * Takes each shared name once, when the part is loaded, and gives the own ones away once, at its end: their use costs no byte
 * more than it did. Right because shared code never imports what shares it, and no module assigns an exported name anew.
 */
function asCommonJs(text: string, { imports, exports }: Output): string {
  let head = '';
  let rest = text;
  for (const _ of imports.filter(isShared)) {
    const [statement, names, from] = sharedImport.exec(rest) ?? [];
    if (statement === undefined) throw new Error(`No import of shared code begins ${rest.slice(0, 200)}`);
    head +=
      names === undefined ? `require(${from});` : `const{${names.replaceAll(as, '$1:$2')}}=require(${from});`;
    rest = rest.slice(statement.length);
  }
  if (exports.length === 0) return head + rest;
  if (!exported.test(rest)) throw new Error(`No list of exports ends ${rest.slice(-200)}`);
  return head + rest.replace(exported, (_, names) => `module.exports={${names.replaceAll(as, '$2:$1')}};`);
}
