// Ghost text on a platform that is dead, slow or refusing: the typing goes on, the menu names what is wrong, and no pop-up comes.
import { strict as assert } from 'node:assert';
import type { EditorWindow } from '../../editor/editorWindow.ts';
import { assertBooksAgree } from '../books.ts';
import { aParcelValue, GhostHands } from '../ghostHands.ts';
import { Installed, openFile, revert, triggerKey } from '../installed.ts';
import { until } from '../until.ts';

describe('ghost text in trouble', () => {
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
    await hands.beginFunction('firstZone');
    await hands.shows(aParcelValue);
  });
  afterEach(async () => {
    machine.site.clearFaults();
    assert.equal(await window.notifications.count(), 0, 'no pop-up, whatever happens');
  });
  after(() => machine.stop());

  /** Every completion from now on. */
  const lay = (fault: string): void => machine.site.setFault({ fault, kind: 'completion', times: 10_000 });

  it('never holds up the typing while not even headers come, and waits for two at most', async () => {
    await revert(window);
    lay('stall-headers');
    await hands.type('\nconst steady = "typing goes on while nothing answers";');
    assert.ok(machine.site.open().requests <= 2);
    assert.match(await machine.saved(window, 'src/tariff.ts'), /typing goes on while nothing answers/);
    machine.site.clearFaults();
    await hands.beginFunction('quickZone');
    await hands.shows(aParcelValue);
  });

  it('gives up a request when something else is typed, and it is billed', async () => {
    lay('stall-after-1');
    await hands.beginFunction('stalledZone');
    await hands.press(triggerKey);
    await until('a request', () => machine.site.open().requests > 0);
    const wasAborted = machine.site.bill().entries.filter(({ aborted }) => aborted).length;
    await hands.type('"something else"');
    await until(
      'a request that was given up',
      () =>
        machine.site.bill().entries.filter(({ aborted, promptTokens }) => aborted && promptTokens > 0)
          .length > wasAborted,
    );
  });

  for (const [what, fault] of [
    ['overloaded', 'http-503-50505'],
    ['limiting the rate', 'http-429-rpm'],
    ['not to be reached', 'reset-headers'],
  ] as const)
    it(`rests by name while the platform is ${what}, and comes back by itself`, async () => {
      lay(fault);
      await hands.beginFunction('busyZone');
      await until('its name', async () => {
        await hands.type('a');
        return /paused because the site is not answering well/.test(await hands.state());
      });
      machine.site.clearFaults();
      await until(
        'the recovery',
        async () => {
          await hands.beginFunction('calmZone');
          return hands.shows(aParcelValue, 2_000).then(
            () => true,
            () => false,
          );
        },
        60_000,
      );
      assert.match(await hands.state(), /Ghost text is on/);
    });

  for (const [fault, words] of [
    ['http-403', /stopped because the site refuses its requests/],
    ['http-400-model', /stopped because its model is not available/],
    ['http-404', /stopped because the site refuses its requests/],
    ['http-402', /stopped because the account has no balance/],
    ['http-401', /stopped because the API key is not accepted/],
  ] as const)
    it(`stops by name at a ${fault.slice(5)}, asks no more, and tries again at a word`, async () => {
      lay(fault);
      await hands.beginFunction('barredZone');
      await hands.press(triggerKey);
      await until('its name', async () => words.test(await hands.state()));
      const before = machine.completions().length;
      await hands.type('x + ');
      assert.equal(machine.completions().length, before);
      machine.site.clearFaults();
      await hands.choose('Try Again Now');
      await openFile(window, 'src/tariff.ts');
      await hands.beginFunction('freeZone');
      await hands.shows(aParcelValue);
    });

  describe('with a model that refuses', () => {
    const refuses = (model: string, fault: string, kind: 'completion' | 'chat'): void =>
      machine.site.setFault({ fault, kind, model, times: 10_000 });
    const sentTo = (model: string) =>
      machine.site.requests().filter(({ body }) => body.includes(`"model":"${model}"`));

    it('the suffix, uses the template of its family', async () => {
      const model = 'deepseek-ai/DeepSeek-V3';
      refuses(model, 'suffix-refused', 'completion');
      await useModel(model);
      await until('the method', async () => /method: the model's own template/.test(await hands.state()));
      assert.deepEqual(
        sentTo(model)
          .slice(0, 2)
          .map(({ body }) => [body.includes('"suffix"'), body.includes('fim▁hole')]),
        [
          [true, false],
          [false, true],
        ],
      );
    });

    it('both, fills the middle through the chat', async () => {
      const model = 'Qwen/Qwen3-VL-30B-A3B-Instruct';
      refuses(model, 'suffix-refused,template-refused', 'completion');
      await useModel(model);
      await until('the method', async () => /method: chat with prefix and suffix/.test(await hands.state()));
      assert.deepEqual(
        sentTo(model)
          .slice(0, 3)
          .map(({ url }) => url),
        ['/v1/completions', '/v1/completions', '/v1/chat/completions'],
      );
    });

    it('every such form, falls back to an instruction and says so', async () => {
      const model = 'Qwen/Qwen3-Omni-30B-A3B-Instruct';
      refuses(model, 'suffix-refused,template-refused', 'completion');
      refuses(model, 'prefix-refused', 'chat');
      await useModel(model);
      await until('the method', async () =>
        /method: chat instruction, slower and less reliable/.test(await hands.state()),
      );
    });

    async function useModel(model: string): Promise<void> {
      await machine.editor.changeSettings(window, { 'siliconflow.completion.model': model });
      await openFile(window, 'src/tariff.ts');
      await hands.beginFunction('modelZone');
      await hands.press(triggerKey);
      await until('an answer', async () => (await hands.ghost()) !== '' || null);
    }
  });

  it('has booked all of it, to the last unit', async () => {
    await revert(window);
    await assertBooksAgree(machine.site, machine.editor.dataFolder);
  });

  it('names a platform that is gone, and the typing goes on', async () => {
    await machine.site.close();
    await hands.beginFunction('lastZone');
    await until('its name', async () => {
      await hands.type('a');
      return /paused because the site is not answering well/.test(await hands.state());
    });
    assert.match(await machine.saved(window, 'src/tariff.ts'), /lastZone/);
  });
});
