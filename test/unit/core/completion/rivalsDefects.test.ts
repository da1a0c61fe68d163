// What other clients got wrong, each as it would happen here. Found in their sources; see the issue that asked for these tests.
import { strict as assert } from 'node:assert';
import type { Neighbour } from '../../../../src/core/completion/context.ts';
import { at } from './place.ts';
import { never, provided, setUp, textOf } from './scriptedModel.ts';

/** What is shown for an answer, all of which comes. */
async function shown(marked: string, answer: string, languageId = 'typescript'): Promise<string> {
  const { clock, pipeline } = setUp(() => [answer]);
  return textOf(await provided(clock, pipeline.provide(at(marked, { languageId }), 'manual', never)));
}

describe('defects of other clients', () => {
  it('memory without the suffix: the same text left of the caret with another right of it is another place', async () => {
    const { clock, model, pipeline } = setUp(() => ['one, two']);
    await provided(clock, pipeline.provide(at('call(|)\n'), 'manual', never));
    assert.equal(pipeline.remembered(at('call(|)\n'))?.insertText, 'one, two');
    assert.equal(pipeline.remembered(at('call(|, three)\n')), undefined);
    await provided(clock, pipeline.provide(at('call(|, three)\n'), 'manual', never));
    assert.equal(model.asked.length, 2);
  });

  it('memory of another file: the same text in two files is two places', async () => {
    const { clock, pipeline } = setUp(() => ['one, two']);
    await provided(clock, pipeline.provide(at('call(|)\n'), 'manual', never));
    assert.equal(pipeline.remembered(at('call(|)\n', { uri: 'file:///b.ts' })), undefined);
  });

  it('memory read under another key than it was written: what was asked with a context is found without one', async () => {
    let neighbours: readonly Neighbour[] = [
      { path: 'b.ts', languageId: 'typescript', text: 'call(ledger, amount);\n', recency: 1 },
    ];
    const { clock, model, pipeline } = setUp(() => ['first, second)'], { neighbours: () => neighbours });
    await provided(clock, pipeline.provide(at('const a = call(|\n'), 'manual', never));
    assert.match(model.asked[0]?.prompt ?? '', /ledger, amount/);
    neighbours = [];
    assert.equal(pipeline.remembered(at('const a = call(f|\n'))?.insertText, 'irst, second)');
  });

  it('white space lost from the key: another indentation is another place', async () => {
    const { clock, pipeline } = setUp(() => ['run();']);
    await provided(clock, pipeline.provide(at('if (a)\n    |\n'), 'manual', never));
    assert.equal(pipeline.remembered(at('if (a)\n|\n')), undefined);
    assert.equal(pipeline.remembered(at('if (a)    |\n')), undefined);
  });

  it('a stop string that forbids comments and addresses', async () => {
    const { clock, model, pipeline } = setUp(() => ['"https://example.org/a"; // the site']);
    const result = await provided(clock, pipeline.provide(at('const url = |\n'), 'manual', never));
    assert.equal(textOf(result), '"https://example.org/a"; // the site');
    assert.deepEqual(model.asked[0]?.stop, []);
  });

  it('snippets in random order: the same neighbourhood is the same text, whoever comes first', async () => {
    const neighbours = ['a', 'b', 'c', 'd', 'e', 'f'].map(
      (name, recency): Neighbour => ({
        path: `${name}.ts`,
        languageId: 'typescript',
        text: `call(ledger, ${name}Amount);\n`,
        recency,
      }),
    );
    const prompts = new Set<string>();
    for (let turn = 0; turn < neighbours.length; turn++) {
      const turned = [...neighbours.slice(turn), ...neighbours.slice(0, turn)];
      const { clock, model, pipeline } = setUp(() => ['x'], { neighbours: () => turned });
      await provided(clock, pipeline.provide(at('call(ledger, |\n'), 'manual', never));
      prompts.add(model.asked[0]?.prompt ?? '');
    }
    assert.equal(prompts.size, 1);
    assert.match([...prompts].join(), /fAmount/);
  });

  it('a request that goes on although its text fits no longer', async () => {
    const { clock, model, pipeline } = setUp(() => ['compute', '(1);']);
    const call = pipeline.provide(at('const a = |\n'), 'manual', never);
    await clock.runUntil(50);
    assert.equal(model.open, 1);
    pipeline.anticipate(at('import |\n'));
    const other = pipeline.provide(at('import z|\n'), 'manual', never);
    assert.ok(model.aborted >= 1, 'at once, not when its answer comes');
    await provided(clock, call);
    await provided(clock, other);
    assert.equal(model.open, 0);
  });

  it('a call that never ends because a newer one took its timer', async () => {
    const { clock, pipeline } = setUp(() => ['compute(1);']);
    const calls = ['c', 'co', 'com', 'comp'].map((typed) =>
      pipeline.provide(at(`const a = ${typed}|\n`), 'automatic', never),
    );
    for (const call of calls) await provided(clock, call);
  });

  it("the person's text on the console", async () => {
    const said: unknown[] = [];
    const { log, info, warn, error, debug } = console;
    const listen = (...words: unknown[]): void => void said.push(...words);
    Object.assign(console, { log: listen, info: listen, warn: listen, error: listen, debug: listen });
    try {
      const { clock, pipeline } = setUp(() => ['compute(1);']);
      await provided(clock, pipeline.provide(at('const secret = |\n'), 'manual', never));
      const failing = setUp(() => ({
        kind: 'failed',
        failure: { kind: 'badReply', detail: 'const secret', sent: true },
      }));
      await provided(failing.clock, failing.pipeline.provide(at('const secret = |\n'), 'manual', never));
    } finally {
      Object.assign(console, { log, info, warn, error, debug });
    }
    assert.deepEqual(said, []);
  });

  it('markers of fill-in-the-middle on screen', async () => {
    for (const marker of ['<|fim_pad|>', '<|endoftext|>', '<｜fim▁end｜>', '<fim_middle>', '<|file_sep|>'])
      assert.equal(await shown('const a = |\n', `compute(1);${marker}more`), 'compute(1);', marker);
  });

  it('a doubled bracket', async () => {
    assert.equal(await shown('call(|)\n', 'one, two)'), 'one, two');
    const { clock, pipeline } = setUp(() => ['array) {']);
    const result = await provided(clock, pipeline.provide(at('sort(|)\n'), 'manual', never));
    assert.ok(
      result.kind === 'suggestion' && result.replaceRight === 1,
      'or it takes the place of the one there',
    );
  });

  it('indentation doubled on a blank line', async () => {
    assert.equal(await shown('if (a) {\n    |\n}\n', '    run();'), 'run();');
    assert.equal(await shown('if (a) {\n\t|\n}\n', '    run();'), 'run();');
  });

  it('lines that repeat for ever', async () => {
    const text = await shown('function f() {\n    |\n', 'run();\n    '.repeat(40));
    assert.ok(text.split('run();').length <= 4, text);
  });

  it('prose or a fence instead of code', async () => {
    assert.equal(await shown('const a = |\n', '```ts\ncompute(1);\n```'), 'compute(1);');
    const introduced = 'Here is the completed code:\n\ncompute(1);\n\nThis computes one.';
    assert.equal(await shown('const a = |\n', introduced), 'compute(1);');
    const both = 'Sure! This is it:\n```ts\ncompute(1);\n```\nThis computes one.';
    assert.equal(await shown('const a = |\n', both), 'compute(1);');
    assert.equal(await shown('const a = |\n', 'heredity(1);'), 'heredity(1);');
    assert.equal(await shown('const a = |\n', "Sure! I'll complete it."), 'prose');
  });
});
