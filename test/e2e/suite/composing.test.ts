// A person writes with commands, prompts of their own and the rules of the project, and goes on when the window of the model is full.
import { strict as assert } from 'node:assert';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import * as v from 'valibot';
import { sharedDesk } from '../desk.ts';
import { openFile } from '../installed.ts';
import type { Machine, PersonsWindow } from '../machine.ts';
import { storageFolder } from '../receipts.ts';
import { until } from '../until.ts';

const sentSchema = v.looseObject({
  messages: v.array(v.looseObject({ role: v.string(), content: v.string() })),
});

let machine: Machine;
let person: PersonsWindow;

function lastSent(): v.InferOutput<typeof sentSchema>['messages'] {
  const request = machine.cn.requests().findLast(({ url }) => url === '/v1/chat/completions');
  return v.parse(sentSchema, JSON.parse(request?.body ?? '')).messages;
}

describe('a message that begins with a slash', () => {
  before(async () => {
    ({ machine, person } = await sharedDesk());
    const profile = join(storageFolder(machine.editor.dataFolder), 'prompts');
    mkdirSync(profile, { recursive: true });
    writeFileSync(
      join(profile, 'plain.md'),
      '---\ndescription: Say it in plain words\n---\n\nSay in plain words what {{input}} is for.\n',
    );
    const project = join(machine.demo, '.siliconflow/prompts');
    mkdirSync(project, { recursive: true });
    writeFileSync(join(project, 'weigh.md'), '# Weigh a parcel by the rules of this desk\n');
    // A project can add prompts, and put none in the place of a person's own.
    writeFileSync(join(project, 'plain.md'), 'Words of the project.\n');
  });

  const row = (text: string): Locator => person.chat.page.getByRole('option').filter({ hasText: text });

  it('lists the commands, the prompts of the person, and those of the project that they trust', async () => {
    const { chat, window } = person;
    await chat.composer.pressSequentially('/');
    await row('/weigh').waitFor();
    assert.equal(await row('/plain').count(), 1);
    assert.match(await row('/plain').innerText(), /Say it in plain words/);
    assert.deepEqual(await chat.page.locator('sf-typeahead .group').allInnerTexts(), [
      'Commands',
      'Your prompts',
      'Prompts of this project',
    ]);
    await window.screenshot('slash-list');
    await chat.composer.pressSequentially('p');
    await until('fewer rows', async () => (await row('/weigh').count()) === 0);
    await window.screenshot('slash-narrowed');
  });

  it('sends a prompt of the person with what was typed in its place', async () => {
    const { chat, window } = person;
    await chat.composer.fill('');
    await chat.composer.pressSequentially('/pla');
    await row('/plain').waitFor();
    await chat.composer.press('Enter');
    assert.equal(await chat.composer.inputValue(), '/plain ');
    await chat.composer.pressSequentially('STEP_GRAMS');
    await chat.composer.press('Enter');
    // To be read and changed before it is sent.
    const words = 'Say in plain words what STEP_GRAMS is for.';
    await until('the words of the prompt', async () => (await chat.composer.inputValue()) === words);
    assert.equal(await chat.answers.count(), 0);
    await window.screenshot('slash-prompt');
    await chat.composer.press('Enter');
    await chat.answers.first().waitFor();
    await chat.ended();
    assert.equal(lastSent().at(-1)?.content, words);
  });

  it('runs a command of the extension on the code at the cursor, with the words behind it', async () => {
    const { chat, window } = person;
    await openFile(window, 'src/parcel.ts');
    const before = await chat.answers.count();
    await chat.composer.fill('/explain only the guard clauses');
    await chat.composer.press('Enter');
    await until('a new answer', async () => (await chat.answers.count()) > before);
    await chat.ended();
    assert.match(lastSent().at(-1)?.content ?? '', /src\/parcel\.ts[\s\S]*only the guard clauses/);
  });

  it('opens the prompts to be written', async () => {
    const { chat, window } = person;
    await chat.composer.fill('/prompts');
    await chat.composer.press('Enter');
    await window.quickInput.getByText('New Prompt…').waitFor();
    // The rows of the list before go some time after it.
    await until('the prompts alone to be listed', async () => {
      assert.deepEqual(await window.pickLabels(), ['/plain', 'New Prompt…']);
      return true;
    });
    await window.screenshot('slash-prompts');
    await window.pick('/plain');
    await window.page.locator('.tab.active').filter({ hasText: 'plain.md' }).waitFor();
  });
});

describe('rules of the project', () => {
  before(async () => {
    ({ machine, person } = await sharedDesk());
    writeFileSync(join(machine.demo, 'AGENTS.md'), 'Prices are whole cents, never floats.\n');
  });

  it('are offered, go along only when they are taken, and are not offered again where they are not wanted', async () => {
    const { chat, window } = person;
    const offered = chat.page.locator('sf-composer .chips.offered .chip');
    await chat.newChat();
    await offered.filter({ hasText: 'AGENTS.md' }).waitFor();
    await window.screenshot('rules-offered');
    await chat.ask('Hello');
    assert.doesNotMatch(JSON.stringify(lastSent()), /whole cents/);
    await offered.getByRole('button', { name: 'Add AGENTS.md' }).click();
    await chat.chips.filter({ hasText: 'AGENTS.md' }).waitFor();
    await offered.waitFor({ state: 'detached' });
    await window.screenshot('rules-taken');
    await chat.ask('What are the rules here?');
    assert.match(lastSent().at(-1)?.content ?? '', /source="AGENTS\.md">\nPrices are whole cents/);
    await chat.newChat();
    await offered.getByRole('button', { name: /^Do not offer AGENTS\.md/ }).click();
    await offered.waitFor({ state: 'detached' });
  });
});

describe('a conversation that fills the window of its model', () => {
  before(async () => {
    ({ machine, person } = await sharedDesk());
    await machine.editor.changeSettings(person.window, {
      'siliconflow.models': { 'deepseek-ai/DeepSeek-V3.2': { contextWindow: 16_000 } },
      'siliconflow.chat.thinking': 'off',
      'siliconflow.chat.maxTokens': 2_000,
    });
  });

  const meter = (): Locator => person.chat.page.locator('sf-meter .meter-line');
  const offer = (): Locator => person.chat.page.locator('.summary-offer');

  it('says how full it is, and with what', async () => {
    const { chat, window } = person;
    await until('the smaller window', async () =>
      /window of 16K tokens/.test((await meter().getAttribute('aria-label')) ?? ''),
    );
    await chat.attach(join(machine.demo, 'src/tariff.ts'));
    await chat.chips.waitFor();
    await meter().click();
    const parts = chat.page.locator('.meter-parts');
    await parts.getByRole('row', { name: /^Attachments/ }).waitFor();
    for (const name of ['Instructions', 'Kept for the answer', 'Still free', 'Window'])
      await parts.getByRole('row', { name }).waitFor();
    await window.screenshot('meter-open');
    await chat.page.locator('sf-meter').press('Escape');
    await chat.ask('What does a parcel cost?');
  });

  it('offers a summary before it is full, and asks for it only after a yes', async () => {
    const { chat, window } = person;
    assert.equal(await offer().count(), 0);
    await until(
      'little room',
      async () => {
        machine.cn.setFault({ fault: 'long-answer-1900', kind: 'chat' });
        await chat.ask('And tell me more of it.');
        return (await offer().count()) > 0;
      },
      60_000,
    );
    await window.screenshot('meter-full');
    const [asked, answers] = [machine.cn.requests().length, await chat.answers.count()];
    await offer().getByRole('button', { name: 'Summarise and Go On' }).click();
    await until('the summary', async () => (await chat.answers.count()) > answers);
    await chat.ended();
    assert.ok(machine.cn.requests().length > asked);
    assert.match(lastSent().at(-1)?.content ?? '', /^Summarise this conversation/);
    await offer().waitFor({ state: 'detached' });
    await window.screenshot('meter-summarised');
  });

  it('goes on from the summary, with all that was said still there to be read', async () => {
    const { chat } = person;
    const answers = await chat.answers.count();
    await chat.ask('What was it about?');
    assert.equal(await chat.answers.count(), answers + 1);
    await chat.page.locator('article.question').filter({ hasText: 'What does a parcel cost?' }).waitFor();
    const sent = lastSent();
    assert.deepEqual(
      sent.map(({ role }) => role),
      ['system', 'user', 'assistant', 'user'],
    );
    assert.match(sent[1]?.content ?? '', /^Summarise this conversation/);
  });

  it('begins a new conversation with a summary', async () => {
    const { chat, window } = person;
    const title = await chat.page.locator('header.top h1').innerText();
    const session = chat.page.locator('main[data-session]');
    const before = await session.getAttribute('data-session');
    await meter().click();
    await chat.button('New Chat From a Summary').click();
    await until('another conversation', async () => (await session.getAttribute('data-session')) !== before);
    await until('the summary alone', async () => (await chat.answers.count()) === 1);
    assert.equal(await chat.page.locator('header.top h1').innerText(), title);
    await window.screenshot('meter-new-chat');
    await chat.ask('Go on.');
    assert.equal(lastSent().length, 4);
  });
});
