// Choosing who answers and how: a model for one message alone, an answer made anew by another, and how a model thinks.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { ChatState } from '../../src/protocol/chat.ts';
import type { ThinkingView } from '../../src/protocol/chatThinking.ts';
import { axeFindings } from './axe.ts';
import { type ChatPage, openChat, themeNames } from './chatPage.ts';
import { answer, models, question, state } from './states.ts';

const [usual, seeing, , plain] = models;
const eager: ChatState['models'][number] = {
  ...{
    id: 'zai-org/GLM-5.2',
    name: 'GLM-5.2',
    windowTokens: 1_048_576,
    price: '¥8 in · ¥28 out per 1M tokens',
  },
  ...{ vision: false, thinking: 'switchable' },
};
const how = (over: Partial<ThinkingView>): ThinkingView => ({
  ...{ mode: 'auto', budgetTokens: 4_096, efforts: [], effort: null, isOwn: false },
  ...over,
});

describe('the choices at the composer', () => {
  let chat: ChatPage;
  const modelButton = () => chat.page.getByRole('button', { name: /^Model/ });
  const once = () => chat.page.getByRole('checkbox', { name: 'Only for the next message' });
  const filter = () => chat.page.getByRole('combobox', { name: 'Filter models' });
  const thinkingButton = () => chat.page.getByRole('button', { name: /^Thinking: / });
  const form = () => chat.page.getByRole('dialog', { name: /^Thinking of / });
  const budget = () => chat.page.getByRole('spinbutton', { name: 'At most, in tokens' });

  beforeEach(async () => {
    chat = await openChat({ width: 420, height: 700 });
    await chat.snapshot(state());
  });
  afterEach(() => chat.close());

  describe('of a model', () => {
    it('are for the conversation, or by a check box for the next message alone, all by keyboard', async () => {
      await modelButton().press('Enter');
      await filter().press('Enter');
      assert.equal((await chat.lastIntent('selectModel'))?.once, false);
      await modelButton().press('Enter');
      await filter().fill('4.5v');
      await filter().press('Tab');
      await chat.page.keyboard.press('Space');
      assert.ok(await once().isChecked());
      await chat.page.keyboard.press('Enter');
      await filter().waitFor({ state: 'detached' });
      assert.deepEqual(await chat.lastIntent('selectModel'), {
        ...{ type: 'selectModel', modelId: seeing?.id, once: true },
      });
      assert.ok(await modelButton().evaluate((node) => node === document.activeElement));
    });

    it('say that the next message alone goes elsewhere, aloud too, and offer the way back', async () => {
      await chat.patch({ op: 'set', part: { nextModel: seeing ?? null } });
      await chat.page.getByRole('status').getByText('Only the next message goes to GLM-4.5V').waitFor();
      assert.equal(await modelButton().getAttribute('aria-label'), 'Model of the next message: GLM-4.5V');
      await modelButton().click();
      assert.ok(await once().isChecked(), 'what is chosen now is for the next message as well');
      await filter().press('Escape');
      await chat.page.getByRole('button', { name: 'Use DeepSeek-V3.2 after all' }).press('Enter');
      assert.deepEqual(await chat.lastIntent('selectModel'), {
        ...{ type: 'selectModel', modelId: usual?.id, once: true },
      });
      assert.ok(
        await chat.page
          .getByRole('textbox', { name: 'Message' })
          .evaluate((node) => node === document.activeElement),
      );
      await chat.patch({ op: 'set', part: { nextModel: null } });
      assert.equal(await modelButton().getAttribute('aria-label'), 'Model: DeepSeek-V3.2');
      await modelButton().click();
      assert.ok(!(await once().isChecked()), 'and no longer when the message is gone');
    });

    it('ask for an answer by another model beside Regenerate, not while one is running', async () => {
      const turns = [question('t1', 'Why?'), answer('t2', 'Because.')];
      await chat.snapshot(state({ turns }));
      const button = chat.page.getByRole('button', { name: 'Answer With Another Model…' });
      await button.press('Enter');
      assert.equal((await chat.lastIntent('regenerateWith'))?.turnId, 't2');
      await chat.snapshot(state({ turns, running: { turnId: 't2' } }));
      await button.waitFor({ state: 'detached' });
    });
  });

  describe('of thinking', () => {
    it('are there only for what the model can be told', async () => {
      assert.equal(await thinkingButton().count(), 1);
      await chat.patch({ op: 'set', part: { model: plain ?? null, thinking: null } });
      await thinkingButton().waitFor({ state: 'detached' });
      // What answers next counts, also when it does so once. It always thinks, but can be told how hard.
      const hard = how({ mode: null, budgetTokens: null, efforts: ['high', 'max'] });
      await chat.patch({ op: 'set', part: { nextModel: eager, thinking: hard } });
      await thinkingButton().click();
      assert.equal(
        await form()
          .getByRole('radio', { name: /^(Think|Direct)/ })
          .count(),
        0,
      );
      await form().getByRole('radio', { name: 'Highest' }).click();
      assert.deepEqual(await chat.lastIntent('setThinking'), {
        ...{ type: 'setThinking', modelId: 'zai-org/GLM-5.2', choice: { effort: 'max' } },
      });
      await chat.page.keyboard.press('Escape');
      // On, but without a budget that it would refuse.
      await chat.patch({ op: 'set', part: { thinking: how({ mode: 'on', budgetTokens: null }) } });
      await thinkingButton().and(chat.page.getByLabel('Thinking: Think')).click();
      assert.ok(await form().getByRole('radio', { name: 'Think' }).isChecked());
      assert.equal(await budget().count(), 0);
      assert.equal(await form().getByRole('radio', { name: 'Highest' }).count(), 0);
    });

    it('are made and closed by keyboard, and Esc stops no answer', async () => {
      await chat.patch({ op: 'set', part: { running: { turnId: 't9' } } });
      await thinkingButton().press('Enter');
      const auto = form().getByRole('radio', { name: 'Auto' });
      assert.ok(await auto.evaluate((node) => node === document.activeElement));
      await chat.page.keyboard.press('ArrowDown');
      assert.deepEqual(await chat.lastIntent('setThinking'), {
        ...{ type: 'setThinking', modelId: usual?.id, choice: { mode: 'on' } },
      });
      await chat.page.keyboard.press('Escape');
      await form().waitFor({ state: 'detached' });
      assert.ok(await thinkingButton().evaluate((node) => node === document.activeElement));
      assert.equal(await chat.lastIntent('stop'), undefined);
    });

    it('take a budget that the platform takes, and say which where it is none', async () => {
      await chat.patch({ op: 'set', part: { thinking: how({ mode: 'on', budgetTokens: 4_096 }) } });
      assert.equal(await thinkingButton().getAttribute('aria-label'), 'Thinking: Think');
      await thinkingButton().click();
      assert.equal(await budget().inputValue(), '4096');
      for (const [typed, isTaken] of [
        ['127', false],
        ['128', true],
        ['32768', true],
        ['32769', false],
        ['', false],
        ['1.5', false],
      ] as const) {
        const before = (await chat.intents()).length;
        await budget().fill(typed);
        await budget().press('Enter');
        await budget().press('Tab');
        await budget().focus();
        const told = (await chat.intents()).slice(before).filter(({ type }) => type === 'setThinking');
        assert.equal(told.length, isTaken ? 1 : 0, `"${typed}"`);
        if (!isTaken) {
          assert.equal(await budget().getAttribute('aria-invalid'), 'true', `"${typed}"`);
          await form().getByRole('alert').getByText('128 to 32,768').waitFor();
        }
      }
      assert.deepEqual((await chat.lastIntent('setThinking'))?.choice, { budgetTokens: 32_768 });
    });

    it('follow the settings until chosen for a model, and again when asked to', async () => {
      await thinkingButton().click();
      await form().getByText('As in the settings.').waitFor();
      await chat.patch({ op: 'set', part: { thinking: how({ mode: 'off', isOwn: true }) } });
      await form().getByText('Remembered for DeepSeek-V3.2.').waitFor();
      assert.ok(await form().getByRole('radio', { name: 'Direct' }).isChecked());
      await form().getByRole('button', { name: 'Follow the settings again' }).press('Enter');
      assert.equal((await chat.lastIntent('setThinking'))?.choice, null);
      assert.ok(
        await form().evaluate((node) => node.contains(document.activeElement)),
        'the focus is not lost',
      );
    });

    it('close when another model is to answer', async () => {
      await thinkingButton().click();
      await chat.patch({ op: 'set', part: { model: seeing ?? null } });
      await form().waitFor({ state: 'detached' });
    });
  });

  const open = state({
    ...{ models: [...models, eager], nextModel: eager },
    ...{ thinking: how({ mode: 'on', efforts: ['high', 'max'], effort: 'max', isOwn: true }) },
    turns: [question('t1', 'Why?'), answer('t2', 'Because.')],
  });

  for (const theme of themeNames)
    it(`is legible in ${theme}`, async () => {
      await chat.close();
      chat = await openChat({ theme, width: 420, height: 700, reducedMotion: true });
      await chat.snapshot(open);
      await chat.shot(`once-${theme}`);
      assert.deepEqual(await axeFindings(chat), []);
      await thinkingButton().click();
      await budget().fill('7');
      await budget().press('Enter');
      await chat.shot(`thinking-${theme}`);
      assert.deepEqual(await axeFindings(chat), []);
      await chat.page.keyboard.press('Escape');
      await modelButton().click();
      await chat.shot(`once-models-${theme}`);
      assert.deepEqual(await axeFindings(chat), []);
    });

  it('fits into 200 pixels, in Chinese too', async () => {
    for (const [name, texts] of [
      ['en', {}],
      ['zh-cn', v.parse(v.record(v.string(), v.string()), JSON.parse(chinese))],
    ] as const) {
      await chat.close();
      chat = await openChat({ theme: 'light', width: 200, height: 700, texts });
      await chat.snapshot(open);
      await chat.shot(`once-narrow-${name}`);
      await chat.page.locator('.thinking-button').click();
      await chat.shot(`thinking-narrow-${name}`);
      const outside = await chat.page.evaluate(() =>
        [
          ...document.querySelectorAll(
            '.bottom button, .bottom input, .bottom label, .once *, .thinking-form *',
          ),
        ]
          .map((node) => ({ name: node.className || node.tagName, box: node.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0 && (box.right > innerWidth + 0.5 || box.left < -0.5))
          .map((one) => String(one.name)),
      );
      assert.deepEqual(outside, [], name);
      assert.equal(await chat.page.evaluate(() => document.documentElement.scrollWidth), 200);
    }
  });
});

const chinese = readFileSync(join(import.meta.dirname, '../../l10n/bundle.l10n.zh-cn.json'), 'utf8');
