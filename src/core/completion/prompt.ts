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
  readonly temperature: number;
}

/** No stop string: any text that ends an answer may also be ordinary code; the streaming cut ends it instead. */
const NO_STOPS: readonly string[] = [];

export function promptFor(at: Snapshot, options: PromptOptions): CompletionRequest {
  // The model reads the file's own line ends and answers with them; inside the pipeline they are all `\n`.
  const own = (text: string): string => (at.eol === '\r\n' ? text.replaceAll('\n', '\r\n') : text);
  return {
    kind: 'completion',
    model: options.model,
    form: options.form,
    prompt: own(options.context + at.left),
    suffix: own(at.right),
    maxTokens: options.maxTokens,
    temperature: options.temperature,
    stop: NO_STOPS,
  };
}
