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
      // What no budget has room for never leaves.
      const away = { ...failure(kind), sent: kind !== 'overBudget' };
      assert.equal(probeStep('', away), 'later');
      assert.equal(await probe(anyModel, async () => ({ text: '', failure: away })), undefined);
    }
  });

  it('goes on where a gateway knows the model, or the address, for chat only', async () => {
    const refusals: readonly Failure[] = [
      failure('noModel', 404),
      failure('modelDisabled', 403),
      failure('serverError', 501),
      { ...failure('serverError', 500), detail: 'not implemented' },
      { ...failure('serverError', 500), detail: '该接口不支持 suffix' },
    ];
    for (const refusal of refusals) {
      const verdict = await probe(anyModel, async ({ form }) =>
        form === 'chatInstruction' ? { text: 'a + b' } : { text: '', failure: refusal },
      );
      assert.deepEqual(verdict, { form: 'chatInstruction', proven: true }, refusal.kind + refusal.detail);
      assert.equal(await probe(anyModel, async () => ({ text: '', failure: refusal })), undefined);
    }
    assert.equal(probeStep('', { ...failure('serverError', 500), detail: 'oops' }), 'later');
  });

  it('does not hold against a form what its model refuses in every form', async () => {
    const refused = ['frequency_penalty', 'temperature'];
    const tried: FimForm[] = [];
    const verdict = await probe(anyModel, async ({ form }) => {
      tried.push(form);
      const parameter = refused.shift();
      return parameter === undefined
        ? { text: 'a + b' }
        : { text: '', failure: { ...failure('badParameter', 400), parameter } };
    });
    assert.deepEqual(verdict, { form: 'suffix', proven: true });
    assert.deepEqual(tried, ['suffix', 'suffix', 'suffix']);
  });

  it('does not ask for ever where one parameter is refused again and again', async () => {
    const tried: FimForm[] = [];
    const verdict = await probe(anyModel, async ({ form }) => {
      tried.push(form);
      return { text: '', failure: { ...failure('badParameter', 400), parameter: 'temperature' } };
    });
    assert.equal(verdict, undefined);
    assert.equal(tried.length, 8);
  });

  it('takes no form, and no budget for used up, where a model thinks beyond what it is asked for', async () => {
    const beyond: Failure = { kind: 'overBudget', detail: '', sent: true };
    const tried: FimForm[] = [];
    const verdict = await probe(anyModel, async ({ form }) => {
      tried.push(form);
      return { text: '', failure: beyond };
    });
    assert.equal(verdict, undefined);
    assert.equal(tried.at(-1), 'chatInstruction');
  });

  it('takes a filled hole for proof, also where the server never says that it is done', async () => {
    const ends: readonly Failure[] = [
      failure('cutShort', 200),
      failure('stalled', 200),
      { kind: 'overBudget', detail: '', sent: true },
    ];
    for (const end of ends) {
      assert.equal(probeStep('a + b', end), 'works');
      assert.notEqual(probeStep('a +', end), 'works');
    }
  });

  it('knows a filled hole from prose, fences and echoes', () => {
    // As the pipeline does, where a server minds no stop strings.
    assert.ok(fillsTheHole('a + b<|im_end|>\n<|im_start|>') && fillsTheHole('a + b <EOT>'));
    assert.ok(!fillsTheHole('<|fim_middle|>a + b'));
    assert.ok(fillsTheHole('a + b') && fillsTheHole(' (a+b)\n\nprint') && fillsTheHole('a + b  # the sum'));
    assert.ok(
      !fillsTheHole('') &&
        !fillsTheHole('```python\na + b') &&
        !fillsTheHole('return a + b') &&
        !fillsTheHole('Here is a + b'),
    );
  });

  it('doubts its verdict where a request is refused in its form, not for a long prompt or an empty purse', () => {
    assert.deepEqual(
      [400, 401, 403, 404, 405, 410, 413, 422, 429, 500, 501].filter((status) =>
        doubtsVerdict(failure('badRequest', status)),
      ),
      [400, 403, 404, 405, 410, 422, 501],
    );
    assert.equal(doubtsVerdict(failure('tooLong', 400)), false);
    assert.equal(doubtsVerdict(failure('noBalance', 403)), false);
  });
});
