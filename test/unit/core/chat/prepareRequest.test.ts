import { strict as assert } from 'node:assert';
import { type ChatChoices, prepareChat } from '../../../../src/core/chat/prepareRequest.ts';
import type { PromptParts } from '../../../../src/core/chat/prompt.ts';
import type { ThinkingChoice } from '../../../../src/core/chat/thinking.ts';
import type { Turn } from '../../../../src/core/chat/turn.ts';
import { model } from '../../siliconflow/fakes.ts';

const plain = model({
  id: 'plain',
  name: 'Plain',
  reasoning: 'no',
  thinkingSwitch: 'no',
  windowTokens: 32_000,
  maxOutputTokens: 4_000,
});
const seeing = model({ id: 'seeing', name: 'Seeing', vision: 'yes', reasoning: 'no', thinkingSwitch: 'no' });
const thinking = model({ id: 'thinking', name: 'Thinking' });
const how =
  (mode: ThinkingChoice['mode'], effort: string | null = null) =>
  (): ThinkingChoice => ({
    ...{ mode, effort, budgetTokens: 4_096 },
  });
const choices: ChatChoices = {
  ...{ model: plain, visionModel: seeing, thinking: how('on') },
  ...{ maxTokens: 8_192, temperature: null, topP: null },
};
const picture = {
  id: 'p',
  kind: 'image',
  label: 'p',
  source: 'p',
  dataUrl: 'data:image/png;base64,AA',
  tokens: 1,
} as const;

function parts(text: string, attachments: Extract<Turn, { role: 'user' }>['attachments'] = []): PromptParts {
  const turns: Turn[] = [{ role: 'user', id: 'u', createdMs: 0, text, attachments }];
  return { ownInstruction: '', turns, continuing: false, boundarySeed: 'seed' };
}

function prepared(
  over: Partial<ChatChoices> = {},
  text = 'Why?',
  attachments = parts('').turns.slice(1) as [],
) {
  const result = prepareChat(parts(text, attachments), { ...choices, ...over });
  assert.ok(result.ok);
  return result;
}

describe('preparing a chat request', () => {
  it('needs a model', () => {
    const result = prepareChat(parts('x'), { ...choices, model: null });
    assert.ok(!result.ok && result.failure.kind === 'noModel' && !result.failure.sent);
  });

  it('asks for no longer answer than the model gives and than the window has room for', () => {
    assert.equal(prepared().value.maxTokens, 4_000);
    assert.equal(prepared({ maxTokens: 100 }).value.maxTokens, 100);
    const { maxTokens } = prepared({ model: { ...plain, windowTokens: 3_000 } }, 'word '.repeat(1_000)).value;
    assert.ok(maxTokens > 256 && maxTokens < 2_000, `${maxTokens}`);
  });

  it('refuses what does not fit, with both figures, and cuts nothing in silence', () => {
    const result = prepareChat(parts('word '.repeat(10_000)), {
      ...choices,
      model: { ...plain, windowTokens: 4_000 },
    });
    assert.ok(!result.ok && result.failure.kind === 'tooLong' && !result.failure.sent);
    assert.equal(result.failure.limitTokens, 4_000);
    assert.ok((result.failure.askedTokens ?? 0) > 8_000);
  });

  it('asks a model of unknown window for what was chosen', () => {
    const result = prepared(
      { model: { ...plain, windowTokens: null, maxOutputTokens: null } },
      'word '.repeat(10_000),
    );
    assert.equal(result.value.maxTokens, 8_192);
  });

  it('lets the model that sees answer where the chosen one is blind, and says so', () => {
    const result = prepareChat(parts('What is this?', [picture]), choices);
    assert.ok(result.ok && result.value.model.id === 'seeing');
    assert.deepEqual(result.notes[0]?.args, ['Plain', 'Seeing']);
    const kept = prepareChat(parts('What is this?', [picture]), { ...choices, model: seeing });
    assert.ok(kept.ok && kept.value.model.id === 'seeing' && kept.notes.length === 0);
  });

  it('asks the chosen model where no other sees: the platform has the last word', () => {
    const result = prepareChat(parts('What is this?', [picture]), { ...choices, visionModel: null });
    assert.ok(result.ok && result.value.model.id === 'plain' && result.notes.length === 0);
  });

  it('switches thinking only where it can be switched, with a budget only when it is on', () => {
    assert.equal(prepared().value.thinking, 'auto');
    assert.equal(prepared().value.thinkingBudgetTokens, undefined);
    assert.equal(prepared({ model: thinking }).value.thinkingBudgetTokens, 4_096);
    assert.equal(prepared({ model: thinking, thinking: how('off') }).value.thinking, 'off');
    assert.equal(prepared({ model: thinking, thinking: how('auto') }).value.thinkingBudgetTokens, undefined);
  });

  it('says how hard to think only in a word that the model knows, and not where it is not to think', () => {
    const eager = model({ id: 'eager', thinkingSwitch: 'unknown', reasoningEfforts: ['high', 'max'] });
    const switchable = { ...eager, thinkingSwitch: 'yes' } as const;
    const effort = (chosen: ChatChoices['model'], how: ChatChoices['thinking']): unknown =>
      prepared({ model: chosen, thinking: how }).value.reasoningEffort;
    assert.equal(effort(eager, how('auto', 'max')), 'max');
    assert.equal(effort(eager, how('off', 'max')), 'max', 'it cannot be switched off');
    assert.equal(effort(eager, how('auto', 'low')), undefined);
    assert.equal(effort(eager, how('auto')), undefined);
    assert.equal(effort(switchable, how('on', 'max')), 'max');
    assert.equal(effort(switchable, how('off', 'max')), undefined);
    assert.equal(effort(thinking, how('on', 'max')), undefined);
  });

  it('thinks as was chosen for the model that answers in the end, not for the one that cannot see', () => {
    const seen: string[] = [];
    const asked = (one: { readonly id: string }): ThinkingChoice => {
      seen.push(one.id);
      return how('off')();
    };
    prepareChat(parts('What is this?', [picture]), { ...choices, thinking: asked });
    assert.deepEqual(seen, ['seeing']);
  });

  it('sends a temperature and top-p only when they were chosen', () => {
    assert.ok(!('temperature' in prepared().value) && !('topP' in prepared().value));
    const { temperature, topP } = prepared({ temperature: 0, topP: 0.5 }).value;
    assert.deepEqual([temperature, topP], [0, 0.5]);
  });
});
