// The extension as it is installed, with one sandbox as its custom site: a window that keeps nothing from a person, pop-ups too.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EditorWindow } from '../editor/editorWindow.ts';
import { type EditorOptions, RealEditor } from '../editor/realEditor.ts';
import { KEYS } from '../sandbox/keys.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import type { SeenRequest } from '../sandbox/world.ts';
import { ChatPanel } from './chatPanel.ts';
import { demoFolder, type PersonsWindow, repository, restoreDemo } from './machine.ts';
import { until } from './until.ts';

/** Commands that have no key of their own; through the palette the editor would lose the focus, and the ghost text with it. */
const keybindings = [
  { key: 'ctrl+alt+l', command: 'editor.action.inlineSuggest.acceptNextLine' },
  { key: 'ctrl+alt+g', command: 'siliconflow.triggerCompletion' },
  { key: 'ctrl+alt+m', command: 'siliconflow.showMenu' },
  { key: 'ctrl+alt+r', command: 'workbench.action.files.revert' },
];

export const acceptLineKey = 'Control+Alt+l';
export const triggerKey = 'Control+Alt+g';

/**
 * One TypeScript server to a window, which knows all that a second one for syntax alone knows (a second of processor time), and
 * nobody who looks for types of packages in a registry.
 */
const oneTypeScript = {
  'typescript.tsserver.useSyntaxServer': 'never',
  'typescript.disableAutomaticTypeAcquisition': true,
} as const;

export interface InstalledOptions extends Pick<EditorOptions, 'settings' | 'env' | 'language'> {
  /** Offered to the set-up by the environment. */
  readonly key?: string;
  /** Unless said otherwise the platform answers at once. */
  readonly pace?: 'life' | 'instant';
}

export class Installed {
  readonly site: Sandbox;
  readonly editor: RealEditor;
  /** A copy of the demo workspace that tests may write to. */
  readonly demo: string;
  readonly #folder: string;

  private constructor(site: Sandbox, editor: RealEditor, folder: string) {
    this.site = site;
    this.editor = editor;
    this.#folder = folder;
    this.demo = join(folder, 'parcel-desk');
  }

  static async start(options: InstalledOptions = {}): Promise<Installed> {
    const { settings, env, language, key = KEYS.cn, pace = 'instant' } = options;
    const folder = mkdtempSync(join(tmpdir(), 'installed-'));
    cpSync(demoFolder, join(folder, 'parcel-desk'), { recursive: true });
    const site = await startSandbox({ site: 'cn', pace });
    const dataFolder = join(folder, 'machine');
    mkdirSync(join(dataFolder, 'data/User'), { recursive: true });
    writeFileSync(join(dataFolder, 'data/User/keybindings.json'), JSON.stringify(keybindings));
    const editor = await RealEditor.start({
      extensions: [repository],
      dataFolder,
      settings: {
        ...oneTypeScript,
        'siliconflow.site': 'custom',
        'siliconflow.customBaseUrl': `${site.url}/v1`,
        'siliconflow.customCurrency': 'CNY',
        // Words from other sources would come before the ghost text.
        'editor.wordBasedSuggestions': 'off',
        'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
        'editor.suggestOnTriggerCharacters': false,
        'editor.parameterHints.enabled': false,
        ...settings,
      },
      ...(language === undefined ? {} : { language }),
      env: {
        SILICONFLOW_CN_API_KEY: undefined,
        SILICONFLOW_API_KEY: key,
        SILICONFLOW_OPEN_CHAT: '1',
        ...env,
      },
    });
    return new Installed(site, editor, folder);
  }

  /** A window on the demo workspace with one of its files open and the set-up done. */
  async open(file: string): Promise<PersonsWindow> {
    const window = await this.editor.openWindow({ workspace: this.demo, files: [join(this.demo, file)] });
    const chat = new ChatPanel(window, this.site);
    await chat.whenShown();
    if (!(await chat.composer.isVisible())) {
      await chat.button(/^(Agree and Continue|同意并继续)$/).click();
      await chat.button(/^(Use Key From Environment|使用环境变量中的密钥)$/).click();
      await chat.composer.waitFor();
    }
    return { window, chat };
  }

  /** Requests for completions that reached the site, oldest first. */
  completions(): readonly SeenRequest[] {
    return this.site.requests().filter(({ url }) => url.startsWith('/v1/completions'));
  }

  /** The text of a file as the editor saves it. */
  async saved(window: EditorWindow, file: string): Promise<string> {
    const name = file.split('/').at(-1) ?? file;
    await window.page.keyboard.press('ControlOrMeta+S');
    const tab = window.page.locator('.tab').filter({ hasText: name });
    await until(`${name} to be saved`, async () => !/dirty/.test((await tab.getAttribute('class')) ?? ''));
    return readFileSync(join(this.demo, file), 'utf8');
  }

  /** The demo workspace as it was at first, for whoever comes next. */
  restoreDemo(): void {
    restoreDemo(this.demo);
  }

  async stop(): Promise<void> {
    await this.editor.stop();
    // A test may have closed it already.
    await Promise.allSettled([this.site.close()]);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Opens a file of the workspace by its path, and puts the caret at its end. */
export async function openFile({ page, quickInput }: EditorWindow, path: string): Promise<void> {
  const name = path.split('/').at(-1) ?? path;
  const input = quickInput.locator('input').first();
  // The first row is the one that Enter takes; before the search is over it is that of another file. A window that is still
  // starting may lose the key, and does not look again for files that it found while it was still reading the folder.
  await until(`${name} to be found`, async () => {
    if (await quickInput.isVisible()) await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+P');
    await input.fill(path, { timeout: 3_000 });
    await quickInput
      .locator('.monaco-list-row')
      .first()
      .filter({ hasText: name })
      .waitFor({ timeout: 5_000 });
    return true;
  });
  await input.press('Enter');
  await page.locator('.tab.active').filter({ hasText: name }).waitFor();
  await quickInput.waitFor({ state: 'hidden' });
  await page.locator('.editor-group-container.active .monaco-editor.focused').first().waitFor();
  await page.keyboard.press('ControlOrMeta+End');
}

/** The keys go to the editor from now on, not to what was clicked last. */
async function intoEditor({ page }: EditorWindow): Promise<void> {
  await page.keyboard.press('Control+1');
  await page.locator('.editor-group-container.active .monaco-editor.focused').first().waitFor();
}

/** What the document said when it was last saved, and the caret at its end. */
export async function revert(window: EditorWindow): Promise<void> {
  await intoEditor(window);
  await window.page.keyboard.press('Control+Alt+r');
  await window.page.locator('.tab.active:not(.dirty)').waitFor();
  await window.page.keyboard.press('ControlOrMeta+End');
}

/** What the status bar's menu says behind an entry, which the menu has now or will have soon. */
export function menuWords(window: EditorWindow, label: string): Promise<string> {
  return until(`the menu to have ${label}`, async () => {
    // What is open stays as it was when it opened: each look opens it anew.
    await window.page.keyboard.press('Control+Alt+m');
    const rows = window.quickInput.locator('.monaco-list-row');
    await rows.first().waitFor();
    const texts = await rows.allInnerTexts();
    await window.page.keyboard.press('Escape');
    await window.quickInput.waitFor({ state: 'hidden' });
    return texts.map((text) => text.replace(/\s+/g, ' ').trim()).find((text) => text.includes(label));
  });
}
