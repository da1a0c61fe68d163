// The range before sending: what goes into it, what it may never be, and what it costs to make.
import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { factsOf } from '../../../../src/core/models/catalogue.ts';
import type { ModelFacts } from '../../../../src/core/models/model.ts';
import type { ChatRequest, PromptMessage } from '../../../../src/core/request/modelRequest.ts';
import { type AnswerSeen, traitsOf } from '../../../../src/core/spend/answerLength.ts';
import { sharedTokens } from '../../../../src/core/spend/cachedPrefix.ts';
import { type Forecast, forecast, type Learned, likelyStretch } from '../../../../src/core/spend/forecast.ts';
import { uncalibrated } from '../../../../src/core/tokens/calibration.ts';
import { nothingLearned } from '../../fakes/nothingLearned.ts';

const nowMs = Date.parse('2026-11-21T10:00:00+08:00');
function model(id = 'deepseek-ai/DeepSeek-V3.2'): ModelFacts {
  const facts = factsOf('cn', id, 'CNY');
  assert.ok(facts);
  return facts;
}
const user = (text: string): PromptMessage => ({ role: 'user', parts: [{ kind: 'text', text }] });
const system: PromptMessage = { role: 'system', text: 'You are a programming assistant. '.repeat(40) };

function ask(over: Partial<ChatRequest> = {}): ChatRequest {
  return {
    kind: 'chat',
    model: model(),
    messages: [system, user('Explain this.')],
    maxTokens: 8_192,
    thinking: 'off',
    ...over,
  };
}

function costOf(foreseen: Forecast): NonNullable<Forecast['cost']> {
  assert.ok(foreseen.cost);
  return foreseen.cost;
}

describe('a forecast', () => {
  it('rises with the prompt, with thinking and with a dearer model, and its ends are in order', () => {
    const plain = costOf(forecast(ask(), 'chat', nothingLearned, nowMs));
    const longer = costOf(
      forecast(ask({ messages: [system, user('some words '.repeat(4_000))] }), 'chat', nothingLearned, nowMs),
    );
    const thinking = costOf(
      forecast(ask({ thinking: 'on', thinkingBudgetTokens: 4_096 }), 'chat', nothingLearned, nowMs),
    );
    const dearer = costOf(forecast(ask({ model: model('zai-org/GLM-5.2') }), 'chat', nothingLearned, nowMs));
    for (const other of [longer, thinking, dearer]) assert.ok(other.likelyPico > plain.likelyPico);
    assert.ok(thinking.mostPico > plain.mostPico);
    for (const { lowPico, likelyPico, highPico, mostPico } of [plain, longer, thinking, dearer])
      assert.ok(0n < lowPico && lowPico <= likelyPico && likelyPico <= highPico && highPico <= mostPico);
  });

  it('is tokens only where no price is known, and nothing where the model is free', () => {
    const unpriced = forecast(ask({ model: { ...model(), prices: [] } }), 'chat', nothingLearned, nowMs);
    assert.equal(unpriced.cost, null);
    assert.ok(unpriced.promptTokens.likely > 0 && unpriced.answerTokens.high > 0);
    const free = costOf(forecast(ask({ model: model('Qwen/Qwen3-8B') }), 'chat', nothingLearned, nowMs));
    assert.deepEqual([free.lowPico, free.highPico, free.mostPico], [0n, 0n, 0n]);
  });

  it('goes by the hour of a night price, and asks the dearest hour in reach for the most', () => {
    const flash = ask({ model: model('deepseek-ai/DeepSeek-V4-Flash') });
    const at = (time: string) =>
      costOf(forecast(flash, 'chat', nothingLearned, Date.parse(`2026-11-21T${time}:00+08:00`)));
    const hours = Array.from({ length: 24 }, (_, hour) => at(`${String(hour).padStart(2, '0')}:00`));
    const likely = hours.map(({ likelyPico }) => likelyPico);
    assert.ok(new Set(likely).size > 1, 'the price depends on the hour');
    for (const { highPico, mostPico } of hours) assert.ok(highPico <= mostPico);
  });

  it('never promises more than a budget leaves for the answer', () => {
    const limited = forecast(ask(), 'chat', nothingLearned, nowMs, 100);
    assert.ok(limited.answerTokens.high <= 100);
    assert.ok(costOf(limited).mostPico < costOf(forecast(ask(), 'chat', nothingLearned, nowMs)).mostPico);
  });

  it('counts thinking: more than an answer at once, and no more than the budget that is sent', () => {
    const tokensWith = (over: Partial<ChatRequest>): Forecast =>
      forecast(ask(over), 'chat', nothingLearned, nowMs);
    const direct = tokensWith({ thinking: 'off' });
    const budgeted = (thinkingBudgetTokens: number): Forecast =>
      tokensWith({ thinking: 'on', thinkingBudgetTokens });
    const [short, middle, long] = [budgeted(128), budgeted(4_096), budgeted(32_768)];
    assert.ok(short.answerTokens.likely > direct.answerTokens.likely);
    assert.ok(short.answerTokens.likely < middle.answerTokens.likely);
    assert.equal(
      middle.answerTokens.likely,
      long.answerTokens.likely,
      'most thoughts are shorter than either',
    );
    const [none, ...most] = [direct, short, middle, long].map((one) => costOf(one).mostPico);
    const { outputMicro } = model().prices.at(-1)?.tiers.at(-1) ?? {};
    assert.ok(none !== undefined && outputMicro);
    assert.deepEqual(
      most.map((pico) => pico - none),
      [128n, 4_096n, 32_768n].map((tokens) => tokens * BigInt(outputMicro)),
    );
  });

  it('learns how long answers are, and keeps questions of another kind apart', () => {
    const short = ask({ messages: [system, user('Hello')] });
    const long = ask({ messages: [system, user(`Rewrite this. ${'const a = f(b);\n'.repeat(200)}`)] });
    const ownAnswers = Array.from({ length: 40 }, (_, index): AnswerSeen => {
      const isShort = index % 2 === 0;
      return { traits: traitsOf(isShort ? short : long, 'chat'), tokens: isShort ? 40 : 3_000 };
    });
    const learned = { ...nothingLearned, ownAnswers };
    const [ofShort, ofLong] = [short, long].map((one) => forecast(one, 'chat', learned, nowMs).answerTokens);
    assert.ok(ofShort && ofShort.low <= 40 && ofShort.high < 150);
    assert.ok(ofLong && ofLong.high >= 3_000 && ofLong.low > 1_000);
  });

  it('counts a beginning that was sent lately as likely cached, and one of yesterday not', () => {
    const history = [system, user('Why?'), { role: 'assistant', text: 'Because. '.repeat(300) } as const];
    const messages = [...history, user('And how?')];
    const sent = (ago: number): Learned => ({
      ...nothingLearned,
      earlierPrompts: [{ messages: history, atMs: nowMs - ago }],
    });
    const [fresh, old] = [60_000, 86_400_000].map((ago) =>
      forecast(ask({ messages }), 'chat', sent(ago), nowMs),
    );
    assert.ok(fresh && old && fresh.cachedTokens.likely > 0.6 * fresh.promptTokens.likely);
    assert.equal(old.cachedTokens.high, 0);
    assert.ok(costOf(fresh).likelyPico < costOf(old).likelyPico);
    const rewritten = [{ ...system, text: `New. ${system.text}` }, ...messages.slice(1)];
    const earlier = [{ messages: history, atMs: nowMs }];
    assert.equal(sharedTokens(rewritten, earlier, nowMs, uncalibrated), 0);
  });

  it('shows where nine in ten lie, never wider than four times its low end', () => {
    const values = fc.array(
      fc.record({
        value: fc.double({ min: 0.001, max: 1e9, noNaN: true }),
        weight: fc.double({ min: 0.001, max: 10, noNaN: true }),
      }),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(values, (some) => {
        const { low, likely, high } = likelyStretch(some);
        assert.ok(low <= likely && likely <= high && high <= low * 4 * (1 + 1e-9));
        const within = some.filter(({ value }) => value >= low && value <= high);
        assert.ok(within.length > 0);
      }),
    );
  });

  it('is made in a moment also for a long conversation, whose turns are counted once', () => {
    const history = Array.from(
      { length: 400 },
      (_, index): PromptMessage =>
        index % 2 === 0 ? user('words '.repeat(2_000)) : { role: 'assistant', text: 'answer '.repeat(1_500) },
    );
    const ownAnswers = Array.from(
      { length: 64 },
      (_, index): AnswerSeen => ({
        traits: traitsOf(ask(), 'chat'),
        tokens: 100 + index,
      }),
    );
    const learned = { ...nothingLearned, ownAnswers, otherAnswers: ownAnswers };
    const once = (draft: string): number => {
      const startMs = performance.now();
      forecast(ask({ messages: [system, ...history, user(draft)] }), 'chat', learned, nowMs);
      return performance.now() - startMs;
    };
    const first = once('a');
    const next =
      Array.from({ length: 15 }, (_, index) => once(`a${index}`)).toSorted((a, b) => a - b)[7] ?? 0;
    assert.ok(next < first / 3, `first ${first.toFixed(1)} ms, then ${next.toFixed(1)} ms`);
  });
});
