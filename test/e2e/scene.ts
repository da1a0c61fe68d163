// A person at a machine: a real VS Code with the extension installed, the sandbox behind it, a copy of a workspace open.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import type { EditorWindow } from '../editor/editorWindow.ts';
import { type EditorOptions, RealEditor } from '../editor/realEditor.ts';
import { KEYS } from '../sandbox/keys.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';

const root = join(import.meta.dirname, '../..');

export interface SceneOptions extends Pick<EditorOptions, 'env' | 'settings' | 'language' | 'viewport'> {
  /** The workspace that is copied and opened; the demo by default, null for a window without a folder. */
  readonly workspace?: string | null;
  /** Files to open, relative to the workspace. */
  readonly files?: readonly string[];
  /** How fast the sandbox answers; `instant` by default. */
  readonly pace?: 'life' | 'instant';
  /** Whether the settings already name the sandbox as the site; default true. */
  readonly siteChosen?: boolean;
}

export interface Scene {
  readonly sandbox: Sandbox;
  readonly editor: RealEditor;
  readonly window: EditorWindow;
  /** The copy that is open, absolute; the temporary folder itself when there is no workspace. */
  readonly workspace: string;
  /** A key that the sandbox takes. */
  readonly key: string;
  /** The chat page in the side panel. */
  readonly chat: FrameLocator;
  close(): Promise<void>;
}

/** Sets the scene with state of its own: takes about five seconds, so share one among tests that allow it. */
export async function setScene(options: SceneOptions = {}): Promise<Scene> {
  const { pace = 'instant', siteChosen = true, files = [] } = options;
  const folder = mkdtempSync(join(tmpdir(), 'scene-'));
  const workspace = options.workspace === null ? folder : join(folder, 'workspace');
  if (options.workspace !== null)
    cpSync(options.workspace ?? join(root, 'test/e2e/demo'), workspace, { recursive: true });
  const sandbox = await startSandbox({ site: 'cn', pace });
  const site = {
    'siliconflow.site': 'custom',
    'siliconflow.customBaseUrl': `${sandbox.url}/v1`,
    'siliconflow.customCurrency': 'CNY',
  };
  const editor = await RealEditor.start({
    extensions: [root],
    settings: { ...(siteChosen ? site : {}), ...options.settings },
    // A key in the environment of whoever runs the tests must not reach the editor.
    env: { SILICONFLOW_API_KEY: undefined, SILICONFLOW_CN_API_KEY: undefined, ...options.env },
    ...(options.language === undefined ? {} : { language: options.language }),
    ...(options.viewport === undefined ? {} : { viewport: options.viewport }),
  });
  const window = await editor.openWindow({
    ...(options.workspace === null ? {} : { workspace }),
    files: files.map((file) => join(workspace, file)),
  });
  return {
    sandbox,
    editor,
    window,
    workspace,
    key: KEYS.cn,
    chat: window.webview(),
    close: async () => {
      await editor.stop();
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
