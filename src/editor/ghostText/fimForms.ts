// Which form of fill-in-the-middle each model answers here: probed once per place and model, kept, doubted on refusals.
import * as v from 'valibot';
import type { Memory } from '../../core/account/memory.ts';
import { doubtsVerdict, type FimVerdict, type ProbeAttempt, probe } from '../../core/completion/probe.ts';
import type { Failure } from '../../core/failure.ts';
import type { ModelFacts } from '../../core/models/model.ts';

const verdictSchema = v.object({
  form: v.picklist(['suffix', 'template', 'chatPrefixSuffix', 'chatInstruction']),
  proven: v.boolean(),
});

export class FimForms {
  readonly #memory: Memory;
  readonly #attempt: ProbeAttempt;
  readonly #onVerdict: () => void;
  #probing: string | null = null;
  /** Monotonic time before which a probe that could not be judged is not repeated. */
  #notBeforeMs = 0;

  constructor(memory: Memory, attempt: ProbeAttempt, onVerdict: () => void) {
    this.#memory = memory;
    this.#attempt = attempt;
    this.#onVerdict = onVerdict;
  }

  /** The kept verdict for a model at a place, or null. */
  verdict(place: string, model: string): FimVerdict | null {
    const text = this.#memory.get(keyOf(place, model));
    if (text === undefined) return null;
    try {
      return v.parse(verdictSchema, JSON.parse(text));
    } catch {
      return null;
    }
  }

  /** Probes unless it is known, under way, or was tried in vain within a minute. */
  ensure(place: string, model: ModelFacts, nowMs: number): void {
    const key = keyOf(place, model.id);
    if (this.#probing === key || nowMs < this.#notBeforeMs || this.verdict(place, model.id)) return;
    this.#probing = key;
    this.#notBeforeMs = nowMs + 60_000;
    probe(model, this.#attempt)
      .then(async (verdict) => {
        if (verdict) await this.#memory.set(key, JSON.stringify(verdict));
      })
      .catch(() => undefined)
      .finally(() => {
        this.#probing = null;
        this.#onVerdict();
      });
  }

  /** An ordinary completion failed: 400, 403, 404 and 410 cast doubt on the form. */
  noteFailure(place: string, model: string, failure: Failure): void {
    if (!doubtsVerdict(failure) || !this.verdict(place, model)) return;
    this.#memory.set(keyOf(place, model), undefined).catch(() => undefined);
  }
}

function keyOf(place: string, model: string): string {
  return `fim.${place}.${model}`;
}
