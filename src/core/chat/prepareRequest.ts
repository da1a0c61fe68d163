// From a conversation and the person's choices to the request that is asked for: model, limits and thinking that fit.
import { type Failure, unsent } from '../failure.ts';
import type { ModelFacts } from '../models/model.ts';
import type { ChatRequest } from '../request/modelRequest.ts';
import { type Sentence, sentence } from '../sentence.ts';
import { estimateTokens } from '../tokens/estimator.ts';
import { isCompaction } from './compaction.ts';
import { hasImages, type PromptParts, promptMessages } from './prompt.ts';
import { type ThinkingChoice, thinkingAsked } from './thinking.ts';

export interface ChatChoices {
  /** The chosen model; null when none is known for this site. */
  readonly model: ModelFacts | null;
  /** Takes over when images are attached and the chosen model cannot see. */
  readonly visionModel: ModelFacts | null;
  /** How the model that answers is to think. */
  readonly thinking: (model: ModelFacts) => ThinkingChoice;
  readonly maxTokens: number;
  readonly temperature: number | null;
  readonly topP: number | null;
}

export type PreparedChat =
  | { readonly ok: true; readonly value: ChatRequest; readonly notes: readonly Sentence[] }
  | {
      readonly ok: false;
      readonly failure: Failure /** What found no room. */;
      readonly tooLong?: ChatRequest;
    };

/** Room kept free in the window: the platform counts its template in, and our count is an estimate. */
const windowReserveTokens = 512;
/** An answer shorter than this is not worth a request that fills the window. */
const leastAnswerTokens = 256;

/**
 * Builds the request. Fails unsent with `noModel`, or with `tooLong` and both figures when the prompt leaves no room for
 * an answer: nothing is ever cut from a conversation in silence.
 */
export function prepareChat(parts: PromptParts, choices: ChatChoices): PreparedChat {
  const prepared = prepareWhole(parts, choices);
  const last = parts.turns.at(-1);
  const doesNotFit = !prepared.ok && prepared.failure.kind === 'tooLong';
  if (!doesNotFit || parts.withoutAttachments || !last || !isCompaction(last)) return prepared;
  const smaller = prepareChat({ ...parts, withoutAttachments: true }, choices);
  if (!smaller.ok) return prepared;
  const note = sentence('The summary was made without the text of attached files: with it, it did not fit.');
  return { ...smaller, notes: [...smaller.notes, note] };
}

function prepareWhole(parts: PromptParts, choices: ChatChoices): PreparedChat {
  if (!choices.model) return { ok: false, failure: unsent('noModel') };
  const needsEyes = !parts.withoutAttachments && hasImages(parts.turns) && choices.model.vision === 'no';
  const model = needsEyes ? (choices.visionModel ?? choices.model) : choices.model;
  const notes =
    model === choices.model
      ? []
      : [sentence('{0} cannot see images, so {1} answers this.', choices.model.name, model.name)];
  const request: ChatRequest = {
    kind: 'chat',
    model,
    messages: promptMessages(parts),
    maxTokens: Math.min(choices.maxTokens, model.maxOutputTokens ?? choices.maxTokens),
    ...thinkingAsked(model, choices.thinking(model)),
    ...(choices.temperature === null ? {} : { temperature: choices.temperature }),
    ...(choices.topP === null ? {} : { topP: choices.topP }),
  };
  if (model.windowTokens === null) return { ok: true, value: request, notes };
  const promptTokens = estimateTokens(request);
  const room = model.windowTokens - promptTokens - windowReserveTokens;
  if (room < leastAnswerTokens) {
    const failure: Failure = {
      ...unsent('tooLong'),
      askedTokens: promptTokens + leastAnswerTokens + windowReserveTokens,
      limitTokens: model.windowTokens,
    };
    return { ok: false, failure, tooLong: request };
  }
  return { ok: true, value: { ...request, maxTokens: Math.min(request.maxTokens, room) }, notes };
}
