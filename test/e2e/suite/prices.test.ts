// Prices as a person meets them: one that nobody knows and that a click sets, and a model that the site has withdrawn.
import { strict as assert } from 'node:assert';
import { Machine, type PersonsWindow } from '../machine.ts';
import { allReceipts } from '../receipts.ts';
import { until } from '../until.ts';

/** The sandbox serves it; the catalogue is not sure that it is free. */
const unpriced = 'zai-org/GLM-5.3-Flash';

describe('prices', () => {
  let machine: Machine;
  let person: PersonsWindow;

  before(async () => {
    machine = await Machine.start({ settings: { 'siliconflow.chat.model': 'Pro/zai-org/GLM-5' } });
    person = await machine.openReady();
  });
  after(() => machine.stop());

  describe('a chosen model that the site has withdrawn', () => {
    it('is said before anything is sent, and one click switches to its successor', async () => {
      const { chat, window } = person;
      await until('the words', async () => /Its successor is GLM-5\.1/.test(await chat.banner.innerText()));
      const offer = chat.button(/Switch to GLM-5\.1 \(¥6\.00 in, ¥24\.00 out/);
      await window.screenshot('prices-withdrawn');
      await offer.click();
      await until('no words', async () => !/successor/.test((await chat.banner.allInnerTexts()).join(' ')));
      const answer = await chat.ask('Hello');
      assert.match(await answer.locator('.model').innerText(), /GLM-5\.1/);
    });
  });

  describe('a model whose price nobody knows', () => {
    before(async () => {
      const { chat, window } = person;
      await machine.editor.changeSettings(window, { 'siliconflow.chat.model': unpriced });
      await chat.newChat();
      await chat.page.locator('.picker-button').filter({ hasText: 'GLM-5.3-Flash' }).waitFor();
    });

    it('gets one with a click on its answer, and the receipts, the sums and the answer follow', async () => {
      const { chat, window } = person;
      const answer = await chat.ask('Hello');
      const cost = answer.locator('.cost');
      assert.equal(await cost.innerText(), 'price unknown');
      await until('the mark in the status bar', async () =>
        /\?$/.test((await window.statusItem('siliconflow').innerText()).trim()),
      );
      await window.screenshot('prices-unknown');
      await cost.click();
      for (const [prompt, typed] of [
        [/Input, in CNY/, '2'],
        [/Cached input/, ''],
        [/Output, in CNY/, '8'],
      ] as const) {
        await window.quickInput.getByText(prompt).waitFor();
        if (typed === '2') {
          await window.page.keyboard.type('abc');
          await window.quickInput.getByText(/Enter a number/).waitFor();
          await window.screenshot('prices-refused');
        }
        await window.answerInput(typed);
      }
      await until('the price of the answer', async () => /^¥0\.0/.test(await cost.innerText()));
      const receipt = allReceipts(machine).findLast(({ purpose }) => purpose === 'chat');
      assert.ok(receipt?.promptTokens && receipt.completionTokens);
      assert.equal(receipt.state, 'exact');
      assert.equal(
        receipt.costPico,
        BigInt(receipt.promptTokens * 2 + receipt.completionTokens * 8) * 1_000_000n,
      );
      await until('the sum without its mark', async () =>
        /¥0\.0\d+$/.test((await window.statusItem('siliconflow').innerText()).trim()),
      );
      assert.match(machine.editor.settingsText, /"zai-org\/GLM-5.3-Flash"/);
      await window.screenshot('prices-set');
    });

    it('is priced at once from then on', async () => {
      const answer = await person.chat.ask('Hello again');
      assert.match(await answer.locator('.cost').innerText(), /^¥0\.0/);
    });

    it('has its price in the picker, with a button to change it', async () => {
      const { window } = person;
      await window.runCommand('SiliconFlow: Select Model');
      await window.quickInput.getByText(/¥2\.00 in, ¥8\.00 out per million tokens/).waitFor();
      await window.screenshot('prices-picker');
      await window.page.keyboard.press('Escape');
    });
  });
});
