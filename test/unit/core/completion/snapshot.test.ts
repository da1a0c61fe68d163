import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { takeSnapshot, windowLimits } from '../../../../src/core/completion/snapshot.ts';
import { at, atOffset } from './place.ts';

describe('snapshot', () => {
  it('reads only its windows of a file of twenty thousand lines', () => {
    let read = 0;
    const line = 'const value = compute(1);\n';
    const length = 20_000 * line.length;
    const text = {
      length,
      slice(from: number, to: number): string {
        read += to - from;
        return line
          .repeat(Math.ceil((to - from) / line.length) + 1)
          .slice(from % line.length, (from % line.length) + to - from);
      },
    };
    takeSnapshot({ ...place, text, offset: 10_000 * line.length });
    assert.ok(read <= 2 * windowLimits.far, `read ${read} characters`);
  });

  it('keeps the beginning of its left window byte for byte while the hand types', () => {
    const text = 'let alpha = 1;\n'.repeat(1000);
    const starts = new Set<string>();
    for (let typed = 0; typed < 300; typed++) {
      const snapshot = atOffset(text + 'x'.repeat(typed), text.length + typed);
      starts.add(snapshot.left.slice(0, 500));
    }
    assert.ok(starts.size <= 2, `${starts.size} beginnings in 300 keys`);
  });

  it('gives line ends as \\n and the line around the caret, whatever the file has', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', ' ', '\t', '(', '\r\n', 'é', '😀'), { maxLength: 60 }),
        fc.nat(),
        (parts, cut) => {
          const before = parts.slice(0, cut % (parts.length + 1)).join('');
          const after = parts.slice(cut % (parts.length + 1)).join('');
          const snapshot = atOffset(before + after, before.length);
          assert.equal(snapshot.left, before.replaceAll('\r\n', '\n'));
          assert.equal(snapshot.right, after.replaceAll('\r\n', '\n'));
          assert.ok(!(snapshot.linePrefix + snapshot.lineRest).includes('\n'));
          assert.ok(
            snapshot.left.endsWith(snapshot.linePrefix) && snapshot.right.startsWith(snapshot.lineRest),
          );
        },
      ),
    );
  });

  it('knows where the file begins and ends', () => {
    const snapshot = at('ab|cd');
    assert.ok(snapshot.leftReachesStart && snapshot.rightReachesEnd);
  });
});

const place = {
  uri: 'file:///a.ts',
  scheme: 'file',
  languageId: 'typescript',
  version: 1,
  eol: '\n',
  indentUnit: '    ',
  selectionCount: 1,
  selectionEmpty: true,
} as const;
