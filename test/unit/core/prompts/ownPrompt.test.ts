import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { expand, promptNameOf, readOwnPrompt } from '../../../../src/core/prompts/ownPrompt.ts';

describe('a prompt kept as a file', () => {
  it('is called after its file, and only where that can be typed', () => {
    assert.equal(promptNameOf('Tidy-Up.md'), 'tidy-up');
    assert.equal(promptNameOf('review.prompt.md'), 'review');
    assert.equal(promptNameOf('整理.md'), '整理');
    for (const name of ['a.txt', '.md', '-x.md', 'a b.md', 'a/b.md', '\u202ea.md', `${'x'.repeat(41)}.md`])
      assert.equal(promptNameOf(name), null, name);
  });

  it('says what it is for in its head, or by its first line', () => {
    const headed = readOwnPrompt(
      'a.md',
      '---\r\ndescription: "Makes it short"\r\nmode: x\r\n---\r\n\r\nBe brief.\r\n',
      'profile',
    );
    assert.deepEqual(headed, {
      name: 'a',
      description: 'Makes it short',
      text: 'Be brief.',
      origin: 'profile',
    });
    assert.equal(readOwnPrompt('a.md', '# Tidy up\nMore.', 'workspace')?.description, 'Tidy up');
    assert.equal(readOwnPrompt('a.md', '---\nnever closed', 'profile')?.text, '---\nnever closed');
  });

  it('is none when it is empty, huge or no text', () => {
    for (const content of ['', ' \n', '---\ndescription: x\n---\n', 'a\0b', 'x'.repeat(64_001)])
      assert.equal(readOwnPrompt('a.md', content, 'profile'), null);
  });

  it('takes the typed words in their place, as they are, and else at its end', () => {
    assert.equal(expand({ text: 'Say {{input}} twice: {{input}}' }, ' hi '), 'Say hi twice: hi');
    assert.equal(expand({ text: 'Be brief.' }, 'about maps'), 'Be brief.\n\nabout maps');
    assert.equal(expand({ text: 'Be brief.' }, ''), 'Be brief.');
    assert.equal(expand({ text: '{{input}}' }, '{{input}} $& $1'), '{{input}} $& $1');
  });

  it('never fails, whatever the file holds', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'binary', maxLength: 60 }), (name, content) => {
        const prompt = readOwnPrompt(`${name}.md`, content, 'workspace');
        if (prompt) assert.ok(prompt.text && prompt.name && [...prompt.description].length <= 120);
      }),
    );
  });
});
