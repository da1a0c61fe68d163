// Entry of the bundle that holds `openai`: builds the client of one site and one key, the only way to a model.

import type { Memory } from '../core/account/memory.ts';
import type { Result } from '../core/failure.ts';
import { unsent } from '../core/failure.ts';
import type { SiteId } from '../core/models/model.ts';
import type { Clock, Log, ModelClient, PreparedRequest, Random } from '../core/ports.ts';
import type { ModelRequest, RequestHead } from '../core/request/modelRequest.ts';
import { withoutTail } from '../core/withoutTail.ts';
import { type LearnedParameters, MemoryLearnedParameters } from './learnedParameters.ts';
import { listModels } from './listModels.ts';
import { MemoryPacer, type Pacer } from './pacer.ts';
import { watchKey } from './redaction.ts';
import { buildBody } from './requestBody.ts';
import { RetryBudget } from './retryBudget.ts';
import { send, type Wire } from './send.ts';
import { streamHeaders, Transport } from './transport.ts';
import { readBalance } from './userInfo.ts';
import { defaultLimits, LearnedPatience, type WatchdogLimits } from './watchdog.ts';

export { lookAtCertificate } from './lookAtCertificate.ts';
export { lookAtSite, lookUpName, reachProxy } from './lookAtSite.ts';
export type { WatchdogLimits } from './watchdog.ts';

export interface ClientOptions {
  readonly site: SiteId;
  /** With version: `https://api.siliconflow.cn/v1`. `https`, or `http` on loopback. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Fingerprint of the key, never the key. */
  readonly account: string;
  /** Says what this is: name and version. */
  readonly userAgent: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly pacer: Pacer;
  readonly learned: LearnedParameters;
  readonly limits?: Partial<WatchdogLimits>;
  /** Default: the global one of the moment of each call. */
  readonly fetch?: typeof globalThis.fetch;
}

type OfPlace = 'site' | 'baseUrl' | 'apiKey' | 'account';

export interface MakerOptions extends Omit<ClientOptions, OfPlace | 'pacer' | 'learned'> {
  /** Both are asked for every request, so they must answer without a read of a file. */
  readonly pacing: Pick<Memory, 'get' | 'set'>;
  readonly refused: Pick<Memory, 'get' | 'set'>;
}

export type ClientMaker = (place: Pick<ClientOptions, OfPlace>) => ModelClient;

/** Makes the clients of a window: they pace themselves together and share what models have refused. */
export function clientMaker({ pacing, refused, ...options }: MakerOptions): ClientMaker {
  const pacer = new MemoryPacer(options.clock, options.random, pacing);
  const learned = new MemoryLearnedParameters(options.clock, refused);
  return (place) => createClient({ ...options, ...place, pacer, learned });
}

/** @throws when the address is neither `https` nor `http` on loopback: settings are checked before a client is built. */
export function createClient(options: ClientOptions): ModelClient {
  const baseUrl = checkedBaseUrl(options.baseUrl);
  const { site, account, clock } = options;
  const keyWatch = watchKey(options.apiKey);
  const limits = { ...defaultLimits, ...options.limits };
  const disposed = new AbortController();
  const wire: Wire = {
    site,
    account,
    transport: new Transport({
      baseUrl,
      apiKey: options.apiKey,
      userAgent: options.userAgent,
      clock,
      keyWatch,
      errorBodyMs: limits.errorBodyMs,
      fetch: options.fetch,
    }),
    userAgent: options.userAgent,
    keyWatch,
    clock,
    random: options.random,
    log: options.log,
    limits,
    patience: new LearnedPatience(limits.ceilingMs),
    pacer: options.pacer,
    learned: options.learned,
    retries: new RetryBudget(),
    disposed: disposed.signal,
  };
  return {
    site,
    host: new URL(baseUrl).host,
    account,
    prepare: (request) => prepare(wire, baseUrl, request),
    listModels: (signal) => listModels(wire, AbortSignal.any([signal, disposed.signal])),
    readBalance: (signal) => readBalance(wire, AbortSignal.any([signal, disposed.signal])),
    dispose: () => disposed.abort(),
  };
}

function prepare(wire: Wire, baseUrl: string, request: ModelRequest): Result<PreparedRequest> {
  const built = buildBody(request, wire.learned.dropped(wire.site, request.model.id));
  if (!built.ok) return built;
  const body = built.value;
  const bodyText = JSON.stringify(body.fields);
  const head: RequestHead = {
    method: 'POST',
    url: baseUrl + body.path,
    headers: streamHeaders(wire.userAgent),
  };
  if (wire.keyWatch.foundIn(bodyText)) return { ok: false, failure: unsent('blocked', 'key') };
  let isSent = false;
  return {
    ok: true,
    value: {
      ...head,
      bodyText,
      send: (signal) => {
        if (isSent) throw new Error('a prepared request is sent once');
        isSent = true;
        return send(wire, request, { body, bodyText, head }, signal);
      },
    },
  };
}

function checkedBaseUrl(baseUrl: string): string {
  const url = new URL(baseUrl);
  const isLoopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback);
  if (!isAllowed || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new Error('the address must be https, or http on loopback, without credentials, query or fragment');
  }
  return withoutTail(url.href, '/');
}
