// The editor as installed, in either language, that suites work on one after the other: each finds it as the first one did, with its own settings.
import type { EditorWindow } from '../editor/editorWindow.ts';
import { Installed, revert } from './installed.ts';
import type { PersonsWindow } from './machine.ts';
import { Shared } from './shared.ts';

export type DeskLanguage = 'en' | 'zh-cn';

export interface InstalledDesk {
  readonly machine: Installed;
  readonly person: PersonsWindow;
}

const shared = { en: sharedIn('en'), 'zh-cn': sharedIn('zh-cn') } as const;

function sharedIn(language: DeskLanguage) {
  return new Shared(async () => {
    const machine = await Installed.start({
      ...(language === 'en' ? {} : { language }),
      settings: {
        'window.autoDetectColorScheme': true,
        'workbench.preferredLightColorTheme': 'Light Modern',
        'workbench.preferredDarkColorTheme': 'Dark Modern',
      },
    });
    const person = await machine.open('src/tariff.ts');
    const settings: unknown = JSON.parse(machine.editor.settingsText);
    return { machine, person, settings, stop: () => machine.stop() };
  });
}

/**
 * In order: no fault is laid, no editor open, the files as at first, the chat new, the window light, and of the settings only
 * these added to those of the first. What was sent and booked stays.
 */
export async function sharedInstalled(
  language: DeskLanguage,
  settings: Readonly<Record<string, unknown>>,
): Promise<InstalledDesk> {
  const { machine, person, settings: first } = await shared[language].get();
  const { window, chat } = person;
  machine.site.clearFaults();
  // What was typed by the suite before: the editor would ask what is to become of it.
  if (await window.page.locator('.tab.active.dirty').isVisible()) await revert(window);
  await window.closeAllEditors();
  machine.restoreDemo();
  await machine.editor.writeSettings(window, JSON.stringify({ ...Object(first), ...settings }, null, 2));
  await chat.newChat();
  await chat.composer.fill('');
  await inColours(window, 'light');
  return { machine, person };
}

/** Ends what is shared in this language, when it cannot be put in order; whoever comes next gets a new one. */
export const endInstalled = (language: DeskLanguage): Promise<void> => shared[language].stop();

/** What the system of a person says of their colours, and the window in them. */
export async function inColours({ page }: EditorWindow, scheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.locator(scheme === 'light' ? '.monaco-workbench.vs' : '.monaco-workbench.vs-dark').waitFor();
}
