import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { type PrivateFacts, scrub } from '../../../../src/core/diagnosis/scrub.ts';
import { spellingsOf } from '../../../../src/core/outgoing/spellings.ts';

const key = `sk-${'qwfpgjluyarstdhneizxcvbkmaq'.repeat(2).slice(0, 48)}`;
const facts: PrivateFacts = {
  secrets: [key, 'hunter22', 'p@ss word/42'],
  hosts: ['gateway.acme.test', 'ADAS-LAPTOP'],
  homes: ['/home/ada', 'C:\\Users\\ada'],
  users: ['ada'],
};

describe('the net under the report', () => {
  it('takes out keys and passwords in every spelling, and the tail of a key', () => {
    for (const secret of facts.secrets)
      for (const spelling of [secret, ...spellingsOf(secret)]) {
        const clean = scrub(`before ${spelling} after`, facts);
        assert.ok(!clean.includes(spelling), spelling);
        assert.match(clean, /^before .* after$/);
      }
    assert.doesNotMatch(scrub(`ends in ${key.slice(-8)}`, facts), new RegExp(key.slice(-8)));
  });

  it('takes out a key that is broken up by invisible characters, and one it was not told of', () => {
    assert.equal(scrub(`${key.slice(0, 20)}\u200b${key.slice(20)}`, facts), '[removed]');
    assert.equal(scrub(`a sk-${'b'.repeat(48)} c`, facts), 'a [key] c');
  });

  it('takes out known shapes of other secrets', () => {
    const token = `ghp_${'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'}`;
    assert.ok(!scrub(`x ${token} y`, facts).includes(token));
  });

  it('writes ~ for home folders and users, however the path is spelled', () => {
    for (const [path, clean] of [
      ['/home/ada/.config/x', '~/.config/x'],
      ['C:\\Users\\ada\\AppData', '~\\AppData'],
      ['c:/users/ADA/AppData', '~/AppData'],
      ['file:///c%3A/Users/ada/x', 'file:///~/x'],
      ['/Users/bob/Library', '~/Library'],
      ['/home/someone-else/x', '~/x'],
      ['/mnt/data/ada/work', '/mnt/data/~/work'],
      ['/root/.vscode', '~/.vscode'],
    ] as const)
      assert.equal(scrub(path, facts), clean);
  });

  it('hides hosts that tell who the person works for, and what stands before @ in an address', () => {
    assert.equal(scrub('at https://gateway.acme.test/v1', facts), 'at https://[host]/v1');
    assert.equal(scrub('on adas-laptop now', facts), 'on [host] now');
    assert.equal(scrub('http://u:p@127.0.0.1:1', facts), 'http://[removed]@127.0.0.1:1');
  });

  it('leaves ordinary words and trace ids alone', () => {
    const text =
      '- **API key** – ok: Present (sk-••••), in the secret storage.\n- `ti_0123456789abcdef0123456789abcdef` · `Canada`, adaptive';
    assert.equal(scrub(text, facts), text);
  });

  it('never lets a secret through, whatever stands around it', () => {
    const piece = fc.oneof(
      fc.constantFrom(...facts.secrets, ...facts.homes, ...facts.hosts, key, ' ', '\n', '/', '@', '//'),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const once = scrub(pieces.join(''), facts);
        for (const secret of facts.secrets) assert.ok(!once.includes(secret));
      }),
    );
  });
});
