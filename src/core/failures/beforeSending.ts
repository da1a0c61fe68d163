// What a person is told when a request was not sent at all, and what cures it.
import type { ActionName } from '../account/actionName.ts';
import type { Failure } from '../failure.ts';
import { type Sentence, sentence } from '../sentence.ts';
import { ledgerSentence } from '../spend/ledgerTrouble.ts';
import { type Advise, advise, type FailureContext, nothingSent, placeOf } from './advice.ts';

function raiseActions(onLimit: FailureContext['onLimit']): readonly ActionName[] {
  return onLimit === 'stop' ? ['raiseBudget'] : ['raiseBudgetToday', 'raiseBudget'];
}

/** A pause ends by itself: trying again is enough then. */
function minuteActions(isPause: boolean, onLimit: FailureContext['onLimit']): readonly ActionName[] {
  if (!isPause) return ['changeMinuteLimit'];
  return onLimit === 'stop' ? ['retry', 'changeMinuteLimit'] : ['goOnNow', 'changeMinuteLimit', 'retry'];
}

/** Which budget, what is left of it, and what even a short answer may cost. */
function budgetWords(failure: Failure, budget: NonNullable<FailureContext['budget']>): readonly Sentence[] {
  const { needed, left, limit, gone, reserved, until } = budget;
  if (failure.budget?.window === 'minute')
    return until === undefined
      ? [sentence('Even a short answer may cost {0}, and the limit for one minute is {1}.', needed, limit)]
      : [
          sentence('{0} of {1} in the last minute: paused until {2}.', gone, limit, until),
          ...(reserved === undefined
            ? []
            : [sentence('{0} of it is reserved for answers that are not booked yet.', reserved)]),
          sentence('Even a short answer may cost {0}.', needed),
        ];
  const rest =
    failure.budget?.window === 'month'
      ? sentence("{0} of this month's budget of {1} is left.", left, limit)
      : failure.budget?.window === 'completionDay'
        ? sentence("{0} of today's budget of {1} for completions is left.", left, limit)
        : sentence("{0} of today's budget of {1} is left.", left, limit);
  return [rest, sentence('Even a short answer may cost {0}.', needed)];
}

export const beforeSending: Readonly<
  Record<
    | 'noSite'
    | 'noKey'
    | 'secretStorage'
    | 'untrusted'
    | 'blocked'
    | 'overBudget'
    | 'arrears'
    | 'ledger'
    | 'tooLong',
    Advise
  >
> = {
  noSite: () =>
    advise(
      [sentence('The set-up is not finished: choose a site and read what is sent.'), nothingSent],
      ['chooseSiteCn', 'chooseSiteGlobal'],
    ),
  noKey: (_, context) =>
    advise(
      [sentence('No API key is set for {0}.', placeOf(context)), nothingSent],
      ['enterKey', 'openKeyPage', 'switchSite'],
    ),
  secretStorage: () =>
    advise(
      [
        sentence("The editor's secret storage does not answer, so the API key can be neither read nor kept."),
        sentence('On Linux this usually means that no keyring is running.'),
      ],
      ['helpSecretStorage', 'retry', 'reloadWindow'],
    ),
  untrusted: () =>
    advise(
      [
        sentence('This workspace is not trusted, so none of its content is sent.'),
        sentence('Trust the workspace, or ask without attaching its files.'),
      ],
      ['manageTrust'],
    ),
  blocked: ({ letThrough, detail }) =>
    letThrough !== undefined && letThrough.length > 0
      ? advise(
          [
            sentence('This contains secrets ({0}), and your settings do not allow sending them.', detail),
            nothingSent,
          ],
          ['letThroughOnce', 'letThroughAlways', 'openSettings'],
          'siliconflow.privacy',
        )
      : advise(
          [
            sentence('This is on the list of things that never leave your machine.'),
            nothingSent,
            sentence('Remove it from the message, or change the privacy settings.'),
          ],
          ['openSettings'],
          'siliconflow.privacy',
        ),
  overBudget: (failure, { budget, cheaper, onLimit }) =>
    advise(
      [
        ...(budget === undefined
          ? [sentence('This request could exceed your budget.')]
          : budgetWords(failure, budget)),
        ...(failure.sent ? [sentence('The answer was stopped at the limit of your budget.')] : [nothingSent]),
        ...(cheaper === undefined ? [] : [sentence('{0} costs less: {1}.', cheaper.name, cheaper.price)]),
      ],
      [
        ...(failure.budget?.window === 'minute'
          ? minuteActions(failure.budget.untilMs !== undefined, onLimit)
          : raiseActions(onLimit)),
        ...(cheaper === undefined ? [] : (['useCheaperModel'] as const)),
      ],
      'siliconflow.budget',
    ),
  arrears: (_, context) =>
    advise(
      [
        sentence('{0} reported earlier that your account has no balance.', placeOf(context)),
        sentence('No further request is sent until you try again yourself.'),
      ],
      ['openTopUp', 'retry', 'openBill'],
    ),
  ledger: (failure) =>
    advise(
      [ledgerSentence(failure), ...(failure.sent ? [] : [nothingSent])],
      ['retry', 'reloadWindow', 'showLog'],
    ),
  tooLong: (_, { model, canSummarise }) =>
    advise(
      [
        model === undefined
          ? sentence('The conversation is too long for this model.')
          : sentence('The conversation is too long for {0}.', model),
        canSummarise
          ? sentence('Let it be summarised, or choose a model with a larger context window.')
          : sentence('Remove attachments, start a new chat, or choose a model with a larger context window.'),
      ],
      canSummarise ? ['compactChat', 'newFromSummary', 'selectModel'] : ['selectModel'],
    ),
};
