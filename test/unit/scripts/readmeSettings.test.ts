// The settings table of the readmes: every setting of the manifest, in order, in the language of the readme.
import { strict as assert } from 'node:assert';
import { parseManifest } from '../../../scripts/manifestSchema.ts';
import { costsTable } from '../../../scripts/readmeCosts.ts';
import { settingsTable, withTable } from '../../../scripts/readmeSettings.ts';

const manifest = parseManifest(
  JSON.stringify({
    contributes: {
      configuration: [
        {
          title: '%second%',
          order: 2,
          properties: {
            'a.list': { order: 1, type: 'array', default: [], description: 'One | other\nline' },
          },
        },
        {
          title: 'First',
          order: 1,
          properties: {
            'a.late': { order: 2, type: 'object', default: { '*': false }, markdownDescription: '%late%' },
            'a.soon': {
              order: 1,
              type: 'string',
              default: 'x',
              enum: ['x', 'y'],
              description: 'See `#a.late#`.',
            },
          },
        },
      ],
    },
  }),
);
const texts = { second: 'Zweite', late: 'Spät' };

describe('the settings table of a readme', () => {
  it('holds every setting in the order of the settings page, in the words of the texts', () => {
    assert.deepEqual(settingsTable(manifest, texts, ['S', 'D', 'W']).split('\n'), [
      '| S | D | W |',
      '| --- | --- | --- |',
      '| **First** |  |  |',
      '| `a.soon` | `"x"` | See `a.late`. (`x`, `y`) |',
      '| `a.late` | `{"*":false}` | Spät |',
      '| **Zweite** |  |  |',
      '| `a.list` |  | One \\| other line |',
    ]);
  });

  it('takes the place of the old one and leaves the rest alone; a second time changes nothing', () => {
    const marks = ['<!-- settings: written by `npm run readme` -->', '<!-- /settings -->'];
    const once = withTable(`a\n${marks.join('\nold\n')}\nb\n`, 'settings', 'new');
    assert.equal(once, `a\n${marks.join('\n\nnew\n\n')}\nb\n`);
    assert.equal(withTable(once ?? '', 'settings', 'new'), once);
  });

  it('has no place in a text without its marks', () => {
    assert.equal(withTable('a', 'settings', 'new'), null);
  });
});

describe('the costs table of a readme', () => {
  const cells = (line: string | undefined): readonly string[] =>
    (line ?? '').split('|').map((cell) => cell.trim());

  it('is what the tokens it names cost at the prices of the catalogue', () => {
    const [head, , question, next] = costsTable('en').split('\n');
    assert.deepEqual(cells(head).slice(1, -1), ['Example', 'Tokens', 'CN', 'Global']);
    // DeepSeek-V3.2 on CN: ¥4 in, ¥0.4 cached, ¥6 out. 2,500 × 4 + 600 × 6 and 700 × 4 + 2,500 × 0.4 + 600 × 6.
    assert.equal(cells(question)[2], '2,500 in, 600 out');
    assert.equal(cells(question)[3], '¥0.014');
    assert.equal(cells(next)[3], '¥0.0074');
  });

  it('says the same figures in Chinese', () => {
    const figures = (language: 'en' | 'zh-CN') =>
      costsTable(language)
        .split('\n')
        .slice(2, 6)
        .map((line) =>
          cells(line)
            .slice(3, 5)
            .map((cell) => cell.replace(/[^\d.]/g, '')),
        );
    assert.deepEqual(figures('zh-CN'), figures('en'));
    assert.equal(
      figures('en')
        .flat()
        .every((figure) => Number(figure) > 0),
      true,
    );
  });
});
