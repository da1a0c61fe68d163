// The machine with the chat ready in a window that most suites work on, one after the other: each finds it as the first one did.
import { Machine, type PersonsWindow } from './machine.ts';
import { Shared } from './shared.ts';

export interface Desk {
  readonly machine: Machine;
  readonly person: PersonsWindow;
}

const shared = new Shared(async () => {
  const machine = await Machine.start();
  const person = await machine.openReady();
  const settings = machine.editor.settingsText;
  return { machine, person, settings, stop: () => machine.stop() };
});

/** In order: no fault is laid, no editor open, settings and files are as at first, the chat is new. What was booked stays. */
export async function sharedDesk(): Promise<Desk> {
  const { machine, person, settings } = await shared.get();
  machine.cn.clearFaults();
  await person.window.closeAllEditors();
  machine.restoreDemo();
  await machine.editor.writeSettings(person.window, settings);
  await person.chat.newChat();
  await person.chat.composer.fill('');
  return { machine, person };
}

/** Settings for a terminal that is drawn as elements, whose text can be read, with a shell that tells the editor what it does. */
export const readableTerminal = {
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.defaultProfile.linux': 'bash',
} as const;
