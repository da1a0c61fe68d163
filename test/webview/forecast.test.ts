// The price before sending: the line, what it is made of, and the question in the composer, by keyboard and to the eye.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import type { ConfirmationView, ForecastView } from '../../src/protocol/chatForecast.ts';
import type { AttachmentView } from '../../src/protocol/chatTurns.ts';
import { axeFindings } from './axe.ts';
import { type ChatPage, openChat, themeNames } from './chatPage.ts';
import { answer, file, question, selection, state } from './states.ts';

const yuan = (pico: string) => ({ currency: 'CNY', pico });
const forecast: ForecastView = {
  promptTokens: 3_400,
  cachedTokens: 2_900,
  answerLowTokens: 180,
  answerHighTokens: 1_240,
  cost: {
    low: yuan('2130000000'),
    high: yuan('6210000000'),
    most: yuan('61000000000'),
    answerLow: yuan('540000000'),
    answerHigh: yuan('3720000000'),
  },
  parts: [
    { kind: 'system', tokens: 140, cost: yuan('280000000') },
    { kind: 'history', tokens: 1_060, cost: yuan('2120000000') },
    { kind: 'attachment', label: 'src/ledger.ts', tokens: 1_840, cost: yuan('3680000000') },
    { kind: 'attachment', label: 'parser.ts:12–40', tokens: 312, cost: yuan('624000000') },
    { kind: 'words', tokens: 48, cost: yuan('96000000') },
    { kind: 'cached', tokens: 2_900, cost: yuan('580000000') },
  ],
};
const priced = (one: AttachmentView, pico: string): AttachmentView => ({ ...one, cost: yuan(pico) });
const writing = state({
  attachments: [priced(file, '3680000000'), priced(selection, '624000000')],
  turns: [question('t1', 'Why?'), answer('t2', 'Because of the last line.')],
  forecast,
});
const confirmation: ConfirmationView = {
  id: 'c1',
  kind: 'ask',
  intentId: null,
  above: yuan('5000000000'),
  forecast,
};

describe('the price before sending', () => {
  let chat: ChatPage;
  const box = () => chat.page.getByRole('textbox', { name: 'Message' });
  const line = () => chat.page.locator('.forecast-line');

  describe('on the page', () => {
    beforeEach(async () => {
      chat = await openChat();
      await chat.snapshot(writing);
    });
    afterEach(() => chat.close());

    it('stands under the composer in one line, and each attachment says its share', async () => {
      assert.equal((await line().innerText()).trim(), '≈ ¥0.0021–0.0062 · 3,400 tokens, 2,900 likely cached');
      assert.match(await chat.page.locator('sf-composer .chip').first().innerText(), /1\.84K · ¥0\.0037/);
    });

    it('tells the host of the draft once typing rests, not with every key', async () => {
      await box().pressSequentially('a question of some length');
      await chat.page.waitForFunction(() =>
        (window as unknown as { sent: { type: string }[] }).sent.some(({ type }) => type === 'draft'),
      );
      const drafts = (await chat.intents()).flatMap((intent) =>
        intent.type === 'draft' ? [intent.text] : [],
      );
      assert.equal(drafts.at(-1), 'a question of some length');
      assert.ok(drafts.length <= 3, `${drafts.length} messages for 25 keys`);
    });

    it('shows what it is made of under the pointer and by key, and closes with Escape', async () => {
      const parts = chat.page.locator('.forecast-parts');
      assert.equal(await parts.isVisible(), false);
      await line().hover();
      await parts.waitFor();
      assert.match(await parts.innerText(), /src\/ledger\.ts\s+1,840\s+¥0\.0037/);
      assert.match(await parts.innerText(), /Answer\s+180–1,240\s+¥0\.00054–0\.0037/);
      await chat.page.mouse.move(5, 5);
      await parts.waitFor({ state: 'hidden' });
      await line().focus();
      await chat.page.keyboard.press('Enter');
      await parts.waitFor();
      assert.equal(await line().getAttribute('aria-expanded'), 'true');
      await chat.page.keyboard.press('Escape');
      await parts.waitFor({ state: 'hidden' });
      assert.equal(await chat.lastIntent('stop'), undefined);
    });

    it('covers no control of the composer, neither under the pointer nor opened by key', async () => {
      const parts = chat.page.locator('.forecast-parts');
      for (const open of [() => line().hover(), () => line().click()]) {
        await open();
        await parts.waitFor();
        const [popup, card] = await Promise.all([
          parts.boundingBox(),
          chat.page.locator('.card').boundingBox(),
        ]);
        assert.ok(
          popup && card && popup.y >= 0 && popup.y + popup.height <= card.y,
          JSON.stringify({ popup, card }),
        );
      }
    });

    it('says why there is no money to show, and what the budget does', async () => {
      const { cost: _cost, ...tokens } = forecast;
      const parts = tokens.parts.map(({ cost: _none, ...part }) => part);
      await chat.patch({
        op: 'set',
        part: {
          forecast: {
            ...tokens,
            parts,
            cost: null,
            unpriced: 'No price is known for Untried-1.',
            limited: 'Answer limited by today’s budget.',
          },
        },
      });
      assert.match(await line().innerText(), /^price unknown · 3,400 tokens/);
      await line().click();
      await chat.page.getByText('No price is known for Untried-1. The tokens are counted.').waitFor();
      await chat.page.getByText('Answer limited by today’s budget.').waitFor();
      await chat.patch({ op: 'set', part: { forecast: null } });
      assert.equal(await line().count(), 0);
    });

    it('asks in the composer; the focus is on the answer and afterwards back in the text', async () => {
      await box().fill('a dear question');
      await box().press('Enter');
      const sent = await chat.lastIntent('send');
      assert.ok(sent);
      await chat.patch({ op: 'set', part: { confirmation: { ...confirmation, intentId: sent.intentId } } });
      const dialog = chat.page.getByRole('alertdialog');
      await dialog.getByText('This message will likely cost ¥0.0021–0.0062.').waitFor();
      assert.match(await dialog.innerText(), /At most ¥0\.061\. You asked to confirm anything above ¥0\.005/);
      await chat.settled();
      assert.equal(await focused(), 'Send Anyway');
      await chat.page.keyboard.press('Tab');
      assert.equal(await focused(), 'Cancel');
      await chat.page.keyboard.press('Enter');
      assert.equal((await chat.lastIntent('cancelSend'))?.confirmationId, 'c1');
      await chat.post({ type: 'sendCancelled', intentId: sent.intentId });
      await chat.patch({ op: 'set', part: { confirmation: null } });
      assert.equal(await box().inputValue(), 'a dear question');
      assert.ok(await box().evaluate((node) => document.activeElement === node));
      await box().press('Enter');
      assert.notEqual((await chat.lastIntent('send'))?.intentId, sent.intentId, 'may be sent again');
    });

    it('takes Escape as no, Enter as yes, and an Enter that is still held down as neither', async () => {
      await chat.patch({ op: 'set', part: { confirmation } });
      await chat.page.getByRole('alertdialog').waitFor();
      await chat.settled();
      const held =
        'document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", repeat: true, bubbles: true, composed: true }))';
      await chat.page.evaluate(held);
      assert.equal(await chat.lastIntent('confirmSend'), undefined);
      await chat.page.keyboard.press('Escape');
      assert.equal((await chat.intents()).filter(({ type }) => type === 'cancelSend').length, 1);
      await chat.page.keyboard.press('Enter');
      assert.equal((await chat.lastIntent('confirmSend'))?.confirmationId, 'c1');
    });

    it('opens the editor of a question again with the text that was taken back', async () => {
      await chat.post({ type: 'sendCancelled', intentId: 'i1', edited: { turnId: 't1', text: 'Why not?' } });
      const editor = chat.page.getByRole('textbox', { name: 'Edit the message' });
      await editor.waitFor();
      assert.equal(await editor.inputValue(), 'Why not?');
    });
  });

  for (const theme of themeNames)
    it(`looks right and has no finding of axe in ${theme}`, async function () {
      this.timeout(60_000);
      chat = await openChat({ theme });
      await chat.snapshot(writing);
      await line().click();
      await chat.shot(`forecast-parts-${theme}`);
      assert.deepEqual(await axeFindings(chat), []);
      await line().click();
      await chat.page.mouse.move(5, 5);
      await chat.patch({ op: 'set', part: { confirmation } });
      await chat.shot(`forecast-confirm-${theme}`);
      assert.deepEqual(await axeFindings(chat), []);
      await chat.close();
    });

  it('fits into 200 pixels, in Chinese too', async function () {
    this.timeout(60_000);
    const zh: Record<string, string> = JSON.parse(
      readFileSync(new URL('../../l10n/bundle.l10n.zh-cn.json', import.meta.url), 'utf8'),
    );
    for (const [name, lang, width, texts] of [
      ['en-200', 'en', 200, {}],
      ['zh-200', 'zh-cn', 200, zh],
      ['zh-400', 'zh-cn', 400, zh],
    ] as const) {
      chat = await openChat({ width, lang, texts });
      await chat.snapshot(writing);
      await line().click();
      await chat.shot(`forecast-parts-${name}`);
      await line().click();
      await chat.page.mouse.move(5, 5);
      await chat.patch({ op: 'set', part: { confirmation } });
      await chat.shot(`forecast-confirm-${name}`);
      const over = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      assert.equal(await chat.page.evaluate(over), 0);
      await chat.close();
    }
  });

  function focused(): Promise<string> {
    return chat.page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
  }
});
