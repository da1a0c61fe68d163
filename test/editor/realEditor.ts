// One machine with a real VS Code on it: a server, a browser profile and a data folder that its windows share.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { type CodeServer, startCodeServer } from './codeServer.ts';
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
  /** Whether SecretStorage survives a reload, as on a desktop; default true. */
  readonly keepSecrets?: boolean;
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

/** The one Chromium of this process. */
export function sharedBrowser(): Promise<Browser> {
  browser ??= launchChromium();
  return browser;
}

/** Ends the shared Chromium; a later call starts another. */
export async function closeSharedBrowser(): Promise<void> {
  const open = browser;
  browser = undefined;
  await (await open)?.close();
}

export class RealEditor {
  readonly dataFolder: string;
  readonly server: CodeServer;
  readonly context: BrowserContext;
  readonly #options: EditorOptions;
  readonly #windows: EditorWindow[] = [];

  private constructor(
    options: EditorOptions,
    dataFolder: string,
    server: CodeServer,
    context: BrowserContext,
  ) {
    this.#options = options;
    this.dataFolder = dataFolder;
    this.server = server;
    this.context = context;
  }

  static async start(options: EditorOptions = {}): Promise<RealEditor> {
    const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'real-editor-'));
    mkdirSync(dataFolder, { recursive: true });
    const [server, chrome] = await Promise.all([
      startCodeServer({
        dataFolder,
        settings: options.settings,
        env: options.env,
        language: options.language,
        extensions: options.extensions,
        forTests: options.developmentPath !== undefined,
      }),
      sharedBrowser(),
    ]);
    const context = await chrome.newContext({
      viewport: options.viewport ?? { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
      // What fades in or out costs two cores much and shows nothing.
      reducedMotion: 'reduce',
    });
    if (options.keepSecrets !== false) {
      // The browser keeps secrets encrypted under a key that the server is asked for; without an answer the key lives
      // in the page only and secrets die with a reload.
      const body = Buffer.alloc(32, 7);
      await context.route('**/mint-key', (route) => route.fulfill({ status: 200, body }));
    }
    return new RealEditor(options, dataFolder, server, context);
  }

  /** Opens a window and resolves when its workbench is restored. A second one shares settings, secrets and state. */
  async openWindow(options: WindowOptions = {}): Promise<EditorWindow> {
    const page = await this.context.newPage();
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

  /** The user settings as they stand on disk. */
  get settingsText(): string {
    return readFileSync(join(this.dataFolder, 'data/User/settings.json'), 'utf8');
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
    await this.context.close();
    await this.server.stop();
    const said = this.#windows.flatMap((window) => [...window.console, ...window.errors]);
    const ended = { dataFolder: this.dataFolder, said: [this.server.output(), ...said].join('\n') };
    for (const listener of whenEnded) listener(ended);
    if (this.#options.dataFolder === undefined) rmSync(this.dataFolder, { recursive: true, force: true });
  }
}
