// The editor as installed, with ghost text on, that suites work on one after the other: each finds it as the first one did.
import type { EditorWindow } from '../editor/editorWindow.ts';
import { aParcelValue, GhostHands } from './ghostHands.ts';
import { Installed, openFile } from './installed.ts';
import { Shared } from './shared.ts';
import { until } from './until.ts';

export interface GhostDesk {
  readonly machine: Installed;
  readonly window: EditorWindow;
  readonly hands: GhostHands;
}

const shared = new Shared(async () => {
  const machine = await Installed.start({
    settings: {
      'siliconflow.completion.enabled': { '*': true },
      'siliconflow.completion.economy': 'generous',
    },
  });
  const { window } = await machine.open('src/tariff.ts');
  await until('the check of the key to end', async () => (await window.notifications.count()) === 0);
  const hands = new GhostHands(window);
  return { machine, window, hands, settings: machine.editor.settingsText, stop: () => machine.stop() };
});

let visits = 0;

/** In order: no fault is laid, the settings are as at first, the caret is in a new function of a file, and ghost text comes. */
export async function sharedGhostDesk(): Promise<GhostDesk> {
  const { machine, window, hands, settings } = await shared.get();
  machine.site.clearFaults();
  await machine.editor.writeSettings(window, settings);
  await openFile(window, 'src/tariff.ts');
  visits += 1;
  await hands.beginFunction(`visit${visits}Zone`);
  await hands.shows(aParcelValue);
  return { machine, window, hands };
}

/** Ends the editor that is shared, when it cannot be put in order; whoever comes next gets a new one. */
export const endGhostDesk = (): Promise<void> => shared.stop();
