import { strict as assert } from 'node:assert';
import { distinctLabels } from '../../../../src/core/chat/distinctLabels.ts';

const file = (source: string, lines = ''): { label: string; source: string; uri: string } => ({
  label: (source.split('/').at(-1) ?? '') + lines,
  source,
  uri: `file:///${source}`,
});

describe('names of attachments', () => {
  it('are those of the files where these differ', () => {
    assert.deepEqual(distinctLabels([file('src/a.ts'), file('src/b.ts')]), ['a.ts', 'b.ts']);
  });

  it('carry as many folders as tell files of one name apart', () => {
    const labels = distinctLabels(
      ['index.ts', 'src/index.ts', 'src/chat/index.ts', 'test/chat/index.ts', 'src/other.ts'].map((path) =>
        file(path),
      ),
    );
    assert.deepEqual(labels, [
      'index.ts',
      'src/index.ts',
      'src/chat/index.ts',
      'test/chat/index.ts',
      'other.ts',
    ]);
  });

  it('say the same of lines, and nothing of what is from no file', () => {
    const [terminal, other] = ['one', 'two'].map((id) => ({
      label: 'npm test',
      source: `bin/${id}: npm test`,
    }));
    assert.ok(terminal && other);
    assert.deepEqual(
      distinctLabels([file('a/x.ts', ':1-2'), file('b/x.ts', ':1-2'), file('a/x.ts', ':4'), terminal, other]),
      ['a/x.ts:1-2', 'b/x.ts:1-2', 'x.ts:4', 'npm test', 'npm test'],
    );
  });
});
