// One imaginary computer: a real VS Code with the extension, both sites played by sandboxes, a copy of the demo workspace.
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EditorWindow } from '../editor/editorWindow.ts';
import { type EditorOptions, RealEditor, type WindowOptions } from '../editor/realEditor.ts';
import { KEYS } from '../sandbox/keys.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { ChatPanel } from './chatPanel.ts';
import './closeEditors.ts';

export const repository = join(import.meta.dirname, '../..');
/** The demo workspace; a machine works on a copy. */
export const demoFolder = join(import.meta.dirname, 'demo');

export function restoreDemo(copy: string): void {
  for (const name of readdirSync(copy)) rmSync(join(copy, name), { recursive: true });
  cpSync(demoFolder, copy, { recursive: true });
}

export interface MachineOptions
  extends Pick<EditorOptions, 'env' | 'settings' | 'language' | 'viewport' | 'dataFolder'> {
  /** How fast the CN sandbox answers when a request does not ask for a pace of its own; `instant` by default. */
  readonly pace?: 'life' | 'instant';
}

export interface PersonsWindow {
  readonly window: EditorWindow;
  readonly chat: ChatPanel;
}

export class Machine {
  readonly cn: Sandbox;
  readonly global: Sandbox;
  readonly editor: RealEditor;
  /** A copy of the demo workspace that tests may add files to. */
  readonly demo: string;
  readonly #folder: string;

  private constructor(cn: Sandbox, global: Sandbox, editor: RealEditor, folder: string) {
    this.cn = cn;
    this.global = global;
    this.editor = editor;
    this.#folder = folder;
    this.demo = join(folder, 'parcel-desk');
  }

  /**
   * Takes about five seconds. The extension runs as one under development, because only so may a sandbox stand in for
   * the official sites; such a window keeps notifications in their centre instead of popping them up.
   */
  static async start(options: MachineOptions = {}): Promise<Machine> {
    const { pace = 'instant', env, ...rest } = options;
    const folder = mkdtempSync(join(tmpdir(), 'machine-'));
    cpSync(demoFolder, join(folder, 'parcel-desk'), { recursive: true });
    const sandbox = (site: 'cn' | 'global'): Promise<Sandbox> => startSandbox({ site, pace });
    const [cn, global] = await Promise.all([sandbox('cn'), sandbox('global')]);
    const editor = await RealEditor.start({
      ...rest,
      developmentPath: repository,
      env: {
        // A key in the environment of whoever runs the tests must not reach the editor.
        SILICONFLOW_API_KEY: undefined,
        SILICONFLOW_CN_API_KEY: undefined,
        SILICONFLOW_SANDBOX_CN: `${cn.url}/v1`,
        SILICONFLOW_SANDBOX_GLOBAL: `${global.url}/v1`,
        SILICONFLOW_OPEN_CHAT: '1',
        ...env,
      },
    });
    return new Machine(cn, global, editor, folder);
  }

  /** Opens a window with the chat in sight: on the demo workspace unless said otherwise. */
  async open(options: WindowOptions = { workspace: this.demo }): Promise<PersonsWindow> {
    const window = await this.editor.openWindow(options);
    const chat = new ChatPanel(window, this.cn);
    await chat.whenShown();
    return { window, chat };
  }

  /** The same, with the set-up done as a person does it: the CN site, its notice, a key that works. */
  async openReady(options: WindowOptions = { workspace: this.demo }): Promise<PersonsWindow> {
    const opened = await this.open(options);
    await opened.chat.setUp(KEYS.cn);
    return opened;
  }

  /** The demo workspace as it was at first, for whoever comes next. */
  restoreDemo(): void {
    restoreDemo(this.demo);
  }

  async stop(): Promise<void> {
    await this.editor.stop();
    // A test may have closed one of them already.
    await Promise.allSettled([this.cn.close(), this.global.close()]);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
