import { strict as assert } from 'node:assert';
import {
  formWords,
  type GhostTextFacts,
  ghostTextState,
} from '../../../../src/core/completion/stateWords.ts';

const on: GhostTextFacts = {
  on: true,
  offFor: null,
  manual: false,
  hiddenBy: null,
  notWritten: false,
  snoozedMinutes: 0,
  excludedBy: null,
  trusted: true,
  budgetReached: false,
  trouble: null,
};
const words = (more: Partial<GhostTextFacts>): string => ghostTextState({ ...on, ...more }).text;

describe('the state of ghost text in words', () => {
  it('is another one for every reason to be silent', () => {
    const reasons: readonly Partial<GhostTextFacts>[] = [
      {},
      { on: false },
      { offFor: 'python' },
      { manual: true },
      { hiddenBy: 'editor.inlineSuggest.enabled' },
      { notWritten: true },
      { snoozedMinutes: 5 },
      { excludedBy: '.env*' },
      { trusted: false },
      { budgetReached: true },
      { trouble: { kind: 'overBudget', untilActed: false, pausedUntil: '12:00:07' } },
      { trouble: { kind: 'overloaded', untilActed: false } },
      { trouble: { kind: 'overBudget', untilActed: false } },
      { trouble: { kind: 'noBalance', untilActed: true } },
      { trouble: { kind: 'badKey', untilActed: true } },
      { trouble: { kind: 'modelDisabled', untilActed: true } },
      { trouble: { kind: 'forbidden', untilActed: true } },
    ];
    assert.equal(new Set(reasons.map(words)).size, reasons.length);
  });

  it('calls a refusal by the budget what it is, also when less is spent than the limit', () => {
    assert.equal(
      words({ trouble: { kind: 'overBudget', untilActed: true } }),
      words({ budgetReached: true }),
    );
  });

  it('says what the person chose before what has happened', () => {
    assert.equal(words({ snoozedMinutes: 5, budgetReached: true }), words({ snoozedMinutes: 5 }));
    assert.equal(words({ on: false, trusted: false }), words({ on: false }));
  });

  it('names every form of asking', () => {
    const forms = ['suffix', 'template', 'chatPrefixSuffix', 'chatInstruction'] as const;
    const all = [formWords(null), ...forms.map((form) => formWords({ form, proven: true }))];
    assert.equal(new Set(all.map(({ text }) => text)).size, 5);
  });
});
