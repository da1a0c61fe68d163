import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { customPlace, officialPlaces } from '../../../../src/core/account/place.ts';
import { type SetupFacts, setupPage, setupStage } from '../../../../src/core/account/setup.ts';

const facts: SetupFacts = {
  site: 'cn',
  place: { ok: true, place: officialPlaces.cn },
  noticeAccepted: true,
  key: 'present',
  environmentKey: null,
  failure: null,
  busy: false,
};

describe('the first run', () => {
  it('leads from site to notice to key to the conversation', () => {
    assert.equal(setupStage({ ...facts, site: null, place: null }), 'site');
    assert.equal(setupStage({ ...facts, noticeAccepted: false }), 'notice');
    assert.equal(setupStage({ ...facts, key: 'unread' }), 'loading');
    assert.equal(setupStage({ ...facts, key: 'absent' }), 'key');
    assert.equal(setupStage(facts), 'ready');
  });

  it('is never ready without a site, an accepted notice and a key', () => {
    fc.assert(
      fc.property(
        fc.record({
          place: fc.constantFrom(null, facts.place, customPlace('', null)),
          noticeAccepted: fc.boolean(),
          key: fc.constantFrom('unread', 'present', 'absent', 'stale', 'failed' as const),
          environmentKey: fc.constantFrom(null, 'SILICONFLOW_API_KEY'),
        }),
        (some) => {
          const page = setupPage({ ...facts, ...some } as SetupFacts);
          if (page.stage === 'ready') {
            assert.ok(some.place?.ok && some.noticeAccepted && some.key === 'present');
          } else if (page.stage !== 'loading') {
            assert.notEqual(page.actions.length, 0, 'every other stage offers a way on');
          }
        },
      ),
    );
  });

  it('says what is wrong with a custom address and offers the way to mend it', () => {
    const page = setupPage({ ...facts, site: 'custom', place: customPlace('http://far.example', null) });
    assert.equal(page.stage, 'site');
    assert.match(page.lines[0]?.text ?? '', /https/);
    assert.equal(page.actions[0], 'openSettings');
  });

  it('offers the key of the environment by the name of its variable', () => {
    const page = setupPage({ ...facts, key: 'absent', environmentKey: 'SILICONFLOW_API_KEY' });
    assert.ok(page.actions.includes('useEnvironmentKey'));
    assert.ok(page.lines.some(({ args }) => args?.includes('SILICONFLOW_API_KEY')));
    assert.equal(page.actions[0], 'enterKey');
  });

  it('asks for a reload where the host cannot see the new key', () => {
    assert.equal(setupPage({ ...facts, key: 'stale' }).actions[0], 'reloadWindow');
  });
});
