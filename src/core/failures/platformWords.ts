// What a person is told when the platform refused, and what cures it.
import type { RateMetric } from '../failure.ts';
import { type Sentence, sentence } from '../sentence.ts';
import { type Advise, advise, hostOf, placeOf, tryAgainIn, whatInstead } from './advice.ts';

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

export const platformWords: Readonly<
  Record<
    | 'badKey'
    | 'noBalance'
    | 'needsPaidBalance'
    | 'forbidden'
    | 'noModel'
    | 'modelDisabled'
    | 'badParameter'
    | 'badRequest'
    | 'notFound'
    | 'gone'
    | 'rateLimited'
    | 'overloaded'
    | 'serverError'
    | 'gatewayTimeout',
    Advise
  >
> = {
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
};
