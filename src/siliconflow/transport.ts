// One HTTP request to the one allowed origin, made by `openai`; whatever is not a plain 2xx comes out as a Failure.
import OpenAI from 'openai';
import type { Failure } from '../core/failure.ts';
import type { Clock } from '../core/ports.ts';
import { boundedText } from './boundedBody.ts';
import { readErrorBody } from './errorBody.ts';
import { failureOfAnswer, traceIdOf } from './errors.ts';
import { failureOfNetwork } from './networkErrors.ts';
import type { KeyWatch } from './redaction.ts';

export interface TransportOptions {
  /** With version and without a closing slash, e.g. `https://api.siliconflow.cn/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly keyWatch: KeyWatch;
  /** How long the words of an error answer are waited for. */
  readonly errorBodyMs: number;
  /** Default: the global `fetch` of the moment of the call, which VS Code replaces (ecosystem.md §3.9). */
  readonly fetch: typeof globalThis.fetch | undefined;
}

/** Carries a Failure through `openai`, which hands it back as the `cause` of its own error. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    // A constant: `openai` looks for words such as "timed out" in it.
    super('request failed');
    this.failure = failure;
  }
}

/** What a request for an answer says about itself, besides the key. */
export function streamHeaders(userAgent: string): Readonly<Record<string, string>> {
  return { 'content-type': 'application/json', accept: 'text/event-stream', 'user-agent': userAgent };
}

/** An error body is read up to here; beyond, it says nothing a person could use. */
const maxErrorBytes = 64 * 1024;

/** `setTimeout`'s largest delay: time limits are ours (watchdog.ts), not `openai`'s. */
const noTimeoutMs = 2_147_483_647;

const silent = { error: ignore, warn: ignore, info: ignore, debug: ignore };
function ignore(): void {}

type Options = Parameters<OpenAI['buildRequest']>[0];
type Built = Awaited<ReturnType<OpenAI['buildRequest']>>;

/**
 * `openai` with the two steps replaced that it lets be replaced: how a request is built, and how it is sent. Its own steps
 * write a dozen headers that were taken out again here, and follow the signal by weak references, which the garbage collector
 * has to look after: half a millisecond for each key that asks.
 */
class Client extends OpenAI {
  readonly #send: (url: string, init: RequestInit) => Promise<Response>;

  constructor(
    options: ConstructorParameters<typeof OpenAI>[0],
    send: (url: string, init: RequestInit) => Promise<Response>,
  ) {
    super(options);
    this.#send = send;
  }

  override async buildRequest({ method, path, query, body, signal }: Options): Promise<Built> {
    const search = query == null ? '' : `?${this.stringifyQuery(query)}`;
    const url = this.baseURL + path + search;
    const text = typeof body === 'string' ? { body } : {};
    // The headers are written where the key is.
    const req = { method: method.toUpperCase(), headers: new Headers(), signal: signal ?? null, ...text };
    return { req, url, timeout: noTimeoutMs };
  }

  override fetchWithTimeout(...[url, init]: Parameters<OpenAI['fetchWithTimeout']>): Promise<Response> {
    return this.#send(String(url), init ?? {});
  }
}

export class Transport {
  readonly #options: TransportOptions;
  readonly #openai: Client;
  readonly #origin: string;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#origin = new URL(options.baseUrl).origin;
    const setUp = {
      baseURL: options.baseUrl,
      // The key itself is added below `openai`, in #send: what the package never holds it cannot log or put into an error.
      apiKey: 'added-by-transport',
      // Named, because `openai` fills each of these from the environment otherwise.
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      maxRetries: 0,
      timeout: noTimeoutMs,
      logger: silent,
      logLevel: 'off',
    } as const;
    this.#openai = new Client(setUp, (url, init) => this.#send(url, init));
  }

  /**
   * Sends and resolves with a 2xx answer whose body is unread. Rejects otherwise, or when the signal aborts; what it
   * rejects with is for `failureOf`.
   */
  async post(path: string, bodyText: string, signal: AbortSignal): Promise<Response> {
    return this.#openai.post(path, { body: bodyText, signal }).asResponse();
  }

  async get(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
    const asked = Object.keys(query).length === 0 ? {} : { query };
    return this.#openai.get(path, { ...asked, signal }).asResponse();
  }

  failureOf(error: unknown): Failure {
    for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
      if (cause instanceof FailureError) return cause.failure;
    }
    return failureOfNetwork(error, this.#options.keyWatch);
  }

  async #send(url: string, init: RequestInit): Promise<Response> {
    const { apiKey, userAgent, keyWatch, baseUrl } = this.#options;
    if (!url.startsWith(`${baseUrl}/`))
      throw new Error(`a request for ${url} reached the client of ${baseUrl}`);
    const { body, signal } = init;
    // Only these: no `x-stainless-*`, no organization, nothing from OPENAI_CUSTOM_HEADERS.
    const headers = {
      authorization: `Bearer ${apiKey}`,
      ...(body == null ? { 'user-agent': userAgent, accept: 'application/json' } : streamHeaders(userAgent)),
    };
    let response: Response;
    try {
      const fetch = this.#options.fetch ?? globalThis.fetch;
      response = await fetch(url, { ...init, headers, redirect: 'manual' });
    } catch (error) {
      if (signal?.aborted === true) throw error;
      throw new FailureError(failureOfNetwork(error, keyWatch));
    }
    const refusal = await this.#refusalOf(response);
    if (refusal !== null) throw new FailureError(refusal);
    return response;
  }

  async #refusalOf(response: Response): Promise<Failure | null> {
    const { clock, keyWatch } = this.#options;
    // A Chromium-based fetch hides a redirect behind status 0; one that ignores `manual` shows where it ended.
    const movedAway = response.redirected && new URL(response.url).origin !== this.#origin;
    if (
      response.type === 'opaqueredirect' ||
      movedAway ||
      (response.status >= 300 && response.status < 400)
    ) {
      discard(response);
      const traceId = traceIdOf(response.headers, keyWatch);
      // Hidden together with the rest of the answer, or told by it, or where a fetch that followed it has ended.
      const location = response.headers.get('location') ?? (movedAway ? response.url : '');
      const target =
        location !== '' && URL.canParse(location, this.#options.baseUrl)
          ? new URL(location, this.#options.baseUrl).origin
          : this.#origin;
      return {
        kind: 'redirected',
        status: response.status,
        ...(traceId === undefined ? {} : { traceId }),
        detail: target === this.#origin ? '' : keyWatch.clean(target),
        sent: true,
      };
    }
    if (response.ok) return null;
    const answer = { status: response.status, headers: response.headers, nowMs: clock.nowMs() };
    // The status alone says most of it: an error body that does not come is not waited for long.
    const read = new AbortController();
    const body = await Promise.race([
      boundedText(response, maxErrorBytes).catch(() => null),
      clock.sleep(this.#options.errorBodyMs, read.signal).then(() => null),
    ]);
    read.abort();
    if (body === null) discard(response);
    return failureOfAnswer(readErrorBody(body?.text ?? ''), answer, keyWatch);
  }
}

/** Lets go of a body nobody reads, so that its socket is free. */
export function discard(response: Response): void {
  response.body?.cancel().catch(() => {});
}
