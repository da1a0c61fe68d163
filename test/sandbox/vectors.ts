// POST /v1/embeddings and POST /v1/rerank: vectors and scores from words alone, the same for the same text.
import { createHash } from 'node:crypto';
import { admit, billPrompt, isReply, resolveModel } from './admission.ts';
import { badParameter, jsonReply, type Reply } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { asList, asNumber, asText, isRecord, type Json, parseJson } from './json.ts';
import type { Model } from './models.ts';
import { tokenize } from './tokens.ts';
import { usageJson } from './usage.ts';
import type { World } from './world.ts';

const MAX_INPUTS = 32;

function words(text: string): string[] {
  return tokenize(text.toLowerCase())
    .map((token) => token.trim())
    .filter((token) => token !== '');
}

/** A bag of words, each hashed to one dimension, scaled to length 1: texts with words in common lie close together. */
export function embed(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of words(text)) {
    const at = createHash('sha256').update(word).digest().readUInt32LE(0) % dimensions;
    vector[at] = (vector[at] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

function defaultDimensions(model: Model): number {
  if (model.id.includes('0.6B')) return 1024;
  if (model.id.includes('4B')) return 2560;
  return model.id.includes('8B') ? 4096 : 1024;
}

function open(world: World, exchange: Exchange, kind: 'embedding' | 'rerank'): [Json, Model] | Reply {
  const raw = parseJson(exchange.body);
  const fields = isRecord(raw) ? raw : {};
  const refused = admit(world, exchange, kind, asText(fields.model) ?? '');
  const model = refused ?? resolveModel(world, exchange, [kind === 'rerank' ? 'reranker' : 'embedding']);
  return isReply(model) ? model : [fields, model];
}

export function embeddings(world: World, exchange: Exchange): Reply {
  const opened = open(world, exchange, 'embedding');
  if (!Array.isArray(opened)) return opened;
  const [fields, model] = opened;
  const inputs = typeof fields.input === 'string' ? [fields.input] : asList(fields.input).map(asText);
  const texts = inputs.filter((text) => text !== undefined);
  if (texts.length === 0 || texts.length < inputs.length || texts.length > MAX_INPUTS) {
    return badParameter(`Value error, input must be 1 to ${MAX_INPUTS} strings.`);
  }
  const tokens = texts.map(tokenize);
  if (tokens.some((each) => each.length > model.windowTokens)) {
    return badParameter(`input must have less than ${model.windowTokens} tokens`);
  }
  const wanted = asNumber(fields.dimensions);
  if (wanted !== undefined && !model.id.includes('Qwen3-Embedding')) {
    return badParameter('Value error, current model does not support parameter `dimensions`.');
  }
  const wrong = billPrompt(world, exchange, model, tokens.flat());
  if (wrong !== undefined) return wrong;
  const base64 = fields.encoding_format === 'base64';
  const data = texts.map((text, index) => {
    const vector = embed(text, wanted ?? defaultDimensions(model));
    const packed = Buffer.from(new Float32Array(vector).buffer).toString('base64');
    return { object: 'embedding', index, embedding: base64 ? packed : vector };
  });
  return jsonReply(200, { object: 'list', model: model.id, data, usage: usageJson(exchange.entry) });
}

export function rerank(world: World, exchange: Exchange): Reply {
  const opened = open(world, exchange, 'rerank');
  if (!Array.isArray(opened)) return opened;
  const [fields, model] = opened;
  const query = asText(fields.query);
  const documents = asList(fields.documents).map((each) => asText(isRecord(each) ? each.text : each));
  const texts = documents.filter((text) => text !== undefined);
  if (query === undefined || texts.length === 0 || texts.length < documents.length) {
    return badParameter('Value error, query and documents are required.');
  }
  const wrong = billPrompt(world, exchange, model, [query, ...texts].flatMap(tokenize));
  if (wrong !== undefined) return wrong;
  const asked = embed(query, 1024);
  const results = texts
    .map((text, index) => {
      const vector = embed(text, 1024);
      const score = asked.reduce((sum, value, at) => sum + value * (vector[at] ?? 0), 0);
      const document = fields.return_documents === true ? { document: { text } } : {};
      return { index, ...document, relevance_score: Number(score.toFixed(6)) };
    })
    .sort((a, b) => b.relevance_score - a.relevance_score)
    .slice(0, asNumber(fields.top_n) ?? texts.length);
  const tokens = { input_tokens: exchange.entry.promptTokens, output_tokens: 0 };
  const meta = { tokens, billed_units: { ...tokens, search_units: 0, classifications: 0 } };
  return jsonReply(200, { id: exchange.entry.traceId, results, meta });
}
