import { strict as assert } from 'node:assert';
import type { Failure, FailureKind } from '../../../src/core/failure.ts';
import { failureView } from '../../../src/editor/account/failureView.ts';

const detailOf = (kind: FailureKind, detail: string): string | undefined => {
  const failure: Failure = { kind, detail, sent: true };
  return failureView(failure, { during: 'chat' }, ({ text }) => text).detail;
};

describe('what a person sees of a failure', () => {
  it('holds the words of the platform', () => {
    assert.equal(detailOf('badRequest', 'messages must not be empty'), 'messages must not be empty');
    assert.equal(detailOf('noModel', 'Model does not exist'), 'Model does not exist');
  });

  it('holds no codes of the network, of a time limit or of the store', () => {
    assert.equal(detailOf('cutShort', 'terminated: UND_ERR_SOCKET: other side closed'), undefined);
    assert.equal(detailOf('offline', 'fetch failed: ENOTFOUND'), undefined);
    assert.equal(detailOf('proxy', 'UND_ERR_ABORTED'), undefined);
    assert.equal(detailOf('tls', 'DEPTH_ZERO_SELF_SIGNED_CERT'), undefined);
    assert.equal(detailOf('stalled', 'nothing for 60000 ms'), undefined);
    assert.equal(detailOf('ledger', 'full: database or disk is full'), undefined);
  });
});
