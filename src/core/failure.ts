// The closed union of everything the outside can cause to go wrong. A thrown Error, by contrast, is a bug.

/** Which limit a 429 named (siliconflow-api.md §6.3: limits are per account and model). */
export type RateMetric = 'RPM' | 'RPH' | 'RPD' | 'TPM' | 'TPD' | 'IPM' | 'IPD';

export const failureKinds = [
  // before anything was sent: these cost exactly 0
  'noSite', // no site chosen yet
  'noKey',
  'secretStorage', // the editor's secret storage does not answer
  'untrusted', // restricted mode forbids it
  'blocked', // the outgoing guard refused
  'overBudget',
  'arrears', // a money error came before and the person has not acted yet
  'ledger', // the ledger cannot book, so nothing may be sent
  'tooLong', // prompt does not fit the window (ours or the platform's verdict)
  // the platform's word
  'badKey',
  'noBalance',
  'needsPaidBalance', // Pro/ model with vouchers only (30011)
  'forbidden', // 403 without a reason: real-name check missing, or balance
  'noModel', // 20012: does not exist
  'modelDisabled',
  'badParameter', // 20015, `parameter` names it
  'badRequest',
  'notFound', // wrong path or base URL
  'gone', // 410
  'rateLimited',
  'overloaded',
  'serverError',
  'gatewayTimeout',
  // the wire
  'offline', // name not resolved, refused, unreachable
  'proxy', // 407, or the proxy refused or broke
  'tls', // certificate not trusted
  'redirected', // another origin was named; refused
  'timeout', // no headers, or no first token in time
  'stalled', // silence between tokens
  'cutShort', // ended without a finish, reset, or cut JSON after text
  'emptyAnswer', // stop with no content, or zero chunks
  'badReply', // HTML, JSON instead of a stream, garbage
  'tooBig', // our bounds on lines and answers
  'overcounted', // a usage beyond what can have been sent and received: the answer is fine, its count is not
  'refusedContent', // content_filter and its kin
] as const;

export type FailureKind = (typeof failureKinds)[number];

/**
 * Whether `detail` is a code of the network stack, of a time limit or of the store (`terminated: UND_ERR_SOCKET`) instead
 * of words of the other side: such a detail belongs into the log and is not shown.
 */
export function isDetailTechnical(kind: FailureKind): boolean {
  return technical.has(kind);
}

const technical: ReadonlySet<FailureKind> = new Set([
  'secretStorage',
  'ledger',
  'offline',
  'proxy',
  'tls',
  'timeout',
  'stalled',
  'cutShort',
]);

/** A failure is data: it travels through the core, onto receipts and (as sentences) to the person. */
export interface Failure {
  readonly kind: FailureKind;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** The platform's code, e.g. 20015. */
  readonly code?: number;
  readonly metric?: RateMetric;
  readonly retryAfterMs?: number;
  readonly traceId?: string;
  /** With `tooLong`: the tokens the platform counted and the most it takes, when it named them. */
  readonly askedTokens?: number;
  readonly limitTokens?: number;
  /** The parameter a 20015 named. */
  readonly parameter?: string;
  /** With `overBudget`: which budget, what it allows, what is gone and what would be needed; decimal pico-units, as this is kept as JSON. */
  readonly budget?: {
    readonly window: 'day' | 'month' | 'completionDay' | 'minute';
    readonly currency: string;
    readonly limitPico: string;
    readonly spentPico: string;
    readonly reservedPico: string;
    readonly neededPico: string;
    /** With `minute`: UTC ms at which it fits again; absent when the request alone is more than the limit. */
    readonly untilMs?: number;
  };
  /** With `blocked`: placeholders of the values that stopped it; a person may let each through (outgoing/letThrough.ts). */
  readonly letThrough?: readonly string[];
  /** What the other side said: key redacted, control characters removed, at most 500 characters. Data, never markup. */
  readonly detail: string;
  /** Whether the request had left this machine; false means it cost exactly 0. */
  readonly sent: boolean;
  /** The server brought the answer to its end, which is of no use: the last usage counts all of it. */
  readonly ended?: true;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

/** A failure that happened before anything was sent. */
export function unsent(kind: FailureKind, detail = ''): Failure {
  return { kind, detail, sent: false };
}
