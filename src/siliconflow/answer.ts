// From the events of one answer to the vocabulary of the core, and the verdict on how it ended.
import type { Failure, FailureKind } from '../core/failure.ts';
import type { FinishReason, ModelEvent } from '../core/request/modelRequest.ts';
import type { Usage } from '../core/spend/receipt.ts';
import { type Chunk, chunkOf, usageOf } from './chunk.ts';
import { type ErrorWords, errorWordsOf } from './errorBody.ts';
import type { SseItem } from './sse.ts';
import { StopCutter } from './stopStrings.ts';
import { ThinkTagSplitter } from './thinkTags.ts';
import { ToolCallCollector } from './toolCalls.ts';

export interface AnswerOptions {
  /** A completion may well be empty, and has no reasoning to look for. */
  readonly kind: 'chat' | 'completion';
  readonly localStops: readonly string[];
  readonly newId: () => string;
  /** A failure with what the headers say (status, trace id); `detail` is the other side's or ours. */
  readonly failure: (kind: FailureKind, detail: string) => Failure;
  readonly failureOfWords: (words: ErrorWords) => Failure;
}

/** How the bytes ended: `[DONE]` or everything read, the stream's own end, or a break with the failure that explains it. */
export type Ending = 'done' | 'closed' | Failure;

export class Answer {
  readonly #options: AnswerOptions;
  readonly #thinkTags = new ThinkTagSplitter();
  readonly #cutter: StopCutter;
  readonly #tools: ToolCallCollector;
  #sawChunk = false;
  #progress = 0;
  /** `#progress` when usage was last told: what came before is counted in it. */
  #counted = -1;
  #sawContent = false;
  #sawReasoningField = false;
  #usage: Usage | null = null;
  #finish: string | null = null;
  #ended = false;
  #isCutLocally = false;
  #failure: Failure | null = null;

  constructor(options: AnswerOptions) {
    this.#options = options;
    this.#cutter = new StopCutter(options.localStops);
    this.#tools = new ToolCallCollector(options.newId);
  }

  /** Nothing more needs to be read: `[DONE]`, an error, or a stop string found here. */
  get isOver(): boolean {
    return this.#ended;
  }

  /** Ended by `[DONE]`: only the end of the body is still to come. */
  get isComplete(): boolean {
    return this.#ended && this.#failure === null && !this.#isCutLocally;
  }

  /** Grows with every piece of text, reasoning or tool call, also with one that is still held back. */
  get progress(): number {
    return this.#progress;
  }

  get sawFinish(): boolean {
    return this.#finish !== null;
  }

  /** Events of one piece of the stream; nothing after the end is looked at. */
  *accept(item: SseItem): Generator<ModelEvent> {
    if (this.#ended) return;
    if (item.kind === 'comment' || item.data.trim() === '') {
      yield { kind: 'alive' };
      return;
    }
    if (item.data.trim() === '[DONE]') {
      this.#ended = true;
      return;
    }
    const isOrdinary = item.type === '' || item.type === 'message';
    let value: unknown;
    try {
      value = JSON.parse(item.data);
    } catch {
      // Half a chunk where the stream broke off is a cut; garbage anywhere else is not to be trusted further.
      if (!isOrdinary && item.type !== 'error') yield { kind: 'alive' };
      else if (item.unclosed) this.#fail(this.#options.failure('cutShort', ''));
      else this.#fail(this.#options.failure('badReply', item.data.slice(0, 1_000)));
      return;
    }
    yield* this.acceptValue(value, isOrdinary || item.type === 'error');
  }

  /** A parsed chunk, or a whole answer given as JSON. `mayFail`: an error shape in it is an error. */
  *acceptValue(value: unknown, mayFail: boolean): Generator<ModelEvent> {
    const words = mayFail ? errorWordsOf(value) : null;
    const chunk = chunkOf(value);
    if (words !== null) {
      // What was used until the error may stand beside it.
      if (chunk !== null) yield* this.#acceptUsage(chunk);
      this.#fail(this.#options.failureOfWords(words));
      return;
    }
    if (chunk === null) {
      yield { kind: 'alive' };
      return;
    }
    yield* this.#acceptChunk(chunk);
  }

  *#acceptChunk(chunk: Chunk): Generator<ModelEvent> {
    this.#sawChunk = true;
    yield* this.#acceptChoice(chunk);
    // After the text it counts: whoever stops in between must not estimate that text on top of it.
    yield* this.#acceptUsage(chunk);
  }

  *#acceptUsage(chunk: Chunk): Generator<ModelEvent> {
    const usage = usageOf(chunk.usage);
    if (usage === null) return;
    const isNew = this.#counted < this.#progress || !sameUsage(usage, this.#usage);
    this.#usage = usage;
    this.#counted = this.#progress;
    if (isNew) yield { kind: 'usage', usage };
  }

  *#acceptChoice(chunk: Chunk): Generator<ModelEvent> {
    const choice = chunk.choices?.[0];
    if (choice === undefined) return;
    const delta = choice.delta ?? choice.message;
    const reasoning = delta?.reasoning_content || delta?.reasoning;
    if (reasoning) {
      this.#sawReasoningField = true;
      this.#progress++;
      yield { kind: 'reasoning', text: reasoning };
    }
    const text = delta?.content ?? choice.text;
    if (text) {
      this.#progress++;
      const split =
        this.#options.kind === 'chat' && !this.#sawReasoningField
          ? this.#thinkTags.push(text)
          : { reasoning: '', text: this.#thinkTags.end().text + text };
      yield* this.#deliver(split.reasoning, split.text);
      if (this.#ended) return;
    }
    for (const call of delta?.tool_calls ?? []) {
      this.#progress++;
      this.#tools.add(call);
    }
    if (choice.finish_reason) this.#finish = choice.finish_reason;
  }

  *#deliver(reasoning: string, text: string): Generator<ModelEvent> {
    if (reasoning !== '') yield { kind: 'reasoning', text: reasoning };
    const cut = this.#cutter.push(text);
    if (cut.text !== '') yield* this.#text(cut.text);
    if (cut.stopped) {
      this.#isCutLocally = true;
      this.#ended = true;
    }
  }

  *#text(text: string): Generator<ModelEvent> {
    this.#sawContent = true;
    yield { kind: 'text', text };
  }

  #fail(failure: Failure): void {
    this.#failure = failure;
    this.#ended = true;
  }

  /** The rest that was held back, and exactly one terminal event. */
  *end(ending: Ending): Generator<ModelEvent> {
    if (!this.#isCutLocally) {
      const rest = this.#thinkTags.end();
      yield* this.#deliver(rest.reasoning, rest.text);
      const held = this.#isCutLocally ? '' : this.#cutter.end();
      if (held !== '') yield* this.#text(held);
      if (rest.reasoning + rest.text + held !== '') yield* this.#usageAgain();
    }
    if (this.#failure !== null) {
      yield { kind: 'failed', failure: this.#failure };
    } else if (this.#isCutLocally) {
      yield { kind: 'finished', reason: 'stop', cutLocally: true };
    } else {
      yield* this.#verdict(ending);
    }
  }

  /** What was held back until the end had been counted before. */
  *#usageAgain(): Generator<ModelEvent> {
    if (this.#usage !== null && this.#counted === this.#progress) yield { kind: 'usage', usage: this.#usage };
  }

  *#verdict(ending: Ending): Generator<ModelEvent> {
    const { failure } = this.#options;
    const ended = (kind: FailureKind, detail: string): Failure => ({ ...failure(kind, detail), ended: true });
    if (this.#finish === null) {
      if (typeof ending === 'object') {
        yield { kind: 'failed', failure: ending };
        return;
      }
      if (!this.#sawChunk) {
        yield { kind: 'failed', failure: failure('emptyAnswer', '') };
        return;
      }
      if (ending === 'closed') {
        yield { kind: 'failed', failure: failure('cutShort', '') };
        return;
      }
    }
    // A finish reason was seen (or `[DONE]` stands in for it): a socket that breaks afterwards takes nothing away.
    const refusal = refusals.get(this.#finish ?? '');
    if (refusal !== undefined) {
      yield { kind: 'failed', failure: ended(refusal, this.#finish ?? '') };
      return;
    }
    const calls = this.#tools.finish();
    if (calls === null) {
      yield { kind: 'failed', failure: ended('badReply', 'a tool call without a name') };
      return;
    }
    for (const call of calls) yield { kind: 'toolCall', call };
    if (calls.length > 0) yield* this.#usageAgain();
    const reason = reasonOf(this.#finish, calls.length > 0);
    if (reason === 'stop' && !this.#sawContent && this.#options.kind === 'chat') {
      yield { kind: 'failed', failure: ended('emptyAnswer', '') };
      return;
    }
    yield { kind: 'finished', reason };
  }
}

/** Finish reasons that are failures (siliconflow-api.md §2.4), and what other servers behind a gateway call the same. */
const refusals: ReadonlyMap<string, FailureKind> = new Map([
  ['content_filter', 'refusedContent'],
  ['sensitive', 'refusedContent'],
  ['error', 'serverError'],
  ['abort', 'cutShort'],
  ['insufficient_system_resource', 'overloaded'],
]);

function reasonOf(finish: string | null, hasCalls: boolean): FinishReason {
  if (finish === 'length' || finish === 'max_tokens') return 'length';
  return hasCalls ? 'toolCalls' : 'stop';
}

function sameUsage(a: Usage, b: Usage | null): boolean {
  return (
    b !== null &&
    a.promptTokens === b.promptTokens &&
    a.cachedTokens === b.cachedTokens &&
    a.completionTokens === b.completionTokens &&
    a.reasoningTokens === b.reasoningTokens
  );
}
