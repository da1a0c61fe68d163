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

  before(async () => {
    ({ machine, person } = await sharedDesk());
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
    await choose(chat.page.locator('.picker-button'), 'deepseek-ai/DeepSeek-V3.2');
  });

  it('is answered with or without thinking, as the switch says', async () => {
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
    await think('Auto');
  });

  async function choose(button: Locator, id: string): Promise<void> {
    const { chat } = person;
    await button.click();
    const filter = chat.page.getByRole('combobox', { name: 'Filter models' });
    await filter.fill(id);
    await chat.page
      .getByRole('option')
      .filter({ has: chat.page.getByText(id, { exact: true }) })
      .click();
    await until('the choice to hold', async () => (await button.getAttribute('title'))?.startsWith(id));
  }

  async function think(how: string): Promise<void> {
    const dropdown = person.chat.page.locator('sf-composer vscode-dropdown.thinking');
    await dropdown.click();
    await dropdown.getByRole('option', { name: how }).click();
    // The host has written it to the settings when it says it back.
    await until('the switch to be kept', () =>
      machine.editor.settingsText.includes(`"siliconflow.chat.thinking": "${settingOf(how)}"`),
    );
  }
});

function settingOf(label: string): string {
  return { Think: 'on', Direct: 'off' }[label] ?? 'auto';
}
