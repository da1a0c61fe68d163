// A site that falls silent: the time limit is felt, said in words, and every request has its receipt.
import { strict as assert } from 'node:assert';
import { Machine, type PersonsWindow } from '../machine.ts';
import { chatReceipts } from '../receipts.ts';
import { until } from '../until.ts';

describe('a site that falls silent', () => {
  let machine: Machine;
  let person: PersonsWindow;

  before(async () => {
    machine = await Machine.start({ env: { SILICONFLOW_SANDBOX_TIME_LIMIT_MS: '1500' } });
    person = await machine.openReady();
  });
  beforeEach(() => person.chat.newChat());
  after(() => machine?.stop());

  /** Asks while the site has this fault; at the end the socket is closed and the receipt is an estimate that holds the bill. */
  async function askInto(fault: string, end: () => Promise<void> = async () => {}): Promise<string> {
    const { chat } = person;
    const before = chatReceipts(machine).length;
    machine.cn.setFault({ fault, kind: 'chat' });
    await chat.send('Explain src/tariff.ts, please.');
    await end();
    await chat.ended();
    await until('the socket to be closed', () => machine.cn.open().requests === 0);
    assert.equal(chat.billed().at(-1)?.aborted, true);
    const receipt = await until('the receipt', () => chatReceipts(machine)[before]);
    assert.equal(chatReceipts(machine).length, before + 1, 'it was not asked twice');
    assert.equal(receipt.state, 'estimated');
    const billed = BigInt(chat.billed().at(-1)?.costPico ?? 0);
    assert.ok((receipt.lowPico ?? 1n) <= billed && billed <= (receipt.highPico ?? -1n), `${billed}`);
    assert.match(await chat.lastAnswer.locator('.foot .cost').innerText(), /^≈¥/);
    return chat.lastAnswer.innerText();
  }

  it('before its headers: the chat says who did not begin to answer, and what to do', async () => {
    const text = await askInto('stall-headers');
    assert.match(text, /did not begin to answer in time\. It may be busy; another model may be faster\./);
    assert.doesNotMatch(text, /nothing for|\d ms/);
    await person.chat.failure.getByRole('button', { name: 'Try Again' }).waitFor();
    await person.chat.failure.getByRole('button', { name: 'Select Model' }).waitFor();
  });

  it('between its headers and the first word: the same', async () => {
    const text = await askInto('stall-first');
    assert.match(text, /did not begin to answer in time\./);
    await person.window.page.screenshot({ path: 'test-results/screenshots/silence.png' });
  });

  it('between two words: what came is kept and can be continued', async () => {
    const text = await askInto('stall-after-140');
    assert.match(text, /The answer stopped coming in\. What arrived is kept\./);
    assert.ok((await person.chat.textOfLast()).length > 40);
    await person.chat.lastAnswer.getByRole('button', { name: 'Continue' }).waitFor();
    await person.window.page.screenshot({ path: 'test-results/screenshots/silence-between.png' });
  });

  it('and is stopped by the person before the limit has run out', async () => {
    const { chat } = person;
    const text = await askInto('stall-after-140', async () => {
      await chat.streamed(/\w/);
      await chat.pressSendOrStop();
    });
    assert.match(text, /Stopped\./);
    assert.doesNotMatch(text, /stopped coming in/);
  });

  it('and answers when it speaks again', async () => {
    const answer = await person.chat.ask('Hello');
    assert.match(await answer.innerText(), /Hello! I am/);
  });
});
