import { strict as assert } from 'node:assert';
import { findSecrets } from '../../../../src/core/outgoing/secrets.ts';
import { secretsOf } from '../../../../src/core/outgoing/seenTexts.ts';
import { drawing, wellFormed } from './secretCorpus.ts';

describe('a text that is looked at again', () => {
  it('has the secrets that it had, each time and after many others, and each scope has its own', () => {
    const texts = wellFormed.map(([, make], at) => `const value = '${make(drawing(at))}';\n`);
    for (const text of [...texts, ...texts, ...texts.toReversed()])
      for (const scope of ['all', 'platformKeyOnly', 'all'] as const)
        assert.deepEqual(secretsOf(text, scope), findSecrets(text, scope));
  });
});
