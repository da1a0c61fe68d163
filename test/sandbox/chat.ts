// POST /v1/chat/completions.
import { admit, billPrompt, isReply, resolveModel } from './admission.ts';
import { answerChat } from './answers/answer.ts';
import { faultedAnswer } from './answers/faulted.ts';
import { imageFacts } from './answers/images.ts';
import { type ChatBody, type Message, readChatBody } from './chatBody.ts';
import { deliverStream, deliverWhole, type Framing } from './deliver.ts';
import { badParameter, type Reply, unsupported } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { isRecord, parseJson } from './json.ts';
import type { Model } from './models.ts';
import { paceOf } from './pace.ts';
import { type Piece, type Plan, planAnswer } from './plan.ts';
import { checkChat, checkWindow } from './rules.ts';
import { imageTokens, TOKENS_PER_MESSAGE, TOKENS_PER_REPLY, tokenize } from './tokens.ts';
import type { World } from './world.ts';

/** An image as so many equal tokens; their name stands for the picture, so that the prompt cache tells pictures apart. */
function imageAsTokens(message: Message): string[] {
  return message.images.flatMap((image) => {
    const count = imageTokens(imageFacts(image.url), image.lowDetail);
    const name = `<image ${image.url.length} ${image.url.slice(-32)}>`;
    return new Array<string>(count).fill(name);
  });
}

/** The prompt as the model sees it. Its length is `prompt_tokens`; its beginning is what the prompt cache knows. */
export function promptOf(body: ChatBody): string[] {
  const tools = body.raw.tools === undefined ? [] : tokenize(JSON.stringify(body.raw.tools));
  const tokens = [...tools];
  const put = (more: readonly string[]): void => {
    for (const each of more) tokens.push(each);
  };
  for (const message of body.messages) {
    put(new Array<string>(TOKENS_PER_MESSAGE).fill(`<${message.role}>`));
    put(imageAsTokens(message));
    put(tokenize(message.text));
    put(tokenize(message.reasoning ?? ''));
    if (message.toolCalls.length > 0) put(tokenize(JSON.stringify(message.toolCalls)));
  }
  put(tokenize(body.prefix ?? ''));
  put(tokenize(body.suffix ?? ''));
  put(new Array<string>(TOKENS_PER_REPLY).fill('<assistant>'));
  return tokens;
}

/** Reasoning is on unless it can be switched and is switched off; models that cannot reason never do. */
function isThinking(body: ChatBody, model: Model): boolean {
  if (!model.reasons || body.prefix !== undefined) return false;
  return model.switchable ? body.enableThinking !== false : true;
}

export async function chat(world: World, exchange: Exchange): Promise<Reply | undefined> {
  const raw = parseJson(exchange.body);
  const fields = isRecord(raw) ? raw : {};
  const modelName = typeof fields.model === 'string' ? fields.model : '';
  const refused = admit(world, exchange, 'chat', modelName);
  if (refused !== undefined) return refused;
  if (!isRecord(raw)) return badParameter('Value error, the body is not a JSON object.');

  const body = readChatBody(raw);
  const model = resolveModel(world, exchange, ['chat']);
  if (isReply(model)) return model;
  const { faults } = exchange;
  if (body.prefix !== undefined && faults.has('prefix-refused')) return unsupported('prefix');
  const thinking = isThinking(body, model);
  const prompt = promptOf(body);
  const wrong =
    checkChat(body, model, thinking) ??
    checkWindow(model, prompt.length, body.maxTokens) ??
    billPrompt(world, exchange, model, prompt);
  if (wrong !== undefined) return wrong;

  const answer = faultedAnswer(answerChat({ body, model, thinking }), body, faults);
  const plan = faultedPlan(planAnswer(answer, body), exchange);
  const framing = chatFraming(exchange, model);
  const pace = paceOf(faults, world.pace, world.gate);
  const deliver = body.stream ? deliverStream : deliverWhole;
  return deliver(exchange, plan, framing, pace);
}

function faultedPlan(plan: Plan, { faults }: Exchange): Plan {
  const finish = ['eos', 'content_filter', 'insufficient_system_resource'].find((name) =>
    faults.has(`finish-${name}`),
  );
  if (faults.has('reasoning-only')) return { ...plan, finish: 'length' };
  return { ...plan, finish: faults.has('no-finish') ? null : (finish ?? plan.finish) };
}

function chatFraming({ entry, faults }: Exchange, model: Model): Framing {
  const id = entry.traceId.replace(/^ti_/, '');
  const created = Math.floor(entry.atMs / 1000);
  const base = { id, object: 'chat.completion.chunk', created, model: model.id, system_fingerprint: '' };
  const none = faults.has('null-content') ? null : '';
  const chunk = (delta: object, finish: string | null): object => ({
    ...base,
    choices: [{ index: 0, delta: { role: 'assistant', ...delta }, finish_reason: finish }],
  });
  return {
    // Reasoning models open with an empty chain of thought, which must not open anything at the reader.
    opening: () => chunk({ content: none, reasoning_content: model.reasons ? '' : null }, null),
    piece: (piece) => chunk(deltaOf(piece, none), null),
    finish: (reason) => chunk({ content: none, reasoning_content: null }, reason),
    trailing: () => ({ ...base, choices: [] }),
    whole: (plan) => ({
      ...base,
      object: 'chat.completion',
      choices: [{ index: 0, message: wholeMessage(plan), finish_reason: plan.finish }],
    }),
  };
}

function deltaOf(piece: Piece, none: string | null): object {
  if (piece.channel === 'reasoning') return { content: none, reasoning_content: piece.text };
  if (piece.tool === undefined) return { content: piece.text, reasoning_content: null };
  const { index, id, name, arguments: args } = piece.tool;
  const call = {
    index,
    ...(id === undefined ? {} : { id }),
    type: 'function',
    function: { name, arguments: args },
  };
  return { content: none, reasoning_content: null, tool_calls: [call] };
}

function wholeMessage(plan: Plan): object {
  const join = (channel: Piece['channel']): string =>
    plan.pieces
      .filter((piece) => piece.channel === channel)
      .map((piece) => piece.text)
      .join('');
  const calls = new Map<number, { id: string | null | undefined; name: string; arguments: string }>();
  for (const { tool } of plan.pieces) {
    if (tool === undefined) continue;
    const call = calls.get(tool.index) ?? { id: tool.id, name: tool.name, arguments: '' };
    call.arguments += tool.arguments;
    calls.set(tool.index, call);
  }
  const reasoning = join('reasoning');
  const toolCalls = [...calls.values()].map((call) => ({
    ...(call.id === undefined ? {} : { id: call.id }),
    type: 'function',
    function: { name: call.name, arguments: call.arguments },
  }));
  return {
    role: 'assistant',
    content: join('text'),
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
  };
}
