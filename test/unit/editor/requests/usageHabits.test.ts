// What usage taught is shared by all windows, bounded, and learned from the platform's own count alone.
import { strict as assert } from 'node:assert';
import type { Receipt } from '../../../../src/core/spend/receipt.ts';
import { habitShelf } from '../../../../src/editor/requests/habitShelf.ts';
import { UsageHabits } from '../../../../src/editor/requests/usageHabits.ts';
import { chat, completion, model } from '../../siliconflow/fakes.ts';
import { estimated, exact, Place } from '../../store/storeFixture.ts';

const request = chat({
  messages: [
    { role: 'system', text: 'You are a programming assistant. '.repeat(20) },
    { role: 'user', parts: [{ kind: 'text', text: 'Explain this.' }] },
  ],
});
const usage = { promptTokens: 300, cachedTokens: 0, completionTokens: 120, reasoningTokens: 0 };
const counted = (over: Partial<Receipt> = {}): Receipt => exact('r', 1n, { usage, ...over });
const id = request.model.id;

describe('what usage taught', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  async function windowOf(windowId: string) {
    const store = await place.open({ windowId });
    const shelf = habitShelf(store.memory, (listener) => store.onDidChange(listener));
    return { store, shelf, habits: new UsageHabits(shelf, place.clock) };
  }

  it('is known at once, to a window opened later, and to another one after its next look', async () => {
    const [one, two] = [await windowOf('w1'), await windowOf('w2')];
    assert.equal(two.habits.calibration('chat', id).seen.length, 0);
    one.habits.learn(counted(), request);
    assert.equal(one.habits.calibration('chat', id).seen.length, 1);
    await one.shelf.set('chat other', undefined);
    two.store.poll();
    assert.equal(two.habits.calibration('chat', id).seen.length, 1);
    const three = await windowOf('w3');
    assert.deepEqual(three.habits.forChat(id).ownAnswers, one.habits.forChat(id).ownAnswers);
    assert.equal(three.habits.forChat('another').otherAnswers[0]?.tokens, 120);
  });

  it('comes from exact receipts of answers that ended by themselves only', async () => {
    const { habits } = await windowOf('w1');
    habits.learn(estimated('r', 1n, 2n, 3n, { usage }), request);
    habits.learn(counted({ outcome: 'stopped' }), request);
    habits.learn(counted({ outcome: 'cut' }), request);
    habits.learn(counted({ usage: null }), request);
    habits.learn(counted({ usage: { ...usage, promptTokens: 0 } }), request);
    assert.equal(habits.calibration('chat', id).seen.length, 0);
    assert.equal(habits.forChat(id).ownAnswers.length, 0);
  });

  it('keeps prompts of completions apart from those of chats', async () => {
    const { habits } = await windowOf('w1');
    const fill = completion({ prompt: 'const total = sum(values);\n'.repeat(30) });
    habits.learn(counted(), fill);
    assert.equal(habits.calibration('completion', fill.model.id).seen.length, 1);
    assert.equal(habits.calibration('chat', fill.model.id).seen.length, 0);
    assert.equal(habits.forChat('another').otherAnswers.length, 0);
  });

  it('comes from every completion at first, and from one in four once there is nothing new to be expected', async () => {
    const { habits } = await windowOf('w1');
    const fill = completion({ prompt: 'const total = sum(values);\n'.repeat(30) });
    const newest = (): number | undefined =>
      habits.calibration('completion', fill.model.id).seen.at(-1)?.promptTokens;
    const learnedFrom: number[] = [];
    for (let index = 0; index < 40; index += 1) {
      const promptTokens = 300 + index;
      habits.learn(counted({ usage: { ...usage, promptTokens } }), fill);
      if (newest() === promptTokens) learnedFrom.push(index);
    }
    assert.deepEqual(learnedFrom.slice(-5), [23, 27, 31, 35, 39]);
    assert.equal(learnedFrom.length, 28);
  });

  it('says how a model that told no usage may count, anew only when something was learned', async () => {
    const { habits } = await windowOf('w1');
    const teach = (tokens: number): void =>
      habits.learn(counted({ usage: { ...usage, promptTokens: tokens } }), request);
    for (const tokens of [300, 301, 299, 300]) teach(tokens);
    const one = habits.countingPrompts('chat', 'silent');
    assert.deepEqual([one.models, one.calibration.seen.length], [1, 4]);
    assert.equal(habits.countingPrompts('chat', 'silent'), one);
    teach(302);
    assert.equal(habits.countingPrompts('chat', 'silent').calibration.seen.length, 5);
    assert.equal(habits.countingPrompts('chat', id).models, undefined, 'its own usage is enough');
  });

  it('teaches how an answer is counted, how fast it comes, and that nothing is made in silence', async () => {
    const { habits } = await windowOf('w1');
    const said = 'It adds the two numbers. '.repeat(30);
    const prompt = { low: 250, likely: 300, high: 350 };
    const before = habits.foreseen(request, prompt);
    assert.deepEqual(
      [before.showsAll, before.tokensPerSecond, before.longAnswerTokens],
      [false, undefined, undefined],
    );
    for (let n = 0; n < 12; n += 1)
      habits.learn(
        counted({ usage: { ...usage, completionTokens: 180 }, durationMs: 2_500, firstTokenMs: 500 }),
        request,
        said,
      );
    const after = habits.foreseen(request, prompt);
    assert.equal(after.showsAll, true);
    assert.equal(after.tokensPerSecond, 90 * 1.3);
    assert.ok(after.longAnswerTokens && after.longAnswerTokens >= 180 && after.longAnswerTokens < 1_500);
    assert.ok(habits.countingOutput('completion', 'another').calibration.seen.length > 0);
    const calling = { ...request, tools: [{ name: 'f', description: '', parametersSchema: {} }] };
    assert.equal(habits.foreseen(calling, prompt).showsAll, false, 'a call is kept back until it is whole');
    const hiding = await windowOf('w2');
    for (let n = 0; n < 12; n += 1)
      hiding.habits.learn(
        counted({ usage: { ...usage, completionTokens: 180 + 90 * n } }),
        { ...request, model: { ...request.model, id: 'hider' } },
        said,
      );
    assert.equal(
      hiding.habits.foreseen({ ...request, model: { ...request.model, id: 'hider' } }, prompt).showsAll,
      false,
    );
  });

  it('sees which share of a beginning the cache served', async () => {
    const { habits } = await windowOf('w1');
    const long = chat({
      messages: [
        { role: 'system', text: 'You are a programming assistant. '.repeat(200) },
        { role: 'user', parts: [{ kind: 'text', text: 'Explain.' }] },
      ],
    });
    const big = { ...usage, promptTokens: 1_300 };
    habits.learn(counted({ usage: big, startedMs: place.clock.nowMs() }), long);
    assert.equal(habits.forChat(id).cachedShares.length, 0);
    habits.learn(counted({ usage: { ...big, cachedTokens: 1_280 } }), long);
    const [share] = habits.forChat(id).cachedShares;
    assert.ok(share !== undefined && share > 0.8 && share <= 1.2, String(share));
  });

  it('stays small, whatever number of answers and models', async () => {
    const { habits, shelf } = await windowOf('w1');
    for (let index = 0; index < 100; index += 1) habits.learn(counted(), request);
    for (let index = 0; index < 80; index += 1)
      habits.learn(
        counted({ startedMs: 1_000 + index }),
        chat({ ...request, model: model({ id: `lab/model-${index}` }) }),
      );
    const all = shelf.all();
    assert.ok(all.size <= 60, `${all.size} models`);
    assert.ok(Math.max(...[...all.values()].map(({ length }) => length)) < 16_000);
    assert.ok(all.has(`chat ${id}`), 'the one used last is kept');
    assert.doesNotMatch([...all.values()].join(), /Explain|assistant/);
  });

  it('begins anew where what is kept is garbage', async () => {
    const { habits, shelf } = await windowOf('w1');
    for (const garbage of ['', '{', 'null', '{"prompts":[{"estimated":[1],"promptTokens":1e99}]}']) {
      await shelf.set(`chat ${id}`, garbage);
      assert.equal(habits.forChat(id).ownAnswers.length, 0);
    }
    habits.learn(counted(), request);
    assert.equal(habits.forChat(id).ownAnswers.length, 1);
  });

  it('is learned in this window without a store', () => {
    const habits = new UsageHabits(habitShelf(null), place.clock);
    habits.learn(counted(), request);
    habits.learn(counted(), request);
    assert.equal(habits.forChat(id).ownAnswers.length, 2);
  });
});
