// How it looks: the main states in both languages, light, dark and high contrast, as pictures for people to judge; what
// can be judged without one is asserted.
import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { KEYS } from '../../sandbox/keys.ts';
import { Machine, type PersonsWindow, repository } from '../machine.ts';
import { until } from '../until.ts';
import { UsagePanel } from '../usagePanel.ts';

const words = {
  en: {
    question: 'Explain src/tariff.ts, please.',
    short: 'Hello',
    site: /Which SiliconFlow site/,
    history: 'Show Chat History',
    generated: 'AI-generated',
  },
  'zh-cn': {
    question: '请解释 src/tariff.ts。',
    short: '你好',
    site: /[\u4e00-\u9fff]/,
    history: '显示聊天历史',
    generated: 'AI 生成',
  },
} as const;

for (const language of ['en', 'zh-cn'] as const) {
  describe(`the chat in ${language}`, () => {
    let machine: Machine;
    let person: PersonsWindow;
    const { question, short, site, history, generated } = words[language];

    before(async () => {
      machine = await Machine.start({
        settings: {
          'window.autoDetectColorScheme': true,
          'workbench.preferredLightColorTheme': 'Light Modern',
          'workbench.preferredDarkColorTheme': 'Dark Modern',
        },
        ...(language === 'en' ? {} : { language }),
      });
      person = await machine.open({ workspace: machine.demo, files: [join(machine.demo, 'src/tariff.ts')] });
    });
    after(() => machine.stop());

    /** A picture of this state in each theme; nothing may be wider than the panel. */
    async function picture(state: string, themes: readonly Theme[] = ['light', 'dark']): Promise<void> {
      const { chat, window } = person;
      for (const theme of themes) {
        if (theme !== 'contrast') await window.page.emulateMedia({ colorScheme: theme });
        await chat.page.locator(`body.${bodyClass[theme]}`).waitFor();
        await window.screenshot(`${language}-${state}-${theme}`);
      }
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      assert.equal(await chat.page.locator('body').evaluate(overflow), 0);
    }

    it('shows the way to the first question', async () => {
      const { chat } = person;
      await until('the choice of the site', async () => site.test(await chat.setupTitle.innerText()));
      await picture('site');
      const primary = chat.page.locator('.setup-actions vscode-button').first();
      await primary.click();
      await chat.page.locator('.setup .links').waitFor();
      await until('the notice', async () => (await chat.page.locator('.setup p').count()) > 2);
      await picture('notice');
      await chat.setUp(KEYS.cn);
      await chat.page.locator('.suggestions').waitFor();
      await picture('ready');
    });

    it('shows an answer that comes in, and the whole of it', async () => {
      const { chat } = person;
      machine.cn.setFault({ fault: 'held', kind: 'chat' });
      await chat.attach(join(machine.demo, 'src/parcel.ts'));
      await chat.send(question);
      machine.cn.letGo(40);
      await chat.lastAnswer.locator('.reasoning.live').waitFor();
      await picture('thinking');
      machine.cn.letGo(200);
      await chat.streamed(/src\//);
      await picture('streaming');
      machine.cn.letGo();
      const answer = await chat.ended();
      assert.equal(await answer.locator('.generated').innerText(), generated);
      await picture('answer');
    });

    it('shows a failure, an answer that was cut off, and the models', async () => {
      const { chat, window } = person;
      machine.cn.setFault({ fault: 'cut-after-140', kind: 'chat' });
      await chat.ask(question);
      await picture('cut');
      machine.cn.setFault({ fault: 'http-402', kind: 'chat' });
      await chat.ask(short);
      await picture('failure');
      await chat.page.locator('.picker-button').click();
      await chat.page.locator('.popup [role="option"]').first().waitFor();
      await picture('models');
      await window.page.keyboard.press('Escape');
    });

    /** What goes along with a message, how full the window is, an answer of every kind, its code on the way to files. */
    async function furtherPictures(themes: readonly Theme[]): Promise<void> {
      const { chat, window } = person;
      await chat.newChat();
      for (const [typed, state] of [
        ['@', 'mentions'],
        ['/', 'commands'],
      ] as const) {
        await chat.composer.pressSequentially(typed);
        await chat.page.getByRole('option').first().waitFor();
        await picture(state, themes);
        await chat.composer.fill('');
      }
      machine.cn.setFault({ fault: 'rich', kind: 'chat' });
      await chat.ask(short);
      await until('the files', async () => (await chat.lastAnswer.locator('.file-link').count()) === 3);
      await picture('rich', themes);
      await chat.lastAnswer.locator('.footnote-ref').first().scrollIntoViewIfNeeded();
      await picture('rich-top', themes);
      await chat.page.locator('sf-meter .meter-line').click();
      await picture('meter', themes);
      await window.page.keyboard.press('Escape');
      await window.titleAction(history).click();
      await chat.page.locator('sf-history li').first().waitFor();
      await picture('history', themes);
      await chat.page.locator('sf-history').press('Escape');
      machine.cn.setFault({ fault: 'many-files', kind: 'chat' });
      await chat.ask(short);
      await chat.lastAnswer.locator('.foot .tools button').first().click();
      await window.quickInput.locator('.monaco-list-row').nth(3).waitFor();
      await picture('apply-list', themes);
      await window.page.keyboard.press('Enter');
      const proposals = window.page.locator('.tab').filter({ hasText: /: proposed|：建议的更改/ });
      await proposals.nth(2).waitFor();
      await picture('apply-diff', themes);
      await window.closeAllEditors();
    }

    // The walks through them take their pictures in English, in a light theme.
    if (language === 'zh-cn')
      it('shows what goes along, how full the window is, a rich answer, earlier chats and a diff', () =>
        furtherPictures(['dark']));

    // The suite of that page takes its pictures in English.
    if (language === 'zh-cn')
      it('speaks Chinese throughout on the usage page, too', async () => {
        const { chat, window } = person;
        await window.page.setViewportSize({ width: 1360, height: 1000 });
        await window.page.emulateMedia({ colorScheme: 'light' });
        machine.cn.setFault({ fault: 'long-line-1', kind: 'chat' });
        await chat.ask(short);
        const usage = await UsagePanel.open(window, 'SiliconFlow: 查看用量');
        await usage.frame.locator('body.vscode-light').waitFor();
        await usage.rows.first().waitFor();
        await usage.rows.first().locator('.line').click();
        await window.screenshot('usage-receipts-zh-cn');
        await usage.frame.locator('h1').scrollIntoViewIfNeeded();
        await window.screenshot('usage-zh-cn');
        const text = await usage.frame.locator('main').innerText();
        for (const said of ['用量', '本月', '收据', '与账单对照']) assert.ok(text.includes(said), said);
        assert.doesNotMatch(text, /\b(Requests|Tokens|Show|Cost|Receipts|Model|Saved)\b/);
      });

    if (language === 'en')
      it('shows the same in high contrast', async () => {
        const { chat, window } = person;
        await machine.editor.changeSettings(window, {
          'window.autoDetectColorScheme': false,
          'workbench.colorTheme': 'Default High Contrast',
        });
        await picture('failure', ['contrast']);
        await chat.page.locator('.picker-button').click();
        await chat.page.locator('.popup [role="option"]').first().waitFor();
        await picture('models', ['contrast']);
        await window.page.keyboard.press('Escape');
        await chat.newChat();
        await picture('ready', ['contrast']);
        await chat.ask(question);
        await picture('answer', ['contrast']);
        await furtherPictures(['contrast']);
      });
  });
}

type Theme = 'light' | 'dark' | 'contrast';
const bodyClass: Readonly<Record<Theme, string>> = {
  light: 'vscode-light',
  dark: 'vscode-dark',
  contrast: 'vscode-high-contrast',
};

// Only on request: a new picture in every run would be a change in every commit.
if (process.env.UPDATE_README === '1')
  describe('the picture of the README', () => {
    it('shows an answer about the demo workspace with reasoning, code and cost', async () => {
      const machine = await Machine.start({
        pace: 'life',
        settings: { 'workbench.colorTheme': 'Dark Modern', 'editor.minimap.enabled': false },
        viewport: { width: 1280, height: 880 },
      });
      try {
        const files = [join(machine.demo, 'src/tariff.ts')];
        const { window, chat } = await machine.openReady({ workspace: machine.demo, files });
        await chat.button('Not Now').click();
        await widen(window.page);
        await window.runCommand('SiliconFlow: Add File to Chat');
        await chat.chips.waitFor();
        await chat.ask('Write a unit test for priceCents.');
        await window.page.mouse.move(900, 400);
        const folder = join(repository, 'media/readme');
        mkdirSync(folder, { recursive: true });
        await window.page.screenshot({ path: join(folder, 'chat.png') });
      } finally {
        await machine.stop();
      }
    });
  });

/** Drags the edge of the side bar, as a person does who reads longer answers. */
async function widen({ mouse }: PersonsWindow['window']['page']): Promise<void> {
  await mouse.move(349, 300);
  await mouse.down();
  await mouse.move(560, 300, { steps: 5 });
  await mouse.up();
}
