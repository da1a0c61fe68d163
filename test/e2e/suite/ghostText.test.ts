// Ghost text as a person meets it: asked first, written along with, taken, silenced, and never in the way.
import { strict as assert } from 'node:assert';
import * as v from 'valibot';
import type { EditorWindow } from '../../editor/editorWindow.ts';
import { KEYS } from '../../sandbox/keys.ts';
import { assertBooksAgree, bookedOn, outcomesOn, rememberIn } from '../books.ts';
import type { ChatPanel } from '../chatPanel.ts';
import { aParcelValue, GhostHands } from '../ghostHands.ts';
import { acceptLineKey, Installed, menuWords, openFile, revert, triggerKey } from '../installed.ts';
import { until } from '../until.ts';

const sentSchema = v.looseObject({ model: v.string(), prompt: v.string(), suffix: v.optional(v.string()) });

describe('ghost text', () => {
  let machine: Installed;
  let window: EditorWindow;
  let chat: ChatPanel;
  let hands: GhostHands;

  before(async () => {
    machine = await Installed.start();
    ({ window, chat } = await machine.open('src/tariff.ts'));
    hands = new GhostHands(window);
    await until('the check of the key to end', async () => (await window.notifications.count()) === 0);
  });
  afterEach(async () => {
    assert.equal(await window.notifications.count(), 0, 'no pop-up, whatever happens');
  });
  after(() => machine.stop());

  const lastSent = () => v.parse(sentSchema, JSON.parse(machine.completions().at(-1)?.body ?? ''));

  describe('before it is on', () => {
    it('is offered once, after the budget, and sends nothing', async () => {
      await until('the offer of a budget', async () => /daily budget/.test(await chat.banner.innerText()));
      await chat.button('Not Now').click();
      await until('the offer', async () => /Turn on ghost text\?/.test(await chat.banner.innerText()));
      await openFile(window, 'src/tariff.ts');
      await hands.type('\nconst early = ');
      assert.equal(machine.completions().length, 0);
    });

    it('says what it sends, where to, what an hour costs, and asks for a budget after the yes', async () => {
      await chat.button('Turn On Ghost Text').click();
      await window.dialog.waitFor();
      const words = await window.dialog.innerText();
      assert.match(words, /text around the cursor and similar parts of files you have looked at/);
      assert.ok(words.includes(new URL(machine.site.url).host), words);
      assert.match(words, /hour of steady typing costs very roughly ¥0\.\d+/);
      assert.match(words, /never-send list.*ignore files.*secrets are masked/s);
      await window.dialog.getByRole('button', { name: 'Turn On', exact: true }).click();
      const input = window.quickInput.locator('input').first();
      await input.waitFor();
      assert.match(await window.quickInput.innerText(), /Daily budget for completions/);
      assert.equal(await input.inputValue(), '1');
      await input.press('Enter');
      await window.quickInput.waitFor({ state: 'hidden' });
      await until('the settings', () =>
        /budget.completionDaily": \{\s*"CNY": 1\s*\}/.test(machine.editor.settingsText),
      );
      assert.match(machine.editor.settingsText, /"siliconflow.completion.enabled": \{\s*"\*": true\s*\}/);
      await until('the offer to go', async () => (await chat.banner.count()) === 0);
    });

    it('is probed once for its site and model, and the menu names the verdict', async () => {
      await until('the verdict', async () =>
        /Ghost text is on · method: prompt and suffix/.test(await hands.state()),
      );
      assert.equal(machine.completions().length, 1);
      assert.equal(bookedOn(machine.editor.dataFolder).at(0)?.purpose, 'probe');
    });
  });

  describe('in TypeScript', () => {
    it('suggests a value from the text around the cursor, and sends no more than that', async () => {
      await hands.beginFunction('parcelZone');
      await hands.shows('zoneOf(parcel);');
      await window.screenshot('ghost-value');
      const sent = lastSent();
      assert.equal(sent.model, 'Qwen/Qwen3-Coder-30B-A3B-Instruct');
      assert.match(sent.prompt, /export function parcelZone\(parcel: Parcel\): string \{\n {2}r/);
      assert.deepEqual(Object.keys(sent).sort(), [
        'max_tokens',
        'model',
        'prompt',
        'stream',
        'stream_options',
        'suffix',
        'temperature',
      ]);
      const request = machine.completions().at(-1);
      assert.equal(request?.headers.authorization, `Bearer ${KEYS.cn}`);
      assert.ok(!request?.body.includes(KEYS.cn));
    });

    it('stays while it is typed along and comes back on backspace, without a request', async () => {
      const before = machine.completions().length;
      await hands.type('zon');
      await hands.shows('eOf(parcel);');
      await window.screenshot('ghost-typed-along');
      for (const _ of 'zon') await hands.press('Backspace');
      await hands.shows('zoneOf(parcel);');
      await window.screenshot('ghost-backspaced');
      assert.equal(machine.completions().length, before);
    });

    it('is taken by word, then whole by Tab', async () => {
      await hands.press('Control+ArrowRight');
      await until('one word', async () => /^\(parcel\);$/.test(await hands.ghost()));
      await window.screenshot('ghost-by-word');
      await hands.press('Tab');
      await until('no ghost text', async () => (await hands.ghost()) === '');
      assert.match(await machine.saved(window, 'src/tariff.ts'), / {2}return zoneOf\(parcel\);\n\}\n?$/);
    });

    it('writes several lines where a block begins, and is taken by line', async () => {
      await hands.beginBlock('totalGrams');
      await hands.shows(/let total = 0;/);
      await hands.shows(/for \(const parcel of parcels\)/);
      await hands.shows(/return total;/);
      await window.screenshot('ghost-block');
      await hands.press(acceptLineKey);
      await until(
        'one line',
        async () => !/let total/.test(await hands.ghost()) && /for \(const/.test(await hands.ghost()),
      );
      await window.screenshot('ghost-by-line');
      // The rest begins with an indentation, and of such a text the editor lets the first Tab indent.
      await hands.press('Tab');
      await until('the indentation', async () => !/ {2}for \(const/.test(await hands.ghost()));
      await hands.press('Tab');
      await until('no ghost text', async () => (await hands.ghost()) === '');
      assert.match(
        await machine.saved(window, 'src/tariff.ts'),
        /let total = 0;\n {2}for \(const parcel of parcels\) \{\n[^\n]+\n {2}\}\n {2}return total;\n\}/,
      );
    });

    it('is given up when something else is typed, and that request is billed and booked', async () => {
      machine.site.setFault({ fault: 'stall-after-1', kind: 'completion', times: 1_000 });
      await hands.beginFunction('stalledZone');
      await hands.press(triggerKey);
      await until('a request', () => machine.site.open().requests > 0);
      machine.site.clearFaults();
      await hands.type('"something else"');
      await until('requests that were given up', () =>
        machine.site.bill().entries.some(({ aborted, promptTokens }) => aborted && promptTokens > 0),
      );
    });

    it('fits into the middle of a line without doubling what follows', async () => {
      await revert(window);
      await hands.put('\nconst zones = [zoneOf()]');
      await hands.press('ArrowLeft');
      await hands.press('ArrowLeft');
      await hands.press(triggerKey);
      await hands.shows('parcel, origin');
      await window.screenshot('ghost-mid-line');
      await hands.press('Tab');
      await until('no ghost text', async () => (await hands.ghost()) === '');
      assert.match(
        await machine.saved(window, 'src/tariff.ts'),
        /const zones = \[zoneOf\(parcel, origin\)\]\n?$/,
      );
    });
  });

  describe('in Python', () => {
    it('suggests a block below a header, and Tab takes it', async () => {
      await openFile(window, 'tools/report.py');
      await hands.put('\n\n\ndef total_weight(rows: list[Row]) -> int:\n    ');
      await hands.press(triggerKey);
      await hands.shows(/total = 0/);
      await hands.shows(/for row in rows:/);
      assert.match(lastSent().prompt, /def total_weight\(rows: list\[Row\]\) -> int:\n {4}$/);
      await hands.press('Tab');
      await until('no ghost text', async () => (await hands.ghost()) === '');
      assert.match(
        await machine.saved(window, 'tools/report.py'),
        /-> int:\n {4}total = 0\n {4}for row in rows:\n {8}total \+= .+\n {4}return total\n?$/,
      );
    });

    it('can be off for this language only, which the menu says', async () => {
      await hands.choose('Turn Off for python');
      await until('the word for it', async () => /off for python/.test(await hands.state()));
      const before = machine.completions().length;
      await openFile(window, 'tools/report.py');
      await hands.type('\nvalue = ');
      await openFile(window, 'src/tariff.ts');
      await hands.beginFunction('otherZone');
      await hands.shows(aParcelValue);
      // The text may go along with a request of the other file, as its neighbour.
      const since = machine.completions().slice(before);
      assert.ok(
        since.every(({ body }) => !v.parse(sentSchema, JSON.parse(body)).prompt.endsWith('value = ')),
      );
    });
  });

  describe('silent', () => {
    it('on request only: nothing until the command, then a suggestion', async () => {
      await machine.editor.changeSettings(window, { 'siliconflow.completion.trigger': 'manual' });
      await openFile(window, 'src/tariff.ts');
      const before = machine.completions().length;
      await hands.beginFunction('askedZone');
      assert.match(await hands.state(), /on request only/);
      assert.equal(machine.completions().length, before);
      await hands.press('End');
      await hands.press(triggerKey);
      await hands.shows(aParcelValue);
      await window.screenshot('ghost-on-request');
      await machine.editor.changeSettings(window, { 'siliconflow.completion.trigger': 'auto' });
      await openFile(window, 'src/tariff.ts');
    });

    it('while snoozed, by the clock, and on again at a word', async () => {
      await window.runCommand('SiliconFlow: Snooze Ghost Text');
      await window.pick('For 5 minutes');
      await until('the snooze', async () => /snoozed for 5 minutes/.test(await hands.state()));
      const before = machine.completions().length;
      await hands.beginFunction('sleepyZone');
      assert.match(await hands.state(), /snoozed/);
      await window.screenshot('ghost-snoozed');
      assert.equal(machine.completions().length, before);
      await window.runCommand('SiliconFlow: Snooze Ghost Text');
      await window.pick('End Snooze Now');
      await until('its end', async () => /Ghost text is on/.test(await hands.state()));
      await hands.beginFunction('wokenZone');
      await hands.shows(aParcelValue);
    });

    it('no longer than the snooze lasts, in every window', async () => {
      // As another window would begin it, and for less than a person can choose.
      rememberIn(machine.editor.dataFolder, 'completion.snoozedUntilMs', String(Date.now() + 6_000));
      await until('the snooze', async () => /snoozed for 1 minute/.test(await hands.state()));
      const before = machine.completions().length;
      await hands.beginFunction('dozingZone');
      assert.equal(machine.completions().length, before);
      await until('its end', async () => /Ghost text is on/.test(await hands.state()));
      await hands.beginFunction('risenZone');
      await hands.shows(aParcelValue);
    });

    it('where the editor itself shows none, which the menu says, and asks nothing then', async () => {
      await machine.editor.changeSettings(window, { 'editor.inlineSuggest.enabled': false });
      await openFile(window, 'src/tariff.ts');
      await hands.says(/not shown because editor\.inlineSuggest\.enabled is off/);
      const before = machine.completions().length;
      await hands.beginFunction('hiddenZone');
      assert.match(await hands.state(), /not shown/);
      assert.equal(machine.completions().length, before);
      await machine.editor.changeSettings(window, { 'editor.inlineSuggest.enabled': true });
      await openFile(window, 'src/tariff.ts');
      await hands.beginFunction('seenZone');
      await hands.shows(aParcelValue);
    });

    for (const [name, why] of [
      ['.env', 'built-in list'],
      ['data/parcels.csv', 'ignore file'],
    ] as const)
      it(`in ${name} (${why}), which the menu says`, async () => {
        await revert(window);
        await openFile(window, name);
        const before = machine.completions().length;
        await hands.type('\nAPI_TOKEN=');
        await hands.press(triggerKey);
        await until('the word for it', async () => /this file is excluded/.test(await hands.state()));
        assert.equal(machine.completions().length, before);
        await revert(window);
      });
  });

  describe('turned off', () => {
    it('everywhere, is named so, asks nothing more, and comes back at a word', async () => {
      await openFile(window, 'src/tariff.ts');
      await hands.choose('Turn Off Everywhere');
      assert.match(await menuWords(window, 'Turn On Ghost Text'), /Ghost text is off/);
      assert.match(machine.editor.settingsText, /"siliconflow.completion.enabled": \{\s*"\*": false\s*\}/);
      const before = machine.completions().length;
      await hands.beginFunction('silentZone');
      assert.equal(machine.completions().length, before);
      await window.runCommand('SiliconFlow: Toggle Ghost Text');
      await window.dialog.getByRole('button', { name: 'Turn On', exact: true }).click();
      await until('it to be on', async () => /Ghost text is on/.test(await hands.state()));
      await hands.beginFunction('spokenZone');
      await hands.shows(aParcelValue);
      await revert(window);
    });
  });

  describe('in the books', () => {
    it('has a receipt for every request that was sent, the cancelled ones too, with the sums of the platform', async () => {
      await assertBooksAgree(machine.site, machine.editor.dataFolder);
      const receipts = bookedOn(machine.editor.dataFolder);
      assert.ok(
        receipts.some(({ outcome }) => outcome === 'stopped'),
        receipts.map(({ outcome }) => outcome).join(),
      );
      assert.ok(receipts.every(({ purpose }) => purpose === 'completion' || purpose === 'probe'));
    });

    it('has what was seen and taken by language, and the file it went to, but no text', async () => {
      const outcomes = await until('the outcomes', () => {
        const rows = outcomesOn(machine.editor.dataFolder);
        return rows.some(({ language }) => language === 'python') && rows;
      });
      const taken = outcomes.filter(({ acceptedLines }) => acceptedLines > 0);
      assert.deepEqual([...new Set(taken.map(({ language }) => language))].sort(), ['python', 'typescript']);
      // One by word and Tab, one by line and Tab, one in the middle of a line, one below a header.
      assert.deepEqual(
        taken.map(({ acceptedLines }) => acceptedLines).sort((a, b) => a - b),
        [1, 1, 4, 5],
      );
      assert.ok(
        outcomes.some(({ shownLines }) => shownLines === 0),
        'some were never seen',
      );
      const files = new Set(taken.map(({ insertedInto }) => insertedInto));
      assert.deepEqual([...files].sort(), ['src/tariff.ts', 'tools/report.py']);
    });
  });
});
