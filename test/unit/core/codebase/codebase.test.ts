import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { chunksOf } from '../../../../src/core/codebase/chunks.ts';
import { definedIn } from '../../../../src/core/codebase/definitions.ts';
import { isNamedLikeText, isWrittenByPeople } from '../../../../src/core/codebase/eligible.ts';
import { conceptsOf } from '../../../../src/core/codebase/question.ts';
import { type Found, rankedPieces } from '../../../../src/core/codebase/rank.ts';
import { wordsOf } from '../../../../src/core/codebase/words.ts';

describe('words of a text', () => {
  it('gives an identifier whole and in its parts', () => {
    assert.deepEqual(wordsOf('parseHTTPHeader'), ['parse', 'http', 'header', 'parsehttpheader']);
    assert.deepEqual(wordsOf('max_retry_count'), ['max', 'retry', 'count', 'maxretrycount']);
    assert.deepEqual(wordsOf('sha256Sum'), ['sha', '256', 'sum', 'sha256sum']);
  });

  it('gives text without spaces between words in pairs', () => {
    assert.deepEqual(wordsOf('解析请求头'), ['解析', '析请', '请求', '求头']);
  });

  it('leaves single letters and encoded data out', () => {
    assert.deepEqual(wordsOf(`i = ${'a'.repeat(60)};`), []);
  });
});

describe('names that a line defines', () => {
  for (const [line, name] of [
    ['export async function sendAll(', 'sendAll'],
    ['class Parcel extends Thing {', 'Parcel'],
    ['    def weigh(self, parcel):', 'weigh'],
    ['func (s *Server) Listen(port int) error {', 'Listen'],
    ['pub fn parse_header(line: &str) -> Header {', 'parse_header'],
    ['exports.retry = retry;', 'retry'],
    ['  async next(value) {', 'next'],
    ['static int read_file(const char *path) {', 'read_file'],
    ['## How parcels are weighed', 'How parcels are weighed'],
  ] as const)
    it(`finds ${name} in “${line}”`, () => assert.equal(definedIn(line), name));

  for (const line of ['if (ready) {', 'return call(one);', 'while (true) {', '} catch (error) {'])
    it(`finds none in “${line}”`, () => assert.equal(definedIn(line), null));
});

describe('pieces of a file', () => {
  const method = (name: string, lines: number): string =>
    [`function ${name}() {`, ...Array.from({ length: lines - 2 }, (_, n) => `  step(${n});`), '}'].join('\n');

  it('cuts between functions, each with the comment before it', () => {
    const text = [method('first', 24), '', '// Says what second does.', method('second', 24)].join('\n');
    const chunks = chunksOf(text);
    assert.deepEqual(
      chunks.map(({ startLine, names }) => [startLine, names]),
      [
        [1, ['first']],
        [26, ['second']],
      ],
    );
  });

  it('says in which definition the rest of a long one stands', () => {
    const chunks = chunksOf(method('long', 150));
    assert.ok(chunks.length > 2);
    assert.ok(chunks.every(({ names }) => names.includes('long')));
  });

  it('covers every line once, in pieces of at most sixty lines', () => {
    const line = fc.constantFrom('', 'x', '  y(', '}', '// c', '\tz', 'class A {', '    deep();');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 300 }), (lines) => {
        let next = 1;
        for (const { startLine, endLine, text } of chunksOf(lines.join('\n'))) {
          // Only blank pieces are left out.
          assert.ok(lines.slice(next - 1, startLine - 1).every((one) => one.trim() === ''));
          assert.ok(endLine - startLine < 60);
          assert.equal(text, lines.slice(startLine - 1, endLine).join('\n'));
          next = endLine + 1;
        }
        assert.ok(lines.slice(next - 1).every((one) => one.trim() === ''));
      }),
    );
  });
});

describe('a document with a paragraph in each line', () => {
  it('is cut into pieces that are not too long, and none of it is lost', () => {
    const lines = Array.from({ length: 40 }, (_, at) =>
      at % 2 === 0 ? 'w'.repeat(at === 6 ? 9_000 : 1_500) : '',
    );
    const chunks = chunksOf(lines.join('\n'));
    assert.ok(chunks.every(({ text, startLine, endLine }) => text.length <= 8_000 || startLine === endLine));
    const covered = chunks.flatMap(({ startLine, endLine }) => lines.slice(startLine - 1, endLine));
    assert.equal(covered.join(''), lines.join(''));
  });
});

describe('files worth finding', () => {
  it('leaves pictures, archives, lock files and minified code out', () => {
    for (const name of ['a.png', 'b.tgz', 'package-lock.json', 'dist/app.min.js', 'app.js.map'])
      assert.equal(isNamedLikeText(name), false, name);
    for (const name of ['a.ts', 'Makefile', 'deep/b.vue', 'README.md'])
      assert.equal(isNamedLikeText(name), true, name);
    assert.equal(isWrittenByPeople('a\0b', 'a.ts'), false);
    assert.equal(isWrittenByPeople(`${'x'.repeat(5_000)}\n`.repeat(2), 'a.ts'), false);
    assert.equal(isWrittenByPeople('const one = 1;\n'.repeat(400), 'a.ts'), true);
    const paragraphs = `${'words of a paragraph '.repeat(60)}\n\n`.repeat(5);
    assert.equal(isWrittenByPeople(paragraphs, 'docs/guide.md'), true);
    assert.equal(isWrittenByPeople(paragraphs, 'data.js'), false);
    assert.equal(isWrittenByPeople('x'.repeat(5_000), 'data.txt'), false);
  });
});

describe('what a question asks for', () => {
  const words = (question: string): readonly string[] =>
    conceptsOf(question).map(({ variants }) => variants[0]?.word ?? '');

  it('leaves out the words that ask', () => {
    assert.deepEqual(words('Where is the retry delay of a request computed?'), [
      'retry',
      'delay',
      'request',
      'computed',
    ]);
  });

  it('knows what Chinese words are called in code', () => {
    assert.deepEqual(words('请求失败之后如何重试？'), ['request', 'fail', 'retry']);
  });

  it('has nothing to look for in a question without a thing', () => {
    assert.deepEqual(words('How does it work?'), []);
  });

  it('stays bounded for a pasted text', () => {
    assert.ok(conceptsOf(Array.from({ length: 5_000 }, (_, n) => `word${n}`).join(' ')).length <= 24);
  });
});

describe('ranking', () => {
  const nothing: Found = { hits: [], rarity: 1 };
  const rank = (finds: Readonly<Record<string, Found>>, paths: readonly string[], question: string) =>
    rankedPieces(
      conceptsOf(question),
      (word) => finds[word] ?? nothing,
      () => new Map(paths.map((path, n) => [n, { path, startLine: n * 40 + 1, endLine: n * 40 + 40 }])),
      { files: 5, perFile: 2 },
    );

  it('prefers the piece that holds more of what is asked for', () => {
    const pieces = rank(
      {
        parcel: { rarity: 2, hits: [0, 1].map((chunk) => ({ chunk, score: 2 })) },
        tariff: { rarity: 2, hits: [{ chunk: 1, score: 2 }] },
      },
      ['a.ts', 'b.ts'],
      'parcel tariff',
    );
    // The other holds half of it, in a quarter of the places: not worth its tokens.
    assert.deepEqual(
      pieces.map(({ path }) => path),
      ['b.ts'],
    );
  });

  it('puts a test after the code that it tests', () => {
    const hits = [0, 1].map((chunk) => ({ chunk, score: 2 }));
    const pieces = rank({ parcel: { rarity: 2, hits } }, ['test/parcel.test.ts', 'src/parcel.ts'], 'parcel');
    assert.equal(pieces[0]?.path, 'src/parcel.ts');
  });

  it('joins pieces of a file that touch', () => {
    const hits = [0, 1].map((chunk) => ({ chunk, score: 2 }));
    const pieces = rank({ parcel: { rarity: 2, hits } }, ['a.ts', 'a.ts'], 'parcel');
    assert.deepEqual(
      pieces.map(({ startLine, endLine }) => [startLine, endLine]),
      [[1, 80]],
    );
  });

  it('does not let a rare other word beat the word that was asked for', () => {
    const pieces = rank(
      {
        hook: { rarity: 0.5, hits: [{ chunk: 0, score: 1.6 }] },
        middleware: { rarity: 5, hits: [{ chunk: 1, score: 1.6 }] },
      },
      ['hooks.ts', 'other.ts'],
      'hook',
    );
    assert.equal(pieces[0]?.path, 'hooks.ts');
  });
});
