// Runs the SiliconFlow provider of Continue (npm's @continuedev/core, which nobody here wrote) against the sandbox, to show that
// the sandbox does not merely mirror our own reading: `node test/sandbox/continue-peer.ts`. Needs the npm registry the first time.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { KEYS } from './keys.ts';
import { startSandbox } from './server.ts';

const DIR = fileURLToPath(new URL('../../.cache/continue-peer/', import.meta.url));
const BUNDLE = `${DIR}bundle.cjs`;
/** What its sources import on the way to the provider; the package's own list has native modules that nothing here needs. */
const PACKAGES =
  '@continuedev/fetch @continuedev/openai-adapters @continuedev/llm-info @continuedev/config-yaml uri-js handlebars@4 js-tiktoken@1 workerpool@9 dotenv@16 comment-json@4 yaml@2';

/** The part of the provider's shape that is used here. */
interface Provider {
  streamFim(prefix: string, suffix: string, signal: AbortSignal, options: object): AsyncGenerator<string>;
  streamChat(messages: readonly object[], signal: AbortSignal, options: object): AsyncGenerator<unknown>;
}

function run(command: string, ...args: readonly string[]): void {
  execFileSync(command, args, { cwd: DIR, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Fetches the published sources and bundles the provider, once; a fresh `.cache` fetches again. */
async function prepare(): Promise<void> {
  if (existsSync(BUNDLE)) return;
  mkdirSync(`${DIR}core`, { recursive: true });
  writeFileSync(`${DIR}package.json`, '{"private":true}');
  // It keeps statistics in a native SQLite; here they go nowhere.
  writeFileSync(
    `${DIR}noSqlite.cjs`,
    'const nothing = async () => {}; exports.open = async () => ({ exec: nothing, run: nothing, get: nothing, all: async () => [] });',
  );
  run('npm', 'pack', '--silent', '@continuedev/core@1.1.0');
  run('tar', 'xzf', 'continuedev-core-1.1.0.tgz', '-C', 'core', '--strip-components=1');
  run('npm', 'install', '--silent', '--ignore-scripts', '--no-audit', '--no-fund', ...PACKAGES.split(' '));
  await build({
    stdin: {
      contents: 'export { default as SiliconFlow } from "./core/llm/llms/SiliconFlow";',
      resolveDir: DIR,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: BUNDLE,
    loader: { '.node': 'empty' },
    alias: { sqlite: `${DIR}noSqlite.cjs`, sqlite3: `${DIR}noSqlite.cjs` },
    nodePaths: [`${DIR}node_modules`],
    logLevel: 'error',
  });
  // Its tokenizers run in workers that it looks for beside itself.
  for (const file of readdirSync(`${DIR}core/llm`)) {
    if (/\.mjs$|^llamaTokenizer\.js$/.test(file)) cpSync(`${DIR}core/llm/${file}`, `${DIR}${file}`);
  }
}

await prepare();
process.env.CONTINUE_GLOBAL_DIR = `${DIR}home`;
const { SiliconFlow } = createRequire(import.meta.url)(BUNDLE);
const sandbox = await startSandbox({ site: 'cn', pace: 'instant' });

function provider(model: string): Provider {
  return new SiliconFlow({ model, apiBase: `${sandbox.url}/v1/`, apiKey: KEYS.cn });
}

try {
  let middle = '';
  const never = new AbortController().signal;
  const coder = provider('Qwen/Qwen3-Coder-30B-A3B-Instruct');
  const stop = ['<|endoftext|>', '\n\n'];
  for await (const text of coder.streamFim('def add(a, b):\n    return ', '\n', never, {
    stop,
    maxTokens: 64,
  })) {
    middle += text;
  }
  assert.equal(middle, 'a + b');

  let answer = '';
  const messages = [{ role: 'user', content: 'Hello' }];
  for await (const message of provider('deepseek-ai/DeepSeek-V3').streamChat(messages, never, {
    maxTokens: 200,
  })) {
    const content = typeof message === 'object' && message !== null ? Reflect.get(message, 'content') : '';
    answer += typeof content === 'string' ? content : '';
  }
  assert.match(answer, /^Hello! I am DeepSeek-V3/);

  const billed = sandbox.bill().entries.filter((entry) => entry.completionTokens > 0);
  assert.deepEqual(
    billed.map((entry) => [entry.kind, entry.status, entry.aborted]),
    [
      ['completion', 200, false],
      ['chat', 200, false],
    ],
  );
  console.log(
    `Continue's provider and the sandbox agree: ${JSON.stringify({ middle, answer: answer.slice(0, 60) })}`,
  );
} finally {
  await sandbox.close();
}
// Its worker pools keep the process alive.
process.exit(process.exitCode ?? 0);
