// Does an answer arrive word by word, or does something on the way hold it back until it is whole? One tiny request tells.
import type { Failure } from '../failure.ts';
import { failureAdvice } from '../failureSentences.ts';
import type { FailureContext } from '../failures/advice.ts';
import type { ModelFacts } from '../models/model.ts';
import type { ChatRequest } from '../request/modelRequest.ts';
import { outputReserve } from '../request/outputLimits.ts';
import { sentence } from '../sentence.ts';
import { boundOf } from '../spend/cost.ts';
import type { Amount } from '../spend/money.ts';
import { upperBoundTokens } from '../tokens/estimator.ts';
import { type Judged, ok, skipped, tookTooLong, warning } from './finding.ts';
import { stepLimitMs } from './inTime.ts';

/** Long enough to be told apart in time: some forty pieces at one to three tokens each. */
const answerTokens = 64;

/** The request of the test. Its answer is the same for every model, and worth nothing. */
export function streamTest(model: ModelFacts): ChatRequest {
  return {
    kind: 'chat',
    model,
    messages: [{ role: 'user', parts: [{ kind: 'text', text: 'Count from 1 to 20, separated by commas.' }] }],
    maxTokens: answerTokens,
    thinking: 'off',
    temperature: 0,
  };
}

/**
 * The first model whose cost is bounded: a chain of thought that cannot be switched off is not counted in `max_tokens`
 * (siliconflow-api.md §2.2). Undefined when there is none.
 */
export function modelForStreamTest(models: readonly ModelFacts[]): ModelFacts | undefined {
  return models.find(({ reasoning, thinkingSwitch }) => reasoning === 'no' || thinkingSwitch === 'yes');
}

/** What the test costs at most; null when the price is not known. */
export function streamTestBound(model: ModelFacts, nowMs: number): Amount | null {
  const request = streamTest(model);
  const bound = boundOf(model.prices, nowMs, stepLimitMs, upperBoundTokens(request));
  if (bound.currency === null) return null;
  return {
    currency: bound.currency,
    pico: bound.promptPico + bound.picoPerOutputToken * BigInt(outputReserve(request)),
  };
}

/** How the answer came in, in ms since the request left. */
export interface StreamLook {
  /** Of each piece of text, in order. */
  readonly pieceMs: readonly number[];
  readonly failure: Failure | null;
}

const fewestPieces = 8;
/** Pieces of one answer take at least as long to make: about 10 ms each with the fastest model. */
const togetherMs = 50;
/** A shorter answer may have been made as fast as it came. */
const tellingMs = 300;

/** null: the person did not want the test, or there is nothing to test with. */
export function judgeStream(context: FailureContext, look: StreamLook | null): Judged {
  if (look === null) return skipped(sentence('Not tested.'));
  const { pieceMs, failure } = look;
  const [firstMs] = pieceMs;
  const lastMs = pieceMs.at(-1);
  if (firstMs === undefined || lastMs === undefined) {
    if (failure) return { verdict: 'warning', words: failureAdvice(failure, context).sentences };
    return skipped(tookTooLong);
  }
  const isTogether = pieceMs.length >= fewestPieces && lastMs - firstMs < togetherMs;
  if (isTogether && firstMs >= tellingMs)
    return warning(
      sentence(
        'The whole answer arrived at once after {0} ms: something on the way holds answers back until they are whole.',
        Math.round(firstMs),
      ),
      sentence(
        'Ask for an exception for this host in the proxy or security software; answers work, but show late.',
      ),
    );
  if (isTogether || pieceMs.length < fewestPieces)
    return skipped(sentence('The answer came too fast or was too short to tell.'));
  return ok(
    sentence(
      'The answer came piece by piece: the first after {0} ms, the last after {1} ms.',
      Math.round(firstMs),
      Math.round(lastMs),
    ),
  );
}
