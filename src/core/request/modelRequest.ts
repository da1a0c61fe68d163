// What the core asks of a model, and the events that come back: the vocabulary between core and wire.
import type { Failure } from '../failure.ts';
import type { ModelFacts } from '../models/model.ts';
import type { Usage } from '../spend/receipt.ts';

export type PromptPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `dataUrl` is `data:image/…;base64,…`; `detail` high or low (`auto` means low on this platform). */
  | { readonly kind: 'image'; readonly dataUrl: string; readonly detail: 'high' | 'low' };

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON as the model wrote it; may be invalid. */
  readonly argumentsText: string;
}

export type PromptMessage =
  | { readonly role: 'system'; readonly text: string }
  | { readonly role: 'user'; readonly parts: readonly PromptPart[] }
  /** `reasoning` is sent back only with tool calls (siliconflow-api.md §2.5). */
  | {
      readonly role: 'assistant';
      readonly text: string;
      readonly reasoning?: string;
      readonly toolCalls?: readonly ToolCall[];
    }
  | { readonly role: 'tool'; readonly toolCallId: string; readonly text: string };

export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly parametersSchema: object;
}

export interface ChatRequest {
  readonly kind: 'chat';
  readonly model: ModelFacts;
  readonly messages: readonly PromptMessage[];
  /** Limit of the answer; the chain of thought is not counted in it. Always sent. */
  readonly maxTokens: number;
  /** `auto` sends nothing. */
  readonly thinking: 'auto' | 'on' | 'off';
  readonly thinkingBudgetTokens?: number;
  readonly reasoningEffort?: string;
  readonly temperature?: number;
  readonly topP?: number;
  /** Any number; the wire sends at most four and cuts locally at the rest. */
  readonly stop?: readonly string[];
  readonly tools?: readonly ToolSpec[];
  /** Unfinished answer to go on from: sent as a last assistant message plus an instruction, by the prompt builder. */
}

/** Forms of fill-in-the-middle, in the order in which they are probed (design §7). */
export type FimForm = 'suffix' | 'template' | 'chatPrefixSuffix' | 'chatInstruction';

export interface CompletionRequest {
  readonly kind: 'completion';
  readonly model: ModelFacts;
  readonly form: FimForm;
  readonly prompt: string;
  readonly suffix: string;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly stop: readonly string[];
}

export type ModelRequest = ChatRequest | CompletionRequest;

/** What goes before the body of a request. */
export interface RequestHead {
  readonly method: 'POST';
  readonly url: string;
  /** Those that the client sets, in lower case; the one with the key is left out. */
  readonly headers: Readonly<Record<string, string>>;
}

export type FinishReason = 'stop' | 'length' | 'toolCalls';

/**
 * Events of one request, in order; the last is exactly one of `finished`, `failed`, `aborted`. Text already given stays
 * given after `failed`. `usage` is cumulative: the last one wins, they are never added.
 */
export type ModelEvent =
  /**
   * An HTTP request starts, one receipt for each: it leaves when the next event is asked for, unless the signal has been
   * aborted by then. `bodyText` is what it sends (a refused parameter may be gone since
   * `prepare`). How an attempt that is not the last one ended is in the `failure` of the event before the next one.
   */
  | {
      readonly kind: 'attempt';
      readonly number: number;
      readonly head: RequestHead;
      readonly bodyText: string;
      readonly firstTokenLimitMs: number;
    }
  | { readonly kind: 'headers'; readonly status: number; readonly traceId?: string }
  /** A comment line or another sign of life without content. */
  | { readonly kind: 'alive' }
  | { readonly kind: 'reasoning'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'toolCall'; readonly call: ToolCall }
  | { readonly kind: 'usage'; readonly usage: Usage }
  /** A request is being waited for or tried again before anything was shown. */
  | {
      readonly kind: 'waiting';
      readonly reason: 'pacing' | 'retry';
      readonly failure?: Failure;
      readonly delayMs: number;
    }
  /** A parameter the model refused was dropped (20015) and the request repeated. */
  | { readonly kind: 'parameterDropped'; readonly parameter: string; readonly failure: Failure }
  /** `cutLocally`: a stop string was found here and the stream ended early, so the last usage is a lower bound. */
  | { readonly kind: 'finished'; readonly reason: FinishReason; readonly cutLocally?: true }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'aborted' };
