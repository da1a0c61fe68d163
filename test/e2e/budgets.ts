// What walks through budgets share: the colour of the status bar, the words about ghost text, an amount, some typing.
import { menuWords, revert, triggerKey } from './installed.ts';
import type { PersonsWindow } from './machine.ts';
import { until } from './until.ts';

/** The colour of the status bar item as its class names it. */
export async function levelOf({ window }: PersonsWindow): Promise<'warning' | 'error' | 'none'> {
  const classes = (await window.statusItem('siliconflow').getAttribute('class')) ?? '';
  return /error-kind/.test(classes) ? 'error' : /warning-kind/.test(classes) ? 'warning' : 'none';
}

/** What the status bar's menu says about ghost text. */
export function ghostTextWords({ window }: PersonsWindow): Promise<string> {
  return menuWords(window, 'Ghost Text…');
}

/** Into the input box, once it stands where the list was; resolves when it was taken: what opens before that takes its place. */
export async function enterAmount({ window }: PersonsWindow, amount: string): Promise<void> {
  const prompt = window.quickInput.getByText(/Amount in CNY/);
  await prompt.waitFor();
  await window.answerInput(amount);
  await prompt.waitFor({ state: 'detached' });
}

let lines = 0;

/**
 * A new line at the end of the file, and ghost text asked for by hand: a request, unless something is against it. Each
 * line is another one, because what is remembered of a place is not asked for again.
 */
export async function typeSome({ window }: PersonsWindow): Promise<void> {
  lines += 1;
  await revert(window);
  await window.page.keyboard.type(`\nconst next${lines} = `, { delay: 25 });
  await window.page.keyboard.press(triggerKey);
}

/** Types until a request was seen; each line is given the time of a slow machine, because the next one gives its request up. */
export async function typeUntil(each: PersonsWindow, isAsked: () => boolean): Promise<void> {
  await until('a request', async () => {
    await typeSome(each);
    return until('it', isAsked, 4_000).catch(() => false);
  });
}
