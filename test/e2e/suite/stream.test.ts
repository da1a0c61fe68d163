// A person stops, hides, reloads while an answer streams: nothing goes on in secret, nothing received is lost.
import { strict as assert } from 'node:assert';
import { sharedDesk } from '../desk.ts';
import type { Machine, PersonsWindow } from '../machine.ts';
import { chatReceipts, isShownAs } from '../receipts.ts';
import { until } from '../until.ts';

const question = 'Explain src/tariff.ts, please.';
/** Stands near the end of the answer to it. */
const nearTheEnd = 'How to call it';

describe('an answer that streams', () => {
  let machine: Machine;
  let person: PersonsWindow;

  before(async () => {
    ({ machine, person } = await sharedDesk());
  });
  beforeEach(() => person.chat.newChat());

  const lastReceipt = () => chatReceipts(machine).at(-1);

  /** The request has ended at the sandbox because the client hung up, and its receipt is an estimate that holds the bill. */
  async function assertHungUp(): Promise<void> {
    await until('the socket to be closed', () => machine.cn.open().requests === 0);
    const entry = person.chat.billed().at(-1);
    assert.equal(entry?.aborted, true);
    const receipt = await until('the receipt', () => {
      const last = lastReceipt();
      return last?.state === 'estimated' && last;
    });
    const billed = BigInt(entry?.costPico ?? 0);
    const [low, high] = [receipt.lowPico ?? -1n, receipt.highPico ?? -1n];
    assert.ok(low <= billed && billed <= high, `${low} ≤ ${billed} ≤ ${high}`);
    const shown = await person.chat.lastAnswer.locator('.foot .cost').innerText();
    assert.match(shown, /^≈¥/);
    assert.ok(isShownAs(shown, receipt.costPico ?? -1n), `${shown} for ${receipt.costPico}`);
  }

  it('is stopped before its first word by the button, which closes the socket', async () => {
    const { chat } = person;
    machine.cn.setFault({ fault: 'stall-headers', kind: 'chat' });
    await chat.send(question);
    await until('the request', () => chat.billed().at(-1)?.running);
    await chat.page.locator('.waiting').waitFor();
    await chat.pressSendOrStop();
    const answer = await chat.ended();
    assert.match(await answer.innerText(), /Stopped\./);
    await assertHungUp();
    assert.equal(
      await answer.getByRole('button', { name: 'Continue' }).count(),
      0,
      'there is nothing to go on from',
    );
  });

  it('is stopped in its middle by Esc, keeps what came, and is written anew on request', async () => {
    const { chat, window } = person;
    machine.cn.setFault({ fault: 'pace-80', kind: 'chat' });
    await chat.send(question);
    await chat.streamed(/\w{4}/);
    await chat.composer.focus();
    await window.page.keyboard.press('Escape');
    const answer = await chat.ended();
    assert.match(await answer.innerText(), /Stopped\./);
    assert.notEqual(await chat.textOfLast(), '');
    await assertHungUp();
    assert.match(await chat.page.locator('.spend').innerText(), /This chat ≈¥/);

    const again = await chat.replacing(() =>
      answer.locator('.foot').getByRole('button', { name: 'Regenerate' }).click(),
    );
    assert.match(await again.innerText(), new RegExp(nearTheEnd));
    assert.equal(lastReceipt()?.state, 'exact');
    assert.equal(await chat.answers.count(), 1);
  });

  it('goes on while the chat is hidden and while the side bar moves', async () => {
    const { chat, window } = person;
    machine.cn.setFault({ fault: 'pace-100', kind: 'chat' });
    await chat.send(question);
    await chat.streamed(/\w{4}/);
    await window.page.locator('.activitybar .action-label[aria-label^="Explorer"]').click();
    await chat.composer.waitFor({ state: 'hidden' });
    const before = chat.billed().at(-1)?.completionTokens ?? 0;
    await until('more words', () => (chat.billed().at(-1)?.completionTokens ?? 0) > before + 10);
    await window.runCommand('SiliconFlow: Open Chat');
    await chat.composer.waitFor();
    await window.runCommand('View: Toggle Primary Side Bar Position');
    await chat.composer.waitFor();
    const answer = await chat.ended();
    await window.runCommand('View: Toggle Primary Side Bar Position');
    await chat.composer.waitFor();
    assert.match(await answer.innerText(), new RegExp(nearTheEnd));
    assert.equal(chat.billed().at(-1)?.aborted, false);
    assert.equal(lastReceipt()?.state, 'exact');
  });

  it('is there after a reload of the window as far as it came, marked cut, and goes on from there', async () => {
    const { chat, window } = person;
    machine.cn.setFault({ fault: 'pace-80', kind: 'chat' });
    await chat.send(question);
    await chat.streamed(/declares/);
    const received = await chat.textOfLast();
    await window.reload();
    await chat.whenShown();
    await until('the conversation', async () => (await chat.answers.count()) === 1);
    const answer = chat.lastAnswer;
    assert.match(await answer.locator('.ending').innerText(), /The answer was cut off\./);
    const kept = await chat.textOfLast();
    assert.ok(
      kept.trim().length > 0 &&
        (kept.startsWith(received.slice(0, 20)) || received.startsWith(kept.slice(0, 20))),
      kept,
    );
    await assertHungUp();

    await answer.locator('.ending').getByRole('button', { name: 'Continue' }).click();
    await answer.locator('.ending').waitFor({ state: 'detached' });
    await chat.ended();
    const whole = await chat.textOfLast();
    assert.ok(whole.length > kept.length && whole.startsWith(kept.slice(0, 20)), whole);
    const sent: unknown = JSON.parse(machine.cn.requests().at(-1)?.body ?? '');
    assert.match(JSON.stringify(sent), /Continue it exactly where it stops/);
    assert.equal(lastReceipt()?.state, 'exact');
  });
});
