// The empty states: first run, no key, untrusted workspace, banners, and the words of another language.
import { strict as assert } from 'node:assert';
import { type ChatPage, openChat } from './chatPage.ts';
import { state } from './states.ts';

describe('the empty states', () => {
  let chat: ChatPage;
  beforeEach(async () => {
    chat = await openChat();
  });
  afterEach(() => chat.close());

  it('ask for the site, with both choices as buttons', async () => {
    await chat.snapshot(
      state({
        setup: {
          stage: 'site',
          title: 'Choose your site',
          lines: ['Accounts and keys of the two sites are independent.'],
          actions: [
            { id: 'chooseSiteCn', label: '硅基流动 (China)', primary: true },
            { id: 'chooseSiteGlobal', label: 'SiliconFlow (Global)' },
            { id: 'openKeyPage', label: 'Which one is mine?' },
          ],
          busy: false,
        },
      }),
    );
    await chat.page.getByRole('button', { name: 'SiliconFlow (Global)' }).click();
    assert.deepEqual(await chat.lastIntent('action'), { type: 'action', id: 'chooseSiteGlobal' });
    await chat.page.getByRole('button', { name: 'Which one is mine?' }).click();
    assert.deepEqual(await chat.lastIntent('action'), { type: 'action', id: 'openKeyPage' });
    assert.equal(await chat.page.getByRole('textbox').count(), 0, 'nothing can be typed yet');
  });

  it('show a verdict on a key with its cure, and do nothing while busy', async () => {
    const setup = {
      stage: 'key' as const,
      title: 'Enter your key',
      lines: [],
      actions: [{ id: 'enterKey' as const, label: 'Enter key', primary: true }],
      failure: {
        message: 'This is a key of the other site.',
        actions: [{ id: 'switchSite' as const, label: 'Switch site', primary: true }],
      },
      busy: false,
    };
    await chat.snapshot(state({ setup }));
    await chat.page.getByRole('alert').getByRole('button', { name: 'Switch site' }).click();
    assert.deepEqual(await chat.lastIntent('action'), { type: 'action', id: 'switchSite' });
    await chat.patch({ op: 'set', part: { setup: { ...setup, busy: true } } });
    const enter = chat.page.locator('vscode-button', { hasText: 'Enter key' });
    assert.ok(await enter.evaluate((node) => node.hasAttribute('disabled')));
  });

  it('give way to the chat when all is ready, and say when the workspace is not trusted', async () => {
    await chat.snapshot(state({ trusted: false }));
    await chat.page.getByText(/Restricted mode/).waitFor();
    await chat.page.getByRole('button', { name: 'Manage Workspace Trust' }).click();
    assert.deepEqual(await chat.lastIntent('action'), { type: 'action', id: 'manageTrust' });
    await chat.page.getByRole('textbox', { name: 'Message' }).waitFor();
  });

  it('show a banner and take it away', async () => {
    await chat.snapshot(
      state({
        banner: { level: 'warning', message: 'Offline', actions: [{ id: 'retry', label: 'Try again' }] },
      }),
    );
    await chat.page.getByRole('status').getByText('Offline').waitFor();
    await chat.patch({ op: 'set', part: { banner: null } });
    await chat.page.getByText('Offline').waitFor({ state: 'detached' });
  });

  it('speak the language of the bundle, and English where a text is missing', async () => {
    const chinese = await openChat({
      lang: 'zh-cn',
      texts: {
        'New Chat': '新对话',
        'Today {0}': '今日 {0}',
        'Ask about your code. @ attaches context.': '询问代码…</script><b>',
      },
    });
    await chinese.snapshot(state());
    await chinese.page.getByRole('button', { name: '新对话' }).waitFor();
    await chinese.page.getByText('今日 ¥0.18').waitFor();
    assert.equal(await chinese.page.locator('textarea').getAttribute('placeholder'), '询问代码…</script><b>');
    await chinese.page.getByRole('button', { name: 'Attach File' }).waitFor();
    await chinese.close();
  });

  it('report a message that is not one, and ask for the state', async () => {
    await chat.postRaw({ type: 'snapshot', seq: -1 });
    await chat.settled();
    assert.match((await chat.lastIntent('pageError'))?.message ?? '', /refused/);
    assert.deepEqual(await chat.lastIntent('resync'), { type: 'resync' });
    await chat.snapshot(state());
    await chat.page.getByRole('textbox', { name: 'Message' }).waitFor();
  });
});
