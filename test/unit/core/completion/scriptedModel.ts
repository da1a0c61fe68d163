// A pipeline on a simulated clock, with a model that answers by a script: for tests of the policy.
import { strict as assert } from 'node:assert';
import { SimulatedClock } from '../../../../bench/completions/simulatedClock.ts';
import type { CompletionOutcome, UnaskedOutcome } from '../../../../src/core/completion/outcome.ts';
import { CompletionPipeline } from '../../../../src/core/completion/pipeline.ts';
import type { CompletionPorts } from '../../../../src/core/completion/pipelinePorts.ts';
import { type CompletionSettings, defaultSettings } from '../../../../src/core/completion/settings.ts';
import type { NoSuggestion, Suggestion } from '../../../../src/core/completion/suggestion.ts';
import type { CompletionRequest, ModelEvent } from '../../../../src/core/request/modelRequest.ts';
import { anyModel } from './anyModel.ts';

/** A model that answers each request by a script, token by token, on the simulated clock. */
class ScriptedModel {
  readonly asked: CompletionRequest[] = [];
  aborted = 0;
  open = 0;
  mostOpen = 0;
  readonly clock: SimulatedClock;
  readonly answer: (request: CompletionRequest) => readonly string[] | ModelEvent;

  constructor(clock: SimulatedClock, answer: (request: CompletionRequest) => readonly string[] | ModelEvent) {
    this.clock = clock;
    this.answer = answer;
  }

  ask(request: CompletionRequest, signal: AbortSignal): { id: string; events: AsyncIterable<ModelEvent> } {
    this.asked.push(request);
    return { id: `r${this.asked.length}`, events: this.#events(request, signal) };
  }

  async *#events(request: CompletionRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void, void> {
    this.open += 1;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    const givenUp = (): void => {
      this.aborted += 1;
      this.open -= 1;
    };
    signal.addEventListener('abort', givenUp);
    await this.clock.sleep(200, signal);
    const answer = this.answer(request);
    if (!('kind' in answer)) {
      for (const text of answer) {
        await this.clock.sleep(10, signal);
        if (signal.aborted) break;
        yield { kind: 'text', text };
      }
    }
    if (!signal.aborted) this.open -= 1;
    // Who gives up a request that has just ended gives up nothing.
    signal.removeEventListener('abort', givenUp);
    if (signal.aborted) yield { kind: 'aborted' };
    else yield 'kind' in answer ? answer : { kind: 'finished', reason: 'stop' };
  }
}

/** Ghost text on for all languages, generous unless said otherwise. */
export function setUp(
  answer: (request: CompletionRequest) => readonly string[] | ModelEvent,
  over: Partial<CompletionPorts> = {},
  settings: Partial<CompletionSettings> = {},
): {
  clock: SimulatedClock;
  model: ScriptedModel;
  pipeline: CompletionPipeline;
  outcomes: CompletionOutcome[];
  unasked: UnaskedOutcome[];
} {
  const clock = new SimulatedClock();
  const model = new ScriptedModel(clock, answer);
  const outcomes: CompletionOutcome[] = [];
  const unasked: UnaskedOutcome[] = [];
  const pipeline = new CompletionPipeline({
    clock,
    ask: (request, signal) => model.ask(request, signal),
    settings: () => ({ ...defaultSettings, enabled: { '*': true }, economy: 'generous', ...settings }),
    model: () => ({ model: anyModel, form: 'suffix' }),
    onOutcome: (outcome) => outcomes.push(outcome),
    onUnasked: (outcome) => unasked.push(outcome),
    ...over,
  });
  return { clock, model, pipeline, outcomes, unasked };
}

export const never = new AbortController().signal;
type Result = Suggestion | NoSuggestion;

/** What a call comes to; fails when it does not settle. */
export async function provided(
  clock: SimulatedClock,
  promise: Promise<Result>,
  withinMs = 2000,
): Promise<Result> {
  let result: Result | undefined;
  void promise.then((value) => {
    result = value;
  });
  await clock.runUntil(clock.monotonicMs() + withinMs);
  assert.ok(result !== undefined, 'the call hangs');
  return result;
}

/** The text to insert, or the reason for none. */
export const textOf = (result: Result): string =>
  result.kind === 'suggestion' ? result.insertText : result.reason;
