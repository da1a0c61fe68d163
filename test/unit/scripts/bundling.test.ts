// How the host's bundles are made: what is shared, what is loaded late, what is left of `openai`.
import { strict as assert } from 'node:assert';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import esbuild from 'esbuild';
import { loadedWith, shareCommonJs } from '../../../scripts/bundling/shareCommonJs.ts';
import { slimOpenai } from '../../../scripts/bundling/slimOpenai.ts';
import { watchKey } from '../../../src/siliconflow/redaction.ts';
import type { Transport } from '../../../src/siliconflow/transport.ts';
import { TestClock } from '../siliconflow/fakes.ts';

const load = createRequire(import.meta.url);
const root = join(import.meta.dirname, '../../..');

describe('the bundles of the host', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bundling-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  for (const minify of [true, false])
    it(`share code, keep one state of it, and load a part at its first use${minify ? ' when minified' : ''}`, async () => {
      write(
        'counter.ts',
        'export const seen: string[] = []; export function see(who: string) { seen.push(who); }',
      );
      write(
        'late.ts',
        "import { see, seen } from './counter.ts'; see('late'); export const count = () => seen.length;",
      );
      write(
        'one.ts',
        "import { see, seen } from './counter.ts'; see('one'); export { seen }; export const later = () => import('./late.ts');",
      );
      write(
        'two.ts',
        "import { see } from './counter.ts'; import { join } from 'node:path'; see(join('t', 'wo'));",
      );
      const outputs = await bundle({ one: join(folder, 'one.ts'), two: join(folder, 'two.ts') }, minify);
      const one: { seen: string[]; later: () => Promise<{ count: () => number }> } = load(out('one.cjs'));
      load(out('two.cjs'));
      assert.deepEqual(one.seen, ['one', join('t', 'wo')]);
      assert.equal((await one.later()).count(), 3);
      assert.deepEqual(
        loadedWith(outputs, keyOf(outputs, 'one.cjs')).filter((path) => /late/.test(path)),
        [],
      );
      assert.equal(readdirSync(join(folder, 'out')).length, 4);
    });

  it("hold of openai what a request needs: a path with a query, a body byte for byte, an abort, the site's refusal", async () => {
    await bundle({ wire: join(root, 'src/siliconflow/transport.ts') }, true, [slimOpenai]);
    const { Transport: Bundled }: { Transport: typeof Transport } = load(out('wire.cjs'));
    const seen: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        seen.push(`${request.method} ${request.url} ${request.headers.authorization} ${body}`);
        if (request.url?.startsWith('/v1/wait')) return;
        response.writeHead(request.url === '/v1/no' ? 401 : 200, { 'content-type': 'application/json' });
        response.end('{"ok":true}');
      });
    });
    try {
      const transport = new Bundled({
        baseUrl: `http://127.0.0.1:${await portOf(server)}/v1`,
        apiKey: 'the-key',
        userAgent: 'test',
        clock: new TestClock(),
        keyWatch: watchKey('the-key'),
        errorBodyMs: 1_000,
        fetch: undefined,
      });
      const never = new AbortController().signal;
      const listed = await transport.get('/models', { sub_type: 'chat', name: 'a b' }, never);
      assert.equal(await listed.text(), '{"ok":true}');
      await (await transport.post('/chat/completions', '{"a" : 1}', never)).text();
      await assert.rejects(
        transport.get('/no', {}, never),
        (error) => transport.failureOf(error).status === 401,
      );
      const abort = new AbortController();
      const waiting = transport.post('/wait', '{}', abort.signal);
      server.once('request', () => abort.abort());
      await assert.rejects(waiting);
      assert.deepEqual(seen.slice(0, 3), [
        'GET /v1/models?sub_type=chat&name=a+b Bearer the-key ',
        'POST /v1/chat/completions Bearer the-key {"a" : 1}',
        'GET /v1/no Bearer the-key ',
      ]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  function write(name: string, text: string): void {
    writeFileSync(join(folder, name), text);
  }

  function out(name: string): string {
    return join(folder, 'out', name);
  }

  async function bundle(
    entryPoints: Record<string, string>,
    minify: boolean,
    plugins: esbuild.Plugin[] = [],
  ) {
    const { metafile } = await esbuild.build({
      ...{ absWorkingDir: root, entryPoints, minify, outdir: join(folder, 'out') },
      ...{ bundle: true, splitting: true, write: false, metafile: true, logLevel: 'silent' },
      ...{ format: 'esm', platform: 'node', target: 'node22', outExtension: { '.js': '.cjs' } },
      plugins: [...plugins, shareCommonJs],
    });
    return metafile.outputs;
  }
});

function keyOf(outputs: esbuild.Metafile['outputs'], name: string): string {
  return Object.keys(outputs).find((path) => path.endsWith(`/${name}`)) ?? assert.fail();
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : assert.fail();
}
