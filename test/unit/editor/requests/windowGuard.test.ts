import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { createVault } from '../../../../src/core/outgoing/vault.ts';
import type { GuardedFolder } from '../../../../src/editor/requests/fileRules.ts';
import { type GuardSettings, WindowGuard } from '../../../../src/editor/requests/windowGuard.ts';
import { fakeKey } from '../../../sandbox/keys.ts';
import { chat } from '../../siliconflow/fakes.ts';

function guardOf(folders: readonly GuardedFolder[], settings: Partial<GuardSettings> = {}): WindowGuard {
  const guard = new WindowGuard(createVault('ABCDEF12'));
  guard.follow({ mode: 'mask', exclude: [], ...settings }, folders);
  return guard;
}

const secret = fakeKey('window', 'guard');

describe("the window's guard of files", () => {
  it('lets nothing out before the ignore files were read', () => {
    const guard = new WindowGuard(createVault('ABCDEF12'));
    assert.ok(guard.refusal(['/ws/src/a.ts']));
    guard.follow({ mode: 'mask', exclude: [] }, []);
    assert.equal(guard.refusal(['/ws/src/a.ts']), null);
  });

  it('keeps the built-in list, by any spelling: as named, by its real path, with either slash', () => {
    const guard = guardOf([{ roots: ['/ws'] }]);
    for (const spellings of [
      ['/ws/.env'],
      ['/ws/notes.txt', '/home/me/.ssh/id_rsa'],
      ['C:\\ws\\.env.local'],
      ['c:\\Users\\me\\.aws\\credentials'],
      ['/ws/a/../.env'],
    ])
      assert.ok(guard.refusal(spellings), spellings.join(' '));
  });

  it('names the file, the rule, and whose rule it is', () => {
    const guard = guardOf([{ roots: ['/ws'], ignoreText: 'drafts/' }], { exclude: ['*.log'] });
    assert.deepEqual(guard.refusal(['/ws/.env'])?.args, ['.env', '.env*']);
    assert.match(guard.refusal(['/ws/a.log'])?.text ?? '', /your setting/);
    assert.match(guard.refusal(['/ws/drafts/a.ts'])?.text ?? '', /ignore file/);
  });

  it('judges a file below each of several folders by its own ignore file', () => {
    const guard = guardOf([
      { roots: ['/ws/one'], ignoreText: 'private/' },
      { roots: ['/ws/two'], ignoreText: '*.csv' },
    ]);
    assert.ok(guard.refusal(['/ws/one/private/a.ts']));
    assert.equal(guard.refusal(['/ws/two/private/a.ts']), null);
    assert.ok(guard.refusal(['/ws/two/data/a.csv']));
    assert.equal(guard.refusal(['/ws/one/data/a.csv']), null);
  });

  it('judges a file in a folder inside a folder by both', () => {
    const guard = guardOf([
      { roots: ['/ws'], ignoreText: 'inner/secret.txt' },
      { roots: ['/ws/inner'], ignoreText: 'other.txt' },
    ]);
    assert.ok(guard.refusal(['/ws/inner/secret.txt']));
    assert.ok(guard.refusal(['/ws/inner/other.txt']));
  });

  it('does not take a folder for another one that begins with the same letters', () => {
    const guard = guardOf([{ roots: ['/ws/one'], ignoreText: '*' }]);
    assert.equal(guard.refusal(['/ws/one-more/a.ts']), null);
  });

  it('finds the folder by its real path, in another case, and composed otherwise', () => {
    const guard = guardOf([
      { roots: ['c:/Work/proj', '/c:/Work/proj'], ignoreText: 'private/' },
      { roots: ['/link/ws', '/real/ws'], ignoreText: 'private/' },
      { roots: ['/home/Ren\u00e9'], ignoreText: 'private/' },
    ]);
    assert.ok(guard.refusal(['C:\\work\\PROJ\\private\\a.ts']));
    assert.ok(guard.refusal(['/real/ws/private/a.ts']));
    assert.ok(guard.refusal(['/home/Rene\u0301/private/a.ts']));
  });

  it('resolves dots where a virtual file system leaves them in', () => {
    const guard = guardOf([{ roots: ['/ws'], ignoreText: '/private/' }]);
    assert.ok(guard.refusal(['/ws/src/../private/a.ts']));
    assert.ok(guard.refusal(['/ws/./private/a.ts']));
    assert.ok(guard.refusal(['/other/../../ws/private/a.ts']));
  });

  it('is only ever tightened by an ignore file, whatever stands in it', () => {
    const line = fc.constantFrom(
      '!*',
      '!.env',
      '!*.log',
      '!**',
      '/*',
      '# x',
      '!a.log',
      'b/',
      '\\!x',
      '!/.env',
    );
    const path = fc.constantFrom('/ws/.env', '/ws/a.log', '/ws/b/c.ts', '/ws/.ssh/x', '/ws/d.ts');
    fc.assert(
      fc.property(fc.array(line), path, (lines, file) => {
        const bare = guardOf([{ roots: ['/ws'] }], { exclude: ['*.log'] });
        const guard = guardOf([{ roots: ['/ws'], ignoreText: lines.join('\n') }], { exclude: ['*.log'] });
        if (bare.refusal([file])) assert.ok(guard.refusal([file]));
      }),
    );
  });

  it('asks an ignore file further down about what is below it, and nothing above it', () => {
    const guard = guardOf([{ roots: ['/ws'] }, { roots: ['/ws/packages/a'], ignoreText: 'notes.md\n!.env' }]);
    assert.ok(guard.refusal(['/ws/packages/a/notes.md']));
    assert.ok(guard.refusal(['/ws/packages/a/.env']));
    assert.equal(guard.refusal(['/ws/notes.md']), null);
  });
});

describe("the window's guard of texts", () => {
  it('masks a secret, puts it back, and never shows half a placeholder', () => {
    const guard = guardOf([]);
    const { text, rules, stops } = guard.mask(`key = "${secret}"`);
    assert.ok(!text.includes(secret) && rules.length === 1 && !stops);
    assert.equal(guard.unmask(text), `key = "${secret}"`);
    for (let end = 0; end <= text.length; end++)
      assert.ok(`key = "${secret}"`.startsWith(guard.unmaskGrowing(text.slice(0, end))));
  });

  it('says in the mode “block” that a text with a secret is to be stopped', () => {
    const guard = guardOf([], { mode: 'block' });
    assert.ok(guard.mask(secret).stops);
    assert.ok(!guard.mask('nothing secret').stops);
    const request = chat({ messages: [{ role: 'user', parts: [{ kind: 'text', text: secret }] }] });
    const guarded = guard.guard(request);
    assert.ok(!guarded.ok && guarded.failure.kind === 'blocked');
  });

  it('masks the platform’s own keys even where masking is off', () => {
    const guard = guardOf([], { mode: 'off' });
    assert.ok(!guard.mask(secret).text.includes(secret));
  });

  it('masks values of .env files, and personal data by choice, in mask and in block mode', () => {
    const text = 'connect("blue-whale-47-orbit") // li.wei@corp.cn';
    const guard = new WindowGuard(createVault('ABCDEF12'));
    const values = [{ name: 'DB_PASSWORD', value: 'blue-whale-47-orbit' }];
    guard.follow({ mode: 'mask', exclude: [], personalData: ['mail'] }, [], values);
    const masked = guard.mask(text);
    assert.doesNotMatch(masked.text, /blue-whale|li\.wei/);
    assert.deepEqual(masked.rules, ['env-db-password', 'mail-address']);
    assert.equal(guard.unmask(masked.text), text);
    guard.follow({ mode: 'block', exclude: [] }, [], values);
    assert.equal(guard.mask(text).stops, true);
    guard.follow({ mode: 'mask', exclude: [] }, []);
    assert.equal(guard.mask(text).text, text);
  });

  it('masks in what was kept, and in every later request, a value whose .env came after it was typed', () => {
    const kept = 'deploy with blue-whale-47-orbit, mail li.wei@corp.cn';
    const guard = guardOf([], { personalData: ['mail'] });
    assert.equal(guard.maskKnownValues(kept), kept);
    guard.follow(
      { mode: 'mask', exclude: [], personalData: ['mail'] },
      [],
      [{ name: 'DB_PASSWORD', value: 'blue-whale-47-orbit' }],
    );
    const masked = guard.maskKnownValues(kept);
    assert.doesNotMatch(masked, /blue-whale/);
    assert.match(masked, /li\.wei@corp\.cn$/, 'what rules find was judged when it was sent');
    assert.equal(guard.unmask(masked), kept);
    assert.equal(guard.maskKnownValues(masked), masked);
    const sent = guard.guard(chat({ messages: [{ role: 'user', parts: [{ kind: 'text', text: kept }] }] }));
    assert.ok(sent.ok);
    assert.doesNotMatch(JSON.stringify(sent.value.request), /blue-whale/);
    guard.follow({ mode: 'off', exclude: [] }, [], [{ name: 'DB_PASSWORD', value: 'blue-whale-47-orbit' }]);
    assert.equal(guard.maskKnownValues(kept), kept);
  });
});
