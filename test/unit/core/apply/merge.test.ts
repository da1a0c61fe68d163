import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { hunksBetween } from '../../../../src/core/apply/hunks.ts';
import { linesOf } from '../../../../src/core/apply/lines.ts';
import { merged } from '../../../../src/core/apply/merge.ts';
import { Review, withEdits } from '../../../../src/core/apply/review.ts';
import { spentMs } from '../../fakes/spentMs.ts';

/** Few different lines, so that they meet; every line end, and none at the end. */
const line = fc.tuple(fc.constantFrom('a', 'b', '}', '', '\tx', 'é中'), fc.constantFrom('\n', '\r\n', '\r'));
const text = fc
  .tuple(fc.array(line, { maxLength: 14 }), fc.constantFrom('', 'end', '\uFEFF'))
  .map(([lines, last]) => lines.map((parts) => parts.join('')).join('') + last);

const count = (lines: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const one of lines) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
};

describe('the changes between two texts', () => {
  it('turn the one into the other, and taken back give the bytes of the first', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { changes } = new Review(before, after);
        const edits = changes.map(({ edit }) => edit);
        assert.equal(withEdits(before, edits), after);
        const back = new Review(after, before).changes.map(({ edit }) => edit);
        assert.equal(withEdits(after, back), before);
      }),
      { numRuns: 500 },
    );
  });

  it('of 5 MB are found in time, also when every line differs', function () {
    this.timeout(60_000);
    const big = Array.from(
      { length: 120_000 },
      (_, at) => `const value${at} = compute(${at}, 'some words');\n`,
    ).join('');
    assert.ok(big.length > 4_900_000);
    const one = big.replace('value50000 ', 'other ');
    assert.equal(hunksBetween(big, one).length, 1);
    const other = big.replaceAll('const', 'let');
    const tookMs = spentMs(() => assert.equal(hunksBetween(big, other).length, 1));
    assert.ok(tookMs < 10_000, `${tookMs} ms`);
  });
});

describe('a merge', () => {
  it('takes over both when they are in different places', () => {
    const base = '1\n2\n3\n4\n5\n6\n7\n';
    const mine = base.replace('2\n', '2 mine\n');
    const theirs = base.replace('6\n', '6 theirs\nnew\n');
    assert.deepEqual(merged(base, mine, theirs), {
      text: '1\n2 mine\n3\n4\n5\n6 theirs\nnew\n7\n',
      leftOut: 0,
    });
  });

  it("leaves the person's lines where both changed the same, and says so", () => {
    const result = merged('1\n2\n3\n', '1\nmine\n3\n', '1\ntheirs\n3\n');
    assert.deepEqual(result, { text: '1\nmine\n3\n', leftOut: 1 });
  });

  it('counts the same change of both once', () => {
    assert.deepEqual(merged('1\n2\n3\n', '1\nx\n3\n', '1\nx\n3\n'), { text: '1\nx\n3\n', leftOut: 0 });
  });

  it('never loses a character that the person wrote, whatever is proposed', () => {
    fc.assert(
      fc.property(text, text, text, (base, mine, theirs) => {
        const result = merged(base, mine, theirs);
        const kept = count(linesOf(result.text));
        const old = linesOf(base);
        const own = linesOf(mine);
        // Every line that the person added, and every line they left alone that the proposal did not take away.
        const added = hunksBetween(base, mine).flatMap((one) => own.slice(one.newStart, one.newEnd));
        for (const [wanted, times] of count(added))
          assert.ok((kept.get(wanted) ?? 0) >= times, JSON.stringify(wanted));
        const removed = count(hunksBetween(base, theirs).flatMap((one) => old.slice(one.start, one.end)));
        for (const [wanted, times] of count(own))
          assert.ok((kept.get(wanted) ?? 0) >= times - (removed.get(wanted) ?? 0), JSON.stringify(wanted));
        if (base === mine) assert.equal(result.text, theirs);
        if (base === theirs) assert.equal(result.text, mine);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a review', () => {
  it('accepts and rejects change by change while the person goes on writing', () => {
    fc.assert(
      fc.property(
        text,
        text,
        fc.array(fc.tuple(fc.constantFrom('accept', 'reject', 'write'), fc.nat(20), text), { maxLength: 12 }),
        (base, proposed, steps) => {
          const review = new Review(base, proposed);
          let current = base;
          for (const [what, at, words] of steps) {
            const change = review.changes[at % Math.max(1, review.changes.length)];
            if (what === 'write') {
              const to = at % (current.length + 1);
              current = current.slice(0, to) + words + current.slice(to);
              review.follow(current);
            } else if (change && what === 'accept') {
              const before = review.changes.length;
              current = withEdits(current, [change.edit]);
              review.accepted(current);
              assert.ok(review.changes.length < before || before === 1);
            } else if (change) review.reject(change);
            assert.equal(review.base, current);
            assert.equal(
              withEdits(
                current,
                review.changes.map(({ edit }) => edit),
              ),
              review.proposed,
            );
          }
          while (review.changes[0]) review.reject(review.changes[0]);
          assert.equal(review.proposed, current);
        },
      ),
      { numRuns: 500 },
    );
  });
});
