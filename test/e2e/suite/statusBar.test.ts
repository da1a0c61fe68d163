// The status bar item as a person meets it: short, in the editor's own colours, with everything else behind the pointer.
import { strict as assert } from 'node:assert';
import { levelOf, typeUntil } from '../budgets.ts';
import { type Installed, openFile } from '../installed.ts';
import { inColours, sharedInstalled } from '../installedDesk.ts';
import type { PersonsWindow } from '../machine.ts';
import { until } from '../until.ts';

const words = {
  en: {
    rows: [
      'Today',
      'This month',
      'This chat',
      'Daily budget',
      'Last minute',
      'Last ghost text',
      'Site',
      'Model',
    ],
    remark: { warning: /A budget is nearly used up\./, error: /A budget is used up\./ },
    accessible: {
      warning: /^SiliconFlow: ≈?¥0\.\d+ spent today, a budget is nearly used up/,
      error: /^SiliconFlow: ≈?¥0\.\d+ spent today, a budget is used up/,
    },
    entries: ['Open Chat', 'New Chat', 'Select Model', 'Ghost Text…', 'Set Budget', 'Stop All Requests'],
  },
  'zh-cn': {
    rows: ['今日', '本月', '本次聊天', '每日预算', '最近一分钟', '上次幽灵文本', '站点', '模型'],
    remark: { warning: /有一项预算即将用完。/, error: /有一项预算已用完。/ },
    accessible: {
      warning: /^SiliconFlow：今日已花费 ≈?¥0\.\d+，有一项预算即将用完/,
      error: /^SiliconFlow：今日已花费 ≈?¥0\.\d+，有一项预算已用完/,
    },
    entries: ['打开聊天', '新建聊天', '选择模型', '幽灵文本…', '设置预算', '停止所有请求'],
  },
} as const;

for (const language of ['en', 'zh-cn'] as const)
  describe(`the status bar in ${language}`, () => {
    let machine: Installed;
    let one: PersonsWindow;
    const { rows, remark, accessible, entries } = words[language];
    const item = () => one.window.statusItem('siliconflow');
    const tooltip = () => one.window.page.locator('.workbench-hover:visible').last();

    before(async () => {
      ({ machine, person: one } = await sharedInstalled(language, {
        'siliconflow.completion.enabled': { '*': true },
        'siliconflow.budget.daily': { CNY: 0.05 },
        'siliconflow.chat.thinking': 'off',
      }));
      await openFile(one.window, 'src/tariff.ts');
    });

    async function pictures(state: string): Promise<void> {
      // What differs in Chinese is the words, not the colours.
      for (const theme of language === 'en' ? (['light', 'dark'] as const) : (['light'] as const)) {
        await inColours(one.window, theme);
        // Under the pointer the item has the colour of that.
        await one.window.page.mouse.move(500, 300);
        await tooltip().waitFor({ state: 'hidden' });
        await one.window.screenshot(`status-${language}-${state}-${theme}`);
        await item().hover();
        await tooltip().waitFor();
        await one.window.screenshot(`status-${language}-${state}-${theme}-hover`);
      }
    }

    it('shows a sum, and behind it where it stems from', async () => {
      const before = machine.completions().length;
      await one.chat.ask('Hello');
      await typeUntil(one, () => machine.completions().length > before + 1);
      await until('its row', async () => {
        await one.window.page.mouse.move(500, 300);
        await item().hover();
        const text = await tooltip().innerText();
        return rows.every((row) => text.includes(row));
      });
      assert.match(await item().innerText(), /^\s*≈?¥0\.\d+\s*$/);
      assert.equal(await levelOf(one), 'none');
      await pictures('fine');
    });

    it('takes the colours of a warning and of a stop, and says why', async () => {
      for (const [state, level, percent] of [
        ['warn', 'warning', 1],
        ['stop', 'error', 80],
      ] as const) {
        await machine.editor.changeSettings(one.window, {
          'siliconflow.budget.warnAtPercent': percent,
          'siliconflow.budget.daily': { CNY: level === 'error' ? 0.0001 : 0.05 },
        });
        await until('the colour', async () => (await levelOf(one)) === level);
        await item().locator(`.codicon-${level}`).waitFor();
        await until('the words', async () => {
          await one.window.page.mouse.move(500, 300);
          await item().hover();
          return remark[level].test(await tooltip().innerText());
        });
        const label = (await item().locator('a').getAttribute('aria-label')) ?? '';
        assert.match(label, accessible[level]);
        await pictures(state);
      }
    });

    it('offers what people want there', async () => {
      await item().click();
      const labels = (await one.window.pickLabels()).map((label) => label.trim());
      for (const entry of entries)
        assert.ok(
          labels.some((label) => label.includes(entry)),
          `${entry} in ${labels}`,
        );
      await one.window.screenshot(`status-${language}-menu`);
      await one.window.page.keyboard.press('Escape');
    });

    if (language === 'en')
      it('is legible in high contrast', async () => {
        await machine.editor.changeSettings(one.window, {
          'window.autoDetectColorScheme': false,
          'workbench.colorTheme': 'Default High Contrast',
        });
        await one.window.page.locator('.monaco-workbench.hc-black').waitFor();
        await one.window.screenshot('status-en-stop-contrast');
        await item().hover();
        await tooltip().waitFor();
        await one.window.screenshot('status-en-stop-contrast-hover');
        assert.notEqual(await levelOf(one), 'none');
      });
  });
