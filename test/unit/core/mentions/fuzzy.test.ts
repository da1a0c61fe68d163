import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { bestFits, fitOf } from '../../../../src/core/mentions/fuzzy.ts';
import { spentMs } from '../../fakes/spentMs.ts';

describe('what was typed after an @', () => {
  const paths = [
    'src/chat/deep/other.ts',
    'src/editor/chat/chatHost.ts',
    'test/chatHost.test.ts',
    'src/core/spend/money.ts',
    'webview/chat/composer.ts',
    'README.md',
  ];
  const best = (typed: string): string | undefined => bestFits(typed, paths, (path) => path, 1)[0];

  for (const [typed, path] of [
    ['chatHost', 'src/editor/chat/chatHost.ts'],
    ['ch', 'src/editor/chat/chatHost.ts'],
    ['cH', 'src/editor/chat/chatHost.ts'],
    ['mon', 'src/core/spend/money.ts'],
    ['spend/mon', 'src/core/spend/money.ts'],
    ['spend\\mon', 'src/core/spend/money.ts'],
    ['read', 'README.md'],
    ['chtest', 'test/chatHost.test.ts'],
  ] as const)
    it(`means ${path} by “${typed}”`, () => assert.equal(best(typed), path));

  it('fits nothing whose letters are not there', () => assert.equal(best('zebra'), undefined));

  it('fits exactly the names that have its letters in order', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'C', '/', '_', '1'), maxLength: 12 });
    fc.assert(
      fc.property(letters, letters, (typed, name) => {
        let at = -1;
        const isInOrder = [...typed.toLowerCase()].every((letter) => {
          at = name.toLowerCase().indexOf(letter, at + 1);
          return at >= 0;
        });
        if (!isInOrder) assert.equal(fitOf(typed, name), null);
        else if (!typed.includes('/')) assert.notEqual(fitOf(typed, name), null);
      }),
    );
  });

  it('is found among 20,000 files within 50 ms', () => {
    const many = Array.from(
      { length: 20_000 },
      (_, n) => `packages/p${n % 40}/src/feature${n}/fileNumber${n}.ts`,
    );
    bestFits('warm', many, (path) => path, 20);
    // The best of five: what the machine collects or compiles meanwhile only adds to it.
    const tookMs = Math.min(
      ...Array.from({ length: 5 }, () => spentMs(() => bestFits('filenum7', many, (path) => path, 20))),
    );
    assert.ok(tookMs < 50, `${tookMs} ms`);
  });
});
