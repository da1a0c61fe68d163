// The guard as a person meets it: the file at hand is excluded, a message is stopped for its secrets, a chip is held.
import { strict as assert } from 'node:assert';
import { type Installed, menuWords, openFile } from '../installed.ts';
import { inColours, sharedInstalled } from '../installedDesk.ts';
import type { PersonsWindow } from '../machine.ts';
import { until } from '../until.ts';

const words = {
  en: {
    excluded: '.env Is Excluded',
    rule: 'built-in list of private files: .env*',
    ghostText: ['Ghost Text…', 'this file is excluded (.env*)'],
    buttons: ['False Alarm: Send This Once', 'False Alarm: Always Send This'],
    goes: /It goes with your next message/,
    held: /Nothing was sent\. .*tariff\.ts never leaves this machine: your setting excludes it \(src\/tariff\.ts\)/,
    remove: 'Remove tariff.ts',
    newChat: 'SiliconFlow: New Chat',
  },
  'zh-cn': {
    excluded: '.env 已被排除',
    rule: '内置的私密文件列表：.env*',
    ghostText: ['幽灵文本…', '此文件已被排除（.env*）'],
    buttons: ['误报：仅此次发送', '误报：以后都发送'],
    goes: /将随下一条消息发送/,
    held: /未发送任何内容。.*tariff\.ts 永不离开本机：已被您的设置排除（src\/tariff\.ts）/,
    remove: '移除 tariff.ts',
    newChat: 'SiliconFlow: 新建聊天',
  },
} as const;

const value = 'xK93-qpZ7-vBn2';

for (const language of ['en', 'zh-cn'] as const)
  describe(`the guard in ${language}`, () => {
    let machine: Installed;
    let one: PersonsWindow;
    const said = words[language];
    const bodies = (): string =>
      machine.site
        .requests()
        .map(({ body }) => body)
        .join('\n');

    before(async () => {
      ({ machine, person: one } = await sharedInstalled(language, {
        'siliconflow.completion.enabled': { '*': true },
        'siliconflow.privacy.secrets': 'block',
      }));
      await openFile(one.window, 'src/tariff.ts');
      await inColours(one.window, language === 'en' ? 'light' : 'dark');
    });

    it('says in the menu which rule keeps the file at hand here', async () => {
      await openFile(one.window, '.env');
      await until('the rule', async () => (await menuWords(one.window, said.excluded)).includes(said.rule));
      const [label, state] = said.ghostText;
      await until('its state', async () => (await menuWords(one.window, label)).includes(state));
      await one.window.page.keyboard.press('Control+Alt+m');
      await one.window.quickInput.locator('.monaco-list-row').filter({ hasText: said.excluded }).waitFor();
      await one.window.screenshot(`guard-${language}-menu`);
      await one.window.page.keyboard.press('Escape');
      assert.ok(!bodies().includes('demo-not-a-real-token-0000'));
    });

    it('stops a message for its secrets, and lets a false alarm go once by a click', async () => {
      const { chat, window } = one;
      const asked = (): number =>
        machine.site.requests().filter(({ url }) => url.includes('chat/completions')).length;
      const before = asked();
      await chat.composer.fill(`Is password = "${value}" a good one?`);
      await chat.composer.press('Enter');
      const [once, always] = said.buttons;
      await chat.button(once).waitFor();
      assert.ok(await chat.button(always).isVisible());
      await window.screenshot(`guard-${language}-stopped`);
      assert.equal(asked(), before);
      await chat.button(once).click();
      await chat.banner.filter({ hasText: said.goes }).waitFor();
      await chat.composer.press('Enter');
      await chat.ended();
      assert.ok(bodies().includes(value));
    });

    it('holds a file that was attached before it was excluded, and lets it be removed', async () => {
      const { chat, window } = one;
      await window.runCommand(said.newChat);
      await until('an empty chat', async () => (await chat.answers.count()) === 0);
      await window.focusEditor('tariff.ts');
      await chat.page.locator('sf-composer .attach vscode-button').first().click();
      await chat.chips.first().waitFor();
      await machine.editor.changeSettings(window, { 'siliconflow.privacy.exclude': ['src/tariff.ts'] });
      await chat.page.locator('sf-composer .chip.held').waitFor();
      const before = machine.site.requests().length;
      await chat.composer.fill('What does it do?');
      await chat.composer.press('Enter');
      await chat.page.getByText(said.held).first().waitFor();
      await window.screenshot(`guard-${language}-held`);
      assert.equal(machine.site.requests().length, before);
      await chat.button(said.remove).click();
      await chat.chips.waitFor({ state: 'detached' });
      await chat.composer.press('Enter');
      await until('the question to leave', () => machine.site.requests().length > before);
      assert.ok(
        !machine.site
          .requests()
          .slice(before)
          .some(({ body }) => body.includes('tariff')),
      );
    });
  });
