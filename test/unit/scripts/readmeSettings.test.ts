// The settings table of the readmes: every setting of the manifest, in order, in the language of the readme.
import { strict as assert } from 'node:assert';
import { parseManifest } from '../../../scripts/manifestSchema.ts';
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
    const once = withTable(`a\n${marks.join('\nold\n')}\nb\n`, 'new');
    assert.equal(once, `a\n${marks.join('\n\nnew\n\n')}\nb\n`);
    assert.equal(withTable(once ?? '', 'new'), once);
  });

  it('has no place in a text without its marks', () => {
    assert.equal(withTable('a', 'new'), null);
  });
});
