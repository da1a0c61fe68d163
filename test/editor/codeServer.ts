// A VS Code server (npm's code-server carries the real one) in the cache folder, and its start on a free port.
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { runQuietly, startChild, stopChild } from '../../scripts/children.ts';
import { parseManifest } from '../../scripts/manifestSchema.ts';
import { installOnce } from './lockedInstall.ts';

export const codeServerVersion = '4.139.1';

const cacheFolder = join(import.meta.dirname, '../../.cache');

export interface ServerOptions {
  /** Everything the server writes; settings, state and logs of one imaginary machine. */
  readonly dataFolder: string;
  /** Where it listens; a free port without it. */
  readonly port?: number;
  /** User settings, written before the start. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Added to the environment of the server, which is that of the extension host. `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Display language, e.g. `zh-cn`. The workbench's own texts stay English: no language pack is in npm's registry. */
  readonly language?: string;
  /** Folders of extensions to install: linked, so that they are always the built ones. */
  readonly extensions?: readonly string[];
  /**
   * Lets a window load extensions under development and in-host tests. Such a window shows no notification toasts and
   * answers the editor's own dialogs by itself, so it is not what a person sees.
   */
  readonly forTests?: boolean;
}

export interface CodeServer {
  readonly port: number;
  /** Everything the server has printed. */
  output(): string;
  stop(): Promise<void>;
}

/**
 * The path of the server's main file; installs it on first use (10 s, 620 MB). Without install scripts only
 * file logging is missing; the terminal has its native part in the package.
 */
export async function installCodeServer(): Promise<string> {
  const folder = join(cacheFolder, `code-server-${codeServerVersion}`);
  const vscode = join(folder, 'node_modules/code-server/lib/vscode');
  await installOnce(folder, codeServerVersion, async () => {
    console.log(`Fetching code-server ${codeServerVersion} into .cache …`);
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    await npmInstall(folder, `code-server@${codeServerVersion}`);
    await npmInstall(vscode, '--omit=dev');
    await npmInstall(join(vscode, 'extensions'), '--omit=dev');
  });
  return join(vscode, 'out/server-main.js');
}

async function npmInstall(folder: string, ...args: readonly string[]): Promise<void> {
  const { code, output } = await runQuietly(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...args],
    { cwd: folder, shell: process.platform === 'win32' },
  );
  if (code !== 0) throw new Error(`npm install ${args.join(' ')} failed:\n${output}`);
}

/** Starts a server on loopback and resolves once it accepts a window. */
export async function startCodeServer(options: ServerOptions): Promise<CodeServer> {
  const main = await installCodeServer();
  const { dataFolder, env = {}, language } = options;
  writeUserData(options);
  const port = options.port ?? (await freePort());
  const args = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'];
  args.push('--accept-server-license-terms', '--server-data-dir', dataFolder);
  args.push('--extensions-dir', join(dataFolder, 'ext'), '--telemetry-level', 'off');
  if (options.forTests === true) args.push('--enable-smoke-test-driver');
  if (language !== undefined) args.push('--locale', language);
  const child = startChild(process.execPath, [main, ...args], {
    cwd: dataFolder,
    // VS Code marks its children with variables of its own; inherited ones would confuse a server started inside one.
    env: { ...withoutVsCode(process.env), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = await untilListening(child);
  return { port, output, stop: () => stopChild(child) };
}

function withoutVsCode(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('VSCODE_') && name !== 'ELECTRON_RUN_AS_NODE'),
  );
}

function writeUserData({ dataFolder, settings, language, extensions = [] }: ServerOptions): void {
  const data = join(dataFolder, 'data');
  mkdirSync(join(data, 'User'), { recursive: true });
  mkdirSync(join(dataFolder, 'ext'), { recursive: true });
  const file = join(data, 'User/settings.json');
  if (!existsSync(file)) writeFileSync(file, JSON.stringify({ ...quiet, ...settings }, null, 2));
  for (const extension of extensions) linkExtension(extension, join(dataFolder, 'ext'));
  if (language === undefined) return;
  // An empty language pack: enough for the server to resolve the language, so that `vscode.env.language` is it and
  // extensions are read with their package.nls.<language>.json and l10n bundles.
  const pack = join(data, 'empty-pack.json');
  writeFileSync(pack, JSON.stringify({ version: '1.0.0', contents: {} }));
  const packs = [{ extensionIdentifier: { id: 'empty.language-pack' }, version: '1.0.0' }];
  const entry = { hash: 'empty', extensions: packs, translations: { vscode: pack }, label: language };
  writeFileSync(join(data, 'languagepacks.json'), JSON.stringify({ [language]: entry }));
}

function linkExtension(extensionPath: string, folder: string): void {
  const { publisher, name, version } = parseManifest(
    readFileSync(join(extensionPath, 'package.json'), 'utf8'),
  );
  const link = join(folder, `${publisher}.${name}-${version}`);
  if (!existsSync(link)) symlinkSync(extensionPath, link, 'dir');
}

/** Settings that keep the editor's own welcomes and offers out of the way of what is looked at. */
const quiet = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.ignoreRecommendations': true,
  'extensions.autoUpdate': 'off',
  'telemetry.telemetryLevel': 'off',
  'workbench.editor.useModal': 'off',
  'files.autoSave': 'off', // as on a desktop
  'git.openRepositoryInParentFolders': 'never',
  // A server looks for listening ports among all processes again and again, and pops up when there are more than twenty.
  'remote.autoForwardPorts': false,
};

/** A port below those that systems hand out, so that nobody else gets it while it is free for a moment. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (await isFree(port)) return port;
  }
  throw new Error('No port is free.');
}

export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const isListening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (isListening) await new Promise((resolve) => server.close(resolve));
  return isListening;
}

/** Waits for the line that says the server listens; answers with a reader of everything printed so far. */
async function untilListening(child: ChildProcess): Promise<() => string> {
  let printed = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      if (printed.includes('Extension host agent started')) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The VS Code server ended with ${code}:\n${printed}`)));
  });
  return () => printed;
}
