// One HTTP request under way: notes what comes of it, and says in the end what its receipt is made from.
import type { Failure } from '../failure.ts';
import type { Clock } from '../ports.ts';
import { counts, type RequestEnd, type SentRequest, type TokenRange } from '../spend/estimate.ts';
import { isOvercounted, mostTokensPerUnit, overcountFailure } from '../spend/overcounted.ts';
import type { Outcome, Usage } from '../spend/receipt.ts';
import type { ModelEvent } from './modelRequest.ts';

export class Attempt {
  /** It reached the wire. */
  started = false;
  readonly #clock: Clock;
  readonly #count: (text: string) => TokenRange;
  #sent: SentRequest;
  #startMs: number;
  #bodyText = '';
  #usage: Usage | null = null;
  /** The last usage, where it says more than can be. */
  #overcount: Usage | null = null;
  /** All text, and that since the last usage, for the estimate when no further usage comes. */
  #text = '';
  #unbilled = '';
  /** Length of `#unbilled` below which it cannot have reached what was admitted: counting it at every token is quadratic. */
  #recountAt = 0;
  #traceId: string | undefined;
  #headersMs: number | undefined;
  #firstTokenMs: number | undefined;
  #lastTokenMs: number | undefined;
  #failure: Failure | undefined;
  #outcome: Outcome = 'stopped';

  /** `count` tells how many tokens a text of the answer is. */
  constructor(sent: SentRequest, clock: Clock, count: (text: string) => TokenRange) {
    this.#sent = sent;
    this.#clock = clock;
    this.#count = count;
    this.#startMs = clock.monotonicMs();
  }

  get sent(): SentRequest {
    return this.#sent;
  }

  get bodyText(): string {
    return this.#bodyText;
  }

  /** All that was received: answer, reasoning, tool calls. */
  get text(): string {
    return this.#text;
  }

  /** What went wrong, if it was only with the count. */
  get failure(): Failure | undefined {
    return this.#failure ?? (this.#overcount ? overcountFailure(this.#overcount) : undefined);
  }

  note(event: ModelEvent): void {
    switch (event.kind) {
      case 'attempt':
        // Pacing may have taken a minute since the reservation: time and price count from here.
        this.#startMs = this.#clock.monotonicMs();
        this.#sent = { ...this.#sent, startedMs: this.#clock.nowMs() };
        this.#bodyText = event.bodyText;
        break;
      case 'headers':
        this.#headersMs = this.#clock.monotonicMs() - this.#startMs;
        if (event.traceId !== undefined) this.#traceId = event.traceId;
        break;
      case 'reasoning':
      case 'text':
        this.#saw(event.text);
        break;
      case 'toolCall':
        this.#saw(event.call.name + event.call.argumentsText);
        break;
      case 'usage':
        // It may count a call that is kept back until it is whole.
        if (this.#firstTokenMs !== undefined) this.#saw('');
        this.#used(event.usage);
        break;
      case 'waiting':
      case 'parameterDropped':
        if (event.failure) this.#fail(event.failure);
        break;
      case 'finished':
        // Ended here rather than by the server: more may have been produced than the last usage says.
        this.#outcome = event.cutLocally ? 'stopped' : 'done';
        break;
      case 'failed':
        this.#fail(event.failure);
        break;
      case 'aborted':
        this.#outcome = 'stopped';
        break;
      case 'alive':
        break;
    }
  }

  /** The last usage goes; one that cannot be goes for none, and all of the text is to be estimated. */
  #used(usage: Usage): void {
    const isTooMuch = isOvercounted(usage, {
      bodyLength: this.#bodyText.length,
      textLength: this.#text.length,
      outputTokens: this.#sent.outputTokens,
    });
    this.#usage = isTooMuch ? null : usage;
    this.#overcount = isTooMuch ? usage : null;
    this.#unbilled = isTooMuch ? this.#text : '';
    this.#recountAt = 0;
  }

  #saw(text: string): void {
    this.#lastTokenMs = this.#clock.monotonicMs() - this.#startMs;
    this.#firstTokenMs ??= this.#lastTokenMs;
    this.#text += text;
    this.#unbilled += text;
  }

  #fail(failure: Failure): void {
    this.#failure = failure;
    this.#outcome = this.#firstTokenMs === undefined ? 'failed' : 'cut';
  }

  /** Has the answer gone beyond the output tokens that were admitted? */
  isOverrun(): boolean {
    const room = this.#sent.outputTokens - (this.#usage?.completionTokens ?? 0);
    if (room < 0) return true;
    if (this.#unbilled.length < this.#recountAt) return false;
    const counted = this.#count(this.#unbilled).low;
    this.#recountAt = this.#unbilled.length + (room - counted) / mostTokensPerUnit;
    return counted > room;
  }

  /** What came of it by now. */
  end(): RequestEnd {
    const [usage, failure, traceId] = [this.#usage, this.failure, this.#traceId];
    const [headersMs, firstTokenMs, lastTokenMs] = [this.#headersMs, this.#firstTokenMs, this.#lastTokenMs];
    const durationMs = this.#clock.monotonicMs() - this.#startMs;
    const billed = this.#text.slice(0, this.#text.length - this.#unbilled.length);
    const isCounted = usage === null || counts(usage, this.#count(billed));
    return {
      day: this.#clock.localDay(this.#clock.nowMs()),
      usage,
      streamed: this.#count(isCounted ? this.#unbilled : this.#text),
      outcome: this.#outcome,
      durationMs,
      ...(failure ? { failure } : {}),
      ...(traceId === undefined ? {} : { traceId }),
      ...(headersMs === undefined ? {} : { headersMs }),
      ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
      ...(lastTokenMs === undefined ? {} : { lastTokenMs }),
    };
  }
}
