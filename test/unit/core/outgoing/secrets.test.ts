import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findSecrets } from '../../../../src/core/outgoing/secrets.ts';
import { spentMs } from '../../fakes/spentMs.ts';
import { heldOutLookAlikes, heldOutSecrets } from './heldOutCorpus.ts';
import { drawing, inContext, lookAlikes, wellFormed } from './secretCorpus.ts';

/** Places in which people leave a token. */
const surroundings: readonly ((token: string) => string)[] = [
  (token) => token,
  (token) => `const key = '${token}';\n`,
  (token) => `KEY=${token}\nNEXT=1\n`,
  (token) => `{"value":"${token}","n":1}`,
  (token) => `curl -H "X: ${token}" https://api.internal/v1`,
  (token) => `"text":"first line\\n${token}\\nlast line"`,
  (token) => `https://api.internal/?key%3D${token}&b=1`,
  (token) => `说明：${token}，请勿外传`,
  (token) => `\u001b[32m${token}\u001b[0m`,
  (token) => `OLD_${token}\n`,
];

function masked(text: string): string {
  let rest = '';
  let from = 0;
  for (const { start, end } of findSecrets(text)) {
    rest += text.slice(from, start);
    from = end;
  }
  return rest + text.slice(from);
}

describe('finding secrets', () => {
  it('finds at least 90 of 100 well-formed tokens of every known shape, wherever they stand, and names them', () => {
    const draw = drawing(1);
    for (const [rule, make] of wellFormed) {
      let found = 0;
      const rounds = 20 * surroundings.length;
      for (let round = 0; round < rounds; round += 1) {
        const token = make(draw);
        const text = surroundings[round % surroundings.length]?.(token) ?? '';
        const [span] = findSecrets(text);
        if (span !== undefined && text.slice(span.start, span.end).includes(token) && span.rule === rule)
          found += 1;
      }
      assert.ok(found / rounds >= 0.9, `${rule}: ${found} of ${rounds}`);
    }
  });

  it('finds every key of the platform, whatever stands around it', () => {
    const draw = drawing(2);
    for (let round = 0; round < 2000; round += 1) {
      const key = `sk-${draw('az', 48)}`;
      const text = `${draw('word', round % 7)}${key}${[' ', '"', '\n', '-', '_', '.', ''][round % 7]}${draw('hex', 3)}`;
      for (const scope of ['all', 'platformKeyOnly'] as const) {
        const spans = findSecrets(text, scope);
        assert.ok(
          spans.some((span) => text.slice(span.start, span.end).includes(key)),
          text,
        );
      }
    }
  });

  it('finds passwords, keys and headers by what stands before them, and masks only the value', () => {
    const draw = drawing(3);
    for (const [rule, make] of inContext) {
      let found = 0;
      for (let round = 0; round < 100; round += 1) {
        const [before, value, after] = make(draw);
        const text = `first line\n${before}${value}${after}last line`;
        const span = findSecrets(text).find((one) => text.slice(one.start, one.end) === value);
        if (span?.rule === rule) found += 1;
      }
      assert.ok(found >= 90, `${rule}: ${found} of 100`);
    }
  });

  it('lets at least nine look-alikes of ten alone', () => {
    const draw = drawing(5);
    let flagged: string[] = [];
    let all = 0;
    for (let round = 0; round < 10; round += 1) {
      for (const make of lookAlikes) {
        all += 1;
        const text = make(draw);
        if (findSecrets(text).length > 0) flagged = [...flagged, text];
      }
    }
    assert.ok(flagged.length / all <= 0.1, `${flagged.length} of ${all}: ${flagged.slice(0, 5).join(' | ')}`);
  });

  it('holds both bounds in kinds that the rules were not made for', () => {
    const draw = drawing(8);
    let found = 0;
    let flagged = 0;
    const rounds = 20;
    for (let round = 0; round < rounds; round += 1) {
      for (const make of heldOutLookAlikes) if (findSecrets(make(draw)).length > 0) flagged += 1;
      for (const make of heldOutSecrets) {
        const [before, value, after] = make(draw);
        const text = before + value + after;
        if (!masked(text).includes(value)) found += 1;
      }
    }
    const all = rounds * heldOutSecrets.length;
    assert.ok(found / all >= 0.9, `${found} of ${all} found`);
    const alike = rounds * heldOutLookAlikes.length;
    assert.ok(flagged / alike <= 0.1, `${flagged} of ${alike} flagged`);
  });

  it('raises less than one alarm in 1,000 lines of ordinary code', function () {
    this.timeout(60_000);
    const root = new URL('../../../../node_modules/', import.meta.url).pathname;
    const packages = [
      'openai',
      'lit',
      'ignore',
      'valibot',
      'markdown-it',
      'highlight.js',
      'dompurify',
      'mocha',
      'fast-check',
    ];
    let lines = 0;
    let alarms = 0;
    const files = packages.flatMap((name) =>
      readdirSync(join(root, name), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(root, name, file),
      ),
    );
    for (const file of files) {
      if (
        !/\.(?:[cm]?[jt]s|json|md)$/.test(file) ||
        !statSync(file).isFile() ||
        statSync(file).size > 300_000
      )
        continue;
      const text = readFileSync(file, 'utf8');
      lines += text.split('\n').length;
      alarms += findSecrets(text).length;
    }
    assert.ok(lines > 50_000, `only ${lines} lines to judge by`);
    assert.ok(alarms / lines < 0.001, `${alarms} alarms in ${lines} lines`);
  });

  it('gives spans in order that never overlap and lie inside the text', () => {
    const draw = drawing(6);
    const text = wellFormed.map(([, make]) => `password="${make(draw)}" ${make(draw)}`).join('\n');
    let last = 0;
    for (const { start, end } of findSecrets(text)) {
      assert.ok(start >= last && end > start && end <= text.length);
      last = end;
    }
  });

  it('keeps places right in text whose lower case is longer', () => {
    const value = drawing(7)('alnum', 32);
    const text = `${'İ'.repeat(50)} api_key = "${value}"`;
    assert.deepEqual(
      findSecrets(text).map(({ start, end }) => text.slice(start, end)),
      [value],
    );
  });

  it('stays linear on text made to slow it down', function () {
    this.timeout(60_000);
    const units = [
      'sk-',
      'ghp_',
      'eyJ',
      'eyJaaaaaaaa.',
      '.eyJaaaaaaaaaa',
      '://',
      '://a:',
      '://a:b@',
      'password',
      'password=',
      'passw ',
      'key',
      'api_key',
      'api_key :',
      'api_key="',
      'token\t',
      'token                ',
      'authorization',
      'authorization: bearer ',
      'bearer ',
      '-----BEGIN ',
      '-----BEGIN PRIVATE KEY-----',
      '-----BEGIN A B C D ',
      '-----END PRIVATE KEY-----',
      '\n-----END PRIVATE KEY-----',
      `${'A'.repeat(64)}\n-----END PRIVATE KEY-----\n`,
      'AKIA',
      'a',
      'A',
      '0',
      '_',
      '-',
      '.',
      ' ',
      '\n',
      '"',
      'secret = "aaaaaaa',
      'auth:a.a.a.',
      'glpat-',
      'xoxb-',
      'SG.aaaaaaaaaaaaaaaaaaaa.',
      'sk-a1',
      'sk-proj-',
      'pwd:\n ',
      'AccountKey=',
      '%41',
      '\u200b',
      'a\u200b',
      '"+"',
      '" +\n"a',
      '\\\n',
      '&#65;',
      '\\x41',
      'sk-a\n',
      '密码：',
      'curl -u a:',
      'mysql -p',
      'pass{a ',
      'pass a=',
      'token is ',
      'token = new a(',
      'key"value',
      'token: |\n',
      'pass="\'',
      'tokentokentoken=aB3',
      'YWJjZGVm\n',
      'c2stYWJj',
      '-us',
      'cookie: a=',
      'cookie: a=aaaaaaaaaaaaaaaa;',
      '0AzFu',
      '"kty""d":"',
      'Private-Lines: 99\n',
      '6162',
      'İ',
      '密',
      '\u{1f600}',
    ];
    // The better of two: other processes only ever add to it.
    const timeMs = (text: string): number => Math.min(...[1, 2].map(() => spentMs(() => findSecrets(text))));
    for (const unit of units) {
      const small = unit.repeat(Math.ceil(20_000 / unit.length));
      const large = unit.repeat(Math.ceil(160_000 / unit.length));
      const measured: string[] = [];
      // Eight times the text may take eight times as long, thrice that for noise; quadratic would be 64 times, every time.
      const isLinear = (): boolean => {
        const [one, eight] = [timeMs(small), timeMs(large)];
        measured.push(`${one} ms, then ${eight} ms`);
        // The clock of a thread ticks every few milliseconds.
        return eight < 24 * Math.max(one, 5) && eight < 1_000;
      };
      assert.ok(isLinear() || isLinear() || isLinear(), `${JSON.stringify(unit)}: ${measured.join('; ')}`);
    }
  });
});
