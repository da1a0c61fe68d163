import { strict as assert } from 'node:assert';
import { actionLabels } from '../../../src/core/account/actionName.ts';
import { officialPlaces } from '../../../src/core/account/place.ts';
import type { Failure, FailureKind, RateMetric } from '../../../src/core/failure.ts';
import { failureAdvice } from '../../../src/core/failureSentences.ts';
import { type FailureContext, tryAgainIn } from '../../../src/core/failures/advice.ts';
import type { Sentence } from '../../../src/core/sentence.ts';
import { ledgerCauses, ledgerFailure, ledgerSentence } from '../../../src/core/spend/ledgerTrouble.ts';

/** Every kind once; the compiler refuses a list that forgets one. */
const everyKind: Readonly<Record<FailureKind, true>> = {
  noSite: true,
  noKey: true,
  secretStorage: true,
  untrusted: true,
  blocked: true,
  overBudget: true,
  arrears: true,
  ledger: true,
  tooLong: true,
  badKey: true,
  noBalance: true,
  needsPaidBalance: true,
  forbidden: true,
  noModel: true,
  modelDisabled: true,
  badParameter: true,
  badRequest: true,
  notFound: true,
  gone: true,
  rateLimited: true,
  overloaded: true,
  serverError: true,
  gatewayTimeout: true,
  offline: true,
  proxy: true,
  tls: true,
  redirected: true,
  timeout: true,
  stalled: true,
  cutShort: true,
  emptyAnswer: true,
  badReply: true,
  tooBig: true,
  overcounted: true,
  refusedContent: true,
};
const kinds = Object.keys(everyKind) as FailureKind[];

const cn: FailureContext = {
  during: 'chat',
  place: 'SiliconFlow CN',
  host: 'api.siliconflow.cn',
  links: officialPlaces.cn.links,
};
const custom: FailureContext = {
  during: 'chat',
  place: 'gw.test',
  host: 'gw.test',
  custom: true,
  links: null,
};

const failureOf = (kind: FailureKind, more: Partial<Failure> = {}): Failure => ({
  kind,
  detail: '',
  sent: true,
  ...more,
});
const fill = ({ text, args = [] }: Sentence): string =>
  text.replace(/\{(\d)\}/g, (_, index) => String(args[Number(index)] ?? `{${index}}`));
const words = (failure: Failure, context: FailureContext = cn): string =>
  failureAdvice(failure, context).sentences.map(fill).join(' ');

describe('the words of a failure', () => {
  it('say where a refused redirect led: another host, another port, no encryption, or somewhere', () => {
    const gateway = { ...custom, host: 'gw.test:8443' };
    for (const [origin, where] of [
      ['https://other.test', 'another host'],
      ['http://127.0.0.1:9', 'another host'],
      ['https://gw.test', 'another port'],
      ['http://gw.test:8443', 'an address without encryption'],
      ['', 'another address'],
    ] as const)
      assert.ok(
        words(failureOf('redirected', { detail: origin }), gateway).startsWith(
          `gw.test:8443 wanted to redirect the request to ${where}. This is refused`,
        ),
        origin,
      );
  });

  for (const kind of kinds) {
    it(`${kind}: says what happened in whole sentences, in chat and key check, on both sites and elsewhere`, () => {
      for (const during of ['chat', 'keyCheck'] as const) {
        for (const context of [
          { during },
          { ...cn, during },
          { ...custom, during },
        ] satisfies FailureContext[]) {
          const advice = failureAdvice(failureOf(kind), context);
          assert.ok(advice.sentences.length >= 1 && advice.sentences.length <= 4);
          for (const sentence of advice.sentences) {
            assert.match(fill(sentence), /[.]$/);
            assert.doesNotMatch(fill(sentence), /\{\d\}|undefined|null/);
          }
          assert.equal(new Set(advice.actions).size, advice.actions.length, 'no action twice');
          for (const action of advice.actions) assert.ok(actionLabels[action]);
        }
      }
    });
  }

  it('offers at least one action for every kind that a person can cure', () => {
    for (const kind of kinds.filter((each) => each !== 'refusedContent')) {
      assert.notEqual(failureAdvice(failureOf(kind), cn).actions.length, 0, kind);
    }
  });

  it('never says the same of two different kinds', () => {
    assert.equal(new Set(kinds.map((kind) => words(failureOf(kind)))).size, kinds.length);
  });

  it('offers no page that the place does not have', () => {
    const pages = ['openKeyPage', 'openTopUp', 'openBill', 'openRealName'];
    for (const kind of kinds) {
      for (const during of ['chat', 'keyCheck'] as const) {
        const { actions } = failureAdvice(failureOf(kind), { ...custom, during });
        assert.deepEqual(
          actions.filter((action) => pages.includes(action)),
          [],
        );
      }
    }
    const global = { ...cn, links: officialPlaces.global.links };
    assert.ok(!failureAdvice(failureOf('forbidden'), global).actions.includes('openRealName'));
    assert.ok(failureAdvice(failureOf('forbidden'), cn).actions.includes('openRealName'));
  });

  it('offers to go on only where text has arrived', () => {
    assert.equal(failureAdvice(failureOf('cutShort'), cn).actions[0], 'retry');
    assert.equal(failureAdvice(failureOf('cutShort'), { ...cn, hasText: true }).actions[0], 'continueAnswer');
  });

  it('says until when the limit per minute pauses, and how to go on or to change it', () => {
    const minute = (untilMs?: number): Failure => ({
      ...failureOf('overBudget', { sent: false }),
      budget: {
        window: 'minute',
        currency: 'CNY',
        limitPico: '5',
        spentPico: '4',
        reservedPico: '0',
        neededPico: '2',
        ...(untilMs === undefined ? {} : { untilMs }),
      },
    });
    const amounts = { needed: '¥0.02', left: '¥0.01', limit: '¥0.05', gone: '¥0.04' };
    const paused: FailureContext = { ...cn, budget: { ...amounts, until: '12:00:07' } };
    assert.match(
      words(minute(1), paused),
      /^¥0\.04 of ¥0\.05 in the last minute: paused until 12:00:07\. Even a short answer may cost ¥0\.02\. Nothing/,
    );
    const reserved: FailureContext = { ...cn, budget: { ...amounts, reserved: '¥0.03', until: '12:00:07' } };
    assert.match(
      words(minute(1), reserved),
      /12:00:07\. ¥0\.03 of it is reserved for answers that are not booked yet\. Even a short answer/,
    );
    const actions = (untilMs: number | undefined, context: FailureContext) =>
      failureAdvice(minute(untilMs), context).actions;
    assert.deepEqual(actions(1, paused), ['goOnNow', 'changeMinuteLimit', 'retry']);
    assert.deepEqual(actions(1, { ...paused, onLimit: 'stop' }), ['retry', 'changeMinuteLimit']);
    // Waiting does not help what is more than the limit by itself.
    const alone: FailureContext = { ...cn, budget: amounts };
    assert.match(words(minute(), alone), /may cost ¥0\.02, and the limit for one minute is ¥0\.05\./);
    assert.deepEqual(actions(undefined, alone), ['changeMinuteLimit']);
  });

  it('names the limit of a 429 and what helps against it', () => {
    const metrics: RateMetric[] = ['RPM', 'RPH', 'RPD', 'TPM', 'TPD', 'IPM', 'IPD'];
    for (const metric of metrics)
      assert.match(words(failureOf('rateLimited', { metric })), new RegExp(metric));
    assert.match(words(failureOf('rateLimited', { metric: 'TPM' })), /attachments/);
    assert.equal(failureAdvice(failureOf('rateLimited', { metric: 'RPD' }), cn).actions[0], 'selectModel');
    assert.equal(failureAdvice(failureOf('rateLimited', { metric: 'RPM' }), cn).actions[0], 'retry');
    assert.doesNotMatch(words(failureOf('rateLimited', { metric: 'TPD' })), /moment/);
  });

  it('says when to try again, rounded up', () => {
    const said = (ms?: number): string => fill(tryAgainIn(ms));
    assert.equal(said(), 'Try again in a moment.');
    assert.equal(said(-1), 'Try again in a moment.');
    assert.equal(said(Number.NaN), 'Try again in a moment.');
    assert.equal(said(400), 'Try again in 1 second.');
    assert.equal(said(12_001), 'Try again in 13 seconds.');
    assert.equal(said(90_000), 'Try again in 2 minutes.');
    assert.equal(said(2 * 3_600_000), 'Try again in 2 hours.');
    assert.match(words(failureOf('overloaded', { retryAfterMs: 5_000 })), /in 5 seconds/);
  });

  it('names parameter, model and successor where they are known', () => {
    const context = { ...cn, model: 'zai-org/GLM-4.6V', successor: 'zai-org/GLM-4.5V' };
    assert.match(words(failureOf('badParameter', { parameter: 'top_k' }), context), /GLM-4\.6V.*"top_k"/);
    assert.match(
      words(failureOf('gone'), context),
      /GLM-4\.6V has been retired\. Its successor is zai-org\/GLM-4\.5V/,
    );
    assert.deepEqual(failureAdvice(failureOf('gone'), context).actions, ['useSuccessorModel', 'selectModel']);
    assert.deepEqual(failureAdvice(failureOf('gone'), cn).actions, ['selectModel']);
    assert.match(
      words(failureOf('noModel'), context),
      /SiliconFlow CN has no model named zai-org\/GLM-4\.6V/,
    );
  });

  it('tells a proxy that wants a password from one that broke', () => {
    assert.notEqual(words(failureOf('proxy', { status: 407 })), words(failureOf('proxy')));
    assert.equal(failureAdvice(failureOf('proxy'), cn).settingsQuery, 'http.proxy');
  });

  it('never promises a retry for money errors before the person has acted', () => {
    for (const kind of ['noBalance', 'arrears'] as const) {
      assert.equal(failureAdvice(failureOf(kind), cn).actions[0], 'openTopUp');
    }
  });
});

describe('the words of a key check', () => {
  const check = { ...cn, during: 'keyCheck' } as const;

  it('are other than those of the chat where another thing is true', () => {
    for (const kind of ['badKey', 'noBalance', 'forbidden', 'offline', 'timeout', 'serverError'] as const) {
      assert.notEqual(words(failureOf(kind), check), words(failureOf(kind), cn), kind);
    }
  });

  it('say that the key is right when only the account is not', () => {
    assert.match(words(failureOf('noBalance'), check), /key is right/);
    assert.match(words(failureOf('forbidden'), check), /knows the key.*real-name/);
  });

  it('speak of the other site for official sites only', () => {
    assert.match(words(failureOf('badKey'), check), /other site/);
    const elsewhere = { ...custom, during: 'keyCheck' } as const;
    assert.doesNotMatch(words(failureOf('badKey'), elsewhere), /other site/);
    assert.ok(!failureAdvice(failureOf('badKey'), elsewhere).actions.includes('switchSite'));
  });

  it('offer no model to choose', () => {
    for (const kind of kinds) {
      assert.ok(!failureAdvice(failureOf(kind), check).actions.includes('selectModel'), kind);
    }
  });
});

describe('the words of a ledger that cannot book', () => {
  for (const cause of ledgerCauses) {
    it(`${cause}: the chat says the same sentence as the rest of the editor`, () => {
      const failure = ledgerFailure(cause, 'SQLITE_IOERR');
      assert.ok(words(failure).startsWith(fill(ledgerSentence(failure))));
      assert.match(words(failure), /Nothing was sent/);
    });
  }
});
