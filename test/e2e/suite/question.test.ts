// A person asks about this project's own source: what leaves the machine, what comes back, and what it cost.
import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import * as v from 'valibot';
import { KEYS } from '../../sandbox/keys.ts';
import { sharedDesk } from '../desk.ts';
import { type Machine, type PersonsWindow, repository } from '../machine.ts';
import { allReceipts, chatReceipts, isShownAs } from '../receipts.ts';
import { until } from '../until.ts';

const sentSchema = v.looseObject({
  model: v.string(),
  messages: v.array(v.looseObject({ role: v.string(), content: v.string() })),
});

describe('a question about this project’s own source', () => {
  let machine: Machine;
  let person: PersonsWindow;

  before(async () => {
    ({ machine } = await sharedDesk());
    const file = join(repository, 'src/core/spend/money.ts');
    person = await machine.openReady({ workspace: repository, files: [file] });
    await person.chat.newChat();
  });
  after(() => person.window.close());

  it('is answered with folded reasoning and its duration, coloured code, an AI mark, model, tokens, cost and time', async () => {
    const { window, chat } = person;
    await window.runCommand('SiliconFlow: Add File to Chat');
    await chat.chips.waitFor();
    assert.match(await chat.chips.innerText(), /money\.ts/);
    assert.equal(await chat.chips.locator('.chip-weight').count(), 1);

    const answer = await chat.ask('Explain formatMoney, and how to call it.');
    const fold = answer.locator('.reasoning .fold');
    assert.match(await fold.innerText(), /Thought for (?:a moment|[\d.]+ s)/);
    assert.equal(await fold.getAttribute('aria-expanded'), 'false');
    assert.match(await answer.locator('sf-markdown').innerText(), /formatMoney/);
    const coloured = answer.locator('figure.code pre [class*="hljs-"]');
    // Colours come in an idle moment after the words.
    await coloured.nth(2).waitFor();
    const colours = v.parse(
      v.array(v.string()),
      await chat.page
        .locator('body')
        .evaluate(
          `[...document.querySelectorAll('figure.code [class*="hljs-"]')].map((one) => getComputedStyle(one).color)`,
        ),
    );
    assert.ok(new Set(colours).size > 1, 'and more than one');
    const foot = await answer.locator('.foot').innerText();
    assert.match(foot, /AI-generated/);
    assert.match(foot, /DeepSeek-V3\.2/);
    assert.match(foot, /[\d,]+ in/);
    assert.match(foot, /[\d,]+ out \(\d+ reasoning\)/);
    assert.match(foot, /¥0\.\d+/);
    assert.match(foot, /[\d.]+ s/);

    await fold.click();
    assert.equal(await fold.getAttribute('aria-expanded'), 'true');
    assert.notEqual(await answer.locator('.thoughts').innerText(), '');
    await fold.click();
  });

  it('sends the question, the file quoted as data, and no more than the parameters that were meant', () => {
    const request = machine.cn.requests().findLast(({ url }) => url === '/v1/chat/completions');
    assert.ok(request);
    assert.deepEqual(Object.keys(JSON.parse(request.body)).sort(), [
      'frequency_penalty',
      'max_tokens',
      'messages',
      'model',
      'stream',
      'stream_options',
    ]);
    const sent = v.parse(sentSchema, JSON.parse(request.body));
    const question = sent.messages.at(-1);
    assert.equal(question?.role, 'user');
    const quoted = /<data-(\w+) source="src\/core\/spend\/money\.ts">\n([\s\S]*)<\/data-\1>\n\n(.*)$/.exec(
      question?.content ?? '',
    );
    assert.ok(quoted, 'the file stands between marks that carry its path');
    assert.match(quoted[2] ?? '', /export function formatMoney/);
    assert.equal(quoted[3], 'Explain formatMoney, and how to call it.');
    assert.ok(!request.body.includes(KEYS.cn), 'the key is in the header and nowhere else');
    assert.equal(request.headers.authorization, `Bearer ${KEYS.cn}`);
    const names = Object.keys(request.headers).filter((name) => name.startsWith('x-stainless'));
    assert.deepEqual(names, []);
    assert.equal(machine.global.requests().length, 0);
  });

  it('costs to the last unit what the sandbox has on its bill, on the receipt, under the answer and in the status bar', async () => {
    const entry = person.chat.billed().at(-1);
    assert.ok(entry);
    const receipt = chatReceipts(machine).find(({ traceId }) => traceId === entry.traceId);
    assert.equal(receipt?.state, 'exact');
    assert.equal(receipt?.costPico, BigInt(entry.costPico));
    assert.equal(receipt?.promptTokens, entry.promptTokens);
    assert.equal(receipt?.completionTokens, entry.completionTokens);
    const shown = await person.chat.lastAnswer.locator('.foot .cost').innerText();
    assert.ok(isShownAs(shown, BigInt(entry.costPico)), `${shown} for ${entry.costPico}`);

    const receipts = chatReceipts(machine);
    const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
    const exact = new Map(
      receipts
        .filter(({ state }) => state === 'exact')
        .map(({ traceId, costPico }) => [traceId, costPico ?? 0n]),
    );
    const bill = person.chat.billed().filter(({ traceId }) => exact.has(traceId));
    assert.equal(sum([...exact.values()]), sum(bill.map(({ costPico }) => BigInt(costPico))));
    const today = sum(allReceipts(machine).map(({ costPico }) => costPico ?? 0n));
    await until('the status bar to show the receipts', async () =>
      isShownAs(await person.window.statusItem('siliconflow').innerText(), today),
    );
  });

  it('puts a code block of the answer where the caret is, or into a file of its own', async () => {
    const { window, chat } = person;
    await chat.lastAnswer.getByRole('button', { name: 'Open code block 1 as a new file' }).click();
    await window.page.locator('.tab.active').filter({ hasText: 'Untitled' }).waitFor();
    const code = await chat.lastAnswer.locator('figure.code pre').first().innerText();
    const lines = window.page.locator('.editor-group-container.active .view-lines');
    const firstLine = code.trim().split('\n')[0]?.trim() ?? '';
    await until('the code in the new file', async () =>
      (await lines.innerText()).replaceAll('\u00a0', ' ').includes(firstLine),
    );
    await chat.lastAnswer.getByRole('button', { name: 'Insert code block 1 at the cursor' }).click();
    await until('the code twice', async () => {
      const text = (await lines.innerText()).replaceAll('\u00a0', ' ');
      return text.split(firstLine).length > 2;
    });
    await chat.lastAnswer.getByRole('button', { name: 'Copy code block 1' }).click();
    await until('the code on the clipboard', async () => (await window.clipboardText()).includes(firstLine));
  });
});
