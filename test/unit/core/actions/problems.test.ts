// Problems as a text to send: what a message quotes of a private file stays here.
import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import {
  type Problem,
  pathsIn,
  problemsText,
  restOfProblems,
  withoutPrivate,
} from '../../../../src/core/actions/problems.ts';
import { neverSendRule } from '../../../../src/core/outgoing/neverSend.ts';
import { spentMs } from '../../fakes/spentMs.ts';

const problem = (message: string): Problem => ({
  ...{ line: 3, column: 7, severity: 'error', source: 'ts 2322', message },
});
const isPrivate = (path: string): boolean => neverSendRule([path]) !== null;

describe('a problem that names a private file', () => {
  it('is told without its message, wherever and however the file is named', () => {
    for (const message of [
      "Type 'hunter2' of .env is no number",
      'see config/secrets.json:12:4 for the value hunter2',
      '"C:\\ws\\.env.local" holds hunter2.',
      'hunter2 (defined in ./.env)',
      'hunter2 is from ../certs/server.pem.',
      'hunter2 — `/home/me/.ssh/id_rsa`',
    ]) {
      const text = problemsText([withoutPrivate(problem(message), isPrivate)]);
      assert.ok(!text.includes('hunter2'), message);
      assert.match(text, /^3:7 error \(ts 2322\): \(left out/);
    }
  });

  it('is told whole when it names only what may leave', () => {
    for (const message of [
      "Cannot find module './parcel.ts'.",
      'Property x does not exist on process.env',
      'e.g. and i.e. are no paths...',
    ])
      assert.equal(withoutPrivate(problem(message), isPrivate).message, message);
  });

  it('is read in a time that grows with its length alone', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => assert.ok(pathsIn(text).length <= 50)));
    const tookMs = spentMs(() => {
      for (const sign of ['.', '/', ':1', 'a:1:1', '`']) pathsIn(sign.repeat(200_000));
    });
    assert.ok(tookMs < 500, `${tookMs} ms`);
  });
});

describe('problems of more files than are attached', () => {
  it('are counted, for the model and on the chip', () => {
    assert.equal(restOfProblems(0), null);
    assert.equal(restOfProblems(-3), null);
    const rest = restOfProblems(7);
    assert.match(rest?.text ?? '', /^\[7 more files/);
    assert.deepEqual(rest?.remark.args, [7]);
  });
});
