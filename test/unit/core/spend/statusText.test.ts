import { strict as assert } from 'node:assert';
import type { SpendSummary, SpendTotal } from '../../../../src/core/ports.ts';
import { type StatusFacts, spendText, statusText } from '../../../../src/core/spend/statusText.ts';

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

  it('asks for the set-up instead of showing a sum before there is a key', () => {
    const status = statusText({ ...facts, stage: 'key', place: null, today: nothing, month: nothing });
    assert.equal(status.text.text, 'SiliconFlow: set up');
    assert.deepEqual(status.remarks, []);
  });
});
