// One HTTP request from its first byte to exactly one terminal event, with its socket freed whatever happens.
import { end } from '../core/ended.ts';
import type { Failure, FailureKind } from '../core/failure.ts';
import type { Clock } from '../core/ports.ts';
import type { ModelEvent } from '../core/request/modelRequest.ts';
import { Answer } from './answer.ts';
import { boundedText } from './boundedBody.ts';
import { failureOfAnswer, traceIdOf } from './errors.ts';
import type { KeyWatch } from './redaction.ts';
import { defaultBounds, type SseItem, SseReader } from './sse.ts';
import { discard, type Transport } from './transport.ts';
import type { Watchdog } from './watchdog.ts';

export interface AttemptInput {
  readonly kind: 'chat' | 'completion';
  readonly path: string;
  readonly bodyText: string;
  readonly localStops: readonly string[];
  readonly transport: Transport;
  readonly keyWatch: KeyWatch;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly watchdog: Watchdog;
  /** Ends the request: aborted for the caller, by the watchdog, and here when the iteration is over. */
  readonly controller: AbortController;
  /** Whether the caller has ended it. */
  readonly isStopped: () => boolean;
}

/** After `[DONE]`: how long and how much is read so that the connection can be used again. */
const drainLimitMs = 1_000;
const drainBytes = 64 * 1024;

export async function* attempt(input: AttemptInput): AsyncGenerator<ModelEvent> {
  const { transport, watchdog, controller } = input;
  let stream: StreamedAnswer | null = null;
  try {
    const sent = await waitFor(input, null, transport.post(input.path, input.bodyText, controller.signal));
    if ('broken' in sent) {
      yield terminal(sent.broken, input);
      return;
    }
    const response = sent.value;
    const traceId = traceIdOf(response.headers, input.keyWatch);
    yield { kind: 'headers', status: response.status, ...(traceId === undefined ? {} : { traceId }) };
    watchdog.enter('firstToken');
    const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
    if (type === 'application/json') {
      yield* readWhole(input, response);
    } else if (type !== 'text/event-stream') {
      // A captive portal's page, say: nothing of it is read.
      discard(response);
      yield { kind: 'failed', failure: failureIn(input, response, 'badReply', type) };
    } else if (response.body === null) {
      yield* answerTo(input, response).end('closed');
    } else {
      stream = new StreamedAnswer(input, response, response.body);
      for (;;) {
        for (const event of await stream.next()) {
          yield event;
          if (event.kind === 'finished' || event.kind === 'failed' || event.kind === 'aborted') return;
          if (!input.isStopped()) continue;
          yield { kind: 'aborted' };
          return;
        }
      }
    }
  } finally {
    if (stream?.letGo() !== 'drained') controller.abort();
  }
}

/** An answer that is read piece by piece. */
class StreamedAnswer {
  readonly #input: AttemptInput;
  readonly #response: Response;
  readonly #answer: Answer;
  readonly #sse = new SseReader(defaultBounds);
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  /** The signal given to `fetch` should do; a fetch that drops it after the headers must not keep the socket. */
  readonly #cancel = (): void => void this.#reader.cancel().catch(() => {});

  constructor(input: AttemptInput, response: Response, body: ReadableStream<Uint8Array>) {
    this.#input = input;
    this.#response = response;
    this.#answer = answerTo(input, response);
    this.#reader = body.getReader();
    input.controller.signal.addEventListener('abort', this.#cancel, { once: true });
  }

  /** Events of the next bytes; the last ones of all end with the terminal event. */
  async next(): Promise<readonly ModelEvent[]> {
    const answer = this.#answer;
    const read = await waitFor(this.#input, this.#response, this.#reader.read());
    if ('broken' in read) {
      return read.broken === 'aborted' ? [{ kind: 'aborted' }] : answer.end(read.broken);
    }
    const items = read.value.done ? this.#sse.end() : this.#sse.push(read.value.value);
    if (items === 'tooBig') return answer.end(failureIn(this.#input, this.#response, 'tooBig', ''));
    const events = items.flatMap((item) => this.#accept(item));
    if (answer.isOver) return [...events, ...answer.end('done')];
    if (read.value.done) return [...events, ...answer.end('closed')];
    if (answer.sawFinish) this.#input.watchdog.enter('tail');
    return events;
  }

  #accept(item: SseItem): readonly ModelEvent[] {
    const { watchdog } = this.#input;
    const before = this.#answer.progress;
    const events = this.#answer.accept(item);
    watchdog.sawLife();
    if (this.#answer.progress > before) {
      watchdog.enter('betweenTokens');
      watchdog.sawContent();
    }
    return events;
  }

  /** The reader of the events has left: an answer that came whole leaves its connection to the next one. */
  letGo(): 'drained' | 'cancelled' {
    const { controller } = this.#input;
    controller.signal.removeEventListener('abort', this.#cancel);
    if (this.#answer.isComplete && !controller.signal.aborted) {
      drain(this.#reader, this.#input);
      return 'drained';
    }
    this.#cancel();
    return 'cancelled';
  }
}

/** JSON instead of a stream: an error in words, or a whole answer, which was billed and so is given. */
async function* readWhole(input: AttemptInput, response: Response): AsyncGenerator<ModelEvent> {
  const answer = answerTo(input, response);
  const read = await waitFor(input, response, boundedText(response, defaultBounds.maxLineBytes));
  if ('broken' in read) {
    yield terminal(read.broken, input);
    return;
  }
  const { text, isCut } = read.value;
  if (isCut) {
    yield { kind: 'failed', failure: failureIn(input, response, 'tooBig', '') };
    return;
  }
  const garbage = failureIn(input, response, 'badReply', text.slice(0, 1_000));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    yield { kind: 'failed', failure: garbage };
    return;
  }
  const events = answer.acceptValue(value, true);
  if (answer.isOver || answer.progress > 0 || answer.sawFinish) {
    yield* events;
    yield* answer.end('done');
  } else {
    yield { kind: 'failed', failure: garbage };
  }
}

/** Why waiting ended without a value: the caller, the missing end of a complete answer, or a failure. */
type Broken = 'aborted' | 'closed' | Failure;

/** Waits under the watchdog. The caller's abort comes before our time limits, these before what the network says. */
async function waitFor<T>(
  input: AttemptInput,
  response: Response | null,
  work: Promise<T>,
): Promise<{ readonly value: T } | { readonly broken: Broken }> {
  const { watchdog, controller, transport } = input;
  let failure: Failure;
  try {
    const value = await watchdog.guard(work);
    if (!controller.signal.aborted) return { value };
    failure = failureIn(input, response, 'cutShort', '');
  } catch (error) {
    const broke = transport.failureOf(error);
    // After the headers even a vanished network is an answer that broke off, and it may have been billed.
    failure =
      response === null
        ? broke
        : failureIn(input, response, broke.sent ? broke.kind : 'cutShort', broke.detail);
  }
  if (input.isStopped()) return { broken: 'aborted' };
  const { verdict } = watchdog;
  if (verdict === 'tail') return { broken: 'closed' };
  return {
    broken: verdict === null ? failure : failureIn(input, response, verdict.kind, verdict.detail),
  };
}

function terminal(broken: Broken, input: AttemptInput): ModelEvent {
  if (broken === 'aborted') return { kind: 'aborted' };
  return {
    kind: 'failed',
    failure: broken === 'closed' ? failureIn(input, null, 'cutShort', '') : broken,
  };
}

function answerTo(input: AttemptInput, response: Response): Answer {
  return new Answer({
    kind: input.kind,
    localStops: input.localStops,
    newId: input.newId,
    failure: (kind, detail) => failureIn(input, response, kind, detail),
    failureOfWords: (words) =>
      failureOfAnswer(
        words,
        { status: response.status, headers: response.headers, nowMs: input.clock.nowMs() },
        input.keyWatch,
      ),
  });
}

function failureIn(
  input: AttemptInput,
  response: Response | null,
  kind: FailureKind,
  detail: string,
): Failure {
  const traceId = response === null ? undefined : traceIdOf(response.headers, input.keyWatch);
  return {
    kind,
    ...(response === null ? {} : { status: response.status }),
    ...(traceId === undefined ? {} : { traceId }),
    detail: input.keyWatch.clean(detail),
    sent: true,
  };
}

/** Reads the end of the body behind the answer's back: a body that was not read to its end costs the next one a handshake. */
function drain(reader: ReadableStreamDefaultReader<Uint8Array>, input: AttemptInput): void {
  const { clock, controller } = input;
  const over = new AbortController();
  const read = async (): Promise<void> => {
    for (let bytes = 0; bytes <= drainBytes; ) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes += value.length;
    }
    controller.abort();
  };
  read().then(
    () => end(over),
    () => end(over),
  );
  clock.sleep(drainLimitMs, over.signal).then(
    () => {
      if (!over.signal.aborted) controller.abort();
    },
    () => {},
  );
}
