import { strict as assert } from 'node:assert';
import { outcomeOf, withMore } from '../../../../src/core/completion/outcome.ts';
import type { CompletionSettings } from '../../../../src/core/completion/settings.ts';
import { SURVIVAL_CHECK_MS } from '../../../../src/core/completion/shown.ts';
import { unsent } from '../../../../src/core/failure.ts';
import type { ModelEvent } from '../../../../src/core/request/modelRequest.ts';
import { at, atOffset } from './place.ts';
import { never, provided, setUp, textOf } from './scriptedModel.ts';

describe('completion pipeline', () => {
  it('asks once and answers typing along, backspacing and going on after it from memory, in the same tick', async () => {
    const { clock, model, pipeline } = setUp(() => ['compute', '(first', ', second)', ';\n', 'next();']);
    const result = await provided(clock, pipeline.provide(at('const value = |\n'), 'automatic', never));
    assert.equal(textOf(result), 'compute(first, second);');
    for (const typed of ['c', 'comp', 'compute(', 'comp', 'compute(first, second']) {
      const remembered = pipeline.remembered(at(`const value = ${typed}|\n`));
      assert.equal(remembered?.insertText, 'compute(first, second);'.slice(typed.length), typed);
    }
    assert.equal(
      pipeline.remembered(at('const value = compute(first, second);\n|\n'))?.insertText,
      'next();',
    );
    assert.equal(model.asked.length, 1);
  });

  it('keeps a request alive when the editor cancels its call, and lets the next call have its answer', async () => {
    const { clock, model, pipeline } = setUp(() => ['compute', '(1);']);
    const cancelled = new AbortController();
    const first = pipeline.provide(at('const value = |\n'), 'automatic', cancelled.signal);
    await clock.runUntil(100);
    cancelled.abort();
    assert.equal(textOf(await provided(clock, first, 0)), 'superseded');
    pipeline.noteEdit({ uri: 'file:///a.ts', from: 14, removed: 0, inserted: 'c' });
    const second = await provided(clock, pipeline.provide(at('const value = c|\n'), 'automatic', never));
    assert.equal(second.kind, 'suggestion');
    assert.ok('ompute(1);'.startsWith(textOf(second)), 'what has come so far, while the hand is in the flow');
    assert.equal(pipeline.remembered(at('const value = c|\n'))?.insertText, 'ompute(1);');
    assert.equal(model.asked.length, 1);
    assert.equal(model.aborted, 0);
  });

  it('aborts a request whose text does not fit any more', async () => {
    const { clock, model, pipeline } = setUp(() => [
      'alpha',
      ' + beta',
      ';'.repeat(3),
      '\n',
      'more',
      'more',
      'more',
    ]);
    const call = pipeline.provide(at('const value = |\n'), 'automatic', never);
    await clock.runUntil(215);
    void call;
    await provided(clock, pipeline.provide(at('const value = z|\n'), 'automatic', never));
    assert.ok(model.aborted >= 1);
  });

  it('does not ask while what was typed is what is shown', async () => {
    const { clock, model, pipeline } = setUp(() => ['compute(first, second);']);
    await provided(clock, pipeline.provide(at('const value = |\n'), 'automatic', never));
    for (let typed = 1; typed < 22; typed++) {
      const place = at(`const value = ${'compute(first, second);'.slice(0, typed)}|\n`);
      pipeline.noteEdit({ uri: place.uri, from: place.offset - 1, removed: 0, inserted: 'x' });
      pipeline.anticipate(place);
      const result = await provided(clock, pipeline.provide(place, 'automatic', never), 60);
      assert.equal(result.kind, 'suggestion');
    }
    assert.equal(model.asked.length, 1);
  });

  it('does not offer again what the keys have just refuted', async () => {
    const { clock, pipeline } = setUp(() => ['wrong(answer)']);
    await provided(clock, pipeline.provide(at('const value = |\n'), 'automatic', never));
    pipeline.noteEdit({ uri: 'file:///a.ts', from: 14, removed: 0, inserted: 'q' });
    const again = await provided(clock, pipeline.provide(at('const value = q|\n'), 'automatic', never));
    assert.equal(again.kind, 'none');
  });

  it('names the reason where it is silent', async () => {
    const reason = async (
      place: ReturnType<typeof at>,
      settings: Partial<CompletionSettings> = {},
    ): Promise<string> => {
      const { clock, pipeline } = setUp(() => ['x'], {}, settings);
      return textOf(await provided(clock, pipeline.provide(place, 'automatic', never)));
    };
    const place = at('const a = |\n');
    assert.equal(await reason(place, { enabled: { '*': false } }), 'languageOff');
    assert.equal(await reason(place, { enabled: { '*': true, typescript: false } }), 'languageOff');
    assert.equal(await reason(place, { trigger: 'manual' }), 'manualOnly');
    assert.equal(await reason(place, { snoozedUntilMs: 1e9 }), 'snoozed');
    assert.equal(await reason(at('const a = |\n', { selectionCount: 2 })), 'severalCursors');
    assert.equal(await reason(at('const a = |\n', { selectionEmpty: false })), 'selection');
    assert.equal(await reason(at('const a = |\n', { scheme: 'output' })), 'scheme');
    assert.equal(await reason(at('const a = |\n', { scheme: 'search-editor' })), 'scheme');
    const [half, rest] = ['abcdefghijklmnopqrstuvwx', 'zyxwvutsrqponmlkjihgfedc'];
    assert.equal(await reason(at(`const key = 'sk-${half}|${rest}';\n`)), 'secret');
    assert.equal(await reason(at('// a comment |\n'), { quietInProse: true }), 'prose');
  });

  it('keeps in manual mode what was asked for while it is typed along, and begins nothing by itself', async () => {
    const { clock, model, pipeline } = setUp(() => ['compute(first);'], {}, { trigger: 'manual' });
    const shown = async (typed: string, trigger: 'automatic' | 'manual' = 'automatic') =>
      textOf(await provided(clock, pipeline.provide(at(`const value = ${typed}|\n`), trigger, never)));
    assert.equal(await shown(''), 'manualOnly');
    assert.equal(await shown('', 'manual'), 'compute(first);');
    assert.equal(await shown('c'), 'ompute(first);');
    assert.equal(await shown('comp'), 'ute(first);');
    assert.equal(await shown('compx'), 'manualOnly');
    assert.equal(await shown('comp'), 'manualOnly', 'what was left is not begun again');
    assert.equal(model.asked.length, 1);
  });

  it('answers a manual trigger in manual mode', async () => {
    const { clock, pipeline } = setUp(() => ['one();'], {}, { trigger: 'manual', enabled: { '*': false } });
    assert.equal(textOf(await provided(clock, pipeline.provide(at('|\nrest\n'), 'manual', never))), 'one();');
  });

  it('never retries, rests by name after failures, and recovers by itself', async () => {
    let broken = true;
    const failure = { kind: 'serverError', status: 500, detail: '', sent: true } as const;
    const { clock, model, pipeline } = setUp(() => (broken ? { kind: 'failed', failure } : ['fine();']));
    for (let k = 0; k < 6; k++)
      await provided(clock, pipeline.provide(at(`const a${k} = |\n`), 'manual', never), 300);
    assert.equal(model.asked.length, 4, 'one request each until it rests');
    assert.equal(pipeline.state.name, 'resting');
    assert.equal(
      textOf(await provided(clock, pipeline.provide(at('const b = |\n'), 'manual', never))),
      'resting',
    );
    broken = false;
    await clock.runUntil(clock.monotonicMs() + 20_000);
    assert.equal(
      textOf(await provided(clock, pipeline.provide(at('const c = |\n'), 'manual', never))),
      'fine();',
    );
    assert.equal(pipeline.state.name, 'working');
  });

  it('waits for a person when only a person can mend it', async () => {
    const { clock, model, pipeline } = setUp(() => ({ kind: 'failed', failure: unsent('overBudget') }));
    await provided(clock, pipeline.provide(at('const a = |\n'), 'manual', never));
    await clock.runUntil(3_600_000);
    await provided(clock, pipeline.provide(at('const b = |\n'), 'manual', never));
    assert.equal(model.asked.length, 1);
    assert.equal(pipeline.state.name, 'needsPerson');
    pipeline.reset();
    await provided(clock, pipeline.provide(at('const c = |\n'), 'manual', never));
    assert.equal(model.asked.length, 2);
  });

  it('goes on where a server answers, and then writes beyond what it was asked for', async () => {
    const { clock, pipeline } = setUp(() => ['x();\n'], {
      ask: () => ({ id: 'r', events: writesOn() }),
    });
    async function* writesOn(): AsyncGenerator<ModelEvent> {
      yield { kind: 'text', text: 'answered();' };
      yield { kind: 'failed', failure: { kind: 'overBudget', detail: '', sent: true } };
    }
    for (let k = 0; k < 6; k++) {
      const shown = await provided(clock, pipeline.provide(at(`const a${k} = |\n`), 'manual', never));
      assert.equal(textOf(shown), 'answered();');
    }
    assert.equal(pipeline.state.name, 'working');
  });

  it('settles when the port throws', async () => {
    const { clock, pipeline } = setUp(() => {
      throw new Error('port');
    });
    assert.equal(
      (await provided(clock, pipeline.provide(at('const a = |\n'), 'manual', never))).kind,
      'none',
    );
  });

  it('sends no stop string, and the prompt of a second place begins like the first', async () => {
    const { clock, model, pipeline } = setUp(() => ['x();']);
    const head = 'const line = 1;\n'.repeat(400);
    for (const tail of ['const alpha = ', 'const beta = 5;\nconst gamma = ']) {
      await provided(
        clock,
        pipeline.provide(atOffset(head + tail, head.length + tail.length), 'manual', never),
      );
    }
    assert.equal(model.asked.length, 2);
    assert.deepEqual(model.asked[0]?.stop, []);
    assert.equal(model.asked[0]?.prompt.slice(0, 2500), model.asked[1]?.prompt.slice(0, 2500));
  });

  it('answers with the line ends of its document', async () => {
    const { clock, model, pipeline } = setUp(() => ['\r\n    return 1;', '\r\n}']);
    const result = await provided(
      clock,
      pipeline.provide(at('a();\r\nfunction f() {|\r\n'), 'automatic', never),
    );
    assert.equal(textOf(result), '\r\n    return 1;\r\n}');
    assert.ok(model.asked[0]?.prompt.includes('\r\n'));
  });

  it('tells what was sent, seen, taken and still there later, with the request that paid for it', async () => {
    const text = 'const value = compute(1);\nother();\n';
    const { clock, pipeline, outcomes } = setUp(() => ['compute(1);'], {
      readText: () => ({ length: text.length, slice: (from, to) => text.slice(from, to) }),
    });
    const result = await provided(clock, pipeline.provide(at('const value = |\n'), 'automatic', never));
    assert.ok(result.kind === 'suggestion');
    const sent = outcomeOf('r1', 'typescript');
    assert.deepEqual(outcomes.splice(0), [sent, { ...sent, shownLines: 1 }]);
    pipeline.noteAccepted(result, 7);
    pipeline.noteAccepted(result, 9);
    pipeline.noteAccepted(result);
    await clock.runUntil(clock.monotonicMs() + SURVIVAL_CHECK_MS + 1_000);
    assert.deepEqual(outcomes.reduce(withMore, sent), {
      ...sent,
      acceptedLines: 1,
      acceptedCharacters: 'compute(1);'.length,
      acceptedWhole: true,
      acceptedIn: 'file:///a.ts',
      checkedLines: 1,
      survivingLines: 1,
    });
    pipeline.dispose();
  });

  it('does not count what was gone before it could be seen', async () => {
    const { clock, pipeline, outcomes } = setUp(() => ['compute(1);']);
    const call = pipeline.provide(at('const value = |\n'), 'automatic', never);
    await clock.runUntil(500);
    await call;
    pipeline.noteEdit({ uri: 'file:///a.ts', from: 14, removed: 0, inserted: 'z' });
    await clock.runUntil(5000);
    assert.ok(outcomes.length > 0 && outcomes.every(({ shownLines }) => shownLines === 0));
  });
});
