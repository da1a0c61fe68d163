// Ghost text on a platform that refuses: the menu names why, nothing more is sent until the person acts, other forms are tried.
import { strict as assert } from 'node:assert';
import type { EditorWindow } from '../../editor/editorWindow.ts';
import { assertBooksAgree } from '../books.ts';
import { endGhostDesk, sharedGhostDesk } from '../ghostDesk.ts';
import { aParcelValue, type GhostHands } from '../ghostHands.ts';
import { type Installed, openFile, revert, triggerKey } from '../installed.ts';
import { until } from '../until.ts';

describe('ghost text refused', () => {
  let machine: Installed;
  let window: EditorWindow;
  let hands: GhostHands;

  before(async () => {
    ({ machine, window, hands } = await sharedGhostDesk());
  });
  afterEach(async () => {
    machine.site.clearFaults();
    assert.equal(await window.notifications.count(), 0, 'no pop-up, whatever happens');
  });

  // The way to ask that was found here stays remembered, and is not what the next one is about.
  after(endGhostDesk);

  /** Every completion from now on, also those that go through the chat. */
  function lay(fault: string): void {
    for (const kind of ['completion', 'chat'] as const) machine.site.setFault({ fault, kind, times: 10_000 });
  }

  for (const [fault, words] of [
    ['http-403', /stopped because the site refuses its requests/],
    ['http-400-model', /stopped because its model is not available/],
    ['http-402', /stopped because the account has no balance/],
    ['http-401', /stopped because the API key is not accepted/],
    ['http-404', /stopped because the site refuses its requests/],
  ] as const)
    it(`stops by name at a ${fault.slice(5)}, asks no more, and tries again at a word`, async () => {
      lay(fault);
      await hands.beginFunction(`barred${fault.slice(5, 8)}Zone`);
      await hands.press(triggerKey);
      await hands.says(words);
      const before = machine.completions().length;
      await hands.type('x + ');
      assert.equal(machine.completions().length, before);
      machine.site.clearFaults();
      await hands.choose('Try Again Now');
      await openFile(window, 'src/tariff.ts');
      await hands.beginFunction(`free${fault.slice(5, 8)}Zone`);
      await hands.shows(aParcelValue);
    });

  it('goes on by itself through the chat when only the route of completions is gone', async () => {
    machine.site.setFault({ fault: 'http-404', kind: 'completion', times: 10_000 });
    await hands.beginFunction('detourZone');
    await until('the other way', async () => {
      await hands.press(triggerKey);
      return /Ghost text is on · method: chat with prefix and suffix/.test(await hands.state());
    });
    await hands.beginFunction('aroundZone');
    await hands.press(triggerKey);
    await hands.shows(/./);
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
      await hands.says(/method: the model's own template/);
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
      await hands.says(/method: chat with prefix and suffix/);
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
      await hands.says(/method: chat instruction, slower and less reliable/);
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
});
