// Builds what the extension ships, into dist/: `node esbuild.mjs [--watch] [--minify]`.
// The host bundles end in .cjs: package.json says "type": "module", and VS Code imports a `main` that ends in .js as an
// ES module then, where esbuild cannot keep `openai` out of the start. `require` of a .cjs works in every host.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');

/** What is built, from what. An entry that does not exist fails the build. */
const bundles = {
  main: { extension: 'src/main.ts' },
  host: { host: 'src/extension.ts' },
  client: { siliconflow: 'src/siliconflow/client.ts' },
  worker: { ledgerWorker: 'src/store/worker.ts' },
  page: { chat: 'webview/chat/main.ts', usage: 'webview/usage/main.ts' },
  style: { chat: 'webview/chat/chat.css', usage: 'webview/usage/usage.css' },
};

/** Sources that are a bundle of their own, loaded when they are first imported. */
const loadedLater = { 'src/extension.ts': './host.cjs', 'src/siliconflow/client.ts': './siliconflow.cjs' };

/**
 * Keeps activation small, and `openai` out of the host until the first request. `await import('./extension.ts')` becomes
 * a `require('./host.cjs')` at the moment it runs, because esbuild cannot split CommonJS.
 */
const bundlesStayApart = {
  name: 'bundles-stay-apart',
  setup(build) {
    build.onResolve({ filter: /\/(extension|client)\.ts$/ }, ({ resolveDir, path, kind }) => {
      if (kind === 'entry-point') return undefined;
      const bundle = loadedLater[relative(root, join(resolveDir, path)).replaceAll('\\', '/')];
      if (bundle === undefined) return undefined;
      if (kind === 'dynamic-import') return { path: bundle, external: true };
      return { errors: [{ text: `Load ${path} when it is needed: await import(…), never a plain import.` }] };
    });
    build.onResolve({ filter: /^openai(\/|$)/ }, () => ({
      errors: [{ text: 'openai belongs to the bundle of src/siliconflow/client.ts alone.' }],
    }));
  },
};

/**
 * `openai`'s client class constructs every resource of OpenAI's platform (admin, assistants, realtime …), so nothing of
 * them can be shaken off: 250 KB that are evaluated before the first question. We call `client.request` alone, so each
 * becomes an empty class. The prototype carries the names because esbuild copies own properties only.
 */
const resourcesStayOutside = {
  name: 'resources-stay-outside',
  setup(build) {
    build.onResolve({ filter: /^\.\/resources\// }, ({ importer }) =>
      /[\\/]openai[\\/](?:client|azure|bedrock)\.m?js$/.test(importer)
        ? { path: 'openai/resources', namespace: 'unused-resources' }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'unused-resources' }, () => ({
      contents: 'module.exports = Object.create(new Proxy({}, { get: () => class {} }));',
      loader: 'js',
    }));
  },
};

/** The options of every bundle; `minify` is what ships. */
function optionsOf(minify) {
  const common = {
    absWorkingDir: root,
    outdir: dist,
    bundle: true,
    minify,
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
  };
  const host = {
    ...common,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
    supported: { 'dynamic-import': false },
  };
  const page = { ...common, platform: 'browser', format: 'iife', target: 'chrome128' };
  return {
    main: { ...host, entryPoints: bundles.main, plugins: [bundlesStayApart] },
    host: { ...host, entryPoints: bundles.host, plugins: [bundlesStayApart] },
    client: { ...host, entryPoints: bundles.client, plugins: [resourcesStayOutside] },
    worker: { ...host, entryPoints: bundles.worker, plugins: [bundlesStayApart] },
    page: { ...page, entryPoints: bundles.page },
    style: { ...page, entryPoints: bundles.style },
  };
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
  writeFileSync(join(dist, 'meta.json'), JSON.stringify({ inputs, outputs }));
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
