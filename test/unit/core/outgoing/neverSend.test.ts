import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { ignoreRules } from '../../../../src/core/outgoing/ignoreRules.ts';
import { neverSendRule } from '../../../../src/core/outgoing/neverSend.ts';
import { spentMs } from '../../fakes/spentMs.ts';

const privatePaths = [
  '/a/.env',
  '/a/.env.local',
  '/a/.envrc',
  '/a/prod.env',
  '/a/server.pem',
  '/a/tls.key',
  '/a/ca.crt',
  '/a/app.p12',
  '/home/u/.ssh/id_ed25519',
  '/home/u/.ssh/config',
  '/a/id_rsa',
  '/home/u/.aws/credentials',
  '/home/u/.azure/token.json',
  '/home/u/.config/gcloud/credentials.db',
  '/a/release.jks',
  '/a/debug.keystore',
  '/a/.npmrc',
  '/a/.pypirc',
  '/a/.netrc',
  '/home/u/.kube/config',
  '/home/u/.docker/config.json',
  '/a/passwords.kdbx',
  '/home/u/.bash_history',
  '/a/terraform.tfstate',
  '/a/terraform.tfstate.backup',
  '/a/prod.tfvars',
  '/a/.git-credentials',
  '/a/.git/config',
  '/a/service-account-prod.json',
  '/home/u/.local/share/keyrings/login.keyring',
  '/etc/shadow',
  '/a/.terraform/terraform.tfstate',
  '/a/secrets.yaml',
  '/a/secrets.prod.yaml',
  '/a/staging.secrets.json',
  '/a/.#.env',
  '/a/#.env#',
  '/a/.id_rsa.swp',
  '/a/id_rsa~',
  '/a/id_ed25519.bak',
  '/a/server.pem.orig',
  '/a/tls.key.old.1',
  '/a/credentials (1)',
  '/a/credentials.json copy 2',
  '/a/copy of .npmrc',
  '/a/._.netrc',
  '/proc/self/environ',
  '/proc/4711/task/4712/cmdline',
  '/home/u/.cache/huggingface/token',
  '/home/u/.config/Code/User/globalStorage/state.vscdb',
  '/a/.dev.vars',
  '/a/.dev.vars.production',
  '/a/shop-4711-firebase-adminsdk-fbsvc-0123456789.json',
  '/a/serviceAccountKey.json',
  '/a/service_account_key-prod.json',
  '/a/gcp-key.json',
  '/a/kubeconfig.yaml',
  '/home/u/k8s-1-29-prod-kubeconfig.yaml',
  '/etc/ssh/ssh_host_ed25519_key',
  '/etc/wireguard/wg0.conf',
  '/a/.secrets',
  '/a/.secrets.toml',
  '/a/.vault_password',
  '/a/.vscode/sftp.json',
  '/home/u/.config/containers/auth.json',
  '/home/u/.config/github-copilot/apps.json',
  '/home/u/.config/sops/age/keys.txt',
];
const publicPaths = [
  '/a/config.json',
  '/a/settings.json',
  '/a/src/env.ts',
  '/a/src/environment.ts',
  '/a/src/keys.ts',
  '/a/src/monkey.ts',
  '/a/src/credentials.ts',
  '/a/id_rsa.pub',
  '/a/package.json',
  '/a/.github/workflows/ci.yml',
  '/a/.gitignore',
  '/a/main.tf',
  '/a/docs/ssh.md',
  '/a/.vscode/settings.json',
  '/a/docker/config.json',
  '/a/src/secret.service.ts',
  '/a/history.md',
  '/a/.github/secret_scanning.yml',
  '/a/secrets.example.json',
  '/a/src/secrets.test.ts',
  '/a/notes.txt',
  '/a/changes.orig',
  '/a/id_rsa.pub.bak',
  '/a/src/token copy.ts',
  '/a/proc/self/environment.ts',
  '/proc/self/status',
  '/a/src/firebaseAdmin.ts',
  '/a/src/serviceAccountKey.ts',
  '/a/src/kubeconfig.go',
  '/etc/ssh/ssh_host_ed25519_key.pub',
  '/a/src/auth.json',
  '/a/src/sftp.json',
  '/a/google-services.json',
];

/** The same file in the spellings of editors and systems. */
const spellings: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => path.toUpperCase(),
  (path) => `C:${path.replaceAll('/', '\\')}`,
  (path) => `\\\\?\\C:${path.replaceAll('/', '\\')}`,
  (path) => `\\\\server\\share${path.replaceAll('/', '\\')}`,
  (path) => `${path}.`,
  (path) => `${path}. . `,
  (path) => `${path}::$DATA`,
  (path) => path.replace('/a/', '/a/./b//../'),
  (path) => path.normalize('NFD'),
  (path) => `${path.slice(0, -1)}\u200b${path.slice(-1)}`,
  (path) =>
    [...path]
      .map((c) => (/[a-z.]/.test(c) ? String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0) : c))
      .join(''),
];

describe('the list of files that never leave', () => {
  it('holds private files in every spelling of their path', () => {
    for (const path of privatePaths) {
      for (const spell of spellings) assert.notEqual(neverSendRule([spell(path)]), null, spell(path));
    }
  });

  it('lets ordinary files through in every spelling', () => {
    for (const path of publicPaths) {
      for (const spell of spellings) assert.equal(neverSendRule([spell(path)]), null, spell(path));
    }
  });

  it('holds a link to a private file by its real path', () => {
    assert.equal(neverSendRule(['/a/notes.txt', '/home/u/.env']), '.env*');
  });

  it('answers any path, however strange, in time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (path) => void neverSendRule([path])),
    );
    const tookMs = spentMs(() => {
      for (const part of ['. ', 'a-', '/', 'service_', '.env', '\\']) neverSendRule([part.repeat(200_000)]);
    });
    assert.ok(tookMs < 2_000, `${tookMs} ms`);
  });
});

describe('ignore rules', () => {
  const excluded = (rules: ReturnType<typeof ignoreRules>, path: string): string | null =>
    rules.exclusionOf({ absolute: [`/work/${path}`], relative: [path] })?.by ?? null;

  it('keep what the file names, with ! as in .gitignore', () => {
    const rules = ignoreRules([], '\uFEFF*.log\r\n!keep.log\r\n/private/\r\n');
    assert.equal(excluded(rules, 'x/a.log'), 'ignoreFile');
    assert.equal(excluded(rules, 'x/keep.log'), null);
    assert.equal(excluded(rules, 'private/a.ts'), 'ignoreFile');
    assert.equal(excluded(rules, 'src/a.ts'), null);
  });

  it('read a path with backslashes as one, in the setting also with a drive, a dot or a tilde before it', () => {
    const rules = ignoreRules(
      ['drafts\\**', './notes/**', 'C:\\keys\\**', '~/letters/**'],
      'build\\keys\\\nsrc\\*.tmp\n',
    );
    for (const path of ['drafts/a.md', 'notes/a.md', 'letters/a.md'])
      assert.equal(excluded(rules, path), 'setting', path);
    assert.equal(rules.exclusionOf({ absolute: ['C:\\keys\\a.txt'], relative: [] })?.by, 'setting');
    for (const path of ['build/keys/a.txt', 'src/a.tmp'])
      assert.equal(excluded(rules, path), 'ignoreFile', path);
    assert.equal(excluded(rules, 'src/a.ts'), null);
    assert.equal(excluded(rules, 'src/notes/a.md'), null);
  });

  it('read the braces of a glob in the setting, which an ignore file does not know', () => {
    const rules = ignoreRules(
      ['**/*.{sql,csv}', '{drafts,notes/{a,b}}/**', `{${'x,'.repeat(200)}x}.md`],
      '*.{c,h}',
    );
    for (const path of ['db/dump.sql', 'x.csv', 'drafts/a.md', 'notes/b/c.md', 'y.md'])
      assert.equal(excluded(rules, path), 'setting', path);
    for (const path of ['notes/c/a.txt', 'a.c']) assert.equal(excluded(rules, path), null, path);
    assert.equal(excluded(ignoreRules(['*.txt', `!{${'x,'.repeat(200)}x}.txt`]), 'x.txt'), 'setting');
  });

  it('let no workspace file un-ignore the built-in list or the setting', () => {
    const rules = ignoreRules(['drafts/**'], '!.env\n!**/.env\n!drafts\n!drafts/**\n!*\n');
    assert.equal(excluded(rules, '.env'), 'builtIn');
    assert.equal(excluded(rules, 'drafts/a.md'), 'setting');
  });

  it('apply the setting to files outside every workspace folder', () => {
    const rules = ignoreRules(['*.secret.md']);
    assert.equal(rules.exclusionOf({ absolute: ['C:\\x\\a.secret.md'], relative: [] })?.by, 'setting');
  });

  it('read a pattern with many wildcards more widely, drop a negated one, and say so', () => {
    const rules = ignoreRules([], '*a*b*c*d*e\n!*a*b*c*d*e\n');
    assert.equal(excluded(rules, 'xaybzczdze'), 'ignoreFile');
    assert.equal(rules.problems.length, 2);
  });

  it('keep every file when the ignore file is too big to be read safely', () => {
    const rules = ignoreRules([], 'a\n'.repeat(5000));
    assert.equal(excluded(rules, 'src/main.ts'), 'ignoreFile');
    assert.equal(rules.problems.length, 1);
  });

  it('cost little however hostile the patterns are', () => {
    const rules = ignoreRules([], Array.from({ length: 999 }, (_, at) => `*a*a*c${at}`).join('\n'));
    const path = `${'a'.repeat(250)}/${'a'.repeat(250)}/${'a'.repeat(250)}b`;
    const tookMs = spentMs(() => excluded(rules, path));
    assert.ok(tookMs < 2_000, `${tookMs} ms`);
  });
});
