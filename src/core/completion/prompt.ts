// The request for a place: stable text first and byte for byte the same while the hand types, so that the platform's prefix cache hits; bounded.
import type { ModelFacts } from '../models/model.ts';
import type { CompletionRequest, FimForm } from '../request/modelRequest.ts';
import type { Snapshot } from './snapshot.ts';

export interface PromptOptions {
  readonly model: ModelFacts;
  readonly form: FimForm;
  readonly maxTokens: number;
  /** Neighbourhood text, already rendered as comments; stands before everything that changes. */
  readonly context: string;
}

/** No stop string: any text that ends an answer may also be ordinary code; the streaming cut ends it instead. */
const NO_STOPS: readonly string[] = [];

export function promptFor(at: Snapshot, options: PromptOptions): CompletionRequest {
  return {
    kind: 'completion',
    model: options.model,
    form: options.form,
    prompt: options.context + at.left,
    suffix: at.right,
    maxTokens: options.maxTokens,
    temperature: 0,
    stop: NO_STOPS,
  };
}
