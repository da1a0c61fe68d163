// What walks through budgets share: the colour of the status bar, the words about ghost text, an amount, some typing.
import { menuWords, revert, triggerKey } from './installed.ts';
import type { PersonsWindow } from './machine.ts';

/** The colour of the status bar item as its class names it. */
export async function levelOf({ window }: PersonsWindow): Promise<'warning' | 'error' | 'none'> {
  const classes = (await window.statusItem('siliconflow').getAttribute('class')) ?? '';
  return /error-kind/.test(classes) ? 'error' : /warning-kind/.test(classes) ? 'warning' : 'none';
}

/** What the status bar's menu says about ghost text. */
export function ghostTextWords({ window }: PersonsWindow): Promise<string> {
  return menuWords(window, 'Ghost Text…');
}

/** Into the input box, once it stands where the list was. */
export async function enterAmount({ window }: PersonsWindow, amount: string): Promise<void> {
  await window.quickInput.getByText(/Amount in CNY/).waitFor();
  await window.answerInput(amount);
}

/** A new line at the end of the file, and ghost text asked for by hand: a request, unless something is against it. */
export async function typeSome({ window }: PersonsWindow): Promise<void> {
  await revert(window);
  await window.page.keyboard.type('\nconst next = ', { delay: 25 });
  await window.page.keyboard.press(triggerKey);
}
