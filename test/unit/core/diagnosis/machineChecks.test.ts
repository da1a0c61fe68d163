import { strict as assert } from 'node:assert';
import { changedSettings } from '../../../../src/core/diagnosis/changedSettings.ts';
import type { Judged } from '../../../../src/core/diagnosis/finding.ts';
import {
  failureFacts,
  judgeDisk,
  judgeInline,
  judgeSecretStorage,
  judgeStore,
  judgeTrust,
  sizeText,
} from '../../../../src/core/diagnosis/machineChecks.ts';
import { ledgerFailure } from '../../../../src/core/spend/ledgerTrouble.ts';
import { english } from './english.ts';

const check = (judged: Judged, verdict: Judged['verdict'], words: RegExp): void => {
  assert.equal(judged.verdict, verdict, english(judged));
  assert.match(english(judged), words);
};

describe('the store', () => {
  const report = (damage: readonly string[], sumsAgree: boolean) =>
    ({ kind: 'done', value: { ok: true, value: { damage, sumsAgree } }, tookMs: 1 }) as const;
  const look = { failure: null, wasSetAside: false, check: report([], true) };
  it('that is whole is fine; one that was set aside is a warning', () => {
    check(judgeStore(look), 'ok', /whole/);
    check(judgeStore({ ...look, wasSetAside: true }), 'warning', /set aside/);
  });
  it('that is damaged or does not add up is told with its cure', () => {
    check(judgeStore({ ...look, check: report(['row 3 missing'], false) }), 'fault', /damaged.*Reload/);
    check(judgeStore({ ...look, check: report([], false) }), 'warning', /do not agree.*counted anew/);
  });
  it('that is too large for the time, or cannot be asked, is not judged', () => {
    check(judgeStore({ ...look, check: { kind: 'late' } }), 'skipped', /large/);
    const failed = { ok: false, failure: ledgerFailure('unreadable', '/home/ada/x') } as const;
    check(judgeStore({ ...look, check: { kind: 'done', value: failed, tookMs: 1 } }), 'skipped', /could not/);
  });
  it('that did not open is a fault, and no path of the system is told', () => {
    const judged = judgeStore({
      ...look,
      failure: ledgerFailure('unreadable', "EACCES '/home/ada/x'"),
      check: null,
    });
    check(judged, 'fault', /cannot be used.*nothing is sent/);
    assert.doesNotMatch(JSON.stringify(judged), /ada/);
    check(judgeStore({ ...look, failure: ledgerFailure('newer'), check: null }), 'fault', /newer version/);
  });
});

describe('the disk', () => {
  it('with room is fine, tight a warning, full a fault', () => {
    check(judgeDisk(40e9), 'ok', /40\.0 GB free/);
    check(judgeDisk(150e6), 'warning', /150\.0 MB free.*Free some space/);
    check(judgeDisk(4e3), 'fault', /4 kB free/);
    check(judgeDisk(null), 'skipped', /does not tell/);
  });
  it('has sizes in the unit that reads best', () => {
    assert.deepEqual([1, 999_000, 1_000_000, 2.5e9].map(sizeText), ['1 kB', '999 kB', '1.0 MB', '2.5 GB']);
  });
});

describe('the secret storage', () => {
  it('that keeps a value is fine', () => {
    check(judgeSecretStorage({ kind: 'done', value: true, tookMs: 1 }), 'ok', /kept, read back/);
  });
  it('that hangs, refuses or forgets is a fault with what to do', () => {
    check(judgeSecretStorage({ kind: 'late' }), 'fault', /within 5 seconds.*keyring/);
    check(judgeSecretStorage({ kind: 'broken', code: 'UNKNOWN' }), 'fault', /refuses.*keyring/);
    check(judgeSecretStorage({ kind: 'done', value: false, tookMs: 1 }), 'fault', /does not give back/);
  });
});

describe('inline suggestions', () => {
  const rivals = [{ id: 'Acme.completer', isActive: true }];
  it('of others are a warning only while ghost text is on', () => {
    check(judgeInline({ rivals, isShown: true, isOn: true }), 'warning', /Acme\.completer.*all but one/);
    check(judgeInline({ rivals, isShown: true, isOn: false }), 'ok', /Acme\.completer.*is off/);
    check(judgeInline({ rivals: [], isShown: true, isOn: true }), 'ok', /No other/);
  });
  it('that the editor does not show are a fault while ghost text is on', () => {
    check(judgeInline({ rivals: [], isShown: false, isOn: true }), 'fault', /editor\.inlineSuggest\.enabled/);
    check(judgeInline({ rivals: [], isShown: false, isOn: false }), 'ok', /No other/);
  });
});

describe('trust and settings', () => {
  it('say what restricted mode takes away', () => {
    check(judgeTrust(true), 'ok', /trusted/);
    check(judgeTrust(false), 'warning', /no ghost text/);
  });

  it('tell what differs from its default without a host, a text or a path', () => {
    const value = (key: string, value: unknown, isChoice = false) => ({
      key,
      value,
      defaultValue: '',
      isChoice,
    });
    const facts = changedSettings(
      [
        value('s.site', 'custom', true),
        value('s.customBaseUrl', 'https://gateway.acme.test/v1'),
        value('s.chat.systemPrompt', 'I work at Acme'),
        value('s.chat.model', 'acme/own'),
        value('s.privacy.exclude', ['/home/ada/**']),
        value('s.budget.daily', { CNY: 20 }),
        value('s.models', { 'acme/own': { name: 'x' } }),
        value('s.completion.minimumDelayMs', 100),
        value('s.same', ''),
        value('s.unset', undefined),
      ],
      () => '[model]',
    );
    assert.deepEqual(
      facts.map(({ label, value }) => [label, value]),
      [
        ['s.site', 'custom'],
        ['s.customBaseUrl', '"…" × 28'],
        ['s.chat.systemPrompt', '"…" × 14'],
        ['s.chat.model', '[model]'],
        ['s.privacy.exclude', '[…] × 1'],
        ['s.budget.daily', '{"CNY":20}'],
        ['s.models', '{…} × 1'],
        ['s.completion.minimumDelayMs', '100'],
      ],
    );
  });

  it('tell of past failures kind and trace id alone', () => {
    const atMs = Date.UTC(2026, 10, 22, 4, 5, 6);
    assert.deepEqual(
      failureFacts([
        { atMs, purpose: 'chat', kind: 'serverError', traceId: 'ti_1' },
        { atMs, purpose: 'completion', kind: 'offline' },
      ]),
      [
        { label: '2026-11-22T04:05:06Z', value: 'chat · serverError · ti_1' },
        { label: '2026-11-22T04:05:06Z', value: 'completion · offline' },
      ],
    );
  });
});
