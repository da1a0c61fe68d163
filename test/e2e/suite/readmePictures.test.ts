// The pictures of ghost text and of an action in the READMEs, only on request: a new picture in every run
// would be a change in every commit.
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
        settings: {
          'workbench.colorTheme': 'Dark Modern',
          'editor.minimap.enabled': false,
          'typescript.validate.enable': false,
          'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
          'editor.wordBasedSuggestions': 'off',
          'editor.suggestOnTriggerCharacters': false,
          'editor.parameterHints.enabled': false,
          'siliconflow.completion.enabled': { '*': true },
        },
        viewport: { width: 1280, height: 880 },
      });
      const files = [join(machine.demo, 'src/tariff.ts')];
      person = await machine.openReady({ workspace: machine.demo, files });
      await person.chat.button('Not Now').click();
      const { page } = person.window;
      await page.locator('.monaco-workbench.vs-dark').waitFor();
      // The edge of the side bar, dragged as a person does who reads longer answers.
      await page.mouse.move(349, 300);
      await page.mouse.down();
      await page.mouse.move(560, 300, { steps: 5 });
      await page.mouse.up();
      await page.mouse.move(300, 640);
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
      await window.page.screenshot({ path: join(folder, 'ghost-text.png') });
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
      await window.page.locator('.monaco-hover:visible').waitFor({ state: 'detached' });
      await window.page.screenshot({ path: join(folder, 'explain.png') });
    });
  });
