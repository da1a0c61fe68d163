// Which form of fill-in-the-middle each model answers here: probed once per place and model, kept, doubted on refusals.
import * as v from 'valibot';
import type { Memory } from '../../core/account/memory.ts';
import { isOverrun } from '../../core/completion/breaker.ts';
import {
  doubtsVerdict,
  type FimVerdict,
  type ProbeAnswer,
  type ProbeAttempt,
  probe,
} from '../../core/completion/probe.ts';
import type { Failure } from '../../core/failure.ts';
import type { ModelFacts } from '../../core/models/model.ts';
import type { FimForm } from '../../core/request/modelRequest.ts';

const verdictSchema = v.object({
  form: v.picklist(['suffix', 'template', 'chatPrefixSuffix', 'chatInstruction']),
  proven: v.boolean(),
});

/** A probe that could not be judged is not repeated by itself for so long; nor is one of a model that thinks too long, which is billed each time. */
const patienceMs = 60_000;
const patienceWithThinkersMs = 30 * 60_000;

interface Probing {
  readonly done: Promise<void>;
  readonly startedMs: number;
  isOpen: boolean;
  /** Why nothing was learned. */
  failure: Failure | null;
}

export class FimForms {
  readonly #memory: Memory;
  readonly #attempt: ProbeAttempt;
  readonly #onChange: () => void;
  readonly #probes = new Map<string, Probing>();
  /** The day on which a form was last trusted again. */
  readonly #trusted = new Map<string, string>();

  constructor(memory: Memory, attempt: ProbeAttempt, onChange: () => void) {
    this.#memory = memory;
    this.#attempt = attempt;
    this.#onChange = onChange;
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

  /** Why the last probe of a model could not be judged; null when none went wrong. */
  trouble(place: string, model: string): Failure | null {
    return this.#probes.get(keyOf(place, model))?.failure ?? null;
  }

  /** Probes unless the form is known or was tried in vain within a minute. Resolves when no probe is under way; never rejects. */
  ensure(place: string, model: ModelFacts, nowMs: number): Promise<void> {
    const key = keyOf(place, model.id);
    const known = this.#probes.get(key);
    if (known?.isOpen) return known.done;
    const isThinker = known?.failure != null && isOverrun(known.failure);
    const waitMs = isThinker ? patienceWithThinkersMs : patienceMs;
    if (this.verdict(place, model.id) || (known && nowMs < known.startedMs + waitMs))
      return Promise.resolve();
    const probing: Probing = {
      done: this.#probe(key, model).then((failure) => {
        probing.isOpen = false;
        probing.failure = failure;
        this.#onChange();
      }),
      startedMs: nowMs,
      isOpen: true,
      failure: known?.failure ?? null,
    };
    this.#probes.set(key, probing);
    return probing.done;
  }

  /** The person acted: what was tried in vain may be tried again at once. */
  retry(): void {
    for (const [key, { isOpen }] of this.#probes) if (!isOpen) this.#probes.delete(key);
  }

  /** An ordinary completion in this form failed: 400, 403, 404 and 410 cast doubt on it. */
  noteFailure(place: string, model: string, form: FimForm, failure: Failure): void {
    // Another window may have found another form meanwhile.
    if (!doubtsVerdict(failure) || this.verdict(place, model)?.form !== form) return;
    this.#probes.delete(keyOf(place, model));
    this.#memory.set(keyOf(place, model), undefined).catch(() => undefined);
  }

  /**
   * Requests were refused, and a form has been proven since: may they go on by themselves? Once for each form and day, as a
   * form that passes the probe and is refused in earnest would go round for ever.
   */
  trustAgain(place: string, model: string, today: string): boolean {
    const verdict = this.verdict(place, model);
    const key = `${keyOf(place, model)} ${verdict?.form}`;
    if (!verdict?.proven || this.#trusted.get(key) === today) return false;
    this.#trusted.set(key, today);
    return true;
  }

  async #probe(key: string, model: ModelFacts): Promise<Failure | null> {
    let failure: Failure | null = null;
    const attempt: ProbeAttempt = async (request): Promise<ProbeAnswer> => {
      const answer = await this.#attempt(request);
      failure = answer.failure ?? null;
      return answer;
    };
    try {
      const verdict = await probe(model, attempt);
      if (!verdict) return failure;
      await this.#memory.set(key, JSON.stringify(verdict));
    } catch {
      // A verdict that could not be kept is found again by the next probe.
    }
    return null;
  }
}

function keyOf(place: string, model: string): string {
  return `fim.${place}.${model}`;
}
