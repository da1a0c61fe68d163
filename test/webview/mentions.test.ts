// Naming things with an `@`: the list follows what is typed, the keys choose, and the message keeps what a person wrote.
import { strict as assert } from 'node:assert';
import type { MentionView } from '../../src/protocol/chatMentions.ts';
import { axeFindings } from './axe.ts';
import { type ChatPage, openChat, themeNames } from './chatPage.ts';
import { state } from './states.ts';

const items: MentionView[] = [
  { id: 'codebase', kind: 'codebase', label: '@codebase', detail: 'search the project for what you ask' },
  { id: 'problems', kind: 'problems', label: 'Problems', detail: 'errors and warnings of the workspace' },
  { id: 'diff staged', kind: 'diff', label: 'Git: staged changes', detail: 'what a commit would hold' },
  { id: 'file 1', kind: 'file', label: 'tariff.ts', detail: 'src' },
  { id: 'folder 1', kind: 'folder', label: 'src/', detail: 'files of this folder, up to 20' },
  { id: 'symbol 1', kind: 'symbol', label: 'priceCents', detail: 'src/tariff.ts:27' },
];

describe('an @ in the composer', () => {
  let chat: ChatPage;
  beforeEach(async () => {
    chat = await openChat();
    await chat.snapshot(state());
  });
  afterEach(() => chat.close());

  const box = () => chat.page.getByRole('textbox', { name: 'Message' });
  const options = () => chat.page.getByRole('option');

  /** Types, and answers the question that the page asks of the host with it. */
  async function type(text: string, found: MentionView[] = items): Promise<void> {
    await box().pressSequentially(text);
    const asked = await chat.lastIntent('findMentions');
    await chat.post({ type: 'mentions', asked: asked?.asked ?? -1, items: found });
    await chat.settled();
  }

  it('asks the host for each letter, and lists what it says in groups', async () => {
    await type('look at @tar');
    const asked = (await chat.intents()).flatMap((intent) =>
      intent.type === 'findMentions' ? [intent.typed] : [],
    );
    assert.deepEqual(asked, ['', 't', 'ta', 'tar']);
    assert.equal(await options().count(), items.length);
    assert.deepEqual(await chat.page.locator('.typeahead .group').allInnerTexts(), [
      'Context',
      'Files',
      'Symbols',
    ]);
    assert.equal(await chat.page.getByRole('listbox', { name: 'What to attach' }).count(), 1);
  });

  it('attaches by Enter what the arrow keys are on, and takes the word out of the message', async () => {
    await type('look at @tar');
    for (let n = 0; n < 3; n += 1) await box().press('ArrowDown');
    assert.equal(await box().getAttribute('aria-activedescendant'), 'typeahead-3');
    await box().press('Enter');
    assert.equal((await chat.lastIntent('addMention'))?.mentionId, 'file 1');
    assert.equal(await box().inputValue(), 'look at ');
    assert.equal(await options().count(), 0);
    assert.equal(await chat.lastIntent('send'), undefined, 'Enter was for the list');
    await box().press('Enter');
    assert.equal((await chat.lastIntent('send'))?.text, 'look at ');
  });

  it('attaches by a click, in the middle of a message', async () => {
    await box().fill('why does  fail?');
    await box().evaluate((node) => (node as HTMLTextAreaElement).setSelectionRange(9, 9));
    await type('@pri');
    await options().filter({ hasText: 'priceCents' }).click();
    assert.equal((await chat.lastIntent('addMention'))?.mentionId, 'symbol 1');
    assert.equal(await box().inputValue(), 'why does  fail?');
    assert.ok(await box().evaluate((node) => node === document.activeElement));
  });

  it('keeps @codebase in the message: it asks the project when it is sent', async () => {
    await type('@co');
    await box().press('Tab');
    await box().pressSequentially('where are parcels weighed?');
    assert.equal(await box().inputValue(), '@codebase where are parcels weighed?');
    assert.equal(await chat.lastIntent('addMention'), undefined);
    await box().press('Enter');
    assert.equal((await chat.lastIntent('send'))?.text, '@codebase where are parcels weighed?');
  });

  it('is shut by Esc, which stops no answer then, and stays shut for this word', async () => {
    await type('@tar');
    await box().press('Escape');
    assert.equal(await options().count(), 0);
    assert.equal(await chat.lastIntent('stop'), undefined);
    await box().pressSequentially('iff');
    assert.equal((await chat.lastIntent('findMentions'))?.typed, 'tar');
    await type(' @x');
    assert.equal(await options().count(), items.length);
  });

  it('leaves addresses of mail alone, and shows nothing that was asked for earlier', async () => {
    await box().pressSequentially('me@example.org');
    assert.equal(await chat.lastIntent('findMentions'), undefined);
    await box().fill('');
    await box().pressSequentially('@ta');
    const late = await chat.lastIntent('findMentions');
    await box().pressSequentially('r');
    await chat.post({ type: 'mentions', asked: late?.asked ?? -1, items });
    await chat.settled();
    assert.equal(await options().count(), 0);
  });

  it('says in a workspace that is not trusted why it lists nothing', async () => {
    await chat.snapshot(state({ trusted: false }));
    await type('@tar', []);
    const note = chat.page.locator('sf-typeahead').getByRole('status');
    assert.match(await note.innerText(), /not trusted: only pages of the web/);
    await type('@https://example.com', items.slice(0, 1));
    assert.equal(await note.count(), 0);
    await box().press('Escape');
    await box().fill('/tidy');
    assert.equal(await note.count(), 0);
  });

  it('draws names as text, and makes what hides in them visible', async () => {
    await type('@x', [
      { id: 'file 2', kind: 'file', label: '<img src=x onerror=alert(1)>.ts', detail: 'a\u202Eb' },
    ]);
    assert.match(await options().innerText(), /<img src=x/);
    assert.ok(!(await options().innerText()).includes('\u202E'));
  });

  for (const theme of themeNames)
    it(`looks right in ${theme}, and axe finds nothing`, async () => {
      const themed = await openChat({ theme, width: 360 });
      await themed.snapshot(state());
      await themed.page.getByRole('textbox', { name: 'Message' }).pressSequentially('@');
      const asked = await themed.lastIntent('findMentions');
      await themed.post({ type: 'mentions', asked: asked?.asked ?? -1, items });
      await themed.settled();
      await themed.page.keyboard.press('ArrowDown');
      await themed.shot(`mentions-${theme}`);
      assert.deepEqual(await axeFindings(themed), []);
      await themed.close();
    });
});
