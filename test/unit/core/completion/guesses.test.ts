import { strict as assert } from 'node:assert';
import { type Suggestion, unasked } from '../../../../src/core/completion/suggestion.ts';
import { at } from './place.ts';
import { never, provided, setUp, textOf } from './scriptedModel.ts';

const line = 'const answer = await question.of(everybody, now);';
const above = `${`${line}\n`.repeat(3)}other();\n`;

describe('what recurs in the file', () => {
  it('is shown at once, with the request for the same place under way', async () => {
    const { clock, model, pipeline } = setUp(() => ['now);'], {}, { economy: 'balanced' });
    const place = at(`${above}const answer = await ques|\n`);
    pipeline.noteEdit({ uri: place.uri, from: place.offset - 1, removed: 0, inserted: 's' });
    pipeline.anticipate(place);
    const shown = await provided(clock, pipeline.provide(place, 'automatic', never), 1);
    assert.ok(shown.kind === 'suggestion' && shown.requestId === unasked);
    assert.equal(shown.insertText, 'tion.of(everybody, now);');
    assert.equal(model.asked.length, 1);
  });

  it('is counted once where it was seen, and once where something of it was taken, however it was typed along', async () => {
    const { clock, pipeline, unasked: told } = setUp(() => [], {}, { economy: 'balanced' });
    const seen = { languageId: 'typescript', shown: 1, accepted: 0 };
    const show = async (typed: number): Promise<Suggestion> => {
      const place = at(`${above}${line.slice(0, typed)}|\n`);
      const result = await provided(clock, pipeline.provide(place, 'automatic', never));
      assert.ok(result.kind === 'suggestion' && result.requestId === unasked);
      return result;
    };
    await show(24);
    const shown = await show(26);
    assert.deepEqual(told, [seen]);
    pipeline.noteAccepted(shown, 5);
    pipeline.noteAccepted(shown);
    assert.deepEqual(told, [seen, { languageId: 'typescript', shown: 0, accepted: 1 }]);
  });

  it('stays while the keys agree, and costs no further request', async () => {
    const { clock, model, pipeline } = setUp(() => ['other']);
    for (let typed = 24; typed < line.length; typed++) {
      const place = at(`${above}${line.slice(0, typed)}|\n`);
      pipeline.noteEdit({
        uri: place.uri,
        from: place.offset - 1,
        removed: 0,
        inserted: line.charAt(typed - 1),
      });
      pipeline.anticipate(place);
      const result = await provided(clock, pipeline.provide(place, 'automatic', never));
      assert.equal(textOf(result), line.slice(typed));
    }
    assert.ok(model.asked.length <= 1);
  });

  it('is not shown again to who typed something else', async () => {
    const { clock, pipeline } = setUp(() => []);
    const before = at(`${above}const answer = await ques|\n`);
    assert.notEqual(textOf(await provided(clock, pipeline.provide(before, 'automatic', never))), '');
    const wrong = at(`${above}const answer = await quesx|\n`);
    pipeline.noteEdit({ uri: wrong.uri, from: wrong.offset - 1, removed: 0, inserted: 'x' });
    await provided(clock, pipeline.provide(wrong, 'automatic', never));
    const below = at(`${above}const answer = await quesx;\nconst answer = await ques|\n`);
    const again = await provided(clock, pipeline.provide(below, 'automatic', never));
    assert.equal(again.kind, 'none');
  });

  it('ends before a word that the file does not foretell there, and is over when its first one was wrong', async () => {
    const { clock, pipeline } = setUp(() => []);
    const words = ['margin', 'border', 'colour', 'height', 'weight', 'origin'];
    const others = words.map((word) => `move the cursor ${word} as it was;\n`).join('');
    const text = `keep the cursor position as it is;\n${others}`;
    const before = at(`${text}keep the cur|\n`);
    assert.equal(textOf(await provided(clock, pipeline.provide(before, 'automatic', never))), 'sor ');
    const wrong = at(`${text}keep the curx|\n`);
    pipeline.noteEdit({ uri: wrong.uri, from: wrong.offset - 1, removed: 0, inserted: 'x' });
    await provided(clock, pipeline.provide(wrong, 'automatic', never));
    const below = at(`${text}keep the curx\nkeep the cur|\n`);
    assert.equal((await provided(clock, pipeline.provide(below, 'automatic', never))).kind, 'none');
  });

  it('doubles no bracket that the editor has closed since', async () => {
    const { clock, pipeline } = setUp(() => []);
    const before = at(`${above}const answer = await ques|\n`);
    const guess = await provided(clock, pipeline.provide(before, 'automatic', never));
    assert.equal(textOf(guess), 'tion.of(everybody, now);');
    const closed = at(`${above}const answer = await question.of(|)\n`);
    const result = await provided(clock, pipeline.provide(closed, 'automatic', never));
    assert.ok(result.kind === 'suggestion');
    assert.deepEqual([result.insertText, result.replaceRight], ['everybody, now);', 1]);
  });

  it('is over when the file was emptied', async () => {
    const { clock, pipeline } = setUp(() => []);
    const before = at(`${above}const answer = await ques|`);
    const shown = await provided(clock, pipeline.provide(before, 'automatic', never));
    assert.equal(textOf(shown), 'tion.of(everybody, now);');
    pipeline.noteEdit({ uri: before.uri, from: 0, removed: before.offset, inserted: '' });
    pipeline.noteEdit({ uri: before.uri, from: 0, removed: 0, inserted: 'ti' });
    const after = await provided(clock, pipeline.provide(at('ti|'), 'automatic', never));
    assert.equal(after.kind, 'none');
  });

  it('goes on with what the model says once that has come, when it says the same and more', async () => {
    const grown: string[] = [];
    const twice = '1 open(first, second);\n2 open(first, third);\n3 open(first, fifth);\n';
    const { clock, pipeline } = setUp(() => ['st, fourth);\n'], {
      onMore: () => {
        const more = pipeline.grown(at(`${twice}4 open(fir|\n`));
        if (more !== undefined) grown.push(more.insertText);
      },
    });
    const place = at(`${twice}4 open(fir|\n`);
    pipeline.noteEdit({ uri: place.uri, from: place.offset - 1, removed: 0, inserted: 'r' });
    pipeline.anticipate(place);
    const shown = await provided(clock, pipeline.provide(place, 'automatic', never), 1);
    assert.equal(textOf(shown), 'st, ');
    await clock.runUntil(clock.monotonicMs() + 1000);
    assert.deepEqual(grown, ['st, fourth);']);
  });

  it('is not what a person gets who asks by hand', async () => {
    const { clock, pipeline } = setUp(() => ['by the model']);
    const place = at(`${above}const answer = await ques|\n`);
    await provided(clock, pipeline.provide(place, 'automatic', never), 1);
    const asked = await provided(clock, pipeline.provide(place, 'manual', never));
    assert.equal(textOf(asked), 'by the model');
  });

  it('is no outcome of a request, however long it is seen and also when it is taken', async () => {
    const { clock, pipeline, outcomes } = setUp(() => []);
    const place = at(`${above}const answer = await ques|\n`);
    const shown = await provided(clock, pipeline.provide(place, 'automatic', never), 1);
    await clock.runUntil(clock.monotonicMs() + 5000);
    assert.ok(shown.kind === 'suggestion');
    pipeline.noteAccepted(shown);
    await clock.runUntil(clock.monotonicMs() + 400_000);
    assert.ok(outcomes.every(({ requestId }) => requestId !== unasked));
  });

  it('is not shown while text is taken away', async () => {
    const { clock, pipeline } = setUp(() => []);
    const place = at(`${above}const answer = await ques|\n`);
    pipeline.noteEdit({ uri: place.uri, from: place.offset, removed: 1, inserted: '' });
    assert.equal((await provided(clock, pipeline.provide(place, 'automatic', never))).kind, 'none');
  });
});
