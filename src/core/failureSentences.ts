// What a person is told of each failure, and what cures it. Plain words: what happened, then what to do.
import type { ActionName } from './account/actionName.ts';
import type { Failure, FailureKind, RateMetric } from './failure.ts';
import type { SitePages } from './models/sites.ts';
import { type Sentence, sentence } from './sentence.ts';

/** What is known around a failure and makes its words precise. Names are data, never markup. */
export interface FailureContext {
  /** A chat answer that failed, or the check of a key just entered. */
  readonly during: 'chat' | 'keyCheck';
  /** Name of the place: "SiliconFlow CN", or a custom host. */
  readonly place?: string;
  readonly host?: string;
  /** The place is a custom address, so official pages do not help. */
  readonly custom?: boolean;
  /** Pages of the place; actions that need a missing one are left out. */
  readonly links?: SitePages | null;
  readonly model?: string;
  /** Model that replaces a retired one. */
  readonly successor?: string;
  /** With `overBudget`: amounts in the person's format. */
  readonly budget?: { readonly needed: string; readonly left: string; readonly limit: string };
  /** With `overBudget`: a model that costs clearly less, with its price in words. */
  readonly cheaper?: { readonly name: string; readonly price: string };
  readonly onLimit?: 'ask' | 'stop';
  /** Text was already shown, so going on is possible. */
  readonly hasText?: boolean;
}

export interface FailureAdvice {
  /** What happened, then what to do. One to three sentences. */
  readonly sentences: readonly Sentence[];
  /** The cure first. */
  readonly actions: readonly ActionName[];
  /** What to search for in the editor's settings when `openSettings` is among the actions. */
  readonly settingsQuery?: string;
}

/** Words and actions for a failure. Never throws; unknown details fall back to the general words of its kind. */
export function failureAdvice(failure: Failure, context: FailureContext): FailureAdvice {
  const advice =
    context.during === 'keyCheck'
      ? (keyCheckAdvice(failure, context) ?? chatAdvice[failure.kind](failure, context))
      : chatAdvice[failure.kind](failure, context);
  return { ...advice, actions: advice.actions.filter((action) => isPossible(action, context)) };
}

function isPossible(action: ActionName, { links, successor, hasText, during }: FailureContext): boolean {
  switch (action) {
    case 'openKeyPage':
      return Boolean(links?.key);
    case 'openTopUp':
      return Boolean(links?.topUp);
    case 'openBill':
      return Boolean(links?.bill);
    case 'openRealName':
      return Boolean(links?.realName);
    case 'useSuccessorModel':
      return Boolean(successor);
    case 'continueAnswer':
      return Boolean(hasText);
    case 'selectModel':
      return during === 'chat';
    default:
      return true;
  }
}

/** Waiting time in the largest unit that reads well, rounded up: an early retry counts against the limit again. */
export function tryAgainIn(retryAfterMs: number | undefined): Sentence {
  if (retryAfterMs === undefined || !(retryAfterMs > 0)) return sentence('Try again in a moment.');
  const seconds = Math.ceil(retryAfterMs / 1_000);
  if (seconds === 1) return sentence('Try again in 1 second.');
  if (seconds < 90) return sentence('Try again in {0} seconds.', seconds);
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return sentence('Try again in {0} minutes.', minutes);
  return sentence('Try again in {0} hours.', Math.ceil(minutes / 60));
}

/** Each limit by its name, and what helps against that one (siliconflow-api.md §6.3: per account and model). */
const rateSentences: Readonly<Record<RateMetric, readonly Sentence[]>> = {
  RPM: [sentence('Too many requests within one minute (limit RPM of your account for this model).')],
  RPH: [sentence('Too many requests within one hour (limit RPH of your account for this model).')],
  RPD: [
    sentence('The number of requests for today is used up (limit RPD of your account for this model).'),
    sentence('Another model has a limit of its own.'),
  ],
  TPM: [
    sentence('Too many tokens within one minute (limit TPM of your account for this model).'),
    sentence('Fewer or smaller attachments help.'),
  ],
  TPD: [
    sentence('The number of tokens for today is used up (limit TPD of your account for this model).'),
    sentence('Another model has a limit of its own.'),
  ],
  IPM: [sentence('Too many images within one minute (limit IPM of your account for this model).')],
  IPD: [sentence('The number of images for today is used up (limit IPD of your account for this model).')],
};

const spendsADay: readonly (RateMetric | undefined)[] = ['RPD', 'TPD', 'IPD'];

const nothingSent = sentence('Nothing was sent, so it cost nothing.');

type Advise = (failure: Failure, context: FailureContext) => FailureAdvice;

function advise(
  sentences: readonly Sentence[],
  actions: readonly ActionName[],
  settingsQuery?: string,
): FailureAdvice {
  return settingsQuery === undefined ? { sentences, actions } : { sentences, actions, settingsQuery };
}

/** Which budget, what is left of it, and what even a short answer may cost. */
function budgetWords(failure: Failure, budget: NonNullable<FailureContext['budget']>): readonly Sentence[] {
  const { needed, left, limit } = budget;
  const rest =
    failure.budget?.window === 'month'
      ? sentence("{0} of this month's budget of {1} is left.", left, limit)
      : failure.budget?.window === 'completionDay'
        ? sentence("{0} of today's budget of {1} for completions is left.", left, limit)
        : sentence("{0} of today's budget of {1} is left.", left, limit);
  return [rest, sentence('Even a short answer may cost {0}.', needed)];
}

const placeOf = (context: FailureContext): string => context.place ?? 'SiliconFlow';
const hostOf = (context: FailureContext): string => context.host ?? placeOf(context);

const chatAdvice: Readonly<Record<FailureKind, Advise>> = {
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
  blocked: () =>
    advise(
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
        ...(onLimit === 'stop' ? [] : (['raiseBudgetToday'] as const)),
        'raiseBudget',
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
  ledger: () =>
    advise(
      [
        sentence('The receipt cannot be written, and nothing is sent without a receipt.'),
        sentence('A full or read-only disk is the usual cause.'),
      ],
      ['retry', 'reloadWindow', 'showLog'],
    ),
  tooLong: (_, { model }) =>
    advise(
      [
        model === undefined
          ? sentence('The conversation is too long for this model.')
          : sentence('The conversation is too long for {0}.', model),
        sentence('Remove attachments, start a new chat, or choose a model with a larger context window.'),
      ],
      ['selectModel'],
    ),

  badKey: (_, context) =>
    advise(
      [
        sentence('{0} does not accept the API key.', placeOf(context)),
        context.custom
          ? sentence('It may be mistyped or deleted.')
          : sentence(
              'It may have been deleted, or it belongs to the other site: each site has keys of its own.',
            ),
      ],
      context.custom ? ['enterKey'] : ['enterKey', 'switchSite', 'openKeyPage'],
    ),
  noBalance: (_, context) =>
    advise(
      [
        sentence('Your account at {0} has no balance left.', placeOf(context)),
        sentence('An account in arrears may be refused for free models, too.'),
      ],
      ['openTopUp', 'retry', 'openBill'],
    ),
  needsPaidBalance: (_, { model }) =>
    advise(
      [
        model === undefined
          ? sentence('This model needs a paid balance; vouchers do not count.')
          : sentence('{0} needs a paid balance; vouchers do not count.', model),
        sentence('The same model without "Pro/" in its name may work.'),
      ],
      ['selectModel', 'openTopUp'],
    ),
  forbidden: (_, context) =>
    advise(
      [
        sentence('{0} refuses this account without giving a reason.', placeOf(context)),
        context.links?.realName
          ? sentence('Usual causes: the real-name check is missing, or there is no balance.')
          : sentence('The usual cause is a missing balance or permission.'),
      ],
      ['openRealName', 'openTopUp', 'retry', 'selectModel'],
    ),
  noModel: (_, context) =>
    advise(
      [
        context.model === undefined
          ? sentence('This model does not exist.')
          : sentence('{0} has no model named {1}.', placeOf(context), context.model),
        whatInstead(context),
      ],
      ['useSuccessorModel', 'selectModel'],
    ),
  modelDisabled: (_, context) =>
    advise(
      [
        context.model === undefined
          ? sentence('This model is switched off at the moment.')
          : sentence('{0} is switched off at the moment.', context.model),
        whatInstead(context),
      ],
      ['useSuccessorModel', 'selectModel'],
    ),
  badParameter: ({ parameter }, { model }) =>
    advise(
      [
        parameter === undefined
          ? sentence('The model does not accept a setting of this request.')
          : model === undefined
            ? sentence('The model does not accept the parameter "{0}".', parameter)
            : sentence('{1} does not accept the parameter "{0}".', parameter, model),
        sentence('Change it in the settings, or choose another model.'),
      ],
      ['openSettings', 'retry', 'selectModel'],
      'siliconflow.chat',
    ),
  badRequest: (_, context) =>
    advise(
      [
        sentence('{0} could not make sense of the request.', placeOf(context)),
        sentence('Its answer is below; the log has the details.'),
      ],
      ['retry', 'selectModel', 'showLog'],
    ),
  notFound: (_, context) =>
    context.custom
      ? advise(
          [
            sentence('{0} has no such address.', hostOf(context)),
            sentence('Check the address of the custom site: it usually ends with /v1.'),
          ],
          ['openSettings', 'retry'],
          'siliconflow.customBaseUrl',
        )
      : advise(
          [
            sentence('{0} has no such address.', hostOf(context)),
            sentence('A proxy on the way or a change of the platform may be the cause.'),
          ],
          ['retry', 'showLog'],
        ),
  gone: (_, context) =>
    advise(
      [
        context.model === undefined
          ? sentence('What was asked for has been retired.')
          : sentence('{0} has been retired.', context.model),
        whatInstead(context),
      ],
      ['useSuccessorModel', 'selectModel'],
    ),
  rateLimited: ({ metric, retryAfterMs }) =>
    advise(
      [
        ...(metric === undefined
          ? [sentence('Too many requests or tokens in a short time (limit of your account for this model).')]
          : rateSentences[metric]),
        ...(spendsADay.includes(metric) && retryAfterMs === undefined ? [] : [tryAgainIn(retryAfterMs)]),
      ],
      spendsADay.includes(metric) ? ['selectModel', 'retry'] : ['retry', 'selectModel'],
    ),
  overloaded: ({ retryAfterMs }, { model }) =>
    advise(
      [
        model === undefined
          ? sentence('The model is overloaded at the moment.')
          : sentence('{0} is overloaded at the moment.', model),
        tryAgainIn(retryAfterMs),
      ],
      ['retry', 'selectModel'],
    ),
  serverError: ({ retryAfterMs }, context) =>
    advise(
      [sentence('{0} had an internal error.', placeOf(context)), tryAgainIn(retryAfterMs)],
      ['retry', 'selectModel'],
    ),
  gatewayTimeout: (_, context) =>
    advise(
      [
        sentence('The gateway of {0} gave up waiting for the model.', placeOf(context)),
        sentence('A shorter conversation or another model answers sooner.'),
      ],
      ['retry', 'selectModel'],
    ),

  offline: (_, context) =>
    advise(
      [
        sentence('{0} cannot be reached.', hostOf(context)),
        context.custom
          ? sentence('Check that the server is running and the address is right.')
          : sentence('Check your network connection.'),
      ],
      context.custom ? ['retry', 'openSettings'] : ['retry'],
      context.custom ? 'siliconflow.customBaseUrl' : undefined,
    ),
  proxy: ({ status }) =>
    advise(
      [
        status === 407
          ? sentence('The proxy asks for a user name and password.')
          : sentence('The proxy refused or broke the connection.'),
        sentence("Check the editor's proxy settings."),
      ],
      ['openSettings', 'retry'],
      'http.proxy',
    ),
  tls: (_, context) =>
    advise(
      [
        sentence('The certificate shown for {0} is not trusted, so nothing was sent.', hostOf(context)),
        sentence(
          'If your organisation inspects traffic, its certificate must be installed in the operating system.',
        ),
      ],
      ['openSettings', 'retry'],
      'http.systemCertificates',
    ),
  redirected: (_, context) =>
    advise(
      [
        sentence('{0} wanted to redirect the request to another host.', hostOf(context)),
        sentence('This is refused, because your key would be sent there too.'),
      ],
      context.custom ? ['openSettings', 'showLog'] : ['retry', 'showLog'],
      context.custom ? 'siliconflow.customBaseUrl' : undefined,
    ),
  timeout: (_, context) =>
    advise(
      [
        sentence('{0} did not begin to answer in time.', context.model ?? hostOf(context)),
        sentence('It may be busy; another model may be faster.'),
      ],
      ['retry', 'selectModel'],
    ),
  stalled: () =>
    advise(
      [sentence('The answer stopped coming in.'), sentence('What arrived is kept.')],
      ['continueAnswer', 'retry'],
    ),
  cutShort: () =>
    advise(
      [sentence('The connection broke before the answer was complete.'), sentence('What arrived is kept.')],
      ['continueAnswer', 'retry'],
    ),
  emptyAnswer: () =>
    advise(
      [sentence('The model sent an empty answer.'), sentence('Try again, or ask in other words.')],
      ['retry', 'selectModel'],
    ),
  badReply: (_, context) =>
    advise(
      [
        sentence('The reply of {0} is not what the platform sends.', hostOf(context)),
        sentence('A proxy or a sign-in page of the network may stand in between.'),
      ],
      ['retry', 'showLog'],
    ),
  tooBig: () =>
    advise(
      [
        sentence('The answer grew beyond what is accepted and was stopped.'),
        sentence('What arrived is kept.'),
      ],
      ['retry', 'selectModel'],
    ),
  refusedContent: (_, context) =>
    advise(
      [
        sentence('{0} refused this content.', placeOf(context)),
        sentence('Its reasons are its own; change the message to go on.'),
      ],
      [],
    ),
};

function whatInstead({ successor }: FailureContext): Sentence {
  return successor === undefined
    ? sentence('Choose another model.')
    : sentence('Its successor is {0}.', successor);
}

/** The same failures while a key is being checked, where other words are true; undefined = those of the chat. */
function keyCheckAdvice(failure: Failure, context: FailureContext): FailureAdvice | undefined {
  const place = placeOf(context);
  const unchecked = sentence('The key could not be checked.');
  switch (failure.kind) {
    case 'badKey':
      return advise(
        context.custom
          ? [sentence('{0} does not accept this key.', place), sentence('Check it and enter it again.')]
          : [
              sentence('{0} does not accept this key.', place),
              sentence('It may be incomplete or deleted, or a key of the other site.'),
            ],
        context.custom ? ['enterKey'] : ['enterKey', 'switchSite', 'openKeyPage'],
      );
    case 'noBalance':
    case 'arrears':
    case 'needsPaidBalance':
      return advise(
        [
          sentence('The key is right, but the account has no balance.'),
          sentence('Top up before you ask the first question.'),
        ],
        ['openTopUp', 'openBill'],
      );
    case 'forbidden':
      return advise(
        [
          sentence('{0} knows the key, but does not let the account in.', place),
          context.links?.realName
            ? sentence(
                'Usually the real-name check is missing: it is required for every use of the platform.',
              )
            : sentence('The usual cause is a missing balance or permission.'),
        ],
        ['openRealName', 'openTopUp', 'enterKey'],
      );
    case 'rateLimited':
      return advise(
        [unchecked, sentence('Too many requests in a short time.'), tryAgainIn(failure.retryAfterMs)],
        ['enterKey'],
      );
    case 'timeout':
    case 'gatewayTimeout':
    case 'stalled':
      return advise(
        [unchecked, sentence('{0} did not answer in time.', hostOf(context))],
        ['enterKey', 'showLog'],
      );
    case 'overloaded':
    case 'serverError':
      return advise(
        [unchecked, sentence('{0} has a problem of its own at the moment.', place)],
        ['enterKey', 'showLog'],
      );
    case 'offline':
    case 'proxy':
    case 'tls':
    case 'redirected':
    case 'notFound':
    case 'badReply': {
      const { sentences, actions, settingsQuery } = chatAdvice[failure.kind](failure, context);
      return advise(
        [unchecked, ...sentences],
        ['enterKey', ...actions.filter((action) => action !== 'retry')],
        settingsQuery,
      );
    }
    case 'secretStorage':
      return undefined;
    default:
      return advise([unchecked], ['enterKey', 'showLog']);
  }
}
