// What the pipeline needs from outside: the gate to the model, the person's choices, the neighbourhood, and who wants to know what came of it.
import type { ModelFacts } from '../models/model.ts';
import type { Clock } from '../ports.ts';
import type { CompletionRequest, FimForm, ModelEvent } from '../request/modelRequest.ts';
import type { BreakerState } from './breaker.ts';
import type { ContextLimits, Neighbour } from './context.ts';
import type { CompletionOutcome, UnaskedOutcome } from './outcome.ts';
import type { CompletionSettings } from './settings.ts';
import type { TextReader } from './shown.ts';
import type { Snapshot } from './snapshot.ts';
import type { Suggestion } from './suggestion.ts';

/** One request on its way through the gate: guard, budget, wire. A refusal is a `failed` event that was not sent. */
export interface AskedCompletion {
  /** Id of its receipt. */
  readonly id: string;
  readonly events: AsyncIterable<ModelEvent>;
}

export interface CompletionPorts {
  readonly clock: Clock;
  /** Sends a completion once; it is never retried. Aborting the signal frees the socket. */
  ask(request: CompletionRequest, signal: AbortSignal): AskedCompletion;
  settings(): CompletionSettings;
  /** Model and form to ask with now; undefined = none is set up. */
  model(): { readonly model: ModelFacts; readonly form: FimForm } | undefined;
  /** Recently seen texts; must answer at once. */
  neighbours?(at: Snapshot): readonly Neighbour[];
  /** Whether what stands for a masked value is left in a text: such an answer is not shown. */
  holdsPlaceholder?(text: string): boolean;
  /** Text of a document for the survival check; undefined when it is closed. */
  readonly readText?: TextReader;
  /** One more thing became known of a request that was sent; see `withMore`. */
  onOutcome?(outcome: CompletionOutcome): void;
  /** What was shown without a request was seen, or taken. */
  onUnasked?(outcome: UnaskedOutcome): void;
  /** More of a suggestion that was returned has come, and nothing was touched since: ask `grown` for it if it is still on screen. */
  onMore?(shown: Suggestion): void;
  /** Named state changes for the status bar. */
  onState?(state: BreakerState): void;
}

export interface PipelineOptions {
  readonly context: ContextLimits;
  readonly maxTokens: number;
  readonly memoryAnswers: number;
}
