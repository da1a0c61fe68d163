import { strict as assert } from 'node:assert';
import * as v from 'valibot';
import type { Conversation } from '../../../../src/core/chat/conversation.ts';
import { type AssistantTurn, attachmentSchema, type Turn } from '../../../../src/core/chat/turn.ts';
import { createVault } from '../../../../src/core/outgoing/vault.ts';
import { sentence } from '../../../../src/core/sentence.ts';
import { Attacher } from '../../../../src/editor/chat/attach.ts';
import { Projection, type ProjectionPorts } from '../../../../src/editor/chat/projection.ts';
import { chatState } from '../../../../src/protocol/chat.ts';
import { countingRandom } from '../../core/request/gateFixture.ts';
import { inEnglish } from './hostFixture.ts';

const onePixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const ports: ProjectionPorts = {
  say: inEnglish,
  unmask: (text) => text,
  unmaskGrowing: (text) => text,
  failure: (_turn, failure) => ({ message: failure.kind, actions: [] }),
  modelName: (id) => id,
};

function answer(over: Partial<AssistantTurn> = {}): AssistantTurn {
  return {
    ...{ role: 'assistant', id: 'a', createdMs: 0, model: 'm', text: 'Hello', reasoning: '' },
    ...{ state: 'done', receiptIds: [], notes: [] },
    ...over,
  };
}

function question(over: Partial<Extract<Turn, { role: 'user' }>> = {}): Turn {
  return { role: 'user', id: 'u', createdMs: 0, text: 'Why?', attachments: [], ...over };
}

function of(...turns: readonly Turn[]): Conversation {
  return { id: 's', title: '', createdMs: 0, turns };
}

const usage = { promptTokens: 9, cachedTokens: 0, completionTokens: 5, reasoningTokens: 0 };

describe('the projection of a conversation', () => {
  it('says of a chip all there is to say: what is masked in it, and that it is not all there was', () => {
    const attacher = new Attacher({
      random: countingRandom(),
      refusal: () => null,
      mask: (text) => ({ text, rules: ['password'], stops: false, offered: [] }),
      textTokens: () => 1,
      imageTokens: () => 1,
    });
    const [diff, remark] = ['git diff HEAD', sentence('Changed files that are left out: {0}.', 3)];
    const about = { label: 'Git', source: diff, languageId: 'diff', files: [] };
    const made = attacher.gathered({ ...about, text: '+a', remark });
    assert.ok(made.ok);
    const kept = v.parse(attachmentSchema, JSON.parse(JSON.stringify(made.value)));
    const [chip] = new Projection(ports).attachments([kept]);
    assert.equal(chip?.note, 'Masked before sending: password\nChanged files that are left out: 3.');
  });

  it('gives the same view for a turn that did not change', () => {
    const projection = new Projection(ports);
    const [first, second] = [question(), answer()];
    const before = projection.turns(of(first, second), null);
    const after = projection.turns(of(first, { ...second, text: 'Hello you' }), null);
    assert.equal(after[0], before[0]);
    assert.notEqual(after[1], before[1]);
    assert.equal(projection.turns(of(first, second), null)[1], before[1]);
  });

  it('tells a summary that others were left behind by from one that a chat begins with', () => {
    const projection = new Projection(ports);
    const asked = (id: string): Turn => question({ id, compacts: true });
    const [, , , after] = projection.turns(of(question(), answer(), asked('q1'), answer({ id: 's1' })), null);
    assert.equal(after?.summary, true);
    assert.match(after?.notes.join() ?? '', /in place of the messages above/);
    const [, first] = projection.turns(of(asked('q2'), answer({ id: 's2' })), null);
    assert.equal(first?.summary, undefined, 'it need not begin another chat');
    assert.deepEqual(first?.notes, ['This chat goes on from the summary of another one.']);
  });

  it('says what a waiting answer waits for, and only while it waits', () => {
    const projection = new Projection(ports);
    const waiting = { turnId: 'a', text: sentence('Waiting {0} s', 3) };
    const turn = answer({ state: 'waiting', text: '' });
    assert.equal(projection.turns(of(turn), waiting)[0]?.waitingFor, 'Waiting 3 s');
    assert.equal(projection.turns(of(turn), null)[0]?.waitingFor, undefined);
    assert.equal(projection.turns(of(answer({ state: 'streaming' })), waiting)[0]?.waitingFor, undefined);
  });

  it('puts masked values back, and holds a placeholder back that has only begun', () => {
    const vault = createVault('ABCDEF12');
    const placeholder = vault.placeholderFor('github-token', 'hunter2');
    const projection = new Projection({
      ...ports,
      unmask: (text) => vault.unmask(text),
      unmaskGrowing: (text) => vault.unmasker().push(text),
    });
    const text = `use ${placeholder} there`;
    let shown = '';
    for (let end = 1; end <= text.length; end++) {
      const [view] = projection.turns(of(answer({ state: 'streaming', text: text.slice(0, end) })), null);
      assert.ok(view);
      assert.ok(view.text.startsWith(shown), 'text that was shown stays');
      assert.ok('use hunter2 there'.startsWith(view.text));
      shown = view.text;
    }
    assert.equal(shown, 'use hunter2 there');
    const half = answer({ state: 'cut', text: text.slice(0, 12) });
    assert.equal(projection.turns(of(half), null)[0]?.text, text.slice(0, 12), 'an end shows what there is');
  });

  it('shows tokens when the answer has ended, not while they change with each word', () => {
    const projection = new Projection(ports);
    assert.equal(
      projection.turns(of(answer({ state: 'streaming', usage })), null)[0]?.promptTokens,
      undefined,
    );
    assert.equal(projection.turns(of(answer({ usage })), null)[0]?.promptTokens, 9);
  });

  it('gives a cost that is not known no figure, and an estimate its band', () => {
    const projection = new Projection(ports);
    const costOf = (cost: AssistantTurn['cost']) => projection.turns(of(answer({ cost })), null)[0]?.cost;
    assert.deepEqual(
      costOf({ state: 'unknown', currency: null, pico: null, lowPico: null, highPico: null }),
      {
        state: 'unknown',
      },
    );
    const amount = (pico: string) => ({ currency: 'CNY', pico });
    const figures = { currency: 'CNY', pico: '5', lowPico: '4', highPico: '9' };
    assert.deepEqual(costOf({ state: 'estimated', ...figures }), {
      ...{ state: 'estimated', amount: amount('5'), low: amount('4'), high: amount('9') },
    });
    assert.deepEqual(costOf({ state: 'exact', ...figures, lowPico: '5', highPico: '5' }), {
      ...{ state: 'exact', amount: amount('5') },
    });
  });

  it('says of a picture that was scaled down what it was', () => {
    const result = new Attacher({
      random: countingRandom(),
      refusal: () => null,
      mask: (text) => ({ text, rules: [], stops: false, offered: [] }),
      textTokens: () => 0,
      imageTokens: () => 1,
    }).image('wide.png', onePixel, { scaledFrom: { width: 6_000, height: 4_000 } });
    assert.ok(result.ok);
    const kept = v.parse(attachmentSchema, JSON.parse(JSON.stringify(result.value)));
    assert.equal(
      new Projection(ports).attachments([kept])[0]?.note,
      'Scaled down from 6000 × 4000 to what the platform reads.',
    );
  });

  it('stays within what the page takes, however long names, remarks, rules and failures are', () => {
    const long = 'x'.repeat(20_000);
    const projection = new Projection({
      ...ports,
      modelName: () => long,
      failure: () => ({ message: long, actions: [] }),
    });
    const attachment = {
      id: 'f',
      kind: 'file',
      label: long,
      source: long,
      tokens: 1,
      masked: [long],
    } as const;
    const views = projection.turns(
      of(
        question({
          masked: [long],
          attachments: [{ ...attachment, masked: [long], dataUrl: `data:${long.repeat(20)}` }],
        }),
        answer({
          ...{ traceId: long, notes: [{ text: long }], state: 'failed' },
          failure: { kind: 'badReply', detail: long, sent: true },
        }),
      ),
      null,
    );
    v.parse(chatState.entries.turns, views);
  });
});
