// The list of conversations over the page: search, names, pins, deletion; by keyboard, by axe, to the eye, at 200 pixels.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import type { HistoryEntryView, HistoryView } from '../../src/protocol/chatHistory.ts';
import { axeFindings } from './axe.ts';
import { type ChatPage, openChat, themeNames } from './chatPage.ts';
import { answer, question, state } from './states.ts';

const yuan = (pico: string) => ({ currency: 'CNY', pico });
const dayMs = 86_400_000;
const entry = (
  id: string,
  title: string,
  daysAgo: number,
  over: Partial<HistoryEntryView> = {},
): HistoryEntryView => ({
  id,
  title,
  updatedMs: Date.now() - daysAgo * dayMs,
  isPinned: false,
  messages: 4,
  cost: [yuan('12300000000')],
  isCostApproximate: false,
  isOpen: false,
  isElsewhere: false,
  found: null,
  ...over,
});
const history: HistoryView = {
  query: '',
  more: 0,
  isBusy: false,
  remark: null,
  entries: [
    entry('p1', 'How the ledger is rounded', 40, {
      isPinned: true,
      messages: 26,
      cost: [yuan('1840000000000')],
    }),
    entry('c1', 'Why does the label printer skip every third parcel when the queue is long?', 0, {
      isOpen: true,
    }),
    entry('c2', '怎么修复这个编译错误', 0, { isCostApproximate: true, isElsewhere: true }),
    entry('c3', 'Rename the invoice columns', 1, { messages: 1, cost: [] }),
    entry('c4', 'Tests for the tariff table', 12),
    entry('c5', 'A regular expression for tracking numbers', 400),
  ],
};
const searched: HistoryView = {
  ...history,
  query: '编译',
  entries: [
    entry('c2', '怎么修复这个编译错误', 0, {
      found: { before: '怎么修复这个', hit: '编译', after: '错误？用的是 TypeScript。' },
    }),
  ],
};
const open = (over: Partial<HistoryView> = {}) =>
  state({ turns: [question('t1', 'Why?'), answer('t2', 'Because.')], history: { ...history, ...over } });

describe('the list of conversations', () => {
  let chat: ChatPage;
  afterEach(() => chat.close());

  describe('on the page', () => {
    beforeEach(async () => {
      chat = await openChat();
      await chat.snapshot(open());
      await chat.settled();
    });
    const panel = () => chat.page.locator('sf-history');
    const row = (title: string) => panel().getByRole('listitem').filter({ hasText: title });
    const field = () => panel().getByRole('searchbox');
    const isFocused = (locator: ReturnType<typeof field>) =>
      locator.evaluate((node) => node === document.activeElement);

    it('lies over the conversation, under headings of time, with what each cost', async () => {
      assert.deepEqual(await panel().getByRole('heading', { level: 3 }).allInnerTexts(), [
        'Pinned',
        'Today',
        'Yesterday',
        'Last 30 Days',
        'Older',
      ]);
      assert.match(await row('ledger is rounded').innerText(), /26 messages · ¥1\.84/);
      assert.match(await row('编译错误').innerText(), /4 messages · ≈¥0\.012 · open in another window/);
      assert.match(await row('invoice columns').innerText(), /1 message$/m);
      assert.equal(
        await row('label printer').getByRole('button').first().getAttribute('aria-current'),
        'true',
      );
      assert.equal(await chat.page.getByRole('textbox', { name: 'Message' }).count(), 0);
    });

    it('takes the focus into the search, goes through the list by arrows and opens with Enter', async () => {
      assert.ok(await isFocused(field()));
      await chat.page.keyboard.press('ArrowDown');
      await chat.page.keyboard.press('ArrowDown');
      await chat.page.keyboard.press('ArrowUp');
      await chat.page.keyboard.press('ArrowUp');
      assert.ok(await isFocused(field()));
      for (let step = 0; step < 4; step++) await chat.page.keyboard.press('ArrowDown');
      await chat.page.keyboard.press('Enter');
      assert.equal((await chat.lastIntent('openChat'))?.sessionId, 'c3');
    });

    it('searches when typing rests, and shows where the words stand', async () => {
      await field().pressSequentially('编译', { delay: 5 });
      while (!(await chat.lastIntent('searchHistory'))) await chat.settled();
      assert.equal((await chat.lastIntent('searchHistory'))?.query, '编译');
      assert.equal((await chat.intents()).filter(({ type }) => type === 'searchHistory').length, 1);
      await chat.patch({ op: 'set', part: { history: searched } });
      assert.equal(await panel().locator('mark').innerText(), '编译');
      assert.match(await panel().getByRole('status').innerText(), /1 conversation found/);
      await chat.patch({ op: 'set', part: { history: { ...searched, query: 'zzz', entries: [] } } });
      assert.match(await panel().innerText(), /No conversation holds “zzz”/);
    });

    it('closes with Escape, after the search was emptied, and gives the focus to the composer', async () => {
      await field().fill('x');
      await chat.page.keyboard.press('Escape');
      assert.equal(await field().inputValue(), '');
      assert.equal(await chat.lastIntent('closeHistory'), undefined);
      await chat.page.keyboard.press('Escape');
      assert.ok(await chat.lastIntent('closeHistory'));
      await chat.patch({ op: 'set', part: { history: null } });
      assert.ok(await isFocused(chat.page.getByRole('textbox', { name: 'Message' })));
    });

    it('names a conversation in its place: Enter keeps the name, Escape the old one', async () => {
      await row('invoice columns').getByRole('button').first().focus();
      await chat.page.keyboard.press('F2');
      const name = panel().getByRole('textbox', { name: 'Name of the conversation' });
      assert.ok(await isFocused(name));
      await name.fill('Columns');
      await name.press('Escape');
      assert.equal(await chat.lastIntent('renameChat'), undefined);
      assert.ok(await isFocused(row('invoice columns').getByRole('button').first()));
      await chat.page.keyboard.press('F2');
      await name.fill('发票列');
      await name.press('Enter');
      const renamed = await chat.lastIntent('renameChat');
      assert.deepEqual([renamed?.sessionId, renamed?.title], ['c3', '发票列']);
      assert.equal((await chat.intents()).filter(({ type }) => type === 'renameChat').length, 1);
    });

    it('deletes only after a question, and gives the focus to the neighbour', async () => {
      await row('invoice columns').getByRole('button').first().focus();
      await chat.page.keyboard.press('Delete');
      await panel().getByRole('button', { name: 'Keep' }).click();
      assert.equal(await chat.lastIntent('deleteChat'), undefined);
      await chat.page.keyboard.press('Delete');
      await chat.page.keyboard.press('Enter');
      assert.equal((await chat.lastIntent('deleteChat'))?.sessionId, 'c3');
      await chat.patch({
        op: 'set',
        part: { history: { ...history, entries: history.entries.filter(({ id }) => id !== 'c3') } },
      });
      assert.ok(await isFocused(row('tariff table').getByRole('button').first()));
    });

    it('pins, exports and imports by buttons with names', async () => {
      await row('tariff table').hover();
      await row('tariff table').getByRole('button', { name: 'Pin Tests for the tariff table' }).click();
      assert.deepEqual(await chat.lastIntent('pinChat'), {
        type: 'pinChat',
        sessionId: 'c4',
        isPinned: true,
      });
      await row('ledger').hover();
      await row('ledger').getByRole('button', { name: 'Unpin How the ledger is rounded' }).click();
      assert.equal((await chat.lastIntent('pinChat'))?.isPinned, false);
      await row('tariff table').hover();
      await row('tariff table').getByRole('button', { name: 'Export Tests for the tariff table' }).click();
      assert.equal((await chat.lastIntent('exportChat'))?.sessionId, 'c4');
      await panel().getByRole('button', { name: 'Import Conversations' }).click();
      assert.ok(await chat.lastIntent('importChats'));
    });

    it('says what came of something, and shows hostile names as text', async () => {
      const title = '<img src=x onerror=alert(1)>\u202E\u200B';
      await chat.patch({
        op: 'set',
        part: {
          history: {
            ...history,
            entries: [entry('x', title, 0)],
            remark: {
              level: 'warning',
              message: 'a.json is damaged: 3 messages were imported, but not number 2.',
            },
          },
        },
      });
      assert.match(await panel().getByRole('status').innerText(), /not number 2/);
      assert.match(await panel().locator('.past-title').innerText(), /<img src=x onerror=alert\(1\)>/);
      assert.equal(await panel().locator('img').count(), 0);
      assert.ok(!(await panel().locator('.past-title').innerText()).includes('\u202E'));
    });

    it('says in an empty workspace that there is nothing yet', async () => {
      await chat.patch({ op: 'set', part: { history: { ...history, entries: [] } } });
      assert.match(await panel().innerText(), /No conversations in this workspace yet/);
    });
  });

  describe('when another window has the conversation', () => {
    beforeEach(async () => {
      chat = await openChat();
      await chat.snapshot(
        state({ turns: [question('t1', 'Why?'), answer('t2', 'Because.')], readOnly: { isTaking: false } }),
      );
      await chat.settled();
    });

    it('shows it to read, sends nothing, and takes it over by a button', async () => {
      const box = chat.page.getByRole('textbox', { name: 'Message' });
      assert.equal(await box.getAttribute('readonly'), '');
      await box.press('Enter');
      assert.equal(await chat.lastIntent('send'), undefined);
      await chat.page.getByRole('button', { name: 'Take Over' }).click();
      assert.ok(await chat.lastIntent('takeOver'));
      await chat.patch({ op: 'set', part: { readOnly: { isTaking: true } } });
      assert.match(await chat.page.locator('.read-only').innerText(), /Taking over/);
      await chat.patch({ op: 'set', part: { readOnly: null } });
      assert.equal(await box.getAttribute('readonly'), null);
    });

    for (const theme of ['dark', 'hcLight'] as const)
      it(`looks right in ${theme}`, async () => {
        await chat.close();
        chat = await openChat({ theme });
        await chat.snapshot(
          state({ turns: [question('t1', 'Why?'), answer('t2', 'Because.')], readOnly: { isTaking: false } }),
        );
        await chat.settled();
        await chat.shot(`readOnly-${theme}`);
        assert.deepEqual(await axeFindings(chat), []);
      });
  });

  for (const theme of themeNames)
    it(`looks right and has no finding of axe in ${theme}`, async function () {
      this.timeout(60_000);
      chat = await openChat({ theme });
      await chat.snapshot(open());
      await chat.settled();
      await chat.page.locator('.past').nth(3).hover();
      await chat.shot(`history-${theme}`);
      assert.deepEqual(await axeFindings(chat), []);
      await chat.page.keyboard.press('ArrowDown');
      await chat.page.keyboard.press('Delete');
      await chat.settled();
      await chat.shot(`history-delete-${theme}`);
      assert.deepEqual(await axeFindings(chat), []);
    });

  it('fits into 200 pixels, in Chinese too', async function () {
    this.timeout(60_000);
    const texts = JSON.parse(
      readFileSync(new URL('../../l10n/bundle.l10n.zh-cn.json', import.meta.url), 'utf8'),
    );
    chat = await openChat({ lang: 'zh-cn', texts, width: 200 });
    await chat.snapshot({ ...open(), history: searched });
    await chat.settled();
    await chat.shot('history-narrow-zh');
    assert.deepEqual(await axeFindings(chat), []);
    assert.ok(await chat.page.evaluate(() => document.documentElement.scrollWidth <= 200));
  });
});
