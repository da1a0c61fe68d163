import { strict as assert } from 'node:assert';
import { customPlace, officialPlaces } from '../../../../src/core/account/place.ts';
import {
  formFacts,
  judgeAccepted,
  judgeKeyFacts,
  judgeList,
  judgeModel,
  type KeyFacts,
} from '../../../../src/core/diagnosis/accountChecks.ts';
import type { Judged } from '../../../../src/core/diagnosis/finding.ts';
import { chosenModels, modelNames } from '../../../../src/core/diagnosis/modelLook.ts';
import type { FailureKind } from '../../../../src/core/failure.ts';
import { sentence } from '../../../../src/core/sentence.ts';
import { english } from './english.ts';

const check = (judged: Judged, verdict: Judged['verdict'], words: RegExp): void => {
  assert.equal(judged.verdict, verdict, english(judged));
  assert.match(english(judged), words);
};
const list = (...ids: readonly string[]) =>
  ({ kind: 'done', value: { ok: true, value: ids }, tookMs: 1 }) as const;
const refused = (kind: FailureKind) =>
  ({ kind: 'done', value: { ok: false, failure: { kind, detail: '', sent: true } }, tookMs: 1 }) as const;
const context = { during: 'keyCheck', place: 'SiliconFlow CN', host: 'api.siliconflow.cn' } as const;

describe('the key', () => {
  const facts: KeyFacts = {
    stage: 'ready',
    state: 'present',
    isAddressBad: false,
    from: 'secretStorage',
    isUsual: true,
  };
  it('that is there is told by its place, not by its letters', () => {
    check(judgeKeyFacts(facts), 'ok', /^Present \(sk-••••\), in the secret storage\.$/);
    check(judgeKeyFacts({ ...facts, from: 'environment' }), 'ok', /from the environment/);
    check(judgeKeyFacts({ ...facts, isUsual: false }), 'ok', /not that of a SiliconFlow key/);
  });
  it('that is missing comes with the next step of the set-up', () => {
    check(judgeKeyFacts({ ...facts, stage: 'site' }), 'warning', /No site.*Switch Site/);
    check(judgeKeyFacts({ ...facts, stage: 'notice' }), 'warning', /agree/);
    check(judgeKeyFacts({ ...facts, stage: 'key', state: 'absent' }), 'warning', /no API key.*Set API Key/);
    check(judgeKeyFacts({ ...facts, stage: 'key', state: 'stale' }), 'fault', /another window.*Reload/);
    check(judgeKeyFacts({ ...facts, stage: 'key', state: 'failed' }), 'fault', /secret storage/i);
    check(judgeKeyFacts({ ...facts, stage: 'site', isAddressBad: true }), 'fault', /custom site/);
  });
  it('is accepted, refused, or not asked for', () => {
    check(judgeAccepted(context, list('a')), 'ok', /accepts the key/);
    check(judgeAccepted(context, refused('badKey')), 'fault', /does not accept this key/);
    check(judgeAccepted(context, refused('rateLimited')), 'warning', /Too many requests/);
    check(judgeAccepted(context, null), 'skipped', /no key/);
    check(judgeAccepted(context, { kind: 'late' }), 'fault', /within 5 seconds/);
  });
  it('has a list behind it, or an empty one', () => {
    check(judgeList(list('a', 'b')), 'ok', /2 chat models/);
    check(judgeList(list()), 'warning', /empty/);
    check(judgeList(refused('badKey')), 'skipped', /no list/);
  });
});

describe('a chosen model', () => {
  const judged = (id: string, ids: Parameters<typeof chosenModels>[2]): Judged => {
    const [model] = chosenModels(officialPlaces.cn, [{ use: sentence('Chat'), id }], ids);
    assert.ok(model);
    return judgeModel({ ...model, shownId: modelNames(officialPlaces.cn, ids)(id) });
  };
  const live = 'deepseek-ai/DeepSeek-V3.2';
  it('that the list holds is available, and one without a list is not judged', () => {
    check(judged(live, list(live)), 'ok', /DeepSeek-V3\.2 is available/);
    check(judged(live, null), 'skipped', /no list/);
  });
  it('that the list lacks is a fault, with its successor where one is known', () => {
    check(judged(live, list('other/model')), 'fault', /is not in the site's list.*Choose another/);
    const retired = judged('Pro/zai-org/GLM-5', list('Pro/zai-org/GLM-5.1'));
    check(retired, 'fault', /withdrew Pro\/zai-org\/GLM-5 on 2026-06-11.*Switch to Pro\/zai-org\/GLM-5\.1/);
  });
  it('of a gateway is not named, unless the catalogue knows it', () => {
    const gateway = customPlace('https://gateway.acme.test/v1', null);
    assert.ok(gateway.ok);
    const name = modelNames(gateway.place, list('acme/secret-model'));
    assert.equal(name('acme/secret-model'), '[model]');
    assert.equal(name('Pro/zai-org/GLM-5'), 'Pro/zai-org/GLM-5');
  });
  it('is told with the way it fills a gap', () => {
    const [known, unknown] = formFacts([
      { shownId: 'a', verdict: { form: 'suffix', proven: true } },
      { shownId: 'b', verdict: null },
    ]);
    assert.deepEqual(known?.value, sentence('method: prompt and suffix'));
    assert.deepEqual(unknown?.value, sentence('method not tested yet'));
  });
});
