import { strict as assert } from 'node:assert';
import type { SpendSummary, SpendTotal } from '../../../../src/core/ports.ts';
import { type StatusFacts, spendText, statusText } from '../../../../src/core/spend/statusText.ts';
import { exact } from '../../store/storeFixture.ts';

const total = (more: Partial<SpendTotal> = {}): SpendTotal => ({
  currency: 'CNY',
  costPico: 1_230_000_000_000n,
  lowPico: 0n,
  highPico: 0n,
  estimatedPico: 0n,
  requests: 3,
  promptTokens: 10_000,
  cachedTokens: 500,
  completionTokens: 2_345,
  ...more,
});
const summary = (totals: readonly SpendTotal[] = [total()], unpricedRequests = 0): SpendSummary => ({
  totals,
  unpricedRequests,
  unpricedTokens: unpricedRequests * 100,
});
const nothing = summary([]);
const facts: StatusFacts = {
  stage: 'ready',
  place: { name: 'SiliconFlow CN', host: 'api.siliconflow.cn', currency: 'CNY' },
  model: 'deepseek-ai/DeepSeek-V3.2',
  running: false,
  today: summary(),
  month: summary(),
  chat: null,
  added: { rows: [], remarks: [], links: [] },
  budgets: [],
  sites: [],
  minute: null,
  lastGhostText: null,
  unaskedGhostText: null,
  ghostText: [],
  locale: 'en',
};

describe('the spend in the status bar', () => {
  it('is the sum in the currency of the site', () => {
    assert.equal(spendText(summary(), 'CNY', 'en'), '¥1.23');
    assert.equal(spendText(nothing, 'CNY', 'en'), '¥0.00');
    assert.equal(spendText(summary(), 'USD', 'en'), '$0.00');
  });

  it('carries ≈ only when estimates exceed one per cent, not at one per cent', () => {
    const cost = 1_000_000_000_000n;
    const at = (estimatedPico: bigint): string =>
      spendText(summary([total({ costPico: cost, estimatedPico })]), 'CNY', 'en');
    assert.equal(at(cost / 100n), '¥1.00');
    assert.equal(at(cost / 100n + 1n), '≈¥1.00');
  });

  it('carries ? only where a price is missing', () => {
    assert.equal(spendText(summary([total()], 1), 'CNY', 'en'), '¥1.23?');
    assert.match(
      statusText({ ...facts, today: summary([total()], 2) }).remarks[0]?.text ?? '',
      /without a known price/,
    );
  });

  it('counts tokens where no currency is known, without a question mark', () => {
    assert.equal(spendText(summary([], 3), null, 'en'), '300');
    assert.equal(spendText(summary([total()]), null, 'en'), '12.3K');
  });

  it('is never zero where the ledger cannot say: the last sum known with a ?, or ? alone, and why', () => {
    const [known, unknown] = [summary(), nothing].map((one) => ({ ...one, stale: true }) as const);
    assert.ok(known && unknown);
    assert.equal(spendText(known, 'CNY', 'en'), '¥1.23?');
    assert.equal(spendText(unknown, 'CNY', 'en'), '?');
    assert.deepEqual([spendText(known, null, 'en'), spendText(unknown, null, 'en')], ['12.3K?', '?']);
    const status = statusText({ ...facts, today: unknown, month: unknown });
    assert.deepEqual([status.text.args, status.rows[0]?.value.args?.[0]], [['?'], '?']);
    assert.match(status.remarks.map(({ text }) => text).join(), /ledger cannot be used just now/);
  });

  it('never adds two currencies', () => {
    const today = summary([total(), total({ currency: 'USD', costPico: 2_000_000_000_000n })]);
    const status = statusText({ ...facts, today });
    assert.deepEqual(status.text.args, ['¥1.23']);
    assert.equal(status.rows[0]?.value.args?.[0], '¥1.23 + $2.00');
  });

  it('shows today, month and chat, the place and the model, and says the same to a screen reader', () => {
    const status = statusText({ ...facts, chat: summary() });
    assert.deepEqual(
      status.rows.map(({ label }) => label.text),
      ['Today', 'This month', 'This chat', 'Site', 'Model'],
    );
    assert.deepEqual(status.accessible.args, ['¥1.23']);
    assert.notEqual(statusText({ ...facts, running: true }).icon, status.icon);
  });

  it('has an icon of its own for each level of a budget, for themes without colours', () => {
    const icons = (['fine', 'warn', 'reached'] as const).map(
      (level) =>
        statusText({ ...facts, budgets: [{ window: 'day', limitPico: 2n, spentPico: 1n, level }] }).icon,
    );
    assert.equal(new Set(icons).size, 3);
  });

  it('shows each site apart once there is more than one', () => {
    const sites = ['siliconflow.cn', 'siliconflow.com'].map((name) => ({ name, today: summary() }));
    const labels = (shown: StatusFacts['sites']) =>
      statusText({ ...facts, sites: shown }).rows.map(({ label }) => label.args?.[0]);
    assert.deepEqual(labels(sites).slice(1, 3), ['siliconflow.cn', 'siliconflow.com']);
    assert.ok(!labels(sites.slice(1)).includes('siliconflow.com'));
  });

  it('shows the limit per minute while something counts against it', () => {
    const row = (gonePico: bigint) =>
      statusText({ ...facts, minute: { gonePico, limitPico: 5_000_000_000_000n } }).rows.find(
        ({ label }) => label.text === 'Last minute',
      );
    assert.deepEqual(row(1_500_000_000_000n)?.value.args, ['¥1.50', '¥5.00']);
    assert.equal(row(0n), undefined);
  });

  it('shows model, time and cost of the last request for ghost text', () => {
    const shown = (more: object) =>
      statusText({
        ...facts,
        lastGhostText: { ...exact('r', 120_000_000n), model: 'Qwen/Qwen3-Coder', durationMs: 412.4, ...more },
      }).rows.find(({ label }) => label.text === 'Last ghost text')?.value.args;
    // Four tenths of the prompt came from the platform's cache.
    assert.deepEqual(shown({}), ['Qwen3-Coder', '412', '¥0.00012', '40%']);
    assert.deepEqual(shown({ usage: null }), ['Qwen3-Coder', '412', '¥0.00012']);
    assert.equal(shown({ state: 'estimated' })?.[2], '≈¥0.00012');
    assert.equal(shown({ state: 'unknown', currency: null, costPico: null })?.[2], '?');
  });

  it('shows how much ghost text was shown without a request, once there was some', () => {
    const shown = (unaskedGhostText: { shown: number; accepted: number } | null) =>
      statusText({ ...facts, unaskedGhostText }).rows.find(({ label }) =>
        label.text.startsWith('Ghost text without'),
      )?.value.args;
    assert.deepEqual(shown({ shown: 1200, accepted: 34 }), ['1,200', '34']);
    assert.equal(shown({ shown: 0, accepted: 0 }), undefined);
    assert.equal(shown(null), undefined);
  });

  it('says how much is estimated and between which sums the truth lies', () => {
    const today = summary([
      total({
        estimatedPico: 500_000_000_000n,
        lowPico: 1_000_000_000_000n,
        highPico: 1_500_000_000_000n,
      }),
    ]);
    assert.deepEqual(statusText({ ...facts, today }).remarks[0]?.args, ['¥0.50', '¥1.00', '¥1.50']);
    assert.deepEqual(statusText(facts).remarks, []);
  });

  it('names a site without a name by its host, once', () => {
    const place = { name: '127.0.0.1:80', host: '127.0.0.1:80', currency: 'CNY' };
    const row = statusText({ ...facts, place }).rows.find(({ label }) => label.text === 'Site');
    assert.deepEqual(row?.value.args, ['127.0.0.1:80']);
  });

  it('asks for the set-up instead of showing a sum before there is a key', () => {
    const status = statusText({ ...facts, stage: 'key', place: null, today: nothing, month: nothing });
    assert.equal(status.text.text, 'SiliconFlow: set up');
    assert.deepEqual(status.remarks, []);
  });
});
