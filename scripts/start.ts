// `npm start [-- --site cn|global] [--no-open]`: the extension in a real VS Code with state of its own, against the sandbox.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { startCodeServer } from '../test/editor/codeServer.ts';
import { openFrontDoor } from '../test/editor/frontDoor.ts';
import { windowAddress } from '../test/editor/windowAddress.ts';
import { buildExtension } from './buildExtension.ts';
import { startChild, stopAllChildren } from './children.ts';

const root = join(import.meta.dirname, '..');
const windows = process.platform === 'win32';
const sandboxSchema = v.looseObject({ baseUrl: v.string(), key: v.string() });

const { values: options } = parseArgs({
  options: {
    site: { type: 'string' },
    'no-open': { type: 'boolean', default: false },
  },
});
if (options.site !== undefined && options.site !== 'cn' && options.site !== 'global') {
  console.error('--site is cn or global; without it the extension talks to the sandbox on this machine.');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'siliconflow-start-'));
const workspace = join(folder, 'demo');
const files = [join(workspace, 'README.md')];
process.on('exit', () => {
  endDesktop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

console.log('Building the extension …');
await buildExtension(root);
cpSync(join(root, 'test/e2e/demo'), workspace, { recursive: true });

const sandbox = options.site === undefined ? await startSandbox() : undefined;
const settings = {
  ...(sandbox === undefined
    ? { 'siliconflow.site': options.site }
    : {
        'siliconflow.site': 'custom',
        'siliconflow.customBaseUrl': sandbox.baseUrl,
        'siliconflow.customCurrency': 'CNY',
        'siliconflow.completion.enabled': { '*': true },
      }),
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
};
const env = {
  SILICONFLOW_OPEN_CHAT: '1',
  ...(sandbox === undefined ? {} : { SILICONFLOW_API_KEY: sandbox.key }),
};
if (sandbox === undefined)
  console.log(`The extension talks to the real platform (${options.site}): requests cost money.`);
else {
  console.log(`Answers come from the sandbox at ${sandbox.baseUrl}: no model, no network, no real money.`);
  console.log('Ghost text is on: it suggests code while you type in a file of the demo workspace.');
  console.log(`The sandbox takes this key when the extension asks for one: ${sandbox.key}`);
}

const desktop = findOnPath(windows ? ['code.cmd'] : ['code']);
if (desktop !== undefined && !options['no-open']) await runDesktop(desktop);
else await runInBrowser();

/** Starts the sandbox as a process of its own and reads its address from its first line. */
async function startSandbox(): Promise<v.InferOutput<typeof sandboxSchema>> {
  const child = startChild(process.execPath, [join(root, 'test/sandbox/main.ts'), '--site', 'cn'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('The sandbox has no output.');
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    if (printed.includes('\n')) break;
  }
  return v.parse(sandboxSchema, JSON.parse(printed.split('\n')[0] ?? ''));
}

/** Runs the desktop editor with a user-data folder of its own until its window is closed. */
async function runDesktop(code: string): Promise<void> {
  const data = join(folder, 'user');
  mkdirSync(join(data, 'User'), { recursive: true });
  writeFileSync(join(data, 'User/settings.json'), JSON.stringify(settings, null, 2));
  const args = ['--user-data-dir', data, '--extensions-dir', join(folder, 'ext'), '--new-window', '--wait'];
  const child = startChild(code, [...args, `--extensionDevelopmentPath=${root}`, workspace, ...files], {
    env: { ...process.env, ...env },
    stdio: 'inherit',
    shell: windows,
  });
  console.log('Opened in VS Code. Close its window or press Ctrl+C here to end everything.');
  await once(child, 'exit');
  await stopAllChildren();
}

/** The `code` command starts the editor outside its own process group; the editor leaves its id in its data folder. */
function endDesktop(): void {
  const lock = join(folder, 'user/code.lock');
  const id = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : Number.NaN;
  try {
    if (Number.isInteger(id) && id > 1) process.kill(id);
  } catch {
    // It has ended by itself.
  }
}

/** Runs the browser-run editor and prints its address. */
async function runInBrowser(): Promise<void> {
  console.log('Starting VS Code in the browser …');
  const dataFolder = join(folder, 'server');
  mkdirSync(dataFolder);
  const server = await startCodeServer({ dataFolder, settings, env, extensions: [root] });
  const door = await openFrontDoor(server.port);
  const address = windowAddress(door.port, { workspace, files });
  console.log(`\nVS Code with the extension: ${address}\n\nCtrl+C ends everything.`);
  if (!options['no-open']) openInBrowser(address);
}

/** Opens the person's own browser where there is a desktop; the printed address serves otherwise. */
function openInBrowser(address: string): void {
  const hasDesktop =
    windows || process.platform === 'darwin' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!hasDesktop) return;
  const opener = { darwin: 'open', win32: 'explorer' }[String(process.platform)] ?? 'xdg-open';
  // The browser belongs to the person: it is not ended with this script.
  spawn(opener, [address], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

function findOnPath(names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((path) => names.map((name) => join(path, name))).find((path) => existsSync(path));
}
