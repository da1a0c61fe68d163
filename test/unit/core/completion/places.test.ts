// Where a suggestion may be made: documents of every kind a person writes in, and a named reason everywhere else.
import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { ineligible } from '../../../../src/core/completion/eligible.ts';
import { defaultSettings } from '../../../../src/core/completion/settings.ts';
import { at, atOffset } from './place.ts';
import { never, provided, setUp, textOf } from './scriptedModel.ts';

const settings = { ...defaultSettings, enabled: { '*': true } };
const why = (marked: string, over: Parameters<typeof at>[1], some = settings): string | undefined =>
  ineligible(at(marked, over), 'automatic', some, 0);

describe('places for a suggestion', () => {
  it('are files, untitled and remote ones, and the cells of notebooks', () => {
    for (const scheme of ['file', 'untitled', 'vscode-notebook-cell', 'vscode-remote', 'vscode-vfs'])
      assert.equal(why('const a = |', { scheme }), undefined, scheme);
  });

  it('are not outputs, consoles, diffs, comments, commit messages or other inputs, and say so', () => {
    for (const scheme of [
      'output',
      'debug',
      'git',
      'comment',
      'vscode-scm',
      'vscode-terminal',
      'vscode-interactive-input',
      'vscode-chat-code-block',
      'search-editor',
      'walkThrough',
    ])
      assert.equal(why('const a = |', { scheme }), 'scheme', scheme);
  });

  it('are not several cursors or a selection, whoever asks', () => {
    for (const trigger of ['automatic', 'manual'] as const) {
      const several = at('const a = |', { selectionCount: 2 });
      assert.equal(ineligible(several, trigger, settings, 0), 'severalCursors');
      const selected = at('const a = |', { selectionEmpty: false });
      assert.equal(ineligible(selected, trigger, settings, 0), 'selection');
    }
  });

  it('are not comments and strings for who wants quiet there, unless asked by hand', () => {
    const quiet = { ...settings, quietInProse: true };
    for (const marked of [
      '// what |',
      'const a = "he|',
      "const a = 'he|",
      'const a = `he|',
      '  # why |',
      ' * why |',
    ]) {
      assert.equal(why(marked, {}, quiet), 'prose', marked);
      assert.equal(why(marked, {}), undefined, marked);
      assert.equal(ineligible(at(marked), 'manual', quiet, 0), undefined, marked);
    }
    for (const marked of ['const a = "he"; |', "const it's = |", '#include |', 'const url = a / b; |'])
      assert.equal(why(marked, {}, quiet), undefined, marked);
  });

  it('keep their line ends and their tabs, whatever the model answers with', async () => {
    for (const answer of ['one();\n    two();', 'one();\r\n\ttwo();']) {
      const { clock, model, pipeline } = setUp(() => [answer]);
      const place = at('function f() {\r\n\t|\r\n', { indentUnit: '\t' });
      const result = await provided(clock, pipeline.provide(place, 'manual', never));
      assert.equal(textOf(result), 'one();\r\n\ttwo();');
      assert.match(model.asked[0]?.prompt ?? '', /\{\r\n\t$/);
    }
  });

  it('are read the same with either line end, at every offset', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b(', '}', '\t', ' ', '\n', '"'), { maxLength: 40 }),
        fc.nat(),
        (pieces, seed) => {
          const text = pieces.join('');
          const offset = seed % (text.length + 1);
          const here = atOffset(text, offset);
          const before = text.slice(0, offset).replaceAll('\n', '\r\n');
          const there = atOffset(before + text.slice(offset).replaceAll('\n', '\r\n'), before.length);
          assert.deepEqual(
            [there.left, there.right, there.linePrefix, there.lineRest],
            [here.left, here.right, here.linePrefix, here.lineRest],
          );
        },
      ),
    );
  });
});
