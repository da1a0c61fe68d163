// Typing a command, the window's meter and the files that are offered: by keyboard, to a screen reader and to the eye.
import { strict as assert } from 'node:assert';
import type { MeterView } from '../../src/protocol/chatForecast.ts';
import { axeFindings } from './axe.ts';
import { type ChatPage, openChat, themeNames } from './chatPage.ts';
import { answer, file, question, state } from './states.ts';

const meter: MeterView = {
  ...{ windowTokens: 160_000, system: 180, history: 121_000, attachments: 9_400, words: 60, reserve: 8_192 },
  offersSummary: true,
};
const commands = [
  { name: 'explain', says: 'Explain the selection or the code at the cursor', origin: 'extension' },
  { name: 'compact', says: 'Summarise this chat', origin: 'extension' },
  { name: 'tidy', says: 'Tidies up', origin: 'profile' },
  { name: 'release-notes', says: 'Writes <b>release</b> notes', origin: 'workspace' },
] as const;
const full = state({
  turns: [
    question('t1', 'Why?'),
    answer('t2', 'Because.'),
    { ...question('t3', 'Summarise this chat.'), compacts: true },
    { ...answer('t4', 'We looked for a bug.'), summary: true, notes: ['From here on this summary is sent.'] },
  ],
  ...{ meter, commands: [...commands], offered: ['AGENTS.md'], attachments: [file] },
});

describe('a long chat and its commands', () => {
  let chat: ChatPage;
  const box = () => chat.page.getByRole('textbox', { name: 'Message' });
  const rows = () => chat.page.locator('sf-typeahead [role="option"]');
  const active = () => chat.page.locator('sf-typeahead [aria-selected="true"] .row-name').innerText();

  beforeEach(async () => {
    chat = await openChat();
    await chat.snapshot(full);
  });
  afterEach(() => chat.close());

  it('shows how full the window is, with what, and asks for a summary by a click', async () => {
    await chat.page.getByText("This chat fills 82% of the model's context window.").waitFor();
    const line = chat.page.getByRole('button', { name: /^Context: 82% of the window of 160K tokens/ });
    await line.click();
    const table = chat.page.getByRole('table', { name: "What fills the model's context window" });
    assert.match(await table.innerText(), /Conversation so far\s+121,000[\s\S]*Still free\s+21,168/);
    await chat.page.keyboard.press('Escape');
    assert.equal(await table.isVisible(), false);
    await line.click();
    await chat.page.locator('.meter-parts').getByText('Summarise and Go On').click();
    assert.deepEqual(await chat.lastIntent('action'), { type: 'action', id: 'compactChat' });
  });

  it('lets a summary be the beginning of another chat, and its question not be edited', async () => {
    await chat.page.getByText('New Chat From This Summary').click();
    assert.equal((await chat.lastIntent('action'))?.id, 'newFromSummary');
    assert.equal(await chat.page.getByRole('button', { name: 'Edit and Send Again' }).count(), 1);
  });

  it('offers a file, which is attached or declined by keyboard', async () => {
    await chat.page.getByRole('button', { name: 'Add AGENTS.md' }).press('Enter');
    assert.equal((await chat.lastIntent('takeOffered'))?.path, 'AGENTS.md');
    await chat.page.getByRole('button', { name: 'Do not offer AGENTS.md in this chat' }).press('Enter');
    assert.equal((await chat.lastIntent('declineOffered'))?.path, 'AGENTS.md');
  });

  it('lists what a slash can mean, narrows it while a name is typed, and completes it', async () => {
    await box().pressSequentially('/');
    assert.equal((await chat.intents()).filter(({ type }) => type === 'listCommands').length, 1);
    assert.equal(await rows().count(), 4);
    await box().pressSequentially('ot');
    assert.equal(await active(), '/release-notes', 'where none begins so, one that holds it');
    await box().press('Backspace');
    await box().press('Backspace');
    await box().pressSequentially('t');
    assert.equal(await rows().count(), 1, 'not those that only hold a t');
    assert.equal(await active(), '/tidy');
    const id = await box().getAttribute('aria-activedescendant');
    assert.equal(await chat.page.locator(`#${id} .row-name`).innerText(), '/tidy');
    await box().press('Tab');
    assert.equal(await box().inputValue(), '/tidy ');
    assert.equal(await rows().count(), 0);
    assert.equal(await chat.lastIntent('send'), undefined);
  });

  it('runs a command whose name stands there whole, and leaves other keys to the text', async () => {
    await box().pressSequentially('/compact');
    await box().press('Enter');
    assert.equal((await chat.lastIntent('send'))?.text, '/compact ');
  });

  it('closes the list with Escape, and does not open it for a path or in the middle of a text', async () => {
    await box().pressSequentially('/e');
    await box().press('Escape');
    assert.equal(await rows().count(), 0);
    for (const words of ['/etc/', 'see /', '//']) {
      await box().fill(words);
      assert.equal(await rows().count(), 0, words);
    }
  });

  it('puts the text of a prompt in place of the draft', async () => {
    await box().fill('/tidy this');
    await box().press('Enter');
    const { intentId = '' } = (await chat.lastIntent('send')) ?? {};
    await chat.post({ type: 'draftReplaced', intentId, text: 'Tidy this, please.' });
    await chat.settled();
    assert.equal(await box().inputValue(), 'Tidy this, please.');
  });

  for (const theme of themeNames)
    it(`is legible in ${theme}`, async () => {
      await chat.close();
      chat = await openChat({ theme });
      await chat.snapshot(full);
      await chat.page.locator('.meter-line').click();
      await chat.shot(`meter-${theme}`);
      assert.deepEqual(await axeFindings(chat), []);
      await chat.page.keyboard.press('Escape');
      await box().pressSequentially('/');
      await rows().first().waitFor();
      await chat.shot(`slash-${theme}`);
      assert.deepEqual(await axeFindings(chat), []);
    });
});
