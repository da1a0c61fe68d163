// Ghost text that knows the neighbourhood, and has another suggestion for who asks for the next one.
import { strict as assert } from 'node:assert';
import * as v from 'valibot';
import type { EditorWindow } from '../../editor/editorWindow.ts';
import { assertBooksAgree } from '../books.ts';
import { aParcelValue, GhostHands } from '../ghostHands.ts';
import { Installed, openFile, revert, triggerKey } from '../installed.ts';
import { until } from '../until.ts';

const sentSchema = v.looseObject({ prompt: v.string(), temperature: v.optional(v.number()) });

describe('ghost text and its neighbourhood', () => {
  let machine: Installed;
  let window: EditorWindow;
  let hands: GhostHands;

  before(async () => {
    machine = await Installed.start({
      settings: {
        'siliconflow.completion.enabled': { '*': true },
        'siliconflow.completion.economy': 'generous',
      },
    });
    ({ window } = await machine.open('src/tariff.ts'));
    hands = new GhostHands(window);
    await until('the check of the key to end', async () => (await window.notifications.count()) === 0);
    await openFile(window, 'src/tariff.ts');
  });
  afterEach(async () => {
    assert.equal(await window.notifications.count(), 0, 'no pop-up, whatever happens');
  });
  after(() => machine.stop());

  const sent = () => machine.completions().map(({ body }) => v.parse(sentSchema, JSON.parse(body)));

  it('keeps the quoted text byte for byte while the hand stays at a place', async () => {
    await hands.beginFunction('heldZone');
    await hands.press(triggerKey);
    await hands.shows(/./);
    const quotedNext = async (key: string): Promise<string> => {
      const before = sent().length;
      await hands.type(key);
      await hands.press(triggerKey);
      await until('another request', () => sent().length > before);
      return /^(\/\/.*\n)+/.exec(sent().at(-1)?.prompt ?? '')?.[0] ?? '';
    };
    // What the language server knows comes when it has started, and a moment later than the first request; then it is held.
    let quoted = '';
    await until(
      'what is quoted to be held',
      async () => {
        const before = quoted;
        quoted = await quotedNext('x');
        return quoted.length > 40 && quoted === before;
      },
      60_000,
    );
    for (const key of 'no') assert.equal(await quotedNext(key), quoted);
    await revert(window);
  });

  it('has other suggestions for who asks for the next one, each paid for, and goes back and forth between them', async () => {
    await hands.beginFunction('nextZone');
    await hands.shows('zoneOf(parcel);');
    const before = sent().length;
    await hands.press('Alt+]');
    await hands.shows(/^(\(zoneOf\(parcel\)\)|undefined \?\? zoneOf\(parcel\));$/);
    const asked = sent().slice(before);
    assert.ok(asked.length <= 2 && asked.every(({ temperature = 0 }) => temperature > 0));
    const second = await hands.ghost();
    await hands.press('Alt+[');
    await hands.shows('zoneOf(parcel);');
    await hands.press('Alt+]');
    await hands.shows(second);
    assert.equal(sent().length - before, asked.length, 'going back and forth asks nothing');
    await hands.press('Tab');
    await until('no ghost text', async () => (await hands.ghost()) === '');
    assert.ok((await machine.saved(window, 'src/tariff.ts')).includes(`return ${second}`));
  });

  it('has them too where it comes only when it is asked for', async () => {
    await machine.editor.changeSettings(window, { 'siliconflow.completion.trigger': 'manual' });
    await openFile(window, 'src/tariff.ts');
    await hands.beginFunction('manualZone');
    await hands.press(triggerKey);
    await hands.shows(aParcelValue);
    const first = await hands.ghost();
    await hands.press('Alt+]');
    await until('another one', async () => !['', first].includes(await hands.ghost()));
    await revert(window);
  });

  it('has booked all of it, to the last unit', async () => {
    await assertBooksAgree(machine.site, machine.editor.dataFolder);
  });
});
