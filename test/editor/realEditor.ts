// One machine with a real VS Code on it: a server, an address in the browser and a data folder that its windows share.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { type CodeServer, freePort, isFree, startCodeServer } from './codeServer.ts';
import { EditorWindow } from './editorWindow.ts';
import { type WindowContent, windowAddress } from './windowAddress.ts';

export interface EditorOptions {
  /** The folders of built extensions to install. */
  readonly extensions?: readonly string[];
  /** The folder of an extension to load as one under development: for in-host tests. */
  readonly developmentPath?: string;
  /** User settings of this machine. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment of the extension host, over that of this process. `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Display language, e.g. `zh-cn`. */
  readonly language?: string;
  /** Where the machine's state lives; kept after `stop`. Without it a temporary folder is used and removed. */
  readonly dataFolder?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
}

export interface WindowOptions extends Omit<WindowContent, 'developmentPath'> {
  /** Called when the in-host tests are over. */
  readonly onExit?: (code: number) => void;
  /** Called with each console line of the extension host while in-host tests run. */
  readonly onLog?: (type: string, args: readonly unknown[]) => void;
}

/** A machine that has ended, with its files still there, and all it said: its server, its windows, their errors. */
export interface EndedMachine {
  readonly dataFolder: string;
  readonly said: string;
}

/** Called with every machine of this process when it ends. */
export const whenEnded: ((machine: EndedMachine) => void)[] = [];

let browser: Promise<Browser> | undefined;
let profile: Promise<BrowserContext> | undefined;

/** The one Chromium of this process. */
export function sharedBrowser(): Promise<Browser> {
  browser ??= launchChromium();
  return browser;
}

/**
 * Its one profile. VS Code is 19 MB of script: what one window has fetched and compiled the next one finds there, at the same
 * address, which spares more than half of what opening a window costs.
 */
function sharedProfile(): Promise<BrowserContext> {
  profile ??= openProfile();
  return profile;
}

async function openProfile(): Promise<BrowserContext> {
  const context = await (await sharedBrowser()).newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
    // What fades in or out costs two cores much and shows nothing.
    reducedMotion: 'reduce',
  });
  // The browser keeps secrets encrypted under a key that the server is asked for; without an answer the key lives in the
  // page only and secrets die with a reload.
  const body = Buffer.alloc(32, 7);
  await context.route('**/mint-key', (route) => route.fulfill({ status: 200, body }));
  return context;
}

/** Ends the shared Chromium; a later call starts another. */
export async function closeSharedBrowser(): Promise<void> {
  const open = browser;
  browser = undefined;
  profile = undefined;
  await (await open)?.close();
}

/** Ports that machines of this process have used, the ones that are free again among them. */
const ports: { readonly port: number; isTaken: boolean }[] = [];

async function takePort(): Promise<(typeof ports)[number]> {
  for (const known of ports) {
    if (known.isTaken) continue;
    known.isTaken = true;
    if (await isFree(known.port)) return known;
  }
  const added = { port: await freePort(), isTaken: true };
  ports.push(added);
  return added;
}

/** What an earlier machine has left in the browser under this address: settings of its windows, secrets, open editors. */
async function forget(context: BrowserContext, origin: string): Promise<void> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const storageTypes = 'cookies,local_storage,indexeddb,cache_storage,service_workers,file_systems';
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes });
  await page.close();
}

export class RealEditor {
  readonly dataFolder: string;
  readonly server: CodeServer;
  readonly context: BrowserContext;
  readonly #options: EditorOptions;
  readonly #windows: EditorWindow[] = [];
  readonly #releasePort: () => void;

  private constructor(
    options: EditorOptions,
    dataFolder: string,
    server: CodeServer,
    context: BrowserContext,
    releasePort: () => void,
  ) {
    this.#options = options;
    this.dataFolder = dataFolder;
    this.server = server;
    this.context = context;
    this.#releasePort = releasePort;
  }

  static async start(options: EditorOptions = {}): Promise<RealEditor> {
    const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'real-editor-'));
    mkdirSync(dataFolder, { recursive: true });
    const taken = await takePort();
    const [server, context] = await Promise.all([
      startCodeServer({
        dataFolder,
        port: taken.port,
        settings: options.settings,
        env: options.env,
        language: options.language,
        extensions: options.extensions,
        forTests: options.developmentPath !== undefined,
      }),
      sharedProfile().then(async (context) => {
        await forget(context, `http://127.0.0.1:${taken.port}`);
        return context;
      }),
    ]);
    return new RealEditor(options, dataFolder, server, context, () => {
      taken.isTaken = false;
    });
  }

  /** Opens a window and resolves when its workbench is restored. A second one shares settings, secrets and state. */
  async openWindow(options: WindowOptions = {}): Promise<EditorWindow> {
    const page = await this.context.newPage();
    if (this.#options.viewport) await page.setViewportSize(this.#options.viewport);
    if (options.onExit !== undefined) await page.exposeFunction('codeAutomationExit', options.onExit);
    if (options.onLog !== undefined) await page.exposeFunction('codeAutomationLog', options.onLog);
    const window = new EditorWindow(page);
    this.#windows.push(window);
    await page.goto(
      windowAddress(this.server.port, { developmentPath: this.#options.developmentPath, ...options }),
    );
    await window.whenRestored();
    if (options.workspace?.endsWith('.code-workspace')) await window.whenFoldersAreThere();
    return window;
  }

  /** The user settings as they stand on disk. The editor empties the file before it writes it: nothing is no settings. */
  get settingsText(): string {
    const file = join(this.dataFolder, 'data/User/settings.json');
    const endMs = performance.now() + 2_000;
    let text = '';
    while (text === '' && performance.now() < endMs) text = readFileSync(file, 'utf8');
    return text;
  }

  /**
   * Changes user settings as a person does: in settings.json, inside the editor. A write from outside is not noticed
   * reliably here, because the server's native file watcher is not installed.
   */
  async changeSettings(window: EditorWindow, changes: Readonly<Record<string, unknown>>): Promise<void> {
    const before: unknown = JSON.parse(this.settingsText);
    await this.writeSettings(window, JSON.stringify({ ...Object(before), ...changes }, null, 2));
  }

  /** Puts this text into settings.json, inside the editor; nothing is done when it stands there already. */
  async writeSettings(window: EditorWindow, text: string): Promise<void> {
    if (text === this.settingsText) return;
    await window.runCommand('Preferences: Open User Settings (JSON)');
    await window.replaceEditorText('settings.json', text);
    await window.closeEditor('settings.json');
  }

  async stop(): Promise<void> {
    const own = `http://127.0.0.1:${this.server.port}/`;
    const pages = new Set([
      ...this.#windows.map(({ page }) => page),
      ...this.context.pages().filter((page) => page.url().startsWith(own)),
    ]);
    await Promise.all([...pages].map((page) => page.close()));
    await this.server.stop();
    this.#releasePort();
    const said = this.#windows.flatMap((window) => [...window.console, ...window.errors]);
    const ended = { dataFolder: this.dataFolder, said: [this.server.output(), ...said].join('\n') };
    for (const listener of whenEnded) listener(ended);
    if (this.#options.dataFolder === undefined) rmSync(this.dataFolder, { recursive: true, force: true });
  }
}
