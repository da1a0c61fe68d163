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
  /** A completion may well be empty. */
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
  accept(item: SseItem): readonly ModelEvent[] {
    if (this.#ended) return none;
    if (item.kind === 'comment') return alive;
    const text = item.data.trim();
    if (text === '') return alive;
    if (text === '[DONE]') {
      this.#ended = true;
      return none;
    }
    const isOrdinary = item.type === '' || item.type === 'message';
    let value: unknown;
    try {
      value = JSON.parse(item.data);
    } catch {
      // Half a chunk where the stream broke off is a cut; garbage anywhere else is not to be trusted further.
      if (!isOrdinary && item.type !== 'error') return alive;
      if (item.unclosed) this.#fail(this.#options.failure('cutShort', ''));
      else this.#fail(this.#options.failure('badReply', item.data.slice(0, 1_000)));
      return none;
    }
    return this.acceptValue(value, isOrdinary || item.type === 'error');
  }

  /** A parsed chunk, or a whole answer given as JSON. `mayFail`: an error shape in it is an error. */
  acceptValue(value: unknown, mayFail: boolean): readonly ModelEvent[] {
    const events: ModelEvent[] = [];
    const words = mayFail ? errorWordsOf(value) : null;
    const chunk = chunkOf(value);
    if (words !== null) {
      // What was used until the error may stand beside it.
      if (chunk !== null) this.#acceptUsage(chunk, events);
      this.#fail(this.#options.failureOfWords(words));
      return events;
    }
    if (chunk === null) return alive;
    this.#sawChunk = true;
    this.#acceptChoice(chunk, events);
    // After the text it counts: whoever stops in between must not estimate that text on top of it.
    this.#acceptUsage(chunk, events);
    return events;
  }

  #acceptUsage(chunk: Chunk, events: ModelEvent[]): void {
    const usage = usageOf(chunk.usage);
    if (usage === null) return;
    const isNew = this.#counted < this.#progress || !sameUsage(usage, this.#usage);
    this.#usage = usage;
    this.#counted = this.#progress;
    if (isNew) events.push({ kind: 'usage', usage });
  }

  #acceptChoice(chunk: Chunk, events: ModelEvent[]): void {
    const choice = chunk.choices?.[0];
    if (choice === undefined) return;
    const delta = choice.delta ?? choice.message;
    const reasoning = delta?.reasoning_content || delta?.reasoning;
    if (reasoning) {
      this.#sawReasoningField = true;
      this.#progress++;
      events.push({ kind: 'reasoning', text: reasoning });
    }
    const text = delta?.content ?? choice.text;
    if (text) {
      this.#progress++;
      const split = !this.#sawReasoningField
        ? this.#thinkTags.push(text)
        : { reasoning: '', text: this.#thinkTags.end().text + text };
      this.#deliver(split.reasoning, split.text, events);
      if (this.#ended) return;
    }
    for (const call of delta?.tool_calls ?? []) {
      this.#progress++;
      this.#tools.add(call);
    }
    if (choice.finish_reason) this.#finish = choice.finish_reason;
  }

  #deliver(reasoning: string, text: string, events: ModelEvent[]): void {
    if (reasoning !== '') events.push({ kind: 'reasoning', text: reasoning });
    const cut = this.#cutter.push(text);
    if (cut.text !== '') this.#text(cut.text, events);
    if (cut.stopped) {
      this.#isCutLocally = true;
      this.#ended = true;
    }
  }

  #text(text: string, events: ModelEvent[]): void {
    this.#sawContent = true;
    events.push({ kind: 'text', text });
  }

  #fail(failure: Failure): void {
    this.#failure = failure;
    this.#ended = true;
  }

  /** The rest that was held back, and exactly one terminal event. */
  end(ending: Ending): readonly ModelEvent[] {
    const events: ModelEvent[] = [];
    if (!this.#isCutLocally) {
      const rest = this.#thinkTags.end();
      this.#deliver(rest.reasoning, rest.text, events);
      const held = this.#isCutLocally ? '' : this.#cutter.end();
      if (held !== '') this.#text(held, events);
      if (rest.reasoning + rest.text + held !== '') this.#usageAgain(events);
    }
    if (this.#failure !== null) events.push({ kind: 'failed', failure: this.#failure });
    else if (this.#isCutLocally) events.push({ kind: 'finished', reason: 'stop', cutLocally: true });
    else events.push(this.#verdict(ending, events));
    return events;
  }

  /** What was held back until the end had been counted before. */
  #usageAgain(events: ModelEvent[]): void {
    if (this.#usage !== null && this.#counted === this.#progress)
      events.push({ kind: 'usage', usage: this.#usage });
  }

  /** The terminal event; the tool calls that are whole go before it. */
  #verdict(ending: Ending, events: ModelEvent[]): ModelEvent {
    const { failure } = this.#options;
    const ended = (kind: FailureKind, detail: string): ModelEvent => ({
      kind: 'failed',
      failure: { ...failure(kind, detail), ended: true },
    });
    if (this.#finish === null) {
      if (typeof ending === 'object') return { kind: 'failed', failure: ending };
      if (!this.#sawChunk) return { kind: 'failed', failure: failure('emptyAnswer', '') };
      if (ending === 'closed') return { kind: 'failed', failure: failure('cutShort', '') };
    }
    // A finish reason was seen (or `[DONE]` stands in for it): a socket that breaks afterwards takes nothing away.
    const refusal = refusals.get(this.#finish ?? '');
    if (refusal !== undefined) return ended(refusal, this.#finish ?? '');
    const calls = this.#tools.finish();
    if (calls === null) return ended('badReply', 'a tool call without a name');
    for (const call of calls) events.push({ kind: 'toolCall', call });
    if (calls.length > 0) this.#usageAgain(events);
    const reason = reasonOf(this.#finish, calls.length > 0);
    if (reason === 'stop' && !this.#sawContent && this.#options.kind === 'chat')
      return ended('emptyAnswer', '');
    return { kind: 'finished', reason };
  }
}

const none: readonly ModelEvent[] = [];
const alive: readonly ModelEvent[] = [{ kind: 'alive' }];

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
