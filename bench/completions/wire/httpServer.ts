// The fake server over HTTP on loopback, in the shapes its clients speak: OpenAI completions and chat, Tabby's own, streamed or whole.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as v from 'valibot';
import type { Billed, FakeServer, ServerRequest } from '../fakeServer.ts';

const asText = v.union([
  v.string(),
  v.pipe(
    v.tupleWithRest([v.string()], v.string()),
    v.transform((all) => all[0]),
  ),
]);
const limits = {
  max_tokens: v.optional(v.number(), 64),
  stop: v.nullish(v.union([v.string(), v.array(v.string())])),
  stream: v.optional(v.boolean(), false),
};
const TabbySchema = v.object({ segments: v.looseObject({ prefix: v.string() }), ...limits });
const ChatSchema = v.object({
  messages: v.array(v.looseObject({ content: v.union([v.string(), v.array(v.unknown())]) })),
  ...limits,
});
const CompletionSchema = v.object({
  prompt: asText,
  suffix: v.nullish(v.string()),
  extra: v.nullish(v.looseObject({ context: v.nullish(v.array(v.string())) })),
  ...limits,
});

type Shape = 'completion' | 'chat' | 'tabby';

interface Asked {
  readonly shape: Shape;
  readonly request: ServerRequest;
  readonly stream: boolean;
}

export interface WireServer {
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** Header by which the platform names a request. */
const TRACE_HEADER = 'x-siliconcloud-trace-id';

export async function serveOverWire(server: FakeServer): Promise<WireServer> {
  const http = createServer((request, response) => {
    answer(server, request, response).catch(() => response.destroy());
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('the fake server has no port');
  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    close: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

async function answer(
  server: FakeServer,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(Buffer.from(piece));
  const body = Buffer.concat(pieces).toString('utf8');
  const asked = incoming.method === 'POST' && body !== '' ? askedFor(JSON.parse(body)) : undefined;
  if (asked === undefined) {
    // What a client looks up before it starts: health, models. Whatever it tells of itself ends here, too.
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ...HEALTH, object: 'list', data: [{ id: 'fake', object: 'model' }] }));
    return;
  }
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const { billed, tokens } = server.answer(asked.request, gone.signal);
  response.setHeader(TRACE_HEADER, billed.id);
  response.setHeader('content-type', asked.stream ? 'text/event-stream' : 'application/json');
  response.flushHeaders();
  let text = '';
  for await (const token of tokens) {
    text += token;
    if (asked.stream) response.write(event(chunk(asked.shape, token, null)));
  }
  if (gone.signal.aborted) return;
  if (asked.stream) {
    // As the platform does: the usage comes with the last piece, asked for or not.
    const last = chunk(asked.shape, '', 'stop');
    response.write(event({ ...last, usage: usageOf(billed) }));
    response.end('data: [DONE]\n\n');
  } else response.end(JSON.stringify(whole(asked.shape, text, billed)));
}

const HEALTH = {
  model: 'fake',
  device: 'cpu',
  arch: '',
  cpu_info: '',
  cpu_count: 2,
  cuda_devices: [],
  version: { build_date: '', build_timestamp: '', git_sha: '', git_describe: 'v0.20.0' },
};

function askedFor(body: unknown): Asked | undefined {
  if (v.is(TabbySchema, body)) {
    const { segments, ...rest } = v.parse(TabbySchema, body);
    return asked('tabby', segments.prefix, JSON.stringify(segments).length, rest);
  }
  if (v.is(ChatSchema, body)) {
    const { messages, ...rest } = v.parse(ChatSchema, body);
    const last = messages.at(-1)?.content ?? '';
    const left = leftOf(typeof last === 'string' ? last : JSON.stringify(last));
    return asked('chat', left, JSON.stringify(messages).length, rest);
  }
  if (!v.is(CompletionSchema, body)) return undefined;
  const { prompt, suffix, extra, ...rest } = v.parse(CompletionSchema, body);
  const characters = prompt.length + (suffix?.length ?? 0) + (extra?.context ?? []).join('').length;
  return asked('completion', leftOf(prompt), characters, rest);
}

function asked(
  shape: Shape,
  left: string,
  promptCharacters: number,
  { max_tokens, stop, stream }: v.InferOutput<v.ObjectSchema<typeof limits, undefined>>,
): Asked {
  const stops = [stop ?? []].flat().filter((one) => one !== '');
  return { shape, request: { left, promptCharacters, maxTokens: max_tokens, stop: stops }, stream };
}

/** Fill-in-the-middle templates by their first two markers. */
const TEMPLATES: readonly (readonly [string, string])[] = [
  ['<|fim_prefix|>', '<|fim_suffix|>'],
  ['<fim_prefix>', '<fim_suffix>'],
  ['<PRE> ', ' <SUF>'],
  ['<｜fim▁begin｜>', '<｜fim▁hole｜>'],
];

/** The text left of the caret, taken out of a template where there is one. */
function leftOf(prompt: string): string {
  for (const [begin, hole] of TEMPLATES) {
    const from = prompt.indexOf(begin);
    if (from < 0) continue;
    const to = prompt.indexOf(hole, from);
    return prompt.slice(from + begin.length, to < 0 ? undefined : to);
  }
  return prompt;
}

function event(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

function chunk(shape: Shape, text: string, finish: string | null): object {
  return shape === 'chat'
    ? { id: 'x', choices: [{ index: 0, delta: text === '' ? {} : { content: text }, finish_reason: finish }] }
    : {
        id: 'x',
        object: 'text_completion',
        model: 'fake',
        choices: [{ index: 0, text, finish_reason: finish }],
      };
}

function whole(shape: Shape, text: string, billed: Billed): unknown {
  const usage = usageOf(billed);
  if (shape === 'tabby') return { id: billed.id, choices: [{ index: 0, text }] };
  if (shape === 'completion') return { id: 'x', choices: [{ index: 0, text, finish_reason: 'stop' }], usage };
  return {
    id: 'x',
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    usage,
  };
}

function usageOf({ promptTokens, tokensMs }: Billed): Readonly<Record<string, number>> {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: tokensMs.length,
    total_tokens: promptTokens + tokensMs.length,
  };
}
