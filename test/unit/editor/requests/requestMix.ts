// Requests of all kinds, drawn from a number: every purpose, way of telling usage, fault, retry and moment of a stop.
import { factsOf } from '../../../../src/core/models/catalogue.ts';
import type { GateRequest } from '../../../../src/core/request/gateEvent.ts';
import type { PromptMessage } from '../../../../src/core/request/modelRequest.ts';
import type { Purpose } from '../../../../src/core/spend/receipt.ts';
import { chat, completion } from '../../siliconflow/fakes.ts';

/** When and how our side ends a request: at the n-th turn of the event loop, millisecond or piece of text; by a stop or by no longer listening. */
export interface Stop {
  readonly at: 'start' | 'turn' | 'time' | 'headers' | 'piece' | 'end';
  readonly n: number;
  readonly by: 'abort' | 'leave';
}

export interface MixedRequest {
  readonly ask: GateRequest;
  /** What the platform does to each HTTP request of it; the last one goes for all further ones. */
  readonly faults: readonly string[];
  readonly stop?: Stop;
}

export const purposes: readonly Purpose[] = ['chat', 'completion', 'action', 'commit', 'provider', 'probe'];

/** Faults that spell the four ways of telling the usage: on every chunk (as the platform does), late, or not at all. */
export const usageModes = ['', 'usage-end', 'usage-trailing', 'usage-never'] as const;

const moments = [
  'start',
  'turn',
  'time',
  'time',
  'headers',
  'piece',
  'piece',
  'piece',
  'piece',
  'end',
] as const;

const wholeAnswers = [
  ...['', '', '', '', 'keepalive', 'no-done', 'finish-eos', 'think-tags', 'json', 'crlf', 'ping'],
  ...['tool-calls', 'null-content', 'after-done', 'reasoning-only', 'long-answer-600', 'long-answer-1500'],
];
const brokenAnswers = [
  ...['wrong-type', 'stop-empty'],
  ...['cut-after-', 'cut-line-after-', 'reset-after-', 'end-after-'].flatMap((name) =>
    [3, 40].map((n) => name + n),
  ),
  ...['error-in-stream', 'error-object-in-stream', 'garbage', 'zero-chunks', 'only-done', 'no-finish'],
  ...['cut-headers', 'reset-headers', 'html', 'http-200-error'],
  ...['http-500', 'http-503-50505', 'http-504'],
];
const refusals = [
  '429-rpm',
  '429-tpm',
  '429-tpd',
  '400-length',
  '400-parameter',
  '402',
  '403',
  '410',
  '401',
].map((status) => `http-${status}`);
/** What passes, so that the request is sent again. */
const passing = ['http-503-50505', 'http-503-50508', 'http-500', 'http-504', 'http-429-rpm', 'cut-headers'];

const code = 'export function add(a: number, b: number): number {\n  return a + b;\n}\n';
const words = [
  'Explain this code.',
  '请解释这段代码，并说明为什么要这样写。',
  `Fix this:\n\`\`\`ts\n${code.repeat(20)}\`\`\``,
  'Write a test for parcel weights, with 12 cases.',
  `Сделай обзор изменений:\n\`\`\`diff\n${code.replaceAll('\n', '\n+').repeat(8)}\`\`\``,
  `为下面的代码写文档注释：\n\`\`\`ts\n${code.repeat(60)}\`\`\``,
];

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function drawsOf(seed: number): () => number {
  let state = seed * 0x9e3779b1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Shares of a mix: of requests that end well, are sent again and then do, break, are refused; the rest is stopped. */
export interface Mix {
  readonly fates: readonly [whole: number, again: number, broken: number, refused: number];
  /** In the order of `usageModes`. */
  readonly usage: readonly [number, number, number, number];
  /** A model that never tells its usage, whatever the shares say. */
  readonly silentModel?: string;
  /** Of every answer, as a fault. */
  readonly pace?: string;
  /** Stopped answers are stopped within so many pieces. */
  readonly patience?: number;
}

/** Nearly every second request goes wrong or is stopped: for whether each receipt is right, whatever happens. */
export const storm: Mix = { fates: [0.5, 0.1, 0.12, 0.08], usage: [0.4, 0.2, 0.2, 0.2] };

/** A bad week: of a hundred requests 88 end well at once, three are sent again, one breaks, four are refused, four stopped. */
export const badWeek: Mix = { fates: [0.88, 0.03, 0.01, 0.04], usage: [0.9, 0.05, 0.03, 0.02] };

/** As bad, and a third of all answers never tell their usage, whatever their model. */
export const untoldWeek: Mix = { fates: badWeek.fates, usage: [0.4, 0.15, 0.12, 0.33] };

/** As bad, and usage comes in every way; one model of five, a sixth of the money, never tells it. */
export const silentWeek: Mix = {
  fates: [0.85, 0.04, 0.02, 0.06],
  usage: [0.4, 0.3, 0.3, 0],
  silentModel: 'Qwen/Qwen3.5-27B',
};

/** How much faster than a model the sandbox talks in `impatientWeek`: the windows' clocks run so much faster too. */
export const impatientSpeed = 8;

/** A person stops every fourth answer, most of them while they stream, at the pace of a model: 100 tokens a second. */
export const impatientWeek: Mix = {
  fates: [0.66, 0.03, 0.01, 0.05],
  usage: [0.94, 0.02, 0.02, 0.02],
  pace: `ttft-${320 / impatientSpeed},pace-${100 * impatientSpeed}`,
  patience: 400,
};

/** The request of this number in a mix: the same each time. */
export function mixedRequest(index: number, mix: Mix): MixedRequest {
  const draw = drawsOf(index);
  const pick = <T>(of: readonly T[], otherwise: T): T => of[Math.floor(draw() * of.length)] ?? otherwise;
  const purpose = purposes[index % purposes.length] ?? 'chat';
  const drawn = usageModes[shareAt(mix.usage, draw())] ?? '';
  const isTextOnly = purpose === 'completion' || purpose === 'probe';
  const ask = isTextOnly ? completionAsk(index, purpose, draw) : chatAsk(index, purpose, draw);
  const usage = ask.request.model.id === mix.silentModel ? 'usage-never' : drawn;
  const join = (...faults: readonly (string | undefined)[]): string =>
    [...faults, mix.pace].filter(Boolean).join(',');
  const pieces = (share: number): number =>
    1 + Math.floor(mix.patience ? share * mix.patience : share ** 2 * 60);
  switch (shareAt(mix.fates, draw())) {
    case 0:
      return { ask, faults: [join(usage, pick(wholeAnswers, ''))] };
    case 1:
      return { ask, faults: [pick(passing, ''), join(usage, pick(wholeAnswers, ''))] };
    case 2:
      return { ask, faults: [join(usage, pick(brokenAnswers, ''))] };
    case 3:
      return { ask, faults: [pick(refusals, '')] };
    default: {
      const at = mix.patience && draw() < 0.7 ? 'piece' : pick(moments, 'piece');
      const stop: Stop = { at, n: pieces(draw()), by: draw() < 0.8 ? 'abort' : 'leave' };
      // Only what time stops may stall: a piece that never comes stops nothing. What is stopped has a pace of life, because
      // the pace says how much more may have been made unseen.
      const stalls = (at === 'turn' || at === 'time') && draw() < 0.2;
      const pace = at === 'end' || mix.pace ? '' : 'ttft-20,pace-100';
      return { ask, stop, faults: [join(usage, stalls ? 'stall-after-2' : '', pace)] };
    }
  }
}

/** Into which share a number from 0 to 1 falls; the count of shares when beyond all. */
function shareAt(shares: readonly number[], at: number): number {
  let sum = 0;
  const index = shares.findIndex((share) => {
    sum += share;
    return at < sum;
  });
  return index === -1 ? shares.length : index;
}

function completionAsk(index: number, purpose: Purpose, draw: () => number): GateRequest {
  const maxTokens = purpose === 'probe' ? 8 : 128;
  const before = code.repeat(Math.floor(draw() * 20));
  const request = completion({
    model: modelOf('Qwen/Qwen3-Coder-30B-A3B-Instruct'),
    prompt: `${before}function weigh${index}(parcel) {\n  return `,
    suffix: draw() < 0.5 ? '\n}\n' : '',
    maxTokens,
  });
  return { request, purpose, floorOutputTokens: purpose === 'probe' ? 1 : maxTokens };
}

/** Priced by tiers, with a cache price, with a night price, without either; thinking always, on, off, and by default. */
const chatModels = [
  'deepseek-ai/DeepSeek-V3.2',
  'deepseek-ai/DeepSeek-V4-Flash',
  'Pro/zai-org/GLM-5.1',
  'Qwen/Qwen3.5-27B',
  'Qwen/Qwen3-30B-A3B-Instruct-2507',
];

function chatAsk(index: number, purpose: Purpose, draw: () => number): GateRequest {
  const model = modelOf(chatModels[Math.floor(draw() * chatModels.length)] ?? '');
  const question = words[Math.floor(draw() * words.length)] ?? '';
  const turns = Math.floor(draw() * 4);
  const history = Array.from({ length: turns }, (_, n): readonly PromptMessage[] => [
    { role: 'user', parts: [{ kind: 'text', text: words[(index + n) % words.length] ?? '' }] },
    { role: 'assistant', text: `Answer ${n}. ${'It adds two numbers. '.repeat(10 * (n + 1))}` },
  ]).flat();
  const thinking =
    model.thinkingSwitch === 'yes' ? ((['auto', 'on', 'off'] as const)[index % 3] ?? 'auto') : 'auto';
  return {
    request: chat({
      model,
      messages: [
        { role: 'system', text: 'You are a programming assistant. '.repeat(20) },
        ...history,
        { role: 'user', parts: [{ kind: 'text', text: question }] },
      ],
      maxTokens: 300 + Math.floor(draw() * 2_000),
      thinking,
      ...(model.reasoning !== 'no' && thinking !== 'off' ? { thinkingBudgetTokens: 1_024 } : {}),
    }),
    purpose,
    sessionId: `s${index % 5}`,
    floorOutputTokens: 64,
  };
}

function modelOf(id: string): NonNullable<ReturnType<typeof factsOf>> {
  const facts = factsOf('cn', id, 'CNY');
  if (facts === null || facts === undefined || facts.prices.length === 0)
    throw new Error(`No price for ${id}`);
  return facts;
}
