// The way of `npm start` and `npm test` on a machine with another Node: the project's own Node runs the script all the same.
import { strict as assert } from 'node:assert';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { runQuietly } from '../../../scripts/children.ts';
import { installOnce } from '../../editor/lockedInstall.ts';

const root = join(import.meta.dirname, '../../..');
const machines = ['20.20.2', '22.23.3'];

/** A Node as it stands on other machines; fetched once, by the package that `node` itself takes its binary from. */
async function foreignNode(version: string): Promise<string> {
  const windows = process.platform === 'win32';
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  const name = `${prefix}-${windows ? 'win' : process.platform}-${process.arch}`;
  const folder = join(root, '.cache', `foreign-node-${version}`);
  await installOnce(folder, version, async () => {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const { code, output } = await runQuietly(
      'npm',
      ['install', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${version}`],
      { cwd: folder, shell: windows },
    );
    if (code !== 0) throw new Error(output);
  });
  return join(folder, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node');
}

describe('a script of the project', () => {
  const folder = mkdtempSync(join(tmpdir(), 'foreign-'));
  before(() => {
    mkdirSync(join(folder, 'scripts'));
    mkdirSync(join(folder, 'node_modules'));
    for (const file of ['package.json', 'scripts/onNode24.mjs']) cpSync(join(root, file), join(folder, file));
    symlinkSync(join(root, 'node_modules/node'), join(folder, 'node_modules/node'));
    writeFileSync(
      join(folder, 'scripts/probe.ts'),
      `const [word = '', code = '0']: readonly string[] = process.argv.slice(2);
       const { execSync } = await import('node:child_process');
       console.log(process.version, execSync('node --version').toString().trim(), word);
       process.exitCode = Number(code);\n`,
    );
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = (node: string, npm: Readonly<Record<string, string>> = {}) =>
    runQuietly(node, [join(folder, 'scripts/onNode24.mjs'), 'scripts/probe.ts', 'a word', '7'], {
      cwd: folder,
      env: {
        ...process.env,
        npm_lifecycle_event: undefined,
        PATH: [dirname(node), process.env.PATH].join(delimiter),
        ...npm,
      },
    });
  const own = `${process.version} ${process.version} a word`;

  for (const version of machines) {
    it(`runs on the project's own Node where the machine has Node ${version}, with its arguments and its exit code`, async function () {
      this.timeout(120_000);
      const { code, output } = await run(await foreignNode(version));
      assert.equal(output.trim(), own);
      assert.equal(code, 7);
    });
  }

  it('runs in the same process where npm was started by the project’s own Node', async () => {
    const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
    const { code, output } = await run(process.execPath, { npm_lifecycle_event: 'test', PATH: path });
    assert.equal(output.trim(), own);
    assert.equal(code, 7);
  });
});
