// POST /v1/completions: prompt and suffix, or a prompt in the raw fill-in-the-middle template of a family.
import { admit, billPrompt, isReply, resolveModel } from './admission.ts';
import { readStop } from './chatBody.ts';
import { deliverStream, deliverWhole, type Framing } from './deliver.ts';
import { badParameter, type Reply, unsupported } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { faultedMiddle } from './fim/faulted.ts';
import { fillMiddle } from './fim/middle.ts';
import { otherwise } from './fim/otherwise.ts';
import { readPlace } from './fim/place.ts';
import { asNumber, asText, isRecord, parseJson } from './json.ts';
import { paceOf } from './pace.ts';
import { planAnswer } from './plan.ts';
import { checkParameters, checkWindow } from './rules.ts';
import { tokenize } from './tokens.ts';
import type { World } from './world.ts';

const DEFAULT_MAX_TOKENS = 512;

export async function completions(world: World, exchange: Exchange): Promise<Reply | undefined> {
  const raw = parseJson(exchange.body);
  const fields = isRecord(raw) ? raw : {};
  const modelName = asText(fields.model) ?? '';
  const refused = admit(world, exchange, 'completion', modelName);
  if (refused !== undefined) return refused;
  const prompt =
    asText(fields.prompt) ?? (Array.isArray(fields.prompt) ? asText(fields.prompt[0]) : undefined);
  if (prompt === undefined) return badParameter('Value error, prompt must be a string.');

  const model = resolveModel(world, exchange, ['chat']);
  if (isReply(model)) return model;
  const { faults } = exchange;
  const suffix = asText(fields.suffix);
  const place = readPlace(prompt, suffix);
  // Which models take `suffix` stands in the site's own metadata; what it says to the others is this sandbox's guess.
  const noSuffix = suffix !== undefined && (!model.fim || faults.has('suffix-refused'));
  if (noSuffix) return unsupported('suffix');
  if (place.isTemplate && faults.has('template-refused')) return unsupported('prompt');

  const maxTokens = asNumber(fields.max_tokens) ?? DEFAULT_MAX_TOKENS;
  const tokens = [...tokenize(prompt), ...tokenize(suffix ?? '')];
  const wrong =
    checkParameters(fields, model) ??
    checkWindow(model, tokens.length, maxTokens) ??
    billPrompt(world, exchange, model, tokens);
  if (wrong !== undefined) return wrong;

  const middle = otherwise(fillMiddle(place), asNumber(fields.temperature) ?? 0);
  const text = faultedMiddle(middle, place, faults);
  const limits = { maxTokens, thinkingBudget: 0, stop: readStop(fields.stop) };
  const plan = planAnswer({ reasoning: '', text }, limits);
  const framing = completionFraming(exchange, model.id);
  const pace = paceOf(faults, world.pace, world.gate);
  const deliver = fields.stream === true ? deliverStream : deliverWhole;
  return deliver(exchange, plan, framing, pace);
}

function completionFraming({ entry }: Exchange, model: string): Framing {
  const base = {
    id: entry.traceId.replace(/^ti_/, ''),
    object: 'text_completion',
    created: Math.floor(entry.atMs / 1000),
    model,
    system_fingerprint: '',
  };
  const chunk = (text: string, finish: string | null): object => ({
    ...base,
    choices: [{ index: 0, text, logprobs: null, finish_reason: finish }],
  });
  return {
    opening: () => undefined,
    piece: (piece) => chunk(piece.text, null),
    finish: (reason) => chunk('', reason),
    trailing: () => ({ ...base, choices: [] }),
    whole: (plan) => chunk(plan.pieces.map((piece) => piece.text).join(''), plan.finish),
  };
}
