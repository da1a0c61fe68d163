// What a person is told of a failure while a key is being checked, where other words are true than in a chat.
import type { Failure } from '../failure.ts';
import { sentence } from '../sentence.ts';
import { advise, type FailureAdvice, type FailureContext, hostOf, placeOf, tryAgainIn } from './advice.ts';
import { chatWords } from './chatWords.ts';

/** undefined = the words of the chat are true here, too. */
export function keyCheckAdvice(failure: Failure, context: FailureContext): FailureAdvice | undefined {
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
      const { sentences, actions, settingsQuery } = chatWords[failure.kind](failure, context);
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
