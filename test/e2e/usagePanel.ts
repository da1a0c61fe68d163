// The usage page as a person meets it: an editor tab of its own.
import { existsSync } from 'node:fs';
import type { Frame, Locator } from 'playwright-core';
import type { EditorWindow } from '../editor/editorWindow.ts';
import { until } from './until.ts';

export class UsagePanel {
  readonly frame: Frame;

  private constructor(frame: Frame) {
    this.frame = frame;
  }

  /** Opens it by the command, whose title is in the person's language, and waits for its first figures. */
  static async open(window: EditorWindow, title = 'SiliconFlow: Show Usage'): Promise<UsagePanel> {
    await window.runCommand(title);
    return UsagePanel.shown(window);
  }

  /** The page that is open already. */
  static async shown(window: EditorWindow): Promise<UsagePanel> {
    let found: Frame | undefined;
    await until('the usage page', async () => {
      for (const frame of window.page.frames()) {
        const count = await frame
          .locator('sf-usage h1')
          .count()
          .catch(() => 0);
        if (count > 0) found = frame;
      }
      return found !== undefined;
    });
    if (found === undefined) throw new Error('The usage page did not open.');
    return new UsagePanel(found);
  }

  /** The sum of a currency, as it is shown. */
  sum(currency: string): Locator {
    return this.frame.locator(`section.block[aria-label="${currency}"] .sum`);
  }

  get rows(): Locator {
    return this.frame.locator('.receipts .rows > li');
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole('button', { name });
  }

  /** The value of a fact of the first block, by the words before it. */
  async fact(name: string): Promise<string> {
    const line = this.frame.locator('.block .facts > div').filter({ hasText: name }).first();
    return line.locator('dd').innerText();
  }
}

/** Exports this month by the command, to a file that is not there yet. */
export async function exportUsage(
  window: EditorWindow,
  format: 'CSV' | 'JSON',
  target: string,
): Promise<void> {
  await window.runCommand('SiliconFlow: Export Usage');
  await window.pick('This Month');
  await window.pick(format);
  await window.choosePath(target);
  await until('the file to be saved', () => existsSync(target));
}
