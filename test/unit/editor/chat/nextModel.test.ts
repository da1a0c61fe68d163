// Which model answers: the next message alone may go elsewhere, and an answer may be made anew by another model.
import { strict as assert } from 'node:assert';
import type { Asking } from '../../../../src/core/chat/nextTurns.ts';
import { answeringModel } from '../../../../src/core/chat/ownModel.ts';
import type { ChatHostPorts } from '../../../../src/editor/chat/chatPorts.ts';
import type { ChatState } from '../../../../src/protocol/chat.ts';
import { plainModel } from '../../core/request/gateFixture.ts';
import { attempt, finished, headers, type Step, text, used } from '../../fakes/scriptedClient.ts';
import { chat } from '../../siliconflow/fakes.ts';
import { quiet, setUpHost, shown } from './hostFixture.ts';

const answer: readonly Step[] = [attempt(), headers(), text('Hello'), used(90, 5), finished()];
const limited: readonly Step[] = [attempt(), headers(), text('Hal'), used(90, 5), finished('length')];
let asked = 0;
const intentId = (): string => `n${++asked}`;
const send = (words: string) => ({ type: 'send', intentId: intentId(), text: words });
const view = (id: string): ChatState['models'][number] => ({
  ...{ id, name: id, windowTokens: 1, price: '', vision: false, thinking: 'no' },
});

/** A host whose requests go to the model that the turns ask for; `usual` is what is set. */
function setUp(scripts: readonly (readonly Step[])[], over: Partial<ChatHostPorts> = {}) {
  const chosen = { usual: 'usual', pick: undefined as string | undefined };
  const weighed: { readonly foreseen: Asking[]; readonly metered: Asking[] } = { foreseen: [], metered: [] };
  const set = setUpHost({
    scripts,
    over: {
      usualModel: () => chosen.usual,
      selectModel: async (id) => {
        chosen.usual = id;
      },
      pickModelAgain: async () => chosen.pick,
      prepare: (turns) => ({
        ok: true,
        value: chat({ model: { ...plainModel, id: answeringModel(turns, chosen.usual) ?? '' } }),
        notes: [],
      }),
      foresee: (asking) => {
        weighed.foreseen.push(asking);
        return null;
      },
      meter: ({ asking }) => {
        weighed.metered.push(asking);
        return null;
      },
      ...over,
    },
  });
  const { surroundings } = set.ports;
  const models = ['usual', 'other', 'third'].map(view);
  Object.assign(set.ports, {
    surroundings: () => ({ ...surroundings(), models, model: models.find(({ id }) => id === chosen.usual) }),
  });
  const askedModels = (): readonly string[] => set.requests.map(({ request }) => request.model.id);
  const last = (): string => set.page.state?.turns.at(-1)?.id ?? '';
  const say = async (intent: object): Promise<void> => {
    set.page.say(intent);
    await shown();
    await quiet(set.host);
  };
  return { ...set, chosen, weighed, askedModels, last, say };
}

describe('a model for the next message alone', () => {
  it('answers that message and is gone with it; the conversation keeps its own', async () => {
    const { page, say, askedModels, chosen, ledger } = setUp([answer, answer]);
    await say({ type: 'selectModel', modelId: 'other', once: true });
    assert.equal(page.state?.nextModel?.id, 'other');
    assert.equal(page.state?.model?.id, 'usual');
    await say(send('Why?'));
    assert.equal(page.state?.nextModel, null);
    await say(send('And now?'));
    assert.deepEqual(askedModels(), ['other', 'usual']);
    assert.deepEqual(
      [...ledger.receipts.values()].map(({ model }) => model),
      ['other', 'usual'],
    );
    assert.equal(chosen.usual, 'usual');
    assert.deepEqual(
      page.state?.turns.flatMap(({ model }) => model ?? []),
      ['other', 'usual'],
    );
  });

  it('is what the forecast and the meter weigh', async () => {
    const { say, weighed } = setUp([]);
    await say({ type: 'selectModel', modelId: 'other', once: true });
    await say({ type: 'draft', text: 'Why?' });
    const isMeant = (asking: Asking): boolean => asking.kind === 'ask' && asking.text === 'Why?';
    for (const list of [weighed.foreseen, weighed.metered]) {
      // Changes are held together for a moment before the page is told.
      while (!list.some(isMeant)) await new Promise((resolve) => setTimeout(resolve, 2));
      const last = list.findLast(isMeant);
      assert.ok(last?.kind === 'ask');
      assert.deepEqual(last.ownModel, { model: 'other', insteadOf: 'usual' });
    }
  });

  it('stays where the message was refused, for it was not sent', async () => {
    const { page, say } = setUp([], {
      lease: { view: { isTaking: false }, takeOver: async () => undefined, left: async () => undefined },
    });
    await say({ type: 'selectModel', modelId: 'other', once: true });
    await say(send('Why?'));
    assert.ok(page.last('sendRefused'));
    assert.equal(page.state?.nextModel?.id, 'other');
  });

  it('is taken back by the usual one, by another choice for the conversation, and by a new chat', async () => {
    const { page, say, askedModels } = setUp([answer, answer, answer]);
    const once = { type: 'selectModel', modelId: 'other', once: true };
    await say(once);
    await say({ type: 'selectModel', modelId: 'usual', once: true });
    assert.equal(page.state?.nextModel, null);
    await say(once);
    await say({ type: 'newChat' });
    assert.equal(page.state?.nextModel, null);
    await say(once);
    await say({ type: 'selectModel', modelId: 'third', once: false });
    assert.equal(page.state?.nextModel, null);
    await say(send('Why?'));
    assert.deepEqual(askedModels(), ['third']);
  });

  it('no longer holds when the usual one was changed elsewhere, by a setting or another site', async () => {
    const { host, page, say, chosen } = setUp([]);
    await say({ type: 'selectModel', modelId: 'other', once: true });
    chosen.usual = 'third';
    host.changed();
    await shown();
    assert.equal(page.state?.nextModel, null);
  });
});

describe('an answer made anew by another model', () => {
  it('comes from the model that is picked, again and again, and the next question from the usual one', async () => {
    const { say, last, askedModels, chosen } = setUp([answer, answer, answer, answer]);
    await say(send('Why?'));
    chosen.pick = 'other';
    await say({ type: 'regenerateWith', intentId: intentId(), turnId: last() });
    await say({ type: 'regenerate', intentId: intentId(), turnId: last() });
    await say(send('And now?'));
    assert.deepEqual(askedModels(), ['usual', 'other', 'other', 'usual']);
    assert.equal(chosen.usual, 'usual');
  });

  it('is weighed with each model before one is picked', async () => {
    const weighed: unknown[] = [];
    const { say, last } = setUp([answer], {
      pickModelAgain: async ({ modelId, foresee }) => {
        for (const id of [modelId, 'other']) foresee(id);
        return undefined;
      },
      foresee: (asking) => {
        if (asking.kind === 'regenerate') weighed.push(asking.ownModel);
        return null;
      },
    });
    await say(send('Why?'));
    await say({ type: 'regenerateWith', intentId: intentId(), turnId: last() });
    assert.deepEqual(weighed, [null, { model: 'other', insteadOf: 'usual' }]);
  });

  it('stays as it is when nothing is picked, or when it is gone by then', async () => {
    const { page, say, last, chosen } = setUp([answer]);
    await say(send('Why?'));
    const before = page.state?.turns;
    await say({ type: 'regenerateWith', intentId: intentId(), turnId: last() });
    assert.deepEqual(page.state?.turns, before);
    chosen.pick = 'other';
    await say({ type: 'regenerateWith', intentId: intentId(), turnId: 'nobody' });
    assert.deepEqual(page.state?.turns, before);
  });

  it('is not asked for in another chat that was opened while a model was being picked', async () => {
    const picking: (() => void)[] = [];
    const { host, page, say, last, requests } = setUp([answer, answer], {
      pickModelAgain: () => new Promise((resolve) => picking.push(() => resolve('other'))),
    });
    await say(send('Why?'));
    await say({ type: 'regenerateWith', intentId: intentId(), turnId: last() });
    await host.newChat();
    for (const pick of picking) pick();
    await shown();
    assert.equal(requests.length, 1);
    assert.match(page.last('sendRefused')?.message ?? '', /no longer there/);
  });

  it('goes on with the model that wrote it, and an edited question back to the model it was put to', async () => {
    const { page, say, last, askedModels } = setUp([limited, answer, answer]);
    await say({ type: 'selectModel', modelId: 'other', once: true });
    await say(send('Why?'));
    await say({ type: 'continueAnswer', intentId: intentId(), turnId: last() });
    const question = page.state?.turns[0]?.id;
    await say({ type: 'editAndResend', intentId: intentId(), turnId: question, text: 'How?' });
    assert.deepEqual(askedModels(), ['other', 'other', 'other']);
  });

  it('comes from the usual model once that is picked, or another is chosen for the conversation', async () => {
    const { say, last, askedModels, chosen } = setUp([answer, answer, answer, answer]);
    await say({ type: 'selectModel', modelId: 'other', once: true });
    await say(send('Why?'));
    chosen.pick = 'usual';
    await say({ type: 'regenerateWith', intentId: intentId(), turnId: last() });
    chosen.pick = 'other';
    await say({ type: 'regenerateWith', intentId: intentId(), turnId: last() });
    await say({ type: 'selectModel', modelId: 'third', once: false });
    await say({ type: 'regenerate', intentId: intentId(), turnId: last() });
    assert.deepEqual(askedModels(), ['other', 'usual', 'other', 'third']);
  });

  it('comes from the model that a button beside it chose, also where that was the usual one already', async () => {
    const { say, last, askedModels } = setUp([answer, answer], { act: async () => true });
    await say({ type: 'selectModel', modelId: 'other', once: true });
    await say(send('Why?'));
    await say({ type: 'action', id: 'useCheaperModel', turnId: last() });
    assert.deepEqual(askedModels(), ['other', 'usual']);
  });
});
