// A copy of a private document is known by its lines; files that merely share a few are left alone.
import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { linesOf, repeats } from '../../../../src/core/outgoing/privateLines.ts';

const hidden = [
  "import { readFile } from 'node:fs/promises';",
  '',
  'The merger with Northwind is planned for the spring.',
  'Nobody outside of the board knows the price of it yet.',
  'The price is twice what the papers believe it to be.',
  'After the merger the plant in Leeds is to be closed.',
].join('\n');
const isCopy = (text: string): boolean => repeats(linesOf(text), linesOf(hidden));

describe('a copy of a private text', () => {
  it('is known whole, in part, indented, with other line ends, and amid other text', () => {
    const lines = hidden.split('\n');
    const other = Array.from({ length: 40 }, (_, k) => `const ordinary${k} = compute(${k});`);
    for (const copy of [
      hidden,
      hidden.replaceAll('\n', '\r\n'),
      lines.map((line) => `    ${line}`).join('\n'),
      lines.slice(2, 4).join('\n'),
      lines[3] ?? '',
      [...other, ...lines.slice(2, 5)].join('\n'),
    ])
      assert.ok(isCopy(copy), copy);
  });

  it('is not seen in a file that shares an import, nor in ordinary lines', () => {
    const other = Array.from({ length: 5 }, (_, k) => `const ordinary${k} = compute(${k});`);
    assert.ok(!isCopy([hidden.split('\n')[0], ...other].join('\n')));
    assert.ok(!isCopy(other.join('\n')));
    assert.ok(!isCopy('});\n}\n'));
    assert.ok(!isCopy(''));
  });

  it('is known wherever any run of half its lines stands', () => {
    const lines = fc.uniqueArray(fc.stringMatching(/^[a-z]{12,30}$/), { minLength: 4, maxLength: 30 });
    fc.assert(
      fc.property(lines, fc.nat(), (all, seed) => {
        const from = seed % Math.ceil(all.length / 2);
        const part = all.slice(from, from + Math.ceil(all.length / 2));
        assert.ok(repeats(linesOf(part.join('\n')), linesOf(all.join('\n'))));
      }),
    );
  });
});
