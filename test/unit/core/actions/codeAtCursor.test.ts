import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { blockAt, type CodeSymbol, symbolAt } from '../../../../src/core/actions/codeAtCursor.ts';

function symbol(
  name: string,
  kind: CodeSymbol['kind'],
  start: number,
  end: number,
  children: readonly CodeSymbol[] = [],
): CodeSymbol {
  return { name, kind, lines: { start, end }, children };
}

describe('the symbol at the cursor', () => {
  it('is the function, not the variable inside it on which the cursor stands', () => {
    const symbols = [symbol('statusOf', 'unit', 18, 28, [symbol('hoursUnderway', 'value', 26, 26)])];
    assert.equal(symbolAt(symbols, 26)?.name, 'statusOf');
    assert.equal(symbolAt(symbols, 40), null);
  });

  it('is the innermost method of a class, and the class between its members', () => {
    const members = [symbol('open', 'unit', 3, 8), symbol('close', 'unit', 10, 12)];
    const symbols = [symbol('app', 'group', 1, 30, [symbol('Store', 'unit', 2, 20, members)])];
    assert.equal(symbolAt(symbols, 11)?.name, 'close');
    assert.equal(symbolAt(symbols, 9)?.name, 'Store');
    assert.equal(symbolAt(symbols, 25), null, 'a namespace only holds others');
  });

  it('takes a function that is kept in a field or a constant', () => {
    const field = symbol('onClick', 'value', 5, 9, [symbol('target', 'value', 6, 6)]);
    assert.equal(symbolAt([symbol('View', 'unit', 1, 20, [field])], 6)?.name, 'onClick');
    const constant = symbol('parse', 'value', 30, 40, [symbol('row', 'value', 33, 33)]);
    assert.equal(symbolAt([constant], 33)?.name, 'parse');
  });

  it('chooses the shorter of two around one line', () => {
    const symbols = [symbol('outer', 'unit', 1, 9), symbol('inner', 'unit', 4, 5)];
    assert.equal(symbolAt(symbols, 4)?.name, 'inner');
  });
});

describe('the block of a line without symbols', () => {
  const report = readFileSync('test/e2e/demo/tools/report.py', 'utf8');
  const linesOf = (text: string, line: number): string => {
    const block = blockAt(text, line);
    assert.ok(block);
    return text
      .split('\n')
      .slice(block.start - 1, block.end)
      .join('\n');
  };
  const lineOf = (part: string): number => report.slice(0, report.indexOf(part)).split('\n').length;

  it('is a whole Python function from any of its lines', () => {
    for (const part of ['def summarize', 'for row in rows:\n        totals', 'return totals']) {
      const block = linesOf(report, lineOf(part));
      assert.match(block, /^def summarize\(rows/);
      assert.match(block, /return totals$/);
    }
  });

  it('takes the decorator above a class, and none of what follows it', () => {
    const block = linesOf(report, lineOf('zone: str'));
    assert.match(block, /^@dataclass\nclass Row:/);
    assert.match(block, /weight_grams: int$/);
  });

  it('ends with the closing bracket, also when the cursor stands on it', () => {
    assert.match(linesOf(report, lineOf('"remote"')), /^STEP_CENTS = \{[\s\S]*\n\}$/);
    assert.match(linesOf('const a = [\n  1,\n];\nconst b = 2;', 3), /^const a = \[\n {2}1,\n\];$/);
  });

  it('keeps a branch with its condition', () => {
    const code = 'if (a) {\n  one();\n} else {\n  two();\n}\nthree();';
    for (const line of [1, 2, 3, 4, 5])
      assert.equal(linesOf(code, line), code.slice(0, code.indexOf('\nthree')));
  });

  it('is the method of a class that is too long to be meant', () => {
    const methods = Array.from({ length: 40 }, (_, i) => `  m${i}() {\n    return ${i};\n  }`);
    const code = `class Long {\n${methods.join('\n')}\n}`;
    assert.equal(linesOf(code, 6), '  m1() {\n    return 1;\n  }');
  });

  it('is the paragraph where nothing is indented, and the nearest one on an empty line', () => {
    for (const line of [1, 2]) assert.equal(linesOf('a\nb\n\nc\nd\n', line), 'a\nb');
    assert.equal(linesOf('a\n\n\nb\n', 3), 'b');
    assert.equal(linesOf('a\n\n\n', 4), 'a');
    assert.equal(blockAt(' \n\n', 1), null);
  });

  it('lies inside the text and around something, whatever the text and the line', () => {
    const row = fc.stringMatching(/^[ \t]{0,4}[a}{@#]{0,3}$/);
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), fc.integer({ min: -3, max: 60 }), (rows, line) => {
        const text = rows.join('\n');
        const block = blockAt(text, line);
        if (text.trim() === '') return assert.equal(block, null);
        assert.ok(block && block.start >= 1 && block.start <= block.end);
        assert.ok(block.end <= text.split('\n').length);
        assert.notEqual(
          rows
            .slice(block.start - 1, block.end)
            .join('')
            .trim(),
          '',
        );
      }),
    );
  });
});
