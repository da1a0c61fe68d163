// The request over the conversation: pieces, what is masked, exact bytes; by keyboard, by axe, to the eye, at 200 pixels.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import type { RequestView } from '../../src/protocol/chatRequest.ts';
import { axeFindings } from './axe.ts';
import { type ChatPage, openChat, themeNames } from './chatPage.ts';
import { answer, file, question, state } from './states.ts';

const yuan = (pico: string) => ({ currency: 'CNY', pico });
const placeholder = 'SECRET_GITHUB_TOKEN_1_K7Q2ZDAA';
const body = `{"model":"deepseek-ai/DeepSeek-V3.2","messages":[{"role":"system","content":"You are \\"a\\" \u202Eprogramming assistant."},{"role":"user","content":"token: ${placeholder}"}],"stream":true,"max_tokens":8192}`;
const next: RequestView = {
  kind: 'next',
  id: 'next',
  problem: null,
  facts: [
    { name: 'Model', value: 'DeepSeek-V3.2' },
    { name: 'Masked', value: 'github-token × 1, siliconflow-key × 1' },
  ],
  tokens: 2_360,
  pieces: [
    {
      id: 'p-0',
      kind: 'system',
      tokens: 210,
      cost: yuan('420000000'),
      runs: [{ kind: 'text', text: 'You are a programming assistant.' }],
      images: 0,
      isOut: false,
    },
    {
      id: 't-1',
      kind: 'question',
      tokens: 12,
      runs: [{ kind: 'text', text: 'Why?' }],
      images: 0,
      drop: { what: 'turn', turnId: 't1' },
      isOut: true,
    },
    {
      id: 't-2',
      kind: 'answer',
      tokens: 240,
      cost: yuan('480000000'),
      runs: [{ kind: 'text', text: 'Because of the last line.' }],
      images: 0,
      drop: { what: 'turn', turnId: 't2' },
      isOut: false,
    },
    {
      id: 'a-a1',
      kind: 'attachment',
      label: 'src/ledger.ts',
      tokens: 1_840,
      cost: yuan('3680000000'),
      images: 0,
      isOut: false,
      drop: { what: 'attachment', attachmentId: 'a1' },
      runs: [
        { kind: 'text', text: 'export const token =\n  "' },
        { kind: 'masked', placeholder, rule: 'github-token', passes: 'offered' },
        { kind: 'text', text: '";\nexport const key = "' },
        {
          kind: 'masked',
          placeholder: 'SECRET_SILICONFLOW_KEY_2_K7Q2ZDAA',
          rule: 'siliconflow-key',
          passes: 'never',
        },
        { kind: 'text', text: '";\n' },
        { kind: 'unseen', characters: 4_120 },
      ],
    },
    {
      id: 'p-3',
      kind: 'words',
      tokens: 58,
      cost: yuan('116000000'),
      images: 0,
      isOut: false,
      runs: [
        { kind: 'text', text: 'Does login work with ' },
        {
          kind: 'masked',
          placeholder: 'SECRET_PASSWORD_3_K7Q2ZDAA',
          rule: 'password-assignment',
          passes: 'once',
        },
        { kind: 'text', text: '?' },
      ],
    },
  ],
  head: {
    method: 'POST',
    url: 'https://api.siliconflow.cn/v1/chat/completions',
    headers: [
      { name: 'content-type', value: 'application/json' },
      { name: 'user-agent', value: 'siliconflow-assistant/0.1.0 (unofficial; VS Code 1.106.0)' },
    ],
  },
  body,
  unseenCharacters: 0,
  bodyBytes: new TextEncoder().encode(body).length,
  grants: [{ id: 'g1', rule: 'jwt', since: 'Nov 20, 2026' }],
};
const sent: RequestView = {
  ...next,
  kind: 'sent',
  id: 'r1',
  grants: [],
  facts: [
    { name: 'Sent', value: '14:03:22' },
    { name: 'For', value: 'Chat' },
    { name: 'Model', value: 'DeepSeek-V3.2' },
    { name: 'Outcome', value: 'Answered (HTTP 200)' },
    { name: 'Tokens', value: '2,204 in (1,536 from the cache), 512 out' },
    { name: 'Cost', value: '¥0.0032' },
    { name: 'Receipt', value: '0f8fad5bd9cb469fa16570867728950e' },
    { name: 'Trace ID', value: 'ti_0d6fj2k1x9' },
  ],
};
const talk = state({
  attachments: [file],
  turns: [question('t1', 'Why?'), answer('t2', 'Because of the last line.')],
});

describe('the request over the conversation', () => {
  let chat: ChatPage;
  const panel = () => chat.page.locator('.request');
  const press = (name: string) => panel().getByRole('button', { name }).click();

  describe('on the page', () => {
    beforeEach(async () => {
      chat = await openChat();
      await chat.snapshot({ ...talk, request: next });
    });
    afterEach(() => chat.close());

    it('marks every placeholder where it stands, and says what its rule was', async () => {
      assert.deepEqual(await panel().locator('mark').allInnerTexts(), [
        placeholder,
        'SECRET_SILICONFLOW_KEY_2_K7Q2ZDAA',
        'SECRET_PASSWORD_3_K7Q2ZDAA',
      ]);
      assert.match((await panel().locator('mark').first().getAttribute('title')) ?? '', /github-token/);
      assert.match(await panel().innerText(), /siliconflow-key\s*never leaves this machine/);
    });

    it('lets a false alarm through once, always, or masks it after all', async () => {
      await press('Send in Clear Once: github-token');
      assert.deepEqual(await chat.lastIntent('letThrough'), { type: 'letThrough', placeholder, how: 'once' });
      await press('Always Send in Clear: github-token');
      assert.equal((await chat.lastIntent('letThrough'))?.how, 'always');
      await press('Mask Again: jwt');
      assert.equal((await chat.lastIntent('revokeGrant'))?.grantId, 'g1');
      await press('Mask After All: password-assignment');
      assert.equal((await chat.lastIntent('letThrough'))?.how, 'not');
    });

    it('leaves out an attachment or an earlier message with one click, and puts it back', async () => {
      await press('Leave Out src/ledger.ts');
      assert.equal((await chat.lastIntent('removeAttachment'))?.attachmentId, 'a1');
      await press('Leave Out Earlier: answer');
      assert.deepEqual(await chat.lastIntent('leaveOut'), { type: 'leaveOut', turnId: 't2', isOut: true });
      await press('Put Back Earlier: you');
      assert.deepEqual(await chat.lastIntent('leaveOut'), { type: 'leaveOut', turnId: 't1', isOut: false });
      assert.equal(await panel().getByRole('button', { name: 'Leave Out Instructions' }).count(), 0);
    });

    it('shows the body character for character, and the head without the key', async () => {
      await press('Exact Body');
      assert.equal(
        await panel()
          .locator('.exact-body')
          .evaluate((node) => node.textContent),
        body,
      );
      assert.match(await panel().innerText(), /POST https:\/\/api\.siliconflow\.cn\/v1\/chat\/completions/);
      assert.match(await panel().innerText(), /authorization: Bearer ••••/);
      await press('Copy as curl');
      assert.equal((await chat.lastIntent('copyRequest'))?.as, 'curl');
      await press('Copy as JSON');
      assert.equal((await chat.lastIntent('copyRequest'))?.as, 'json');
      await press('Open in Editor');
      assert.ok(await chat.lastIntent('openBody'));
    });

    it('takes the focus, closes with Escape before anything is stopped, and gives the focus to the composer', async () => {
      assert.ok(await panel().evaluate((node) => node === document.activeElement));
      assert.equal(await chat.page.locator('main.scroller').getAttribute('inert'), '');
      await chat.page.keyboard.press('Escape');
      assert.ok(await chat.lastIntent('closeRequest'));
      assert.equal(await chat.lastIntent('stop'), undefined);
      await chat.patch({ op: 'set', part: { request: null } });
      assert.equal(await panel().count(), 0);
      assert.ok(
        await chat.page
          .getByRole('textbox', { name: 'Message' })
          .evaluate((node) => node === document.activeElement),
      );
    });

    it('is opened by a key with what stands in the composer at that moment, and by the menu of an answer', async () => {
      await chat.patch({ op: 'set', part: { request: null } });
      const box = chat.page.getByRole('textbox', { name: 'Message' });
      await box.fill('a question');
      await box.press('Alt+Enter');
      const kinds = (await chat.intents()).map(({ type }) => type);
      assert.deepEqual(kinds.slice(-2), ['draft', 'previewRequest']);
      await chat.page.locator('article.answer').hover();
      await chat.page.getByRole('button', { name: 'Show Request' }).click();
      assert.equal((await chat.lastIntent('showSent'))?.turnId, 't2');
    });

    it('is opened for an edited question and for asking again, by button and by key', async () => {
      await chat.patch({ op: 'set', part: { request: null } });
      await chat.page.locator('article.question').first().hover();
      await chat.page.getByRole('button', { name: 'Edit and Send Again' }).first().click();
      const box = chat.page.getByRole('textbox', { name: 'Edit the message' });
      await box.fill('Better words');
      await box.press('Alt+Enter');
      const asked = { kind: 'edit', turnId: 't1', text: 'Better words' };
      assert.deepEqual((await chat.lastIntent('previewRequest'))?.again, asked);
      await box.fill('Best words');
      await chat.page.locator('.editor').getByRole('button', { name: 'Preview' }).click();
      assert.deepEqual((await chat.lastIntent('previewRequest'))?.again, { ...asked, text: 'Best words' });
      assert.equal(await box.inputValue(), 'Best words');
      await chat.patch({ op: 'set', part: { request: { ...sent, answerId: 't2' } } });
      await press('Preview Regenerating');
      const again = (await chat.lastIntent('previewRequest'))?.again;
      assert.deepEqual(again, { kind: 'regenerate', turnId: 't2' });
    });

    it('says why a request cannot be sent', async () => {
      await chat.patch({
        op: 'set',
        part: { request: { ...next, problem: 'Secrets were found.', head: null } },
      });
      assert.match(await panel().getByRole('alert').innerText(), /Secrets were found/);
      assert.equal(await panel().getByText('Exact Body').count(), 0);
    });
  });

  for (const theme of themeNames)
    it(`looks right and has no finding of axe in ${theme}`, async function () {
      this.timeout(60_000);
      chat = await openChat({ theme });
      await chat.snapshot({ ...talk, request: next });
      await chat.shot(`preview-${theme}`);
      assert.deepEqual(await axeFindings(chat), []);
      await chat.patch({ op: 'set', part: { request: sent } });
      await press('Exact Body');
      await chat.shot(`preview-sent-${theme}`);
      assert.deepEqual(await axeFindings(chat), []);
      await chat.close();
    });

  it('fits into 200 pixels, in Chinese too', async function () {
    this.timeout(60_000);
    const zh: Record<string, string> = JSON.parse(
      readFileSync(new URL('../../l10n/bundle.l10n.zh-cn.json', import.meta.url), 'utf8'),
    );
    for (const [name, lang, width, texts] of [
      ['en-200', 'en', 200, {}],
      ['zh-200', 'zh-cn', 200, zh],
      ['zh-400', 'zh-cn', 400, zh],
    ] as const) {
      chat = await openChat({ width, lang, texts });
      await chat.snapshot({ ...talk, request: next });
      await chat.shot(`preview-${name}`);
      const over = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      assert.equal(await chat.page.evaluate(over), 0);
      assert.equal(
        await panel().evaluate(
          (node) => node.parentElement && node.parentElement.scrollWidth - node.parentElement.clientWidth,
        ),
        0,
      );
      await chat.close();
    }
  });
});
