// Runs a script of this project on the project's own Node 24, whatever Node the machine has: `node scripts/onNode24.mjs FILE …`.
// Plain JavaScript that Node 18 understands, because it is the one file that may meet a foreign Node.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies.node;
const [script, ...args] = process.argv.slice(2);
if (script === undefined) throw new Error('Name the script to run.');

if (process.versions.node === wanted && process.env.npm_lifecycle_event !== undefined) {
  process.argv.splice(1, 2, resolve(root, script));
  await import(pathToFileURL(resolve(root, script)).href);
} else {
  runOn(pinnedNode());
}

/** The path of a Node of exactly the pinned version; installs one into the cache when npm was not allowed to run the `node` package's script. */
function pinnedNode() {
  if (process.versions.node === wanted) return process.execPath;
  const windows = process.platform === 'win32';
  const executable = windows ? 'node.exe' : 'node';
  // The platform package and its name are the ones that the `node` package's own install script picks.
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  const platformPackage = `${prefix}-${windows ? 'win' : process.platform}-${process.arch}`;
  const cache = join(root, '.cache', `node-${wanted}`);
  const installed = join(root, 'node_modules', 'node', 'bin', executable);
  const cached = join(cache, 'node_modules', platformPackage, 'bin', executable);
  for (const candidate of [installed, cached]) if (versionOf(candidate) === wanted) return candidate;

  console.error(
    `Node ${wanted} is missing: npm did not run the install script of the package "node". Fetching it.`,
  );
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), '{ "private": true }\n');
  spawnSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', `${platformPackage}@${wanted}`],
    {
      cwd: cache,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: windows,
    },
  );
  if (versionOf(cached) === wanted) return cached;
  console.error(
    `This project needs Node ${wanted} and could not fetch it: run "npm rebuild node --ignore-scripts=false", or start npm from a Node ${wanted}.`,
  );
  process.exit(1);
}

function versionOf(executable) {
  if (!existsSync(executable)) return undefined;
  const answer = spawnSync(executable, ['--version'], { encoding: 'utf8' });
  return answer.stdout?.trim().replace(/^v/, '');
}

function runOn(node) {
  const path = [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const child = spawn(node, [resolve(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: path, npm_node_execpath: node },
  });
  // Ctrl+C reaches the whole foreground group: the child cleans up and ends, and this process ends with it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}
