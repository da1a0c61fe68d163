// The usage page in Chromium: what it shows, what it asks for, and that everybody can use it.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator } from 'playwright-core';
import { themeNames } from './chatPage.ts';
import { openUsage, type UsagePage } from './usagePage.ts';
import { block, receipt, usageState } from './usageStates.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function axeFindings({ page }: UsagePage): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary.slice(0, 300)}`),
    );
  });
}

const rows = [
  receipt(5, {
    state: 'estimated',
    outcome: 'stopped',
    cost: { currency: 'CNY', pico: '12000000000', lowPico: '9000000000', highPico: '19000000000' },
  }),
  receipt(4, { outcome: 'failed', failure: 'overloaded', usage: null, price: null }),
  receipt(3, { state: 'unknown', cost: null, price: null, model: 'acme/New-Model' }),
  receipt(2, { purpose: 'completion', insertedInto: 'src/parcel.ts' }),
  receipt(1),
];

describe('the usage page', () => {
  let usage: UsagePage;
  afterEach(async () => {
    // The toolkit tries one empty inline style, which the policy refuses; everything else is a fault.
    assert.deepEqual(
      usage.complaints.filter((line) => !/inline style/.test(line)),
      [],
    );
    await usage.close();
  });

  async function filled(options: Parameters<typeof openUsage>[0] = {}): Promise<void> {
    usage = await openUsage(options);
    await usage.state(usageState());
    await usage.post({ type: 'receipts', mode: 'replace', rows, next: { day: '2026-11-22', number: '1' } });
  }

  for (const theme of themeNames) {
    it(`is legible to everyone in ${theme}: axe finds nothing in any state`, async () => {
      await filled({ theme, reducedMotion: true });
      await usage.page.locator('.line').nth(2).click();
      await usage.page.locator('.line').first().click();
      assert.deepEqual(await axeFindings(usage), []);
      await usage.shot(theme);
      await usage.page.getByRole('button', { name: 'Show as Table' }).first().click();
      assert.deepEqual(await axeFindings(usage), []);
      await usage.state(usageState({ empty: true, blocks: [] }));
      assert.deepEqual(await axeFindings(usage), []);
      await usage.shot(`empty-${theme}`);
      await usage.state(usageState({ trouble: 'The spend ledger cannot be used.', blocks: [] }));
      assert.deepEqual(await axeFindings(usage), []);
    });
  }

  it('never adds two currencies: each has a sum of its own, and what has no price has none', async () => {
    await filled();
    const texts = await usage.page.locator('.block .sum').allInnerTexts();
    assert.deepEqual(texts, ['≈¥18.42', '$0.35', 'No price known']);
    assert.match(await usage.page.locator('.block .band').first().innerText(), /between ¥17\.90 and ¥19\.11/);
  });

  it('names no band that is narrower than what is shown of money', async () => {
    await filled();
    const narrow = { ...block, lowPico: String(BigInt(block.costPico) - 1n), highPico: block.costPico };
    await usage.state(usageState({ blocks: [narrow] }));
    await usage.page.getByText(/^\s*CNY\s+· partly estimated\s*$/).waitFor();
  });

  it('has every bar as a row of a real table, also while the bars are drawn', async () => {
    await filled();
    const table = usage.page.locator('figure.bars').first().locator('tbody tr');
    assert.equal(await table.count(), block.bars.length);
    assert.match(await table.nth(0).innerText(), /November 1, 2026/);
    assert.equal(await usage.page.locator('svg.chart').first().locator('rect.sure').count(), 30);
  });

  it('tells ghost text by language and model, and what needed no request also where nothing was spent', async () => {
    await filled();
    const table = (name: string) => usage.page.getByRole('group', { name, exact: true }).locator('tbody tr');
    const cells = (row: Locator) => row.locator('th, td').allInnerTexts();
    const paid = table('Ghost text by language and model');
    assert.deepEqual(await cells(paid.nth(0)), [
      ...['typescript', 'Qwen3-Coder-30B-A3B-Instruct', '300', '33.7%', '260', '¥0.02'],
      '16.1K tokens',
    ]);
    const nobody = paid.nth(2);
    assert.deepEqual((await cells(nobody)).slice(2, 6), ['0', '–', '0', '–']);
    await usage.state(usageState({ blocks: [] }));
    const free = usage.page.getByRole('region', { name: 'Ghost text without a request' });
    await usage.page.getByText('No request in this range.').waitFor();
    assert.match(await free.innerText(), /28\.7%\s+31 of 108 shown/);
    assert.deepEqual(await cells(table('By Language').nth(0)), ['typescript', '96', '32.3%']);
    await usage.state(usageState({ unasked: [] }));
    await free.waitFor({ state: 'detached' });
  });

  it('asks for a preset, for typed days, and keeps both while it is hidden', async () => {
    await filled();
    await usage.page.getByRole('button', { name: 'Last 7 Days' }).click();
    assert.equal((await usage.last('show'))?.query.preset, 'days7');
    await usage.page.getByLabel('From').fill('2026-10-05');
    const { query } = (await usage.last('show')) ?? {};
    assert.deepEqual(query?.range, { fromDay: '2026-10-05', toDay: '2026-11-30' });
    assert.equal(query?.preset, null);
    const kept = await usage.kept();
    await usage.close();
    usage = await openUsage({ kept });
    assert.deepEqual((await usage.last('ready'))?.query.range, {
      fromDay: '2026-10-05',
      toDay: '2026-11-30',
    });
  });

  it('searches the receipts once a person stops typing, and by a line of the breakdown at once', async () => {
    await filled();
    await usage.page.getByLabel('Search receipts').pressSequentially('ti_2');
    await usage.page.waitForFunction(() =>
      (window as unknown as { sent: { type: string }[] }).sent.some((one) => one.type === 'show'),
    );
    const asked = (await usage.intents()).filter((one) => one.type === 'show');
    assert.deepEqual(
      asked.map((one) => one.query.filter.text),
      ['ti_2'],
    );
    await usage.page.getByRole('button', { name: 'acme/New-Model', exact: false }).first().click();
    assert.equal((await usage.last('show'))?.query.filter.model, 'acme/New-Model');
  });

  it('follows the books while a person reads on: new receipts on top, opened ones stay open, pages stay', async () => {
    await filled();
    await usage.page.locator('.line').nth(3).click();
    await usage.page.getByText('src/parcel.ts').waitFor();
    await usage.post({ type: 'receipts', mode: 'append', rows: [receipt(0)], next: null });
    const newer = [receipt(7), receipt(6), ...rows.slice(0, 3)];
    await usage.post({
      type: 'receipts',
      mode: 'head',
      rows: newer,
      next: { day: '2026-11-22', number: '3' },
    });
    assert.equal(await usage.page.locator('.rows > li').count(), 8);
    assert.ok(await usage.page.getByText('src/parcel.ts').isVisible());
    await usage.state(usageState({ blocks: [{ ...block, costPico: '20000000000000' }] }));
    assert.equal(await usage.page.locator('.sum').first().innerText(), '≈¥20.00');
    assert.equal(await usage.page.getByRole('button', { name: 'Show More' }).count(), 0);
  });

  it('is worked by keyboard alone: range, breakdown, a receipt, its trace id, the next page', async () => {
    await filled();
    const press = async (name: string): Promise<void> => {
      const focused = (): Promise<string> =>
        usage.page.evaluate(() => {
          const { activeElement } = document;
          return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent?.trim() ?? '';
        });
      for (let steps = 0; steps < 120; steps += 1) {
        await usage.page.keyboard.press('Tab');
        if ((await focused()).includes(name)) return usage.page.keyboard.press('Enter');
      }
      assert.fail(`The keyboard does not reach "${name}".`);
    };
    await press('Today');
    assert.equal((await usage.last('show'))?.query.preset, 'today');
    await press('Kind');
    assert.equal(await usage.page.getByText('Completions').first().isVisible(), true);
    await press('10:00:05');
    await press('Copy Trace ID');
    assert.equal((await usage.last('copyTraceId'))?.traceId, 'ti_5');
    await press('Show More');
    assert.deepEqual((await usage.last('more'))?.before, { day: '2026-11-22', number: '1' });
  });

  it("takes the bill's figure, shows the difference, and lets it be removed", async () => {
    await filled();
    const line = usage.page.locator('.bills tbody tr');
    assert.match(await line.innerText(), /¥42\.12\s+¥41\.87\s+\+¥0\.25 \+0\.6%/);
    const input = usage.page.locator('.bill-form input');
    await input.fill('12.5');
    await input.press('Enter');
    const sent = await usage.last('setBill');
    assert.deepEqual(
      [sent?.site, sent?.currency, sent?.period, sent?.amount],
      ['cn', 'CNY', '2026-11', '12.5'],
    );
    await usage.post({ type: 'billRefused', message: 'Enter an amount such as 12.34.' });
    assert.equal(await usage.page.getByRole('alert').innerText(), 'Enter an amount such as 12.34.');
    await usage.page.getByRole('button', { name: /^Remove the bill/ }).click();
    assert.equal((await usage.last('removeBill'))?.period, '2026-10');
  });

  it('fits into 300 pixels, and so into 600 at 200 % zoom: only tables scroll, inside themselves', async () => {
    await filled({ width: 300 });
    await usage.page.locator('.line').first().click();
    await usage.shot('narrow');
    assert.equal(await usage.page.evaluate(() => document.documentElement.scrollWidth), 300);
    const outside = await usage.page.evaluate(() =>
      [...document.querySelectorAll('button, input, select, vscode-button, h1, h2, dd, svg.chart')]
        .filter((node) => node.closest('.scroll') === null && node.closest('.sr') === null)
        .map((node) => ({ name: node.outerHTML.slice(0, 80), box: node.getBoundingClientRect() }))
        .filter(({ box }) => box.right > innerWidth + 0.5 || box.left < -0.5)
        .map((one) => one.name),
    );
    assert.deepEqual(outside, []);
  });

  it('shows names that hide or reorder characters as what they are', async () => {
    await filled();
    const model = 'evil\u202Egnp.exe<img src=x>';
    await usage.post({ type: 'receipts', mode: 'replace', rows: [receipt(1, { model })], next: null });
    assert.match(await usage.page.locator('.line .model').innerText(), /evil\[U\+202E\]gnp\.exe<img src=x>/);
    assert.equal(await usage.page.locator('img').count(), 0);
  });

  it('stands still for who asked for less motion', async () => {
    await filled({ reducedMotion: true });
    await usage.state(usageState({ blocks: [{ ...block, bars: block.bars.toReversed() }] }));
    assert.equal(await usage.page.evaluate(() => document.getAnimations().length), 0);
  });
});
