// A person talks on: edits an earlier question, starts anew, finds an old chat again, chooses model and thinking.
import { strict as assert } from 'node:assert';
import type { Locator } from 'playwright-core';
import * as v from 'valibot';
import { sharedDesk } from '../desk.ts';
import type { Machine, PersonsWindow } from '../machine.ts';
import { until } from '../until.ts';

const sentSchema = v.looseObject({
  model: v.string(),
  messages: v.array(v.looseObject({ role: v.string(), content: v.unknown() })),
});

describe('a conversation', () => {
  let machine: Machine;
  let person: PersonsWindow;
  let thinking: Locator;
  const usual = 'deepseek-ai/DeepSeek-V3.2';
  const other = 'zai-org/GLM-4.5V';

  before(async () => {
    ({ machine, person } = await sharedDesk());
    thinking = person.chat.page.locator('.thinking-button');
  });

  const lastSent = (): v.InferOutput<typeof sentSchema> => {
    const request = machine.cn.requests().findLast(({ url }) => url === '/v1/chat/completions');
    return v.parse(sentSchema, JSON.parse(request?.body ?? 'null'));
  };

  it('breaks the line by Shift+Enter and sends by Enter', async () => {
    const { chat } = person;
    await chat.composer.focus();
    await chat.composer.pressSequentially('First line');
    await chat.composer.press('Shift+Enter');
    await chat.composer.pressSequentially('second line');
    assert.equal(await chat.composer.inputValue(), 'First line\nsecond line');
    assert.equal(await chat.answers.count(), 0);
    await chat.composer.press('Enter');
    await chat.answers.first().waitFor();
    await chat.ended();
    assert.equal(lastSent().messages.at(-1)?.content, 'First line\nsecond line');
  });

  it('sends what was said before along, and forgets what comes after a question that is edited', async () => {
    const { chat } = person;
    await chat.ask('And the second question');
    assert.deepEqual(
      lastSent().messages.map(({ role }) => role),
      ['system', 'user', 'assistant', 'user'],
    );
    const first = chat.page.locator('article.question').first();
    await first.hover();
    await first.getByRole('button', { name: 'Edit and send again' }).click();
    const editor = chat.page.getByRole('textbox', { name: 'Edit the message' });
    assert.equal(await editor.inputValue(), 'First line\nsecond line');
    await editor.fill('Hello instead');
    await editor.press('Enter');
    await until('the edited question alone', async () => (await chat.answers.count()) === 1);
    const answer = await chat.ended();
    assert.match(await answer.innerText(), /Hello! I am DeepSeek-V3\.2/);
    assert.deepEqual(
      lastSent().messages.map(({ role, content }) => (role === 'user' ? content : role)),
      ['system', 'Hello instead'],
    );
  });

  it('is left for a new one and found again in the history', async () => {
    const { chat, window } = person;
    const said = await chat.textOfLast();
    await window.titleAction('New Chat').click();
    await until('an empty chat', async () => (await chat.answers.count()) === 0);
    await chat.ask('Something else altogether');
    await window.titleAction('Show Chat History').click();
    await chat.page.locator('.past-title').filter({ hasText: 'Something else altogether' }).waitFor();
    await chat.page.locator('.past-open').filter({ hasText: 'First line' }).first().click();
    await until('the old conversation', async () => (await chat.textOfLast()) === said);
    assert.equal(await chat.answers.count(), 1);
  });

  it('is answered by the model that was found by typing and taken by Enter', async () => {
    const { chat } = person;
    await chat.page.locator('.picker-button').click();
    const filter = chat.page.getByRole('combobox', { name: 'Filter models' });
    await filter.fill('v3.2');
    const row = chat.page.getByRole('option').first();
    const shown = await row.innerText();
    for (const fact of [/DeepSeek-V3\.2/, /deepseek-ai\/DeepSeek-V3\.2/, /context/, /¥/, /thinks/])
      assert.match(shown, fact);
    await filter.fill('glm-4.5v');
    assert.match(await row.innerText(), /images/);
    await filter.fill('no such model');
    await chat.page.getByText('No model matches.').waitFor();
    await filter.fill('qwen');
    const second = await chat.page.getByRole('option').nth(1).locator('.row-id').innerText();
    await filter.press('ArrowDown');
    await filter.press('Enter');
    await filter.waitFor({ state: 'hidden' });
    await until('the choice to hold', async () =>
      (await chat.page.locator('.picker-button').getAttribute('title'))?.startsWith(second),
    );
    await chat.ask('Hello');
    assert.equal(lastSent().model, second);
    await choose(usual);
  });

  it('lets one message alone go to another model, says so, and goes back', async () => {
    const { chat } = person;
    await chat.page.locator('.picker-button').click();
    await chat.page.getByRole('checkbox', { name: 'Only for the next message' }).check();
    await chooseRow(other);
    const line = chat.page.getByRole('status').getByText('Only the next message goes to GLM-4.5V');
    await line.waitFor();
    const answer = await chat.ask('Hello');
    assert.equal(lastSent().model, other);
    assert.match(await answer.locator('.foot').innerText(), /GLM-4\.5V/);
    await line.waitFor({ state: 'detached' });
    assert.match((await chat.page.locator('.picker-button').getAttribute('title')) ?? '', /DeepSeek-V3\.2/);
    await chat.ask('Hello');
    assert.equal(lastSent().model, usual);
  });

  it('has an answer made anew by another model that is picked with its price, and keeps its own', async () => {
    const { chat, window } = person;
    await chat.replacing(async () => {
      await chat.lastAnswer
        .locator('.foot')
        .getByRole('button', { name: 'Answer With Another Model' })
        .click();
      const rows = window.quickInput.locator('.monaco-list-row');
      await rows.first().waitFor();
      await window.quickInput.locator('input').first().fill(other);
      const row = rows.first().filter({ hasText: other });
      await row.waitFor();
      assert.match(await row.innerText(), /likely ¥[\d.]+.*¥[\d.]+ in/s);
      await row.click();
    });
    assert.equal(lastSent().model, other);
    await chat.ask('Hello');
    assert.equal(lastSent().model, usual);
  });

  it('is answered with or without thinking, and with the budget that is chosen for the model', async () => {
    const { chat } = person;
    await think('Direct');
    const direct = await chat.ask('Hello');
    assert.equal(Reflect.get(lastSent(), 'enable_thinking'), false);
    assert.equal(await direct.locator('.reasoning').count(), 0);
    await think('Think');
    const thought = await chat.ask('Hello');
    assert.equal(Reflect.get(lastSent(), 'enable_thinking'), true);
    assert.equal(Reflect.get(lastSent(), 'thinking_budget'), 4096);
    assert.equal(await thought.locator('.reasoning').count(), 1);
    await thinking.click();
    const budget = chat.page.getByRole('spinbutton', { name: 'At most, in tokens' });
    await budget.fill('1024');
    await budget.press('Enter');
    await budget.press('Escape');
    await chat.ask('Hello');
    assert.equal(Reflect.get(lastSent(), 'thinking_budget'), 1024);
    // It is remembered for this model alone, and only until the settings are to hold again.
    await choose(other);
    await chat.ask('Hello');
    assert.equal(Reflect.get(lastSent(), 'enable_thinking'), undefined);
    await choose(usual);
    await thinking.and(chat.page.getByLabel('Thinking: Think', { exact: true })).click();
    await chat.page.getByRole('button', { name: 'Follow the settings again' }).click();
    await said('Auto');
    await chat.page.locator('.thinking-form').press('Escape');
    await chat.ask('Hello');
    assert.equal(Reflect.get(lastSent(), 'enable_thinking'), undefined);
  });

  async function choose(id: string): Promise<void> {
    const button = person.chat.page.locator('.picker-button');
    await button.click();
    await chooseRow(id);
    await until('the choice to hold', async () => (await button.getAttribute('title'))?.startsWith(id));
  }

  async function chooseRow(id: string): Promise<void> {
    const { chat } = person;
    const filter = chat.page.getByRole('combobox', { name: 'Filter models' });
    await filter.fill(id);
    await chat.page
      .getByRole('option')
      .filter({ has: chat.page.getByText(id, { exact: true }) })
      .click();
  }

  async function think(how: string): Promise<void> {
    await thinking.click();
    await person.chat.page.getByRole('radio', { name: how }).click();
    await said(how);
    await person.chat.page.locator('.thinking-form').press('Escape');
  }

  /** The button says what the host says back. */
  async function said(how: string): Promise<void> {
    await thinking.and(person.chat.page.getByLabel(`Thinking: ${how}`, { exact: true })).waitFor();
  }
});
