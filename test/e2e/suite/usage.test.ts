// The usage page in a real editor: its figures are the sandbox's books, it moves while requests run, its files are whole.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChatPanel } from '../chatPanel.ts';
import { Machine, type PersonsWindow } from '../machine.ts';
import { allReceipts, isShownAs } from '../receipts.ts';
import { until } from '../until.ts';
import { exportUsage, UsagePanel } from '../usagePanel.ts';

describe('the usage page', () => {
  let machine: Machine;
  let person: PersonsWindow;
  let chat: ChatPanel;
  let usage: UsagePanel;

  before(async () => {
    machine = await Machine.start({
      viewport: { width: 1360, height: 1000 },
      settings: {
        'window.autoDetectColorScheme': true,
        'workbench.preferredLightColorTheme': 'Light Modern',
        'workbench.preferredDarkColorTheme': 'Dark Modern',
      },
    });
    person = await machine.openReady({ workspace: machine.demo });
    chat = new ChatPanel(person.window, machine.cn, person.window.webview('purpose=webviewView'));
  });
  after(() => machine.stop());

  const billed = (): bigint =>
    machine.cn
      .bill()
      .entries.filter(({ kind }) => kind === 'chat' || kind === 'completion')
      .reduce((sum, { costPico }) => sum + BigInt(costPico), 0n);

  it('says what will be here while nothing was sent', async () => {
    usage = await UsagePanel.open(person.window);
    await usage.frame.getByText('Nothing was sent yet').waitFor();
    await person.window.screenshot('usage-empty');
  });

  it('shows what the sandbox billed, as soon as it was booked', async () => {
    machine.cn.setFault({ fault: 'long-line-1', kind: 'chat' });
    await chat.ask('Hello');
    await chat.newChat();
    await chat.ask('Explain src/tariff.ts, please.');
    await until('both receipts', async () => (await usage.rows.count()) >= 2);
    await until('the sum of the bill', async () => isShownAs(await usage.sum('CNY').innerText(), billed()));
    assert.equal(Number(await usage.fact('Requests')), allReceipts(machine).length);
    const today = usage.frame.locator('svg.chart g.bar').nth(new Date().getDate() - 1);
    assert.ok(
      Number(await today.locator('.sure').getAttribute('height')) > 100,
      'the bar of today is the highest',
    );
    for (const scheme of ['light', 'dark'] as const) {
      await person.window.page.emulateMedia({ colorScheme: scheme });
      await usage.frame.locator(`body.vscode-${scheme}`).waitFor();
      await usage.frame.locator('h1').scrollIntoViewIfNeeded();
      await person.window.screenshot(`usage-figures-${scheme}`);
    }
  });

  it('opens a receipt down to its price and trace id, and copies that', async () => {
    const [entry] = machine.cn.bill().entries.filter(({ kind }) => kind === 'chat');
    await usage.rows.last().locator('.line').click();
    await usage.button('Copy Trace ID').first().click();
    await until('the copy', async () => (await person.window.clipboardText()) === entry?.traceId);
    await usage.rows.last().scrollIntoViewIfNeeded();
    await person.window.screenshot('usage-receipt-dark');
  });

  it('exports what was billed, to the last digit', async () => {
    const target = join(machine.demo, 'usage.csv');
    await exportUsage(person.window, 'CSV', target);
    const [head = '', ...lines] = readFileSync(target, 'utf8').trimEnd().split('\r\n');
    const at = head.split(',').indexOf('cost');
    const pico = lines
      .map((line) => (line.split(',')[at] ?? '').split('.'))
      .reduce((sum, [whole = '0', fraction = '']) => sum + BigInt(whole + fraction.padEnd(12, '0')), 0n);
    assert.equal(lines.length, allReceipts(machine).length);
    assert.equal(pico, billed());
  });

  it('shows how far the bill is from what was counted', async () => {
    await usage.frame.locator('.bill-form input').fill('1');
    await usage.frame.locator('.bill-form vscode-button').click();
    const line = usage.frame.locator('.bills tbody tr');
    await line.waitFor();
    assert.match(await line.innerText(), /¥1\.00/);
    await line.scrollIntoViewIfNeeded();
    await person.window.screenshot('usage-bill-dark');
  });

  it('is there again after a reload of the window', async () => {
    const before = await usage.sum('CNY').innerText();
    await person.window.reload();
    usage = await UsagePanel.shown(person.window);
    await until('the same sum', async () => (await usage.sum('CNY').innerText()) === before);
  });

  it('is legible in high contrast', async () => {
    await machine.editor.changeSettings(person.window, {
      'window.autoDetectColorScheme': false,
      'workbench.colorTheme': 'Default High Contrast',
    });
    await until('the page in high contrast', async () => {
      usage = await UsagePanel.shown(person.window);
      return (await usage.frame.locator('body.vscode-high-contrast .sum').count()) > 0;
    });
    await usage.frame.locator('h1').scrollIntoViewIfNeeded();
    await person.window.screenshot('usage-figures-contrast');
  });

  it('deletes a range after one question, and every sum with it', async () => {
    await usage.button('Delete…').click();
    await person.window.dialog.getByText(/Delete these receipts/).waitFor();
    await person.window.screenshot('usage-delete-contrast');
    await person.window.dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await until('an empty page', async () => {
      return (await usage.frame.getByText('Nothing was sent yet').count()) > 0;
    });
    assert.equal(allReceipts(machine).length, 0);
  });
});
