import { strict as assert } from 'node:assert';
import {
  doubtsVerdict,
  fillsTheHole,
  formsToTry,
  probe,
  probeStep,
} from '../../../../src/core/completion/probe.ts';
import type { Failure } from '../../../../src/core/failure.ts';
import type { FimForm } from '../../../../src/core/request/modelRequest.ts';
import { anyModel } from './anyModel.ts';

const failure = (kind: Failure['kind'], status?: number): Failure => ({
  kind,
  detail: '',
  sent: true,
  ...(status === undefined ? {} : { status }),
});

describe('probing for a fill-in-the-middle form', () => {
  it('takes the first form that fills the hole', async () => {
    const tried: FimForm[] = [];
    const verdict = await probe(anyModel, async ({ form }) => {
      tried.push(form);
      return form === 'template' ? { text: 'a + b\n' } : { text: '', failure: failure('badParameter', 400) };
    });
    assert.deepEqual(verdict, { form: 'template', proven: true });
    assert.deepEqual(tried, ['suffix', 'template']);
  });

  it('leaves the template out where none is known for the model', () => {
    assert.ok(!formsToTry({ ...anyModel, id: 'THUDM/GLM-4-9B' }).includes('template'));
  });

  it('ends with the chat instruction, marked as unproven, when nothing works', async () => {
    assert.deepEqual(await probe(anyModel, async () => ({ text: 'The function adds two numbers.' })), {
      form: 'chatInstruction',
      proven: false,
    });
  });

  it('learns nothing where every form is refused, the last resort too', async () => {
    for (const [kind, status] of [
      ['forbidden', 403],
      ['notFound', 404],
      ['gone', 410],
    ] as const) {
      const tried: FimForm[] = [];
      const verdict = await probe(anyModel, async ({ form }) => {
        tried.push(form);
        return { text: '', failure: failure(kind, status) };
      });
      assert.equal(verdict, undefined, kind);
      assert.equal(tried.at(-1), 'chatInstruction');
    }
  });

  it('learns nothing from a dead network, an empty purse or a busy platform', async () => {
    for (const kind of ['offline', 'noBalance', 'rateLimited', 'badKey', 'overBudget'] as const) {
      assert.equal(probeStep('', failure(kind)), 'later');
      assert.equal(await probe(anyModel, async () => ({ text: '', failure: failure(kind) })), undefined);
    }
  });

  it('knows a filled hole from prose, fences and echoes', () => {
    assert.ok(fillsTheHole('a + b') && fillsTheHole(' (a+b)\n\nprint') && fillsTheHole('a + b  # the sum'));
    assert.ok(
      !fillsTheHole('') &&
        !fillsTheHole('```python\na + b') &&
        !fillsTheHole('return a + b') &&
        !fillsTheHole('Here is a + b'),
    );
  });

  it('doubts its verdict on 400, 403, 404 and 410 only', () => {
    assert.deepEqual(
      [400, 401, 403, 404, 410, 429, 500].filter((status) => doubtsVerdict(failure('badRequest', status))),
      [400, 403, 404, 410],
    );
  });
});
