import { strict as assert } from 'node:assert';
import { findSecrets } from '../../../../src/core/outgoing/secrets.ts';
import { drawing } from './secretCorpus.ts';

const draw = drawing(11);
const tokens = [
  ['siliconflow-key', `sk-${draw('az', 48)}`],
  ['github-token', `ghp_${draw('alnum', 36)}`],
  ['aws-access-key', `AKIA${draw('base32', 16)}`],
] as const;
const each = (text: string, form: (code: number) => string): string =>
  [...text].map((character) => form(character.charCodeAt(0))).join('');

/** How a token reads elsewhere: [name, the token as it stands in the text]. */
const disguises: readonly (readonly [name: string, disguise: (token: string) => string])[] = [
  ['a zero-width space inside', (t) => `${t.slice(0, 9)}\u200b${t.slice(9)}`],
  [
    'soft hyphens and a byte-order mark inside',
    (t) => `${t.slice(0, 2)}\u00ad${t.slice(2, 14)}\ufeff${t.slice(14)}`,
  ],
  ['a null byte behind every character', (t) => each(t, (code) => `${String.fromCharCode(code)}\0`)],
  ['percent codes', (t) => each(t, (code) => `%${code.toString(16)}`)],
  [
    'some percent codes',
    (t) => t.replace(/[-_7KA]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
  ],
  ['character references', (t) => each(t, (code) => `&#${code};`)],
  ['hexadecimal references', (t) => each(t, (code) => `&#x${code.toString(16)};`)],
  ['escapes of JSON', (t) => each(t, (code) => `\\u00${code.toString(16)}`)],
  ['escapes of C', (t) => each(t, (code) => `\\x${code.toString(16)}`)],
  ['full-width forms', (t) => each(t, (code) => String.fromCharCode(code + 0xfee0))],
  ['two literals and a plus', (t) => `${t.slice(0, 11)}" + "${t.slice(11)}`],
  [
    'literals on lines of their own',
    (t) => `${t.slice(0, 7)}" +\n      "${t.slice(7, 13)}" +\n      "${t.slice(13)}`,
  ],
  ['literals that follow each other', (t) => `${t.slice(0, 7)}'\n    '${t.slice(7)}`],
  ['a continued line', (t) => `${t.slice(0, 12)}\\\n  ${t.slice(12)}`],
];

describe('finding secrets that are split or encoded', () => {
  for (const [name, disguise] of disguises) {
    it(`finds every token with ${name}, from its first character to its last`, () => {
      for (const [rule, token] of tokens) {
        const text = `before "${disguise(token)}" after`;
        const [span, ...rest] = findSecrets(text);
        assert.deepEqual(rest, []);
        assert.equal(span?.rule, rule, text);
        assert.match(text.slice(0, span.start), /^before "$/);
        assert.match(text.slice(span.end), /^[\0]?" after$/);
      }
    });
  }

  it('finds a key of the platform over the end of a line, also in this mode alone', () => {
    const key = `sk-${draw('az', 48)}`;
    for (const joint of ['\n', '\r\n', '\n    ', '\n> ', '\n+', '\n# ', '" +\n"', '\u200b', '%61'.slice(3)]) {
      const text = `key: ${key.slice(0, 20)}${joint}${key.slice(20)}.`;
      for (const scope of ['all', 'platformKeyOnly'] as const) {
        const [span] = findSecrets(text, scope);
        assert.equal(span && text.slice(span.start, span.end), text.slice(5, -1), text);
      }
    }
  });

  it('finds tokens and passwords inside Base64 and hexadecimal, and masks the whole of it', () => {
    for (const [rule, token] of tokens) {
      const plain = JSON.stringify({ user: 'me', value: token });
      for (const encoding of ['base64', 'base64url', 'hex'] as const) {
        const encoded = Buffer.from(plain).toString(encoding).replace(/=+$/, '');
        const text = `data: ${encoded}\n`;
        const [span, ...rest] = findSecrets(text);
        assert.deepEqual(rest, []);
        assert.deepEqual(span, { rule, start: 6, end: 6 + encoded.length });
      }
    }
    const inner = Buffer.from(`{"password": "${draw('alnum', 20)}"}`).toString('base64');
    assert.equal(findSecrets(`blob ${inner}`).length, 1);
  });

  it('leaves ordinary escapes, joined words, encoded words and lists alone', () => {
    for (const text of [
      `"first part of a sentence" +\n  "and its second part, sk-learn"`,
      'https://host/%E4%BD%A0%E5%A5%BD/a%20file%20with-a-long-name-and_more.html?x=%2Fy',
      '\\u0041\\u0042\\u0043\\u0044\\u0045\\u0046\\u0047\\u0048 \\x1b[32mgreen\\x1b[0m',
      `sk-\n${['alpha', 'beta', 'gamma'].join('\n')}\n`,
      'task-list\nitem-one\nitem-two\nanother-item-of-the-list\n',
      Buffer.from('only some words, nothing that anybody would want to hide').toString('base64'),
      Buffer.from('only some words, nothing that anybody would want to hide').toString('hex'),
      `const list = ["ghp_", "gho_", "ghu_"];`,
    ])
      assert.deepEqual(findSecrets(text), [], text);
  });
});
