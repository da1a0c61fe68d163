import { strict as assert } from 'node:assert';
import { findSecrets } from '../../../../src/core/outgoing/secrets.ts';
import { drawing, privateKey } from './secretCorpus.ts';

function onlySpan(text: string): string {
  const [span, ...rest] = findSecrets(text);
  assert.deepEqual(rest, []);
  assert.ok(span);
  return text.slice(span.start, span.end);
}

describe('finding private keys', () => {
  const key = privateKey(drawing(4));

  it('takes them whole, of every kind and with the headers of old forms', () => {
    const draw = drawing(5);
    const old = 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0102030405060708090A0B0C0D0E0F10\n\n';
    for (const whole of [
      key,
      privateKey(draw, 'PRIVATE KEY'),
      privateKey(draw, 'EC PRIVATE KEY'),
      privateKey(draw, 'OPENSSH PRIVATE KEY'),
      privateKey(draw, 'ENCRYPTED PRIVATE KEY'),
      privateKey(draw, 'RSA PRIVATE KEY', old),
      privateKey(draw, 'PGP PRIVATE KEY BLOCK', 'Version: GnuPG v2\nComment: GPG - https://host/~me\n\n'),
    ])
      assert.equal(onlySpan(`a\n${whole}\nb`), whole);
  });

  it('takes of one in JSON what only the private one has', () => {
    const draw = drawing(6);
    const [x, y, d, k] = [
      draw('word', 43),
      draw('word', 43),
      `A1${draw('word', 41)}`,
      `A1${draw('word', 41)}`,
    ];
    const json = JSON.stringify(
      {
        keys: [
          { kty: 'EC', crv: 'P-256', x, y, d },
          { kty: 'oct', k },
        ],
      },
      null,
      2,
    );
    for (const text of [json, JSON.stringify(json)]) {
      const found = findSecrets(text).map(({ start, end }) => text.slice(start, end));
      assert.deepEqual(found, [d, k]);
    }
    assert.deepEqual(findSecrets(json.replaceAll('kty', 'kind')), []);
    assert.deepEqual(findSecrets(JSON.stringify({ kty: 'EC', crv: 'P-256', x, y })), []);
  });

  it('takes the private lines of one that PuTTY wrote', () => {
    const draw = drawing(7);
    const secret = `${draw('base64', 64)}\n${draw('base64', 44)}\n`;
    const head = `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPublic-Lines: 1\n${draw('base64', 64)}\n`;
    assert.equal(onlySpan(`${head}Private-Lines: 2\n${secret}Private-MAC: 00\n`), secret);
  });

  it('takes them whole whatever stands around and between their lines', () => {
    for (const around of [
      (text: string) => text.replaceAll('\n', '\r\n'),
      (text: string) => text.replaceAll('\n', '\n      '),
      (text: string) => text.replaceAll('\n', '\n# '),
      (text: string) => text.replaceAll('\n', '\n// '),
      (text: string) => text.replaceAll('\n', '\n> '),
      (text: string) => text.replaceAll('\n', '\n+'),
      (text: string) => text.replaceAll('\n', '\n-'),
      (text: string) => text.replaceAll('\n', '<br>'),
      (text: string) => text.replaceAll('\n', '&#10;'),
      (text: string) => text.replaceAll('\n', '%0A'),
      (text: string) => text.replaceAll('\n', '\\n'),
      (text: string) => text.replaceAll('\n', '\\\\n'),
      (text: string) => text.replaceAll('\n', '\\n" +\n  "'),
      (text: string) => text.replaceAll('\n', "\\n',\n  '"),
    ]) {
      const text = around(key);
      assert.equal(onlySpan(`x = '${text}'`), text);
    }
  });

  it('takes one without an end as far as it goes, and leaves the words behind a whole one', () => {
    const cut = key.slice(0, 500);
    assert.equal(onlySpan(cut), cut);
    assert.equal(onlySpan(`${key}\nThen more words follow - as they do.`), key);
  });

  it('takes the rest of one whose beginning is cut off, and nothing that stands before it', () => {
    const rest = key.slice(key.indexOf('\n', 200) + 1);
    assert.equal(onlySpan(`@@ -3,9 +3,9 @@\nsome words, a line\n${rest}\nmore`), rest);
    const removed = rest.replaceAll('\n', '\n-');
    assert.equal(onlySpan(`@@ -3,9 +3,9 @@\n-${removed}\n`), `-${removed}`);
    assert.equal(onlySpan(rest.slice(30)), rest.slice(30));
  });

  it('takes one in Base64, as a kubeconfig or a Secret keeps it', () => {
    const encoded = Buffer.from(key).toString('base64');
    assert.ok(!findSecrets(`client-key-data: ${encoded}\n`).some((span) => span.end - span.start < 1000));
    assert.equal(onlySpan(`"blob": "${encoded}"`), encoded.replace(/=+$/, ''));
  });

  it('leaves sentences about keys, public keys and certificates', () => {
    const mark = (kind: string): string => `-----BEGIN ${kind}-----`;
    for (const text of [
      `const head = '${mark('PRIVATE KEY')}';\nreturn text.startsWith(head);`,
      `if (!pem.includes("${mark('RSA PRIVATE KEY')}")) throw new Error('This is not a key, is it? No.');`,
      `${mark('PRIVATE KEY')}\n...\n-----END PRIVATE KEY-----`,
      privateKey(drawing(6), 'CERTIFICATE'),
      privateKey(drawing(6), 'PUBLIC KEY'),
    ])
      assert.deepEqual(findSecrets(text), [], text);
  });
});
