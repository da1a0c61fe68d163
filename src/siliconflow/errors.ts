// The one table from what the platform or the network says to a Failure (siliconflow-api.md §6.2).
import type { Failure, FailureKind, RateMetric } from '../core/failure.ts';
import type { ErrorWords } from './errorBody.ts';
import type { KeyWatch } from './redaction.ts';

const kindByCode: Readonly<Record<number, FailureKind>> = {
  20012: 'noModel',
  20015: 'badParameter',
  20092: 'gone',
  30001: 'noBalance',
  30003: 'modelDisabled',
  30011: 'needsPaidBalance',
  30014: 'badKey',
  50505: 'overloaded',
  50508: 'overloaded',
};

const kindByStatus: Readonly<Record<number, FailureKind>> = {
  400: 'badRequest',
  401: 'badKey',
  402: 'noBalance',
  403: 'forbidden',
  404: 'notFound',
  407: 'proxy',
  408: 'gatewayTimeout',
  410: 'gone',
  413: 'tooLong',
  429: 'rateLimited',
  503: 'overloaded',
  504: 'gatewayTimeout',
  529: 'overloaded',
};

/** Messages that arrive without a code of their own; asked only where status and code leave it open. */
const kindByMessage: readonly (readonly [RegExp, FailureKind])[] = [
  [/max_seq_len|max_total_tokens|context length|maximum context|input is too long/i, 'tooLong'],
  [/paid balance|charged balance/i, 'needsPaidBalance'],
  [/balance[^.]{0,40}insufficient|insufficient[^.]{0,40}balance|余额不足/i, 'noBalance'],
  [/model disabled/i, 'modelDisabled'],
  // A full stop ends a sentence, unless it stands inside a name: `deepseek-ai/DeepSeek-V3.2`.
  [/model(?:[^.]|\.\w){0,160}?not (?:exist|found)/i, 'noModel'],
  [/rate limit|too many requests/i, 'rateLimited'],
  [/overloaded|too busy/i, 'overloaded'],
];

/** Characters of a message in which anything is looked for: a server may send pages. */
const longestRead = 4_000;

/** Parameters whose absence changes how an answer comes about, never what was asked. */
const droppable = [
  'enable_thinking',
  'thinking_budget',
  'reasoning_effort',
  'temperature',
  'top_p',
  'frequency_penalty',
  'stop',
  'stream_options',
] as const;

export type DroppableParameter = (typeof droppable)[number];

export function isDroppable(parameter: string | undefined): parameter is DroppableParameter {
  return droppable.some((name) => name === parameter);
}

/** What is known of the HTTP answer an error came with. Inside a stream that is the 200 of its headers. */
export interface AnswerFacts {
  readonly status: number;
  readonly headers: Headers;
  readonly nowMs: number;
}

/** The failure an answer tells of. Its text is cleaned of the key before anything else sees it. */
export function failureOfAnswer(words: ErrorWords, answer: AnswerFacts, keyWatch: KeyWatch): Failure {
  const inStream = answer.status < 400;
  const read = words.message.slice(0, longestRead);
  const byCode = words.code === undefined ? undefined : kindByCode[words.code];
  const open = byCode === undefined || byCode === 'badParameter';
  const byMessage =
    open && (inStream || (answer.status >= 400 && answer.status < 500 && answer.status !== 401))
      ? kindByMessage.find(([pattern]) => pattern.test(read))?.[1]
      : undefined;
  const named = words.parameter ?? parameterIn(read);
  // Gateways put the status that can no longer be sent into the stream, as the code.
  const { code = 0 } = words;
  const status = inStream && code >= 400 && code < 600 ? code : answer.status;
  const kind = byMessage ?? byCode ?? kindByStatus[status] ?? fallbackKind(status);
  const tokens = kind === 'tooLong' ? tokensIn(read) : {};
  const traceId = traceIdOf(answer.headers, keyWatch);
  const retryAfterMs = retryAfterOf(answer.headers, answer.nowMs);
  const metric = kind === 'rateLimited' ? metricIn(read) : undefined;
  return {
    kind: kind === 'badRequest' && isDroppable(named) ? 'badParameter' : kind,
    status: answer.status,
    ...(words.code === undefined ? {} : { code: words.code }),
    ...(metric === undefined ? {} : { metric }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(traceId === undefined ? {} : { traceId }),
    ...tokens,
    ...(named !== undefined && kind !== 'tooLong' && keyWatch.clean(named) === named
      ? { parameter: named }
      : {}),
    detail: keyWatch.clean(words.message),
    sent: true,
  };
}

function fallbackKind(status: number): FailureKind {
  return status >= 400 && status < 500 ? 'badRequest' : 'serverError';
}

/** The id support asks for; anything but a plain id is not taken over. */
export function traceIdOf(headers: Headers, keyWatch: KeyWatch): string | undefined {
  const id = headers.get('x-siliconcloud-trace-id');
  return id !== null && /^[\w.:-]{1,128}$/.test(id) && keyWatch.clean(id) === id ? id : undefined;
}

function metricIn(message: string): RateMetric | undefined {
  switch (/\b([RTI]P[MHD])\b/.exec(message)?.[1]) {
    case 'RPM':
      return 'RPM';
    case 'RPH':
      return 'RPH';
    case 'RPD':
      return 'RPD';
    case 'TPM':
      return 'TPM';
    case 'TPD':
      return 'TPD';
    case 'IPM':
      return 'IPM';
    case 'IPD':
      return 'IPD';
    default:
      return undefined;
  }
}

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), between 0 and 24 hours. */
function retryAfterOf(headers: Headers, nowMs: number): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const delayMs = /^\d+(?:\.\d+)?$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isNaN(delayMs) ? undefined : Math.round(Math.min(Math.max(delayMs, 0), 24 * 3_600_000));
}

function parameterIn(message: string): string | undefined {
  const known = droppable.find((name) => new RegExp(`(?<![\\w])${name}(?![\\w])`).test(message));
  return known ?? /parameters?[\s:'"`]{1,4}([a-z][a-z0-9]*(?:_[a-z0-9]+)+)/i.exec(message)?.[1];
}

/** `… prompt_tokens (20) … max_seq_len (10)`: the first two numbers after these names, in any punctuation. */
function tokensIn(message: string): { askedTokens?: number; limitTokens?: number } {
  const asked = /(?:prompt_tokens|max_total_tokens|total_tokens)\D{1,40}(\d{1,9})/i.exec(message)?.[1];
  const limit = /(?:max_seq_len|context length|maximum context)\D{1,40}(\d{1,9})/i.exec(message)?.[1];
  return {
    ...(asked === undefined ? {} : { askedTokens: Number(asked) }),
    ...(limit === undefined ? {} : { limitTokens: Number(limit) }),
  };
}
