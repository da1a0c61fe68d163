// Fifty attachments in the composer: what stays legible, how long it takes, and how the keyboard gets through them.
import { strict as assert } from 'node:assert';
import type { AttachmentView } from '../../src/protocol/chatTurns.ts';
import { axeFindings } from './axe.ts';
import { type ChatPage, openChat, themeNames } from './chatPage.ts';
import { picture, state } from './states.ts';

const fifty = Array.from(
  { length: 50 },
  (_, at): AttachmentView =>
    at % 10 === 9
      ? { ...picture, id: `a${at}` }
      : {
          id: `a${at}`,
          kind: 'file',
          label: `packages/reporting/p${at}/index.ts`,
          detail: `packages/reporting/p${at}/index.ts`,
          tokens: 1_200 + at,
        },
);
/** Of the page's main thread, to draw them all; a frame or two of a slow machine each would already be felt. */
const mostMs = 400;

describe('fifty attachments in the composer', () => {
  let chat: ChatPage;
  beforeEach(async () => {
    chat = await openChat({ height: 600 });
    await chat.snapshot(state());
  });
  afterEach(() => chat.close());

  const chips = () => chat.page.locator('sf-composer .chip');
  const box = () => chat.page.getByRole('textbox', { name: 'Message' });
  const focused = () =>
    chat.page.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim(),
    );

  it('are drawn at once, cut nothing off, and leave the text and the conversation in sight', async () => {
    const before = await chat.busyMs();
    await chat.patch({ op: 'set', part: { attachments: fifty } });
    const ms = (await chat.busyMs()) - before;
    assert.ok(ms < mostMs, `${ms.toFixed(0)} ms`);
    assert.equal(await chips().count(), 50);
    const cut = await chips().evaluateAll((all) =>
      all
        .map((chip) => chip.querySelector('.chip-label'))
        .filter((label) => label && label.scrollWidth > label.clientWidth)
        .map((label) => label?.textContent),
    );
    assert.deepEqual(cut, []);
    const text = await box().boundingBox();
    assert.ok(text && text.y > 0 && text.y + text.height < 600, JSON.stringify(text));
    const row = await chat.page.getByRole('list', { name: 'Attachments' }).boundingBox();
    assert.ok(row && row.height <= 0.31 * 600, JSON.stringify(row));
    await chat.shot('attachments-fifty');
  });

  it('keep the names of files readable in a narrow panel; the folders give way', async () => {
    await chat.page.setViewportSize({ width: 200, height: 600 });
    const folder = 'packages/reporting/quarterly/summaries';
    const label = `${folder}/index.ts`;
    await chat.patch({
      op: 'set',
      part: {
        attachments: [
          {
            ...{ id: 'a', kind: 'file', label, detail: label, tokens: 1_200 },
            ...{ cost: { currency: 'CNY', pico: '12000000000' }, note: 'Changed since it was attached.' },
          },
        ],
        offered: [`${folder}/AGENTS.md`],
      },
    });
    const names = await chat.page.locator('sf-composer .chip-label').evaluateAll((all) =>
      all.map((one) => {
        const text = Array.from(one.querySelector('bdi')?.childNodes ?? []).find(
          (node) => node instanceof Text && node.data.includes('/'),
        );
        const words = text?.textContent ?? '';
        const range = document.createRange();
        if (!text) return null;
        range.setStart(text, words.lastIndexOf('/') + 1);
        range.setEnd(text, words.length);
        const [name, box] = [range.getBoundingClientRect(), one.getBoundingClientRect()];
        return { name: range.toString(), isWhole: name.left >= box.left && name.right <= box.right + 0.5 };
      }),
    );
    assert.deepEqual(names, [
      { name: 'index.ts', isWhole: true },
      { name: 'AGENTS.md', isWhole: true },
    ]);
    assert.ok(await chat.page.getByRole('button', { name: new RegExp(label) }).count());
    await chat.shot('attachments-narrow');
  });

  it('are one stop of the Tab key, gone through by arrows and taken out by Delete', async () => {
    await chat.snapshot(state({ attachments: fifty }));
    await box().focus();
    await box().press('Shift+Tab');
    assert.equal(await focused(), 'Remove screenshot.png');
    await chat.page.keyboard.press('Home');
    assert.match((await focused()) ?? '', /p0\/index\.ts/);
    const top = await chips().first().boundingBox();
    const list = await chat.page.getByRole('list', { name: 'Attachments' }).boundingBox();
    assert.ok(top && list && top.y >= list.y - 1, 'the chip with the focus is in sight');
    for (let step = 0; step < 4; step++) await chat.page.keyboard.press('ArrowRight');
    assert.match((await focused()) ?? '', /p2\/index\.ts/);
    await chat.page.keyboard.press('Delete');
    assert.equal((await chat.lastIntent('removeAttachment'))?.attachmentId, 'a2');
    await chat.patch({ op: 'set', part: { attachments: fifty.filter(({ id }) => id !== 'a2') } });
    assert.equal(await focused(), 'Remove packages/reporting/p3/index.ts');
    await chat.page.keyboard.press('Tab');
    assert.equal(await focused(), 'Message');
    await chat.page.keyboard.press('Shift+Tab');
    assert.equal(await focused(), 'Remove packages/reporting/p3/index.ts', 'it comes back to where it was');
    await chat.page.keyboard.press('ArrowLeft');
    await chat.page.keyboard.press('Enter');
    assert.equal((await chat.lastIntent('openAttachment'))?.attachmentId, 'a3');
  });

  it('are counted, and taken out together', async () => {
    await chat.snapshot(state({ attachments: fifty }));
    await chat.page.getByText('50 attachments').waitFor();
    await chat.page.getByRole('button', { name: 'Remove All' }).click();
    const removed = (await chat.intents()).filter((intent) => intent.type === 'removeAttachment');
    assert.equal(new Set(removed.map((intent) => intent.attachmentId)).size, 50);
    assert.equal(await focused(), 'Message');
    await chat.patch({ op: 'set', part: { attachments: fifty.slice(0, 5) } });
    await chat.page.getByText('50 attachments').waitFor({ state: 'detached' });
  });

  it('say of a drop of more that not all were taken', async () => {
    await box().evaluate((node) => {
      const data = new DataTransfer();
      const uris = Array.from({ length: 63 }, (_, at) => `file:///w/${at}.ts`);
      data.setData('text/uri-list', uris.join('\r\n'));
      node.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    await chat.page
      .getByRole('alert')
      .getByText('63 were dropped, and the first 50 of them are attached.')
      .waitFor();
    assert.equal((await chat.lastIntent('dropUris'))?.uris.length, 50);
  });
});

describe('many attachments for everyone', () => {
  for (const theme of themeNames)
    it(`pass axe in ${theme}, narrow and low`, async () => {
      const chat = await openChat({ theme, width: 240, height: 400 });
      await chat.snapshot(state({ attachments: fifty }));
      assert.deepEqual(await axeFindings(chat), []);
      await chat.shot(`attachments-fifty-${theme}`);
      await chat.close();
    });
});
