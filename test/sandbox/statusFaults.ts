// Faults that answer in place of the endpoint: refusals on demand, and the pages of middlemen that never were the platform.
import * as errors from './errors.ts';
import { jsonReply, plain, type Reply } from './errors.ts';
import type { FaultSet } from './faults.ts';

const PORTAL = `<!DOCTYPE html><html><head><title>Hotel Wi-Fi</title></head>
<body><h1>Welcome</h1><form action="http://portal.invalid/login"><input name="room"></form></body></html>\n`;

const REPLIES: Readonly<Record<string, (key: string) => Reply>> = {
  'http-400-model': errors.unknownModel,
  'http-400-parameter': () => errors.unsupported('enable_thinking'),
  'http-400-length': () =>
    errors.badParameter('length of prompt_tokens (200000) must be less than max_seq_len (163840).'),
  'http-400-object': () =>
    jsonReply(400, {
      error: { message: 'Bad request', type: 'invalid_request_error', param: null, code: null },
    }),
  'http-401': errors.invalidToken,
  'http-401-code': () => errors.coded(401, 30014, 'Token is invalid.'),
  'http-401-echo': (key) => errors.coded(401, 30014, `Incorrect API key provided: ${key}.`),
  'http-402': () => errors.noBalance(402),
  'http-403': () => plain(403, 'Forbidden'),
  'http-403-empty': errors.noRealName,
  'http-403-balance': () => errors.noBalance(403),
  'http-403-paid': errors.needsPaidBalance,
  'http-403-disabled': errors.modelDisabled,
  'http-404': errors.wrongPath,
  'http-410': errors.endpointGone,
  'http-429-rpm': () => errors.rateLimited('RPM'),
  'http-429-rph': () => errors.rateLimited('RPH'),
  'http-429-rpd': () => errors.rateLimited('RPD'),
  'http-429-tpm': () => errors.rateLimited('TPM'),
  'http-429-tpd': () => errors.rateLimited('TPD'),
  'http-429-tpm-huge-body': () => errors.rateLimited(`TPM ${'x'.repeat(2_000_000)}`),
  'http-500': () => plain(500, 'Internal Server Error'),
  'http-503-50505': () => errors.overloaded(50505),
  'http-503-50508': () => errors.overloaded(50508),
  'http-504': () => plain(504, 'upstream request timeout'),
  'http-307': () => ({ status: 307, body: '', headers: { location: 'http://127.0.0.1:9/v1/elsewhere' } }),
  'http-200-error': () => jsonReply(200, { code: 50505, message: 'Model service overloaded.', data: null }),
  html: () => plain(200, PORTAL, 'text/html; charset=utf-8'),
};

/** The reply a fault gives in place of the endpoint, if one of them does. */
export function statusFault(faults: FaultSet, key: string): Reply | undefined {
  const name = faults.names().find((each) => each in REPLIES);
  const reply = name === undefined ? undefined : REPLIES[name]?.(key);
  const seconds = faults.number('retry-after', 1);
  if (reply === undefined || seconds === undefined) return reply;
  return { ...reply, headers: { ...reply.headers, 'retry-after': String(seconds) } };
}
