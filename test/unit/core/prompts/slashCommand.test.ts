import { strict as assert } from 'node:assert';
import { slashCommands, slashOf } from '../../../../src/core/prompts/slashCommand.ts';

const tidy = { name: 'tidy', description: '', text: 'Tidy.', origin: 'profile' } as const;

describe('a message that begins with a slash', () => {
  it('is a command with the words after it', () => {
    for (const { name } of slashCommands)
      assert.deepEqual(slashOf(`/${name}`, []), { kind: 'command', name, input: '' });
    assert.deepEqual(slashOf('/Fix  the loop\nplease ', []), {
      ...{ kind: 'command', name: 'fix', input: 'the loop\nplease' },
    });
  });

  it('is a prompt of the person’s own, but never in place of a command', () => {
    assert.deepEqual(slashOf('/tidy now', [tidy]), { kind: 'prompt', prompt: tidy, input: 'now' });
    assert.equal(slashOf('/new', [{ ...tidy, name: 'new' }])?.kind, 'command');
  });

  for (const text of [
    '/etc/hosts is wrong',
    '/fix.ts fails',
    '/unknown',
    ' /new',
    '/ new',
    '//new',
    '/',
    'a /new',
  ])
    it(`is an ordinary message: ${text}`, () => assert.equal(slashOf(text, [tidy]), null));
});
