// Addresses of diff views, histories and cells give away the file they show.
import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { type Address, namedPaths } from '../../../../src/core/outgoing/namedPaths.ts';
import { neverSendRule } from '../../../../src/core/outgoing/neverSend.ts';

const address = (scheme: string, path: string, query: unknown = ''): Address => ({
  ...{ scheme, path },
  query: typeof query === 'string' ? query : JSON.stringify(query),
});

describe('the files that an address names', () => {
  it('include the one a diff view, a history or a cell shows, wherever it is written', () => {
    for (const one of [
      address('git', '/ws/.env', { path: '/ws/.env', ref: '~' }),
      address('git', '/ws/.env.git', { path: '/ws/plain.txt', ref: 'HEAD' }),
      address('git', '/ws/plain.txt', { path: '/ws/.env', ref: '' }),
      address('gitlens', '/ws/.env', { ref: 'abc', repoPath: '/ws' }),
      address('gitlens', '/plain', encodeURIComponent(JSON.stringify({ data: { path: '/ws/.env' } }))),
      address('vscode-local-history', '/entry', {
        location: 'vscode-userdata:/history/1/a',
        associatedResource: 'file:///ws/%2Eenv',
      }),
      address('vscode-notebook-cell', '/home/me/.ssh/notes.ipynb'),
      address('pr', '/plain', { fileName: 'config/.env', base: 'main', baseCommit: '1' }),
      address('svn', '/plain', 'path=%2Fws%2F.env&rev=5'),
      address('review', '/plain', 'C:%5Cws%5C.env'),
      address('untitled', '/ws/.env'),
      address('review', '/plain', { fileName: 'id_ed25519' }),
      address('archive', '/plain', 'path=server.pem'),
      { ...address('view', '/plain'), fragment: '{"path":"/ws/.env"}' },
      address('conflictResolution', '/plain', 'file:///ws/.env'),
    ])
      assert.ok(neverSendRule(namedPaths(one)), JSON.stringify(one));
  });

  it('are its own path alone for a file', () => {
    assert.deepEqual(namedPaths(address('file', '/ws/a.git', 'path=/ws/.env')), ['/ws/a.git']);
  });

  it('do not include versions and titles', () => {
    const one = address('git', '/ws/a.ts', { path: '/ws/a.ts', ref: 'secrets/.env', title: '.env' });
    assert.equal(neverSendRule(namedPaths(one)), null);
  });

  it('are few, and found in any text without an error', () => {
    fc.assert(
      fc.property(fc.string(), fc.oneof(fc.string({ maxLength: 400 }), fc.json()), (path, query) => {
        const named = namedPaths(address('x', path, query));
        assert.ok(named.includes(path) && named.length <= 21);
      }),
    );
  });
});
