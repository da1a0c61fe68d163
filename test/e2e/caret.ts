// The caret of an editor, put where a walk needs it.
import type { EditorWindow } from '../editor/editorWindow.ts';
import { until } from './until.ts';

/** At a line, counted from 1, of a file that is open in a tab. */
export async function caretTo({ page, quickInput }: EditorWindow, name: string, line: number): Promise<void> {
  const input = quickInput.locator('input').first();
  const isThere = page.locator('.statusbar-item').filter({ hasText: `Ln ${line}, ` });
  // Whatever takes the focus shuts the box for the line again, at any moment: then all of it is done once more.
  await until(`the caret to be in line ${line} of ${name}`, async () => {
    await page.locator('.tab').filter({ hasText: name }).first().click({ timeout: 2_000 });
    await page.keyboard.press('ControlOrMeta+G');
    await input.fill(`:${line}`, { timeout: 2_000 });
    await input.press('Enter', { timeout: 1_000 });
    await quickInput.waitFor({ state: 'hidden', timeout: 2_000 });
    await isThere.waitFor({ timeout: 2_000 });
    return true;
  });
}
