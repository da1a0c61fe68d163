import { strict as assert } from 'node:assert';
import { cleanKey, judgeKey } from '../../../../src/core/account/keyShape.ts';
import { keyVerdict } from '../../../../src/core/account/keyVerdict.ts';

const key = `sk-${'abcdefgh'.repeat(6)}`;

describe('a typed key', () => {
  it('is freed from what copying brings along', () => {
    for (const typed of [
      key,
      `  ${key}\n`,
      `"${key}"`,
      `'${key}'`,
      `Bearer ${key}`,
      `Authorization: Bearer ${key}`,
      `SILICONFLOW_API_KEY=${key}`,
      `export SILICONFLOW_API_KEY="${key}"`,
      `\u200b${key}\ufeff`,
    ]) {
      assert.equal(cleanKey(typed), key, JSON.stringify(typed));
    }
  });

  it('is refused only when it could not be sent at all', () => {
    assert.equal(judgeKey(key), null);
    assert.equal(judgeKey('')?.kind, 'impossible');
    assert.equal(judgeKey('sk-two words')?.kind, 'impossible');
    assert.equal(judgeKey('ключ')?.kind, 'impossible');
    assert.equal(judgeKey('x'.repeat(501))?.kind, 'impossible');
    assert.equal(judgeKey('sk-SHORT1')?.kind, 'unusual');
  });
});

describe('the verdict on a key', () => {
  const of = (kind: 'badKey' | 'forbidden' | 'noBalance' | 'offline', custom = false) =>
    keyVerdict({ kind, detail: '', sent: true }, custom);

  it('is wrong, right or unknown, and never right because of silence', () => {
    assert.equal(of('badKey'), 'wrong');
    assert.equal(of('noBalance'), 'right');
    assert.equal(of('offline'), 'unknown');
  });

  it('takes a 403 for "recognised" on the official sites only', () => {
    assert.equal(of('forbidden'), 'right');
    assert.equal(of('forbidden', true), 'unknown');
  });
});
