import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import {
  beginningFrom,
  compactionOrder,
  isSummary,
  promptTurns,
  unanswered,
} from '../../../../src/core/chat/compaction.ts';
import { type ChatChoices, prepareChat } from '../../../../src/core/chat/prepareRequest.ts';
import { type PromptParts, promptMessages } from '../../../../src/core/chat/prompt.ts';
import type { Attachment, Turn } from '../../../../src/core/chat/turn.ts';
import { asTheModelLikes, model } from '../../siliconflow/fakes.ts';

const user = (id: string, text: string, attachments: Attachment[] = []): Turn => ({
  ...{ role: 'user', id, createdMs: 0, text, attachments },
});
const asksSummary = (id: string): Turn => ({
  ...{ role: 'user', id, createdMs: 0, text: 'Summarise', attachments: [], compacts: true },
});
const answer = (
  id: string,
  text: string,
  over: Partial<Extract<Turn, { role: 'assistant' }>> = {},
): Turn => ({
  ...{ role: 'assistant', id, createdMs: 0, model: 'm', text, reasoning: '' },
  ...{ state: 'done', receiptIds: [], notes: [] },
  ...over,
});
const parts = (turns: readonly Turn[], continuing = false): PromptParts => ({
  ...{ ownInstruction: '', turns, continuing, boundarySeed: 'seed' },
});
const sent = (turns: readonly Turn[], continuing = false): string =>
  JSON.stringify(promptMessages(parts(turns, continuing)));
const ids = (turns: readonly Turn[]): string => turns.map(({ id }) => id).join(' ');

const talk = [user('q1', 'first question'), answer('a1', 'first answer')];
const summarised = [...talk, asksSummary('q2'), answer('a2', 'THE SUMMARY')];

describe('a summary in a long conversation', () => {
  it('is asked for with everything that was said, in the words that never change', () => {
    const body = sent([...talk, asksSummary('q2')]);
    assert.ok(body.includes('first question') && body.includes('first answer'));
    assert.ok(body.includes(JSON.stringify(compactionOrder).slice(1, -1)));
  });

  it('stands in for everything before it, and the originals stay in the conversation', () => {
    const later = [...summarised, user('q3', 'and now?')];
    const body = sent(later);
    assert.ok(!body.includes('first question') && body.includes('THE SUMMARY') && body.includes('and now?'));
    assert.equal(ids(later), 'q1 a1 q2 a2 q3');
    assert.deepEqual(
      later.map((turn, at) => isSummary(turn, later[at - 1])),
      [false, false, false, true, false],
    );
  });

  for (const [name, over] of [
    ['cut', { state: 'cut' }],
    ['stopped', { state: 'stopped' }],
    ['ended by a limit', { limited: true }],
    ['failed', { state: 'failed', text: '' }],
  ] as const)
    it(`that was ${name} takes nothing away, and is not sent itself`, () => {
      const later = [...talk, asksSummary('q2'), answer('a2', 'half', over), user('q3', 'and now?')];
      assert.equal(ids(promptTurns(later)), 'q1 a1 q3');
    });

  it('that was cut can be continued', () => {
    const cut = [...talk, asksSummary('q2'), answer('a2', 'half', { state: 'cut' })];
    assert.equal(ids(promptTurns(cut, true)), 'q1 a1 q2 a2');
  });

  it('may be followed by another, which begins where the first one ended', () => {
    const twice = [...summarised, user('q3', 'x'), answer('a3', 'y'), asksSummary('q4')];
    assert.equal(ids(promptTurns(twice)), 'q2 a2 q3 a3 q4');
    assert.equal(ids(promptTurns([...twice, answer('a4', 'z'), user('q5', 'w')])), 'q4 a4 q5');
  });

  it('never loses a question or an answer that came after it, whatever happened', () => {
    const kinds = fc.array(fc.constantFrom('talk', 'summary', 'cutSummary'), { maxLength: 12 });
    fc.assert(
      fc.property(kinds, (list) => {
        const turns = list.flatMap((kind, at) =>
          kind === 'talk'
            ? [user(`q${at}`, 'x'), answer(`a${at}`, 'y')]
            : [asksSummary(`q${at}`), answer(`a${at}`, 's', kind === 'summary' ? {} : { state: 'cut' })],
        );
        const last = list.lastIndexOf('summary');
        const expected = list.flatMap((kind, at) =>
          at >= last && (kind === 'talk' || at === last) ? [`q${at}`, `a${at}`] : [],
        );
        assert.equal(ids(promptTurns([...turns, user('q', 'now')])), [...expected, 'q'].join(' '));
      }),
    );
  });

  it('leaves the bytes of the prompt as they were while the talk goes on', () => {
    const before = sent([...summarised, user('q3', 'a')]);
    const after = sent([...summarised, user('q3', 'a'), answer('a3', 'b'), user('q4', 'c')]);
    assert.ok(after.startsWith(before.slice(0, -1)));
  });

  it('is made without the text of attached files where it does not fit with it, and says so', () => {
    const file: Attachment = {
      ...{ id: 'f', kind: 'file', label: 'a.ts', source: 'src/a.ts', tokens: 1 },
      text: 'word '.repeat(8_000),
    };
    const choices: ChatChoices = {
      model: model({ windowTokens: 4_000, reasoning: 'no', thinkingSwitch: 'no' }),
      ...{ visionModel: null, thinking: asTheModelLikes, maxTokens: 2_000 },
      ...{ temperature: null, topP: null },
    };
    const turns = [user('q1', 'what is this?', [file]), answer('a1', 'a list of words')];
    assert.ok(!prepareChat(parts([...turns, user('q2', 'x')]), choices).ok, 'a question is never cut');
    const prepared = prepareChat(parts([...turns, asksSummary('q2')]), choices);
    assert.ok(prepared.ok);
    const body = JSON.stringify(prepared.value.messages);
    assert.ok(body.includes('[src/a.ts]') && !body.includes('word word'));
    assert.match(prepared.notes.map(({ text }) => text).join(), /without the text of attached files/);
  });

  it('finds the question that got no answer, which makes room for it', () => {
    assert.equal(unanswered(talk), null);
    assert.equal(
      unanswered([...talk, user('q2', 'too long'), answer('a2', '', { state: 'failed' })])?.id,
      'q2',
    );
    assert.equal(unanswered(summarised), null);
  });

  it('begins a new conversation under ids of its own', () => {
    let drawn = 0;
    const turns = beginningFrom([...summarised, user('q3', 'x')], () => `new${drawn++}`);
    assert.equal(ids(turns), 'new0 new1');
    assert.ok(sent([...turns, user('q', 'go on')]).includes('THE SUMMARY'));
    assert.deepEqual(
      beginningFrom(talk, () => 'x'),
      [],
    );
  });
});
