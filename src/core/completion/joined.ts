// Requests in flight: each has an abort of its own and lives until its text stops fitting, whatever the editor cancels meanwhile.
import type { Failure } from '../failure.ts';
import type { ModelEvent } from '../request/modelRequest.ts';
import type { Answer } from './answer.ts';
import type { Cut } from './cut.ts';

export interface FlightEnd {
  readonly answer: Answer;
  readonly failure?: Failure;
  readonly aborted: boolean;
}

/** One request under way, feeding its answer. */
export class Flight {
  readonly answer: Answer;
  readonly #abort = new AbortController();
  #waiters: (() => void)[] = [];

  constructor(answer: Answer) {
    this.answer = answer;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  abort(): void {
    this.#abort.abort();
  }

  /** Resolves at the next growth or end of the answer, at the signal's abort, or at once when it is over. */
  changed(signal: AbortSignal): Promise<void> {
    if (this.answer.state !== 'open' || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        resolve();
      };
      signal.addEventListener('abort', done);
      this.#waiters.push(done);
    });
  }

  /** Reads the stream to its end; never throws. A cut answer frees its socket at once. */
  async read(events: AsyncIterable<ModelEvent>, cut: Cut, monotonicMs: () => number): Promise<FlightEnd> {
    const { answer } = this;
    let failure: Failure | undefined;
    let ended = false;
    try {
      for await (const event of events) {
        if (this.signal.aborted) break;
        if (event.kind === 'text') {
          this.#grow(cut.push(event.text), monotonicMs);
          if (cut.reason !== undefined) {
            this.abort();
            break;
          }
        } else if (event.kind === 'finished') ended = event.reason === 'stop';
        else if (event.kind === 'failed') failure = event.failure;
      }
    } catch (error) {
      // A port that throws is a bug on its side; here it must not leave anyone waiting.
      failure = {
        kind: 'badReply',
        detail: error instanceof Error ? error.message : String(error),
        sent: true,
      };
    }
    const aborted = this.signal.aborted && cut.reason === undefined;
    if (!aborted) this.#grow(cut.end(), monotonicMs);
    answer.state = ended || (cut.reason !== undefined && cut.reason !== 'length') ? 'ended' : 'limited';
    this.#wake();
    return failure === undefined ? { answer, aborted } : { answer, failure, aborted };
  }

  #grow(text: string, monotonicMs: () => number): void {
    if (text === '') return;
    this.answer.text += text;
    this.answer.firstTextAtMs ??= monotonicMs();
    this.#wake();
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}
