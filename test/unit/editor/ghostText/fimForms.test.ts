import { strict as assert } from 'node:assert';
import type { ProbeAnswer } from '../../../../src/core/completion/probe.ts';
import type { Failure } from '../../../../src/core/failure.ts';
import type { CompletionRequest } from '../../../../src/core/request/modelRequest.ts';
import { FimForms } from '../../../../src/editor/ghostText/fimForms.ts';
import { windowMemory } from '../../../../src/editor/windowMemory.ts';
import { anyModel } from '../../core/completion/anyModel.ts';

const other = { ...anyModel, id: 'another/model' };
const refused: Failure = { kind: 'badParameter', detail: '', sent: true, status: 400 };
const away: Failure = { kind: 'offline', detail: '', sent: true };

function setUp(answer: (request: CompletionRequest) => ProbeAnswer) {
  const asked: string[] = [];
  const memory = windowMemory();
  const forms = new FimForms(
    memory,
    async (request) => {
      asked.push(`${request.model.id} ${request.form}`);
      return answer(request);
    },
    () => undefined,
  );
  return { forms, asked, memory };
}

describe('the forms models are asked in', () => {
  it('are probed once for a place and a model, and kept for the next window', async () => {
    const { forms, asked, memory } = setUp(() => ({ text: 'a + b' }));
    await Promise.all([forms.ensure('cn', anyModel, 0), forms.ensure('cn', anyModel, 1)]);
    await forms.ensure('cn', anyModel, 1e9);
    assert.equal(asked.length, 1);
    assert.deepEqual(forms.verdict('cn', anyModel.id), { form: 'suffix', proven: true });
    const next = new FimForms(
      memory,
      async () => assert.fail('probed again'),
      () => undefined,
    );
    await next.ensure('cn', anyModel, 0);
    assert.equal(next.verdict('global', anyModel.id), null);
  });

  it('fall back one by one to the last resort', async () => {
    const { forms } = setUp(({ form }) =>
      form === 'chatInstruction' ? { text: 'prose' } : { text: '', failure: refused },
    );
    await forms.ensure('cn', anyModel, 0);
    assert.deepEqual(forms.verdict('cn', anyModel.id), { form: 'chatInstruction', proven: false });
  });

  it('are tried again after a minute where nothing could be learned, with the reason named until then', async () => {
    let failure: Failure | undefined = away;
    const { forms, asked } = setUp(() => (failure ? { text: '', failure } : { text: 'a + b' }));
    await forms.ensure('cn', anyModel, 0);
    await forms.ensure('cn', anyModel, 59_000);
    assert.equal(asked.length, 1);
    assert.equal(forms.trouble('cn', anyModel.id)?.kind, 'offline');
    failure = undefined;
    await forms.ensure('cn', anyModel, 60_000);
    assert.equal(forms.trouble('cn', anyModel.id), null);
    assert.ok(forms.verdict('cn', anyModel.id));
  });

  it('are left alone for half an hour where the model thinks too long for any: each try is billed', async () => {
    const beyond: Failure = { kind: 'overBudget', detail: '', sent: true };
    const { forms, asked } = setUp(() => ({ text: '', failure: beyond }));
    await forms.ensure('cn', anyModel, 0);
    const once = asked.length;
    await forms.ensure('cn', anyModel, 29 * 60_000);
    assert.equal(asked.length, once);
    assert.equal(forms.trouble('cn', anyModel.id)?.kind, 'overBudget');
    await forms.ensure('cn', anyModel, 30 * 60_000);
    assert.equal(asked.length, 2 * once);
  });

  it('are tried again at once when the person acted', async () => {
    const { forms, asked } = setUp(() => ({ text: '', failure: away }));
    await forms.ensure('cn', anyModel, 0);
    forms.retry();
    await forms.ensure('cn', anyModel, 1);
    assert.equal(asked.length, 2);
  });

  it('of one model do not wait for the patience with another', async () => {
    const { forms, asked } = setUp(({ model }) =>
      model.id === other.id ? { text: 'a + b' } : { text: '', failure: away },
    );
    await forms.ensure('cn', anyModel, 0);
    await forms.ensure('cn', other, 1);
    assert.equal(asked.at(-1), `${other.id} suffix`);
    assert.ok(forms.verdict('cn', other.id));
  });

  it('are doubted after a refusal of an ordinary completion', async () => {
    const { forms, asked } = setUp(() => ({ text: 'a + b' }));
    await forms.ensure('cn', anyModel, 0);
    forms.noteFailure('cn', anyModel.id, 'suffix', away);
    forms.noteFailure('cn', anyModel.id, 'template', refused);
    assert.ok(forms.verdict('cn', anyModel.id));
    forms.noteFailure('cn', anyModel.id, 'suffix', refused);
    assert.equal(forms.verdict('cn', anyModel.id), null);
    await forms.ensure('cn', anyModel, 1);
    assert.equal(asked.length, 2);
  });

  it('are trusted again after refusals once each and day, and only when proven', async () => {
    let works = 'suffix';
    const { forms } = setUp(({ form }) =>
      form === works
        ? { text: 'a + b' }
        : { text: '', failure: { ...refused, kind: 'notFound', status: 404 } },
    );
    const trusted = (today: string) => forms.trustAgain('cn', anyModel.id, today);
    assert.equal(trusted('2026-11-22'), false, 'nothing is known');
    await forms.ensure('cn', anyModel, 0);
    assert.equal(trusted('2026-11-22'), true);
    forms.noteFailure('cn', anyModel.id, 'suffix', { ...refused, kind: 'forbidden', status: 403 });
    await forms.ensure('cn', anyModel, 1);
    assert.equal(trusted('2026-11-22'), false, 'the same form on the same day');
    works = 'chatPrefixSuffix';
    forms.noteFailure('cn', anyModel.id, 'suffix', { ...refused, kind: 'gone', status: 410 });
    assert.equal(trusted('2026-11-22'), false, 'in doubt');
    await forms.ensure('cn', anyModel, 2);
    assert.equal(trusted('2026-11-22'), true);
    assert.equal(trusted('2026-11-22'), false);
    assert.equal(trusted('2026-11-23'), true);
  });

  it('are not trusted as a last resort that nothing proved', async () => {
    const { forms } = setUp(() => ({ text: 'prose' }));
    await forms.ensure('cn', anyModel, 0);
    assert.equal(forms.verdict('cn', anyModel.id)?.form, 'chatInstruction');
    assert.equal(forms.trustAgain('cn', anyModel.id, '2026-11-22'), false);
  });
});
