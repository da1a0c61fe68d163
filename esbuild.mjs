// Builds what the extension ships, into dist/: `node esbuild.mjs [--watch] [--minify]`.
// The bundles of the host end in .cjs: package.json says "type": "module", and VS Code imports a `main` that ends in .js as
// an ES module then. `require` of a .cjs works in every host. What two of them need is in a shared one, and what the sources
// bring in by `await import(…)` is one of its own, loaded at its first use.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import { loadedWith, shareCommonJs } from './scripts/bundling/shareCommonJs.ts';
import { slimOpenai } from './scripts/bundling/slimOpenai.ts';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');

/** What is built, from what. An entry that does not exist fails the build. */
const bundles = {
  host: {
    extension: 'src/main.ts',
    host: 'src/extension.ts',
    siliconflow: 'src/siliconflow/client.ts',
    ledgerWorker: 'src/store/worker.ts',
    codebaseWorker: 'src/store/codebaseWorker.ts',
  },
  page: { chat: 'webview/chat/main.ts', usage: 'webview/usage/main.ts' },
  formula: { formula: 'webview/markdown/formula.ts' },
  style: { chat: 'webview/chat/chat.css', usage: 'webview/usage/usage.css' },
};

/** The options of every build; `minify` is what ships. */
function optionsOf(minify) {
  const common = {
    absWorkingDir: root,
    outdir: dist,
    bundle: true,
    minify,
    metafile: true,
    legalComments: 'none',
    // Both engines know \p{…}; as a literal, a pattern that nothing uses goes (`valibot` has one of all emoji).
    supported: { 'regexp-unicode-property-escapes': true },
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
  };
  const page = { ...common, platform: 'browser', format: 'iife', target: 'chrome128' };
  return {
    host: {
      ...common,
      entryPoints: bundles.host,
      platform: 'node',
      format: 'esm',
      target: 'node22',
      charset: 'utf8',
      splitting: true,
      chunkNames: '[name]-[hash]',
      outExtension: { '.js': '.cjs' },
      write: false,
      external: ['vscode'],
      plugins: [slimOpenai, shareCommonJs],
    },
    // KaTeX is a module of its own, which the page loads from beside itself when it meets a formula.
    page: { ...page, entryPoints: bundles.page, external: ['*/formula.js'] },
    formula: { ...page, entryPoints: bundles.formula, format: 'esm' },
    style: { ...page, entryPoints: bundles.style },
  };
}

/** Throws when a source that `late` fits would be loaded before somebody asks for it. */
function staysOutOfTheStart(outputs, late) {
  for (const start of ['extension', 'host', 'ledgerWorker'])
    for (const file of loadedWith(outputs, `dist/${start}.cjs`))
      for (const source of Object.keys(outputs[file].inputs))
        if (late.test(source))
          throw new Error(`${start} would load ${source}: use await import(…) on the way there.`);
}

/** Builds everything once. dist/meta.json keeps what went in and how many bytes came out; it is not shipped. */
async function build(minify) {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  const results = await Promise.all(
    Object.values(optionsOf(minify)).map((options) => esbuild.build(options)),
  );
  const outputs = Object.assign({}, ...results.map((result) => result.metafile.outputs));
  const inputs = Object.assign({}, ...results.map((result) => result.metafile.inputs));
  staysOutOfTheStart(outputs, /node_modules\/openai\//);
  const atActivation = loadedWith(outputs, 'dist/extension.cjs');
  const inWindow = loadedWith(
    outputs,
    ...['extension', 'host', 'siliconflow'].map((name) => `dist/${name}.cjs`),
  );
  writeFileSync(join(dist, 'meta.json'), JSON.stringify({ inputs, outputs, atActivation, inWindow }));
  for (const [file, { bytes }] of Object.entries(outputs))
    console.log(`${file}  ${(bytes / 1_024).toFixed(1)} KiB`);
}

async function watch(minify) {
  const contexts = await Promise.all(
    Object.values(optionsOf(minify)).map((options) => esbuild.context({ ...options, logLevel: 'info' })),
  );
  await Promise.all(contexts.map((context) => context.watch()));
}

const minify = process.argv.includes('--minify');
if (process.argv.includes('--watch')) await watch(minify);
else await build(minify);
