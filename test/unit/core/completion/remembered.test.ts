import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { Answer } from '../../../../src/core/completion/answer.ts';
import { consumed, sameRight } from '../../../../src/core/completion/fits.ts';
import { Memory } from '../../../../src/core/completion/remembered.ts';
import type { Snapshot } from '../../../../src/core/completion/snapshot.ts';
import { at, atOffset } from './place.ts';

function answerAt(place: Snapshot, text: string, over: Partial<Answer> = {}): Answer {
  return {
    id: 'r1',
    uri: place.uri,
    left: place.left,
    right: place.right,
    text,
    state: 'ended',
    askedAtMs: 0,
    ...over,
  };
}

function memoryWith(...answers: Answer[]): Memory {
  const memory = new Memory();
  for (const answer of answers) memory.keep(answer);
  return memory;
}

const rests = (memory: Memory, place: Snapshot): string[] => memory.fitting(place).map((fit) => fit.rest);

describe('memory', () => {
  const asked = at('import a;\nconst x = |;\nend();\n');
  const memory = memoryWith(answerAt(asked, 'compute(1)'));

  it('finds an answer where it was asked, typed along, backspaced into, and not where something else was typed', () => {
    assert.deepEqual(rests(memory, asked), ['compute(1)']);
    assert.deepEqual(rests(memory, at('import a;\nconst x = comp|;\nend();\n')), ['ute(1)']);
    assert.deepEqual(rests(memory, at('import a;\nconst x = com|;\nend();\n')), ['pute(1)']);
    assert.deepEqual(rests(memory, at('import a;\nconst x = con|;\nend();\n')), []);
  });

  it('tells places apart by what stands right of the caret and by the file', () => {
    assert.deepEqual(rests(memory, at('import a;\nconst x = |;\nother();\n')), []);
    assert.deepEqual(rests(memory, at('import a;\nconst x = |;\nend();\n', { uri: 'file:///b.ts' })), []);
  });

  it('does not lose white space from its key', () => {
    assert.deepEqual(rests(memory, at('import a;\nconst x =|;\nend();\n')), []);
    assert.deepEqual(rests(memory, at('import a;\n  const x = |;\nend();\n')), []);
  });

  it('finds an answer again after the editor closed a bracket, and after the closer was typed over', () => {
    const call = at('import a;\nfoo|\nend();\n');
    const kept = memoryWith(answerAt(call, '(bar, baz);'));
    assert.deepEqual(rests(kept, at('import a;\nfoo(|)\nend();\n')), ['bar, baz);']);
    assert.deepEqual(rests(kept, at('import a;\nfoo(bar, baz)|\nend();\n')), [';']);
    assert.ok(sameRight(')\nend', '\nend') && !sameRight(' + 1\nend', '\nend'));
  });

  it('goes on below the line it was accepted on, whatever indentation the editor put there', () => {
    const place = at('if (a) {|\nend();\n');
    const kept = memoryWith(answerAt(place, '\n    first();\n    second();'));
    assert.deepEqual(rests(kept, at('if (a) {\n|\nend();\n')), ['    first();\n    second();']);
    assert.deepEqual(rests(kept, at('if (a) {\n\t|\nend();\n')), ['first();\n    second();']);
    assert.deepEqual(rests(kept, at('if (a) {\n    first();\n    |\nend();\n')), ['second();']);
    assert.deepEqual(rests(kept, at('if (a) {\n\tfirst();\n\tsec|\nend();\n')), ['ond();']);
  });

  it('finds an answer wherever its text stands before the caret, up to six hundred characters on, and nowhere else', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', '\n', '界', '🙂'), maxLength: 160, size: 'max' }),
        fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 1, maxLength: 640, size: 'max' }),
        fc.nat(),
        fc.boolean(),
        (before, typed, seed, isAnotherPlace) => {
          const place = atOffset(`${before}\nend();\n`, before.length);
          const reached = seed % (typed.length + 1);
          const kept = memoryWith(answerAt(place, `${typed}!`));
          const left = `${isAnotherPlace ? 'x' : ''}${before}${typed.slice(0, reached)}`;
          const found = rests(kept, atOffset(`${left}\nend();\n`, left.length));
          // A place is known by the 64 characters before it.
          const isFound = reached <= 600 && (!isAnotherPlace || before.length >= 64);
          assert.deepEqual(found, isFound ? [`${typed.slice(reached)}!`] : []);
        },
      ),
    );
  });

  it('sees at one place what has come, gone and grown since it was last asked about it', () => {
    const kept = new Memory();
    assert.deepEqual(rests(kept, asked), []);
    const answer = answerAt(asked, 'com', { state: 'open' });
    kept.keep(answer);
    assert.deepEqual(rests(kept, asked), ['com']);
    answer.text += 'pute(1)';
    assert.deepEqual(rests(kept, asked), ['compute(1)']);
    kept.forget(answer);
    assert.deepEqual(rests(kept, asked), []);
  });

  it('forgets the oldest first and keeps what is still open', () => {
    const small = new Memory(2);
    for (let k = 0; k < 5; k++) small.keep(answerAt(atOffset(`line ${k}`, 6), 'x'));
    assert.equal(small.size, 2);
    assert.deepEqual(rests(small, atOffset('line 0', 6)), []);
    assert.deepEqual(rests(small, atOffset('line 4', 6)), ['x']);
  });

  it('reads with the key it wrote with, for any text, and gives exactly what is still to come', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '\n', '\t', '(', ')', ';', 'é'),
      maxLength: 120,
    });
    fc.assert(
      fc.property(
        text,
        text,
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', '(', ';'), minLength: 1, maxLength: 20 }),
        fc.nat(),
        (left, right, answer, cut) => {
          const typed = answer.slice(0, cut % answer.length);
          const kept = memoryWith(answerAt(atOffset(left + right, left.length), answer));
          const found = rests(kept, atOffset(left + typed + right, left.length + typed.length));
          assert.ok(found.includes(answer.slice(typed.length)), JSON.stringify({ found, typed }));
        },
      ),
    );
  });

  it('uses up what was typed, and nothing when something else was', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.nat(30), (text, cut) => {
        const plain = text.replaceAll('\n', ' ');
        assert.equal(consumed(plain, plain.slice(0, cut), false), Math.min(cut, plain.length));
      }),
    );
    assert.equal(consumed('abc', 'abd', true), undefined);
    assert.equal(consumed('ab', 'abc', true), 2, 'an open answer may yet say c');
    assert.equal(consumed('ab', 'abc', false), undefined);
  });
});
