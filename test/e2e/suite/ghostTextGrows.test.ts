// Ghost text at the pace of a real platform: the first line is there early, the rest joins it, nothing flickers, and what was dismissed stays away.
import { strict as assert } from 'node:assert';
import type { EditorWindow } from '../../editor/editorWindow.ts';
import { assertBooksAgree } from '../books.ts';
import { sharedGhostDesk } from '../ghostDesk.ts';
import type { GhostHands } from '../ghostHands.ts';
import { type Installed, openFile, revert, triggerKey } from '../installed.ts';
import { until } from '../until.ts';

describe('ghost text that grows', () => {
  let machine: Installed;
  let window: EditorWindow;
  let hands: GhostHands;

  before(async () => {
    ({ machine, window, hands } = await sharedGhostDesk());
  });
  beforeEach(() => {
    machine.site.setFault({ fault: 'ttft-350,pace-15', kind: 'completion', times: 10_000 });
  });
  afterEach(async () => {
    machine.site.clearFaults();
    assert.equal(await window.notifications.count(), 0, 'no pop-up, whatever happens');
  });

  const allHasCome = () => until('the end of the answer', () => machine.site.open().requests === 0);

  it('shows its first line while the rest still comes, then the rest, for one request and without a flicker', async () => {
    await hands.beginBlock('totalGrams');
    let asked = 0;
    const seen = await hands.watch(async () => {
      await hands.shows(/let total = 0;/);
      asked = machine.completions().length;
      await hands.shows(/return total;/);
    });
    await allHasCome();
    assert.equal(machine.completions().length, asked, 'growing asks nothing');
    const painted = seen.slice(seen.findIndex((text) => text !== ''));
    assert.ok(painted.length >= 2, `it grew: ${JSON.stringify(seen)}`);
    for (const [index, text] of painted.entries())
      assert.ok(index === 0 || text.length > (painted[index - 1] ?? '').length, JSON.stringify(seen));
    await hands.press('Tab');
    await hands.press('Tab');
    await until('no ghost text', async () => (await hands.ghost()) === '');
    const lines = await window.page.locator('.editor-instance .view-line').allInnerTexts();
    assert.match(
      lines.map((line) => line.replaceAll('\u00a0', ' ').trimEnd()).join('\n'),
      /let total = 0;\n {2}for \(const parcel of parcels\) \{\n[^\n]+\n {2}\}\n {2}return total;\n\}/,
    );
  });

  it('stays away when it was dismissed while the rest still comes', async () => {
    await hands.beginBlock('sumOfGrams');
    await hands.shows(/let total = 0;/);
    await hands.press('Escape');
    await until('no ghost text', async () => (await hands.ghost()) === '');
    const seen = await hands.watch(allHasCome);
    assert.deepEqual(
      seen.filter((text) => text !== ''),
      [],
    );
  });

  it('grows for a person who asked for it by hand, too', async () => {
    await machine.editor.changeSettings(window, { 'siliconflow.completion.trigger': 'manual' });
    await openFile(window, 'src/tariff.ts');
    await hands.beginBlock('weightOfAll');
    await hands.press(triggerKey);
    await hands.shows(/let total = 0;/);
    await hands.shows(/return total;/);
    await revert(window);
  });

  it('has booked all of it, to the last unit', async () => {
    await assertBooksAgree(machine.site, machine.editor.dataFolder);
  });
});
