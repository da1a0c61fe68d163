import { strict as assert } from 'node:assert';
import { quotedFiles } from '../../../../src/core/outgoing/searchResults.ts';

const text = `# Query: token:
# Flags: RegExp
# ContextLines: 1

3 results - 3 files

src/a.ts:
  10  const before = 1;
  11: const token = read();

web • .env:
  3: API_TOKEN=abc:

~/notes/b.md:
  1: # token:
`;

describe('the text of a search editor', () => {
  it('names the files it quotes, with their folder where there are several', () => {
    assert.deepEqual(quotedFiles(text), [
      { root: null, path: 'src/a.ts' },
      { root: 'web', path: '.env' },
      { root: null, path: '~/notes/b.md' },
    ]);
    assert.deepEqual(quotedFiles(text.replaceAll('\n', '\r\n')), quotedFiles(text));
  });

  it('names for some of its lines the files of these alone, also where the heading stands above', () => {
    const paths = (start: number, end: number): string[] =>
      quotedFiles(text, { start, end }).map(({ path }) => path);
    assert.deepEqual(paths(8, 9), ['src/a.ts']);
    assert.deepEqual(paths(12, 12), ['.env']);
    assert.deepEqual(paths(9, 12), ['src/a.ts', '.env']);
    assert.deepEqual(paths(11, 11), ['.env']);
    assert.deepEqual(paths(1, 4), []);
  });
});
