// Leaves out of `openai` what a plain request never runs: its client names every resource of OpenAI's platform (admin,
// assistants, realtime …), so nothing of them can be shaken off. We call `get` and `post` and take the raw response.
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

/** Methods of its client for other ways than ours. */
const methods = [
  'withOptions',
  '_buildWebSocketHeaders',
  'readX509ResponseError',
  'getAPIList',
  'requestAPIList',
  'buildRequest',
  'buildHeaders',
  'buildBody',
  'buildURL',
  'fetchWithTimeout',
];

/** Besides, statements that only name what is left out, and the redaction of logs, which our transport switches off. */
const cuts: readonly RegExp[] = [
  ...methods.map((name) => new RegExp(`^ {4}(?:async )?${name}\\(.*\\{\n[\\s\\S]*?^ {4}\\}$`, 'gm')),
  /^import .* from "\.\/resources\/.*$/gm,
  /^ {8}const x509Authentication = .*;$/gm,
  /^ {8}this\.\w+ = new API\.\w+\(this\);$/gm,
  /^OpenAI\.(?!OpenAI |DEFAULT_TIMEOUT )\w+ = [\w.]+;$/gm,
  /(?<=(?:_OpenAI_isSensitiveLogKey|_OpenAI_sanitizeLog\w+) = function \w+\([^)]*\) \{)[\s\S]*?(?=\n\}[,;])/g,
];

const ofOpenai = (modules: string): RegExp => new RegExp(`[\\\\/]openai[\\\\/](?:${modules})\\.mjs$`);

/** Modules that its client mentions on ways we never take: every name in them becomes a function that does nothing. */
const unused = ofOpenai(
  [
    'auth/workload-identity-auth',
    'core/pagination',
    'core/streaming',
    'core/uploads',
    'internal/auth/x509-api-origin',
    'internal/auth/x509-transport-state',
    'internal/auth/x509-workload-identity-auth',
    'internal/data-residency',
    'internal/detect-platform',
    'internal/parse',
    'internal/uploads',
    'internal/ws',
  ].join('|'),
);
/** The prototype carries the names because esbuild copies own properties only. */
const nothing = 'module.exports = Object.create(new Proxy({}, { get: () => function () {} }));';

/** Modules that are shorter for us, who have a key, one platform, a log of our own and flat queries. */
const shorter: Readonly<Record<string, string>> = {
  index: 'export { OpenAI as default } from "./client.mjs";',
  'internal/auth/x509-credential-options':
    'export const normalizeX509CredentialOptions = (options) => ({ options }), prepareX509ClientClone = undefined;',
  'internal/utils/log':
    'const none = () => {}; export const loggerFor = () => ({ error: none, warn: none, info: none, debug: none }), parseLogLevel = none, formatRequestDetails = none, redactURL = none;',
  'internal/utils/query': 'export const stringifyQuery = (query) => new URLSearchParams(query).toString();',
};

export const slimOpenai: Plugin = {
  name: 'slim-openai',
  setup(build) {
    // What a cut declaration leaves behind: nobody has an identity of that kind, so all that asks for one goes.
    build.initialOptions.define = { ...build.initialOptions.define, x509Authentication: 'undefined' };
    build.onResolve({ filter: /^(?:openai$|\.)/ }, async ({ path, importer, pluginData, ...rest }) => {
      if (pluginData === slimOpenai || (path !== 'openai' && !ofOpenai('.*').test(importer)))
        return undefined;
      const found = await build.resolve(path, { ...rest, importer, pluginData: slimOpenai });
      // None of its modules does anything but define.
      const place = unused.test(found.path) ? { path: 'unused', namespace: 'openai' } : found;
      return { ...place, sideEffects: false };
    });
    build.onLoad({ filter: /^unused$/, namespace: 'openai' }, () => ({ contents: nothing }));
    for (const [module, contents] of Object.entries(shorter))
      build.onLoad({ filter: ofOpenai(module) }, ({ path }) => ({ contents, resolveDir: dirname(path) }));
    build.onLoad({ filter: ofOpenai('client') }, ({ path }) => ({
      contents: cuts.reduce(cutOut, readFileSync(path, 'utf8')),
      resolveDir: dirname(path),
    }));
  },
};

function cutOut(text: string, cut: RegExp): string {
  const left = text.replace(cut, '');
  if (left === text) throw new Error(`openai has changed: its client has nothing like ${cut}`);
  return left;
}
