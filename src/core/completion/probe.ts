// Which form of fill-in-the-middle does a model answer? Tried once per site and model in a fixed order; the verdict is kept, and doubted again when the platform says so.
import type { Failure } from '../failure.ts';
import type { ModelFacts } from '../models/model.ts';
import type { CompletionRequest, FimForm } from '../request/modelRequest.ts';
import { isOverrun } from './breaker.ts';
import { fimTemplateOf } from './fimMarkers.ts';

/** From the plainest to the dearest (design §7). */
const ORDER: readonly FimForm[] = ['suffix', 'template', 'chatPrefixSuffix', 'chatInstruction'];

export interface FimVerdict {
  readonly form: FimForm;
  /** The form answered the known snippet; false for the last resort that nothing proved. */
  readonly proven: boolean;
}

/** Forms worth trying on a model, in order. The chat instruction is the last resort and needs no proof. */
export function formsToTry(model: ModelFacts): readonly FimForm[] {
  return ORDER.filter((form) => form !== 'template' || fimTemplateOf(model.id) !== null);
}

const SNIPPET = { before: 'def add(a, b):\n    return ', after: '\n\nprint(add(1, 2))\n' };

/** A known snippet with one sensible middle, `a + b`; costs about forty tokens. */
export function probeRequest(model: ModelFacts, form: FimForm): CompletionRequest {
  return {
    kind: 'completion',
    model,
    form,
    prompt: SNIPPET.before,
    suffix: SNIPPET.after,
    maxTokens: 16,
    temperature: 0,
    stop: [],
  };
}

/** Did the model fill the hole? Its first line must be the sum, up to a marker: no prose, no fence, no echo of what stands around it. */
export function fillsTheHole(answer: string): boolean {
  const [first = ''] = answer.trimStart().split(/\n|<[|｜]|<\/?\w+>/);
  return /^\(?\s*a\s*\+\s*b\s*(?:\)\s*)?(?:;\s*)?(?:#.*)?$/.test(first);
}

/** What one attempt says: the form works, the next one is to be tried, or nothing can be known now. */
export type ProbeStep = 'works' | 'next' | 'later';

/** Gateways answer an address or a field that they do not know with 500 and such words; 501 says the same by itself. */
const UNBUILT = /not[ _]?(?:yet )?(?:implemented|supported)|unsupported|does not support|不支持|未实现/i;

/**
 * Judges one attempt. A wrong answer, a refusal of the request's shape, or of the model at this address speaks against the
 * form, and so does a model that writes on beyond the few tokens it is asked for; anything else (network, money, key,
 * overload) says nothing about it.
 */
export function probeStep(answer: string, failure: Failure | undefined): ProbeStep {
  // However it ended: some servers never say that they are done.
  if (fillsTheHole(answer)) return 'works';
  if (failure === undefined || isOverrun(failure)) return 'next';
  switch (failure.kind) {
    case 'serverError':
      return failure.status === 501 || UNBUILT.test(failure.detail) ? 'next' : 'later';
    // Gateways know models by address: one that is unknown for text may be known for chat.
    case 'noModel':
    case 'modelDisabled':
    case 'badParameter':
    case 'badRequest':
    case 'notFound':
    case 'gone':
    case 'forbidden':
    case 'badReply':
    case 'emptyAnswer':
      return 'next';
    default:
      return 'later';
  }
}

/** What says that a request in this form is not taken (405, 422 and 501 are other servers' words for 400 and 404). */
const REFUSALS: ReadonlySet<number | undefined> = new Set([400, 403, 404, 405, 410, 422, 501]);

/** Must a kept verdict be proven again after this failure of an ordinary completion? Not for a long prompt or an empty purse. */
export function doubtsVerdict({ status, kind }: Failure): boolean {
  return REFUSALS.has(status) && kind !== 'tooLong' && kind !== 'noBalance';
}

/** What one attempt of the probe brought; `text` is the whole answer. */
export interface ProbeAnswer {
  readonly text: string;
  readonly failure?: Failure;
}

export type ProbeAttempt = (request: CompletionRequest) => Promise<ProbeAnswer>;

/** Refusals of one parameter after which a form is tried again without it. */
const MOST_DROPPED = 3;

/** Tries a form, again where only a parameter was refused that every form has: the next request leaves without it. */
async function attempted(request: CompletionRequest, attempt: ProbeAttempt): Promise<ProbeAnswer> {
  const named = new Set<string>();
  for (;;) {
    const answer = await attempt(request);
    const { kind, parameter } = answer.failure ?? {};
    const isNew = kind === 'badParameter' && parameter !== undefined && !named.has(parameter);
    if (!isNew || named.size === MOST_DROPPED) return answer;
    named.add(parameter);
  }
}

/**
 * Walks the forms until one works. Undefined when nothing could be learned now, as where every form is refused: ask again
 * later. The last resort is taken on trust only when it was answered.
 */
export async function probe(model: ModelFacts, attempt: ProbeAttempt): Promise<FimVerdict | undefined> {
  let refusal: Failure | undefined;
  for (const form of formsToTry(model)) {
    const { text, failure } = await attempted(probeRequest(model, form), attempt);
    const step = probeStep(text, failure);
    if (step === 'works') return { form, proven: true };
    if (step === 'later') return undefined;
    refusal = failure;
  }
  return refusal ? undefined : { form: 'chatInstruction', proven: false };
}
