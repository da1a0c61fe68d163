// What can go wrong between a question and its answer: each thing in words, with what cures it, and nothing lost.
import { strict as assert } from 'node:assert';
import { sharedDesk } from '../desk.ts';
import type { Machine, PersonsWindow } from '../machine.ts';
import { chatReceipts } from '../receipts.ts';
import { until } from '../until.ts';

describe('a failure', () => {
  let machine: Machine;
  let person: PersonsWindow;

  before(async () => {
    ({ machine, person } = await sharedDesk());
  });
  beforeEach(() => person.chat.newChat());

  const lay = (fault: string): void => machine.cn.setFault({ fault, kind: 'chat' });

  /** The failure in the chat says this and offers that; its request cost nothing. */
  async function assertFailure(words: RegExp, ...actions: readonly string[]): Promise<void> {
    const { chat } = person;
    await chat.ended();
    const box = chat.lastAnswer.locator('.failure');
    assert.match(await box.innerText(), words);
    for (const name of actions) await box.getByRole('button', { name, exact: true }).waitFor();
  }

  it('of the rate (429) waits in sight of the person and then answers', async () => {
    const { chat } = person;
    lay('http-429-rpm,retry-after-2');
    await chat.send('Hello');
    await chat.page
      .locator('.waiting')
      .filter({ hasText: /limits requests \(RPM\)\. Trying again in \d+ s/ })
      .waitFor();
    const answer = await chat.ended();
    assert.match(await answer.innerText(), /Hello! I am/);
    assert.deepEqual(
      chat
        .billed()
        .slice(-2)
        .map(({ status }) => status),
      [429, 200],
    );
    assert.equal(chatReceipts(machine).at(-2)?.costPico, 0n);
  });

  it('of an overloaded model (503) is tried again by itself', async () => {
    lay('http-503-50505');
    const answer = await person.chat.ask('Hello');
    assert.match(await answer.innerText(), /Hello! I am/);
    assert.deepEqual(
      person.chat
        .billed()
        .slice(-2)
        .map(({ status }) => status),
      [503, 200],
    );
  });

  it('of the balance (402) is not tried again and leads to the page for topping up', async () => {
    const { chat, window } = person;
    const before = chat.billed().length;
    lay('http-402');
    await chat.send('Hello');
    await assertFailure(/no balance left/, 'Top Up', 'Try Again');
    assert.equal(chat.billed().length, before + 1);
    assert.equal(chatReceipts(machine).at(-1)?.costPico, 0n);
    await chat.failure.getByRole('button', { name: 'Top Up' }).click();
    assert.match(await window.dialog.innerText(), /cloud\.siliconflow\.cn/);
    await window.page.keyboard.press('Escape');
    await window.dialog.waitFor({ state: 'detached' });
    await chat.replacing(() => chat.failure.getByRole('button', { name: 'Try Again' }).click());
    assert.match(await chat.lastAnswer.innerText(), /Hello! I am/);
  });

  it('of the key (401), deleted meanwhile, says so and never shows the key that the answer repeats', async () => {
    lay('http-401-echo');
    await person.chat.send('Hello');
    await assertFailure(/does not accept the API key/, 'Enter API Key', 'Switch Site');
    assert.doesNotMatch(await person.chat.lastAnswer.innerText(), /sk-\w{8}/);
  });

  it('of a sign-in page in between (HTML with 200) is named', async () => {
    lay('html');
    await person.chat.send('Hello');
    await assertFailure(/not what the platform sends\. A proxy or a sign-in page/, 'Try Again', 'Show Log');
  });

  it('of a stream that turns to garbage keeps what came before it, and its trace id can be copied', async () => {
    const { chat, window } = person;
    lay('cut-after-140');
    await chat.send('Explain src/tariff.ts, please.');
    await assertFailure(/connection broke before the answer was complete/);
    await chat.lastAnswer.locator('.ending').getByRole('button', { name: 'Continue' }).waitFor();
    assert.match(await chat.textOfLast(), /declares/);
    const trace = chat.billed().at(-1)?.traceId ?? '';
    assert.equal(await chat.failure.locator('.trace code').innerText(), trace);
    await chat.failure.getByRole('button', { name: 'Copy Trace ID' }).click();
    await until('the trace id on the clipboard', async () => (await window.clipboardText()) === trace);
    assert.equal(chatReceipts(machine).at(-1)?.state, 'estimated');
  });

  it('of a model that is no more leads to another', async () => {
    lay('http-403-disabled');
    await person.chat.send('Hello');
    await assertFailure(/switched off/, 'Select Model');
  });

  it('of an answer that is none says so', async () => {
    lay('stop-empty');
    await person.chat.send('Hello');
    await assertFailure(/empty answer/, 'Try Again');
  });
});
