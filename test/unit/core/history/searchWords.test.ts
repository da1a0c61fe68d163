import { strict as assert } from 'node:assert';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { foundIn, indexedWords, searchTerms } from '../../../../src/core/history/searchWords.ts';

/** Whether a search finds a text in a real index. */
function finds(query: string, text: string): boolean {
  const database = new DatabaseSync(':memory:');
  try {
    database.exec("CREATE VIRTUAL TABLE t USING fts5(words, parts, tokenize='unicode61')");
    const { words, parts } = indexedWords(text);
    database.prepare('INSERT INTO t VALUES (?, ?)').run(words, parts);
    const select = database.prepare('SELECT 1 FROM t WHERE t MATCH ?');
    const terms = searchTerms(query);
    return terms.length > 0 && terms.every(({ expression }) => select.get(expression) !== undefined);
  } finally {
    database.close();
  }
}

describe('the words of a search', () => {
  it('find Chinese by any two characters that stand together, and by no others', () => {
    const text = '怎么修复这个编译错误？用的是TypeScript编译器。';
    for (const query of ['编译', '译错', '修复', '错误', '编译器', 'typescript编译', '编译 修复'])
      assert.ok(finds(query, text), query);
    for (const query of ['译编', '错编', '编误']) assert.ok(!finds(query, text), query);
  });

  it('find Japanese and Korean inside of a longer word', () => {
    assert.ok(finds('設定', 'エディタの設定を変更する'));
    assert.ok(finds('ディタ', 'エディタの設定を変更する'));
    assert.ok(finds('설정', '편집기설정을 바꾼다'));
  });

  it('find identifiers whole, by their beginning and by their parts, in any case', () => {
    const text = 'Call `getUserName()` of the HTTPServer, then parse_invoice_row.';
    for (const query of [
      'getUserName',
      'getuser',
      'username',
      'UserName',
      'user',
      'server',
      'invoice_row',
      'parse',
    ])
      assert.ok(finds(query, text), query);
    assert.ok(!finds('nameUser', text));
  });

  it('find all words of a query wherever they stand, the last letters of each left open', () => {
    assert.ok(finds('parc lab', 'A label for the parcel'));
    assert.ok(!finds('parc stamp', 'A label for the parcel'));
  });

  it('take whatever is typed for words, never for a command of the index', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (query) => {
        finds(query, 'some text 中文');
      }),
      { numRuns: 500 },
    );
    for (const query of ['"', '*', 'a OR b', 'NEAR(a b)', 'words:x', '-', '(((', '^a', "'; DROP TABLE t; --"])
      finds(query, 'some text');
    assert.deepEqual(searchTerms(' ?! '), []);
  });

  it('are found by every run of letters of the text itself', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('编', '译', '错', 'abc', 'X', '9', ' '), { minLength: 1 }),
        (parts) => {
          const text = parts.join('');
          const query = text.trim().split(' ')[0] ?? '';
          assert.ok(query === '' || finds(query, text), text);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the place that a search found', () => {
  it('is shown with what stands around it, in one line', () => {
    const found = foundIn(`${'x '.repeat(100)}the\n  Parcel label${' y'.repeat(200)}`, 'parcel');
    assert.equal(found.hit, 'Parcel');
    assert.ok(found.before.startsWith('…') && found.before.endsWith('the '));
    assert.ok(found.after.startsWith(' label y'));
    assert.ok(found.before.length + found.after.length < 200);
  });

  it('is the beginning of the text when the words stand in it in another writing', () => {
    assert.deepEqual(foundIn('getUserName is here', 'user name zzz'), {
      before: 'get',
      hit: 'User',
      after: 'Name is here',
    });
    assert.deepEqual(foundIn('Über', 'uber'), { before: '', hit: '', after: 'Über' });
  });

  it('is shown as it was written, whatever the width of its letters', () => {
    assert.deepEqual(foundIn('错误：ＡＢＣ？', 'abc'), { before: '错误：', hit: 'ＡＢＣ', after: '？' });
  });

  it('leaves no half of a character behind', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.string({ maxLength: 3 }),
        (text, query) => {
          const { before, hit, after } = foundIn(text, query);
          for (const part of [before, hit, after]) assert.ok(part.isWellFormed());
        },
      ),
    );
  });
});
