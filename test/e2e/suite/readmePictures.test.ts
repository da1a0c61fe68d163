// The pictures of ghost text and of an action in the READMEs, and the same in other looks for people to judge. Only on
// request: a new picture in every run would be a change in every commit.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { GhostHands } from '../ghostHands.ts';
import { openFile } from '../installed.ts';
import { Machine, type PersonsWindow, repository } from '../machine.ts';

const folder = join(repository, 'media/readme');

if (process.env.UPDATE_README === '1')
  describe('the pictures of the READMEs', () => {
    let machine: Machine;
    let person: PersonsWindow;

    before(async () => {
      mkdirSync(folder, { recursive: true });
      machine = await Machine.start({
        pace: 'life',
        settings: {
          'workbench.colorTheme': 'Dark Modern',
          'editor.minimap.enabled': false,
          'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
          'editor.wordBasedSuggestions': 'off',
          'editor.suggestOnTriggerCharacters': false,
          'editor.parameterHints.enabled': false,
          'siliconflow.completion.enabled': { '*': true },
        },
        viewport: { width: 1280, height: 720 },
      });
      const files = [join(machine.demo, 'src/tariff.ts')];
      person = await machine.openReady({ workspace: machine.demo, files });
      await person.chat.button('Not Now').click();
    });
    after(() => machine.stop());

    it('show a block in grey where a function begins', async () => {
      const { window } = person;
      await openFile(window, 'src/tariff.ts');
      const hands = new GhostHands(window);
      await hands.type('\nexport function totalGrams(parcels: readonly Parcel[]): number {');
      await hands.press('Enter');
      await hands.shows(/let total = 0;/);
      await hands.shows(/return total;/);
      await window.page.screenshot({ path: join(folder, 'ghostText.png') });
      for (const theme of ['Light Modern', 'Default High Contrast']) {
        await machine.editor.changeSettings(window, { 'workbench.colorTheme': theme });
        await openFile(window, 'src/tariff.ts');
        await hands.press('Control+Space');
        await hands.press('Escape');
        await window.runCommand('SiliconFlow: Trigger Ghost Text');
        await hands.shows(/return total;/);
        await window.screenshot(`ghost-${theme.split(' ').at(0)?.toLowerCase()}`);
      }
      await machine.editor.changeSettings(window, { 'workbench.colorTheme': 'Dark Modern' });
    });

    it('show an explanation of the function at the cursor', async () => {
      const { window, chat } = person;
      await window.focusEditor('tariff.ts');
      await window.runCommand('File: Revert File');
      await window.page.locator('.tab.active:not(.dirty)').waitFor();
      await window.focusEditor('tariff.ts');
      for (let line = 1; line < 18; line++) await window.page.keyboard.press('ArrowDown');
      await window.runCommand('SiliconFlow: Explain');
      await chat.answers.first().waitFor();
      await chat.ended();
      await window.page.mouse.move(900, 500);
      await window.page.screenshot({ path: join(folder, 'explain.png') });
    });
  });
