// A person who wonders what is wrong: from the failure in the chat to a report that can be pasted into an issue.
import { strict as assert } from 'node:assert';
import { KEYS } from '../../sandbox/keys.ts';
import type { Installed } from '../installed.ts';
import { endInstalled, inColours, sharedInstalled } from '../installedDesk.ts';
import type { PersonsWindow } from '../machine.ts';
import { until } from '../until.ts';

const words = {
  en: {
    command: 'SiliconFlow: Diagnose',
    free: 'Run the checks that cost nothing',
    stream: /costs at most ¥0\.00/,
    tab: 'SiliconFlow Diagnosis.md',
    fine: /Nothing wrong was found\./,
    key: /\*\*API key\*\* – ok: Present \(sk-••••\)/,
    accepted: /\*\*Key accepted\*\* – ok/,
    copy: 'Copy Report',
    button: 'Diagnose',
    gone: /\*\*Site\*\* – fault: 127\.0\.0\.1:\d+ cannot be reached/,
  },
  'zh-cn': {
    command: 'SiliconFlow: 诊断',
    free: '仅运行免费检查',
    stream: /最多花费 ¥0\.00/,
    tab: 'SiliconFlow 诊断.md',
    fine: /未发现问题。/,
    key: /\*\*API 密钥\*\* – 正常：? ?已有密钥（sk-••••）/,
    accepted: /\*\*密钥验证\*\* – 正常/,
    copy: '复制报告',
    button: '诊断',
    gone: /\*\*站点\*\* – 故障：? ?.*127\.0\.0\.1:\d+/,
  },
} as const;

for (const language of ['en', 'zh-cn'] as const)
  describe(`a person who asks what is wrong, in ${language}`, () => {
    let machine: Installed;
    let person: PersonsWindow;
    const said = words[language];

    before(async () => {
      ({ machine, person } = await sharedInstalled(language, { 'siliconflow.chat.thinking': 'off' }));
    });
    // The platform is gone by then.
    after(() => endInstalled(language));

    /** Waits for the report and copies it. */
    async function copied(): Promise<string> {
      const { window } = person;
      await window.page.locator('.tab.active').filter({ hasText: said.tab }).waitFor();
      const notice = window.notifications.filter({ hasText: said.copy }).first();
      await notice.waitFor();
      await window.screenshot(`diagnose-${language}-report`);
      await notice.getByRole('button', { name: said.copy }).click();
      const text = await until('the report in the clipboard', async () => {
        const clipboard = await window.clipboardText();
        return clipboard.startsWith('# ') ? clipboard : null;
      });
      assert.ok(!text.includes(KEYS.cn.slice(-8)));
      return text;
    }

    it('gets a report that finds all in order, and knows what the one paid check would cost', async () => {
      const { window } = person;
      const asked = (): number => machine.site.bill().entries.filter(({ kind }) => kind === 'chat').length;
      const before = asked();
      await window.runCommand(said.command);
      await window.quickInput.getByText(said.stream).waitFor();
      await window.screenshot(`diagnose-${language}-question`);
      await window.pick(said.free);
      const text = await copied();
      assert.match(text, said.fine);
      assert.match(text, said.key);
      assert.match(text, said.accepted);
      assert.equal(asked(), before);
      for (const theme of ['light', 'dark'] as const) {
        await inColours(window, theme);
        await window.screenshot(`diagnose-${language}-${theme}`);
      }
    });

    it('is led to it by the failure of an answer, and told what is wrong first', async () => {
      const { window, chat } = person;
      await machine.site.close();
      await chat.send('Hello');
      await chat.ended();
      await chat.failure.getByRole('button', { name: said.button }).click();
      await window.pick(said.free);
      await until('the new report', async () => {
        await window.page.evaluate("navigator.clipboard.writeText('')");
        return said.gone.test(await copied());
      });
      if (language === 'zh-cn') return;
      await machine.editor.changeSettings(window, {
        'window.autoDetectColorScheme': false,
        'workbench.colorTheme': 'Default High Contrast',
      });
      await window.page.locator('.monaco-workbench.hc-black').waitFor();
      await window.screenshot('diagnose-en-contrast');
    });
  });
