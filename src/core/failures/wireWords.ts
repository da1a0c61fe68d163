// What a person is told when the way to the platform broke, and what cures it.
import { type Sentence, sentence } from '../sentence.ts';
import { type Advise, advise, type FailureContext, hostOf, placeOf } from './advice.ts';

export const wireWords: Readonly<
  Record<
    | 'offline'
    | 'proxy'
    | 'tls'
    | 'redirected'
    | 'timeout'
    | 'stalled'
    | 'cutShort'
    | 'emptyAnswer'
    | 'badReply'
    | 'tooBig'
    | 'overcounted'
    | 'refusedContent',
    Advise
  >
> = {
  offline: (_, context) =>
    advise(
      [
        sentence('{0} cannot be reached.', hostOf(context)),
        context.custom
          ? sentence('Check that the server is running and the address is right.')
          : sentence('Check your network connection.'),
      ],
      context.custom ? ['retry', 'openSettings', 'diagnose'] : ['retry', 'diagnose'],
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
      ['openSettings', 'retry', 'diagnose'],
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
      ['openSettings', 'retry', 'diagnose'],
      'http.systemCertificates',
    ),
  redirected: (failure, context) =>
    advise(
      [
        redirect(failure.detail, context),
        sentence('This is refused, because your key would be sent there too.'),
      ],
      context.custom ? ['openSettings', 'diagnose'] : ['retry', 'diagnose'],
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
      ['retry', 'diagnose', 'showLog'],
    ),
  tooBig: () =>
    advise(
      [
        sentence('The answer grew beyond what is accepted and was stopped.'),
        sentence('What arrived is kept.'),
      ],
      ['retry', 'selectModel'],
    ),
  overcounted: (_, context) =>
    advise(
      [
        sentence('{0} counted more tokens than can have been sent and received.', placeOf(context)),
        sentence('The receipt is an estimate instead: compare it with the bill of the site.'),
      ],
      ['openBill', 'showLog'],
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

/** Where the redirect led: an origin other than the one that was asked, or '' for another path of it or one that was hidden. */
function redirect(origin: string, context: FailureContext): Sentence {
  const asked = hostOf(context);
  const target = URL.canParse(origin) ? new URL(origin) : null;
  const own = URL.canParse(`https://${asked}`) ? new URL(`https://${asked}`) : null;
  if (target === null) return sentence('{0} wanted to redirect the request to another address.', asked);
  if (target.hostname !== own?.hostname)
    return sentence('{0} wanted to redirect the request to another host.', asked);
  return target.protocol === 'http:'
    ? sentence('{0} wanted to redirect the request to an address without encryption.', asked)
    : sentence('{0} wanted to redirect the request to another port.', asked);
}
