// Is the range under the composer honest? A hundred varied messages to the sandbox, forecast as the composer does it and
// then really sent: client, gate, store and what usage taught are the shipped ones, the bill is the sandbox's.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { nextTurns } from '../../../../src/core/chat/nextTurns.ts';
import { type ChatChoices, prepareChat } from '../../../../src/core/chat/prepareRequest.ts';
import { ChatSession } from '../../../../src/core/chat/session.ts';
import type { Attachment, Turn } from '../../../../src/core/chat/turn.ts';
import { factsOf } from '../../../../src/core/models/catalogue.ts';
import { createVault } from '../../../../src/core/outgoing/vault.ts';
import type { Clock, Random } from '../../../../src/core/ports.ts';
import { type CostForecast, forecast, type Learned } from '../../../../src/core/spend/forecast.ts';
import { unitsOf } from '../../../../src/core/spend/money.ts';
import type { Receipt } from '../../../../src/core/spend/receipt.ts';
import { uncalibrated } from '../../../../src/core/tokens/calibration.ts';
import { machineClock } from '../../../../src/editor/clock.ts';
import { Arrears } from '../../../../src/editor/requests/arrears.ts';
import { habitShelf } from '../../../../src/editor/requests/habitShelf.ts';
import { startRequests } from '../../../../src/editor/requests/startRequests.ts';
import { UsageHabits } from '../../../../src/editor/requests/usageHabits.ts';
import { WindowGuard } from '../../../../src/editor/requests/windowGuard.ts';
import { windowMemory } from '../../../../src/editor/windowMemory.ts';
import { KEYS } from '../../../sandbox/keys.ts';
import { startSandbox } from '../../../sandbox/server.ts';
import { asTheModelLikes, KeptLog, TestClock } from '../../siliconflow/fakes.ts';
import { clientOf } from '../../siliconflow/rawServer.ts';
import { Place } from '../../store/storeFixture.ts';

/** Requests a person has sent before: a day or two of work. */
const warmUp = 80;
const judged = 100;
/** `FORECAST_SEEDS=1,2,3` for other people; `FORECAST_SHOW=1` shows every message. */
const seeds = (process.env.FORECAST_SEEDS ?? '20261122,7919,31676').split(',').map(Number);

/** Questions in two sets, so that nothing is judged that was learned word by word. */
const questions = {
  learned: [
    'Explain this code.',
    'What does the first function do?',
    'Fix the bug in here, please.',
    'Write unit tests for this.',
    'Add documentation comments.',
    'Review this critically.',
    'Refactor this so that it is easier to read.',
    'Hello!',
    'How do I reverse a linked list in Python?',
    'What is the difference between a process and a thread? Please give an example for each.',
    'Can this be made faster without making it longer?',
    'Is there a race condition?',
    '请解释这段代码。',
    '请为它编写单元测试。',
    '请修复其中的错误。',
    '你好',
    '怎样在 Go 里并发地读取多个文件？请给出完整的例子，并说明为什么这样写。',
    '重构这段代码，让它更容易阅读。',
    'Thanks. And how would I call it?',
    'Why?',
  ],
  judged: [
    'Please walk me through this file.',
    'Which part of this handles errors, and how?',
    'There is an error when the input is empty. Repair it.',
    'Generate tests for the exported functions.',
    'Write the missing JSDoc for this.',
    'Look at this with the eyes of a reviewer: what would you object to?',
    'Clean up this code, it grew over the years and nobody dares to touch it.',
    'Hi there',
    'How do I parse a date in Rust without a library?',
    'I have a table of 40 million rows, a query over two joins takes nine seconds, and there is an index on both keys. What should I look at first, second and third?',
    'Could you optimise the loop?',
    'Does this leak memory?',
    '这个文件是做什么的？',
    '给导出的函数写测试。',
    '输入为空时会报错，请修正。',
    '您好',
    '我有一张四千万行的表，两个连接的查询要九秒，两个键上都有索引。我应该先看什么？',
    '优化这个循环。',
    'And what happens if it is called twice?',
    '为什么要这样写？',
  ],
} as const;

/** Files of this repository, other ones to learn from than to judge by. */
const files = {
  learned: [
    'src/core/spend/money.ts',
    'src/core/chat/prompt.ts',
    'src/siliconflow/sse.ts',
    'webview/chat/chat.css',
    'README.md',
    'README.zh-cn.md',
    'tsconfig.json',
    'src/store/memory.ts',
    'test/e2e/demo/src/parcel.ts',
  ],
  judged: [
    'src/core/spend/price.ts',
    'src/editor/chat/sources.ts',
    'src/siliconflow/watchdog.ts',
    'webview/chat/composer.css',
    'ARCHITECTURE.md',
    'package.nls.zh-cn.json',
    'biome.json',
    'src/store/reservationRows.ts',
    'test/e2e/demo/src/tariff.ts',
  ],
} as const;

/** The default comes most often; one sees; one is priced by the hour; one has no thinking. */
const models = [
  'deepseek-ai/DeepSeek-V3.2',
  'deepseek-ai/DeepSeek-V3.2',
  'deepseek-ai/DeepSeek-V3.2',
  'deepseek-ai/DeepSeek-V4-Flash',
  'zai-org/GLM-5.2',
  'Qwen/Qwen3-Coder-30B-A3B-Instruct',
] as const;
const visionModel = 'zai-org/GLM-4.5V';

const nothingLearned: Learned = {
  calibration: uncalibrated,
  ownAnswers: [],
  otherAnswers: [],
  cachedShares: [],
  earlierPrompts: [],
};

interface Judged {
  readonly about: string;
  readonly cost: CostForecast;
  /** What would have been shown if nothing had ever been learned. */
  readonly blind: CostForecast;
  readonly billedPico: bigint;
  readonly promptOff: number;
}

/** A person at work: same seed, same day. */
class Person {
  #state: number;
  constructor(seed: number) {
    this.#state = seed;
  }
  /** xorshift32, 0 ≤ x < 1. */
  next(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) / 2 ** 32;
  }
  one<T>(of: readonly T[]): T {
    const chosen = of[Math.floor(this.next() * of.length)];
    if (chosen === undefined) throw new Error('nothing to choose from');
    return chosen;
  }
}

function attachmentsFor(person: Person, set: keyof typeof files, id: number): Attachment[] {
  const draw = person.next();
  const many = draw < 0.35 ? 0 : draw < 0.8 ? 1 : 2;
  return Array.from({ length: many }, (_, index): Attachment => {
    const source = person.one(files[set]);
    const lines = readFileSync(new URL(`../../../../${source}`, import.meta.url), 'utf8').split('\n');
    const whole = person.next() < 0.5;
    const start = whole ? 0 : Math.floor(person.next() * lines.length * 0.7);
    const end = whole ? Math.min(lines.length, 400) : start + 5 + Math.floor(person.next() * 60);
    const text = lines.slice(start, end).join('\n') || 'empty';
    return {
      id: `a${id}x${index}`,
      kind: whole ? 'file' : 'selection',
      label: source,
      source,
      uri: `file:///${source}`,
      text,
      tokens: 0,
      ...(whole ? {} : { startLine: start + 1, endLine: Math.min(lines.length, end) }),
    };
  });
}

function picture(person: Person, id: number): Attachment {
  const [width, height] = [200 + Math.floor(person.next() * 1_400), 150 + Math.floor(person.next() * 900)];
  const bytes = Buffer.alloc(33);
  bytes.write('\x89PNG\r\n\x1a\n', 'latin1');
  bytes.writeUInt32BE(13, 8);
  bytes.write('IHDR', 12, 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  const dataUrl = `data:image/png;base64,${bytes.toString('base64')}`;
  return {
    id: `p${id}`,
    kind: 'image',
    label: 'shot.png',
    source: 'shot.png',
    dataUrl,
    width,
    height,
    tokens: 0,
  };
}

/** Sends `count` messages with this set of questions and files; each is forecast first. */
async function work(
  world: World,
  person: Person,
  set: keyof typeof files,
  count: number,
): Promise<readonly Judged[]> {
  const results: Judged[] = [];
  let session: ChatSession | null = null;
  for (let index = 0; index < count; index += 1) {
    if (!session || person.next() < 0.45) session = world.session();
    const withPicture = person.next() < 0.08;
    const model = factsOf('cn', withPicture ? visionModel : person.one(models), 'CNY');
    const mode = person.one(['auto', 'on', 'off'] as const);
    world.choices = {
      model,
      visionModel: factsOf('cn', visionModel, 'CNY'),
      thinking: () => ({ mode, budgetTokens: 4_096, effort: null }),
      maxTokens: 8_192,
      temperature: null,
      topP: null,
    };
    const text = person.one(questions[set]);
    const attachments = withPicture ? [picture(person, index)] : attachmentsFor(person, set, index);
    results.push(await world.sent(session, text, attachments));
  }
  return results;
}

interface World {
  choices: ChatChoices;
  session(): ChatSession;
  sent(session: ChatSession, text: string, attachments: readonly Attachment[]): Promise<Judged>;
  close(): Promise<void>;
}

let windows = 0;

async function openWorld(place: Place): Promise<World> {
  let now = Date.parse('2026-11-21T10:00:00+08:00');
  const clock: Clock = { ...machineClock, nowMs: () => now, localDay: () => '2026-11-21' };
  let ids = 0;
  const windowId = `w${++windows}`;
  const random: Random = { next: () => 0.5, id: () => `${windowId}r${++ids}` };
  const sandbox = await startSandbox({ site: 'cn', pace: 'instant', limits: {}, now: () => now });
  const store = await place.open({ clock, windowId });
  const { client } = clientOf(
    { baseUrl: `${sandbox.url}/v1` },
    {
      apiKey: KEYS.cn,
      clock: new TestClock(2_000),
      limits: {
        firstTokenMs: 1e7,
        reasoningFirstTokenMs: 1e7,
        completionFirstTokenMs: 1e7,
        betweenTokensMs: 1e7,
        tailMs: 1e7,
        silenceMs: 1e8,
        totalMs: 1e9,
      },
    },
  );
  const memory = windowMemory();
  const habits = new UsageHabits(
    habitShelf(store.memory, (listener) => store.onDidChange(listener)),
    clock,
  );
  const receipts: Receipt[] = [];
  const requests = startRequests({
    clock,
    random,
    ledger: store.ledger,
    memory,
    arrears: new Arrears(memory),
    habits,
    guard: new WindowGuard(createVault('ABCDEF12')),
    windowId,
    limits: () => ({}),
    client: async () => ({ ok: true, value: client }),
    onRunning: () => undefined,
  });
  const prepare = (id: string, turns: readonly Turn[], continuing: boolean) =>
    prepareChat({ ownInstruction: '', turns, continuing, boundarySeed: id }, world.choices);
  let rested: () => void = () => undefined;
  const world: World = {
    choices: {
      model: null,
      visionModel: null,
      thinking: asTheModelLikes,
      maxTokens: 1,
      temperature: null,
      topP: null,
    },
    session: () => {
      const session: ChatSession = new ChatSession(
        {
          clock,
          random,
          log: new KeptLog(),
          store: { save: () => undefined },
          workspace: '',
          perform: async function* (request, signal) {
            for await (const event of requests.perform(request, signal)) {
              if (event.kind === 'booked') receipts.push(event.receipt);
              yield event;
            }
          },
          maskKnownValues: (text) => text,
          prepare: (turns, continuing) => prepare(session.conversation.id, turns, continuing),
        },
        () => {
          const last = session.conversation.turns.at(-1);
          if (session.runningTurnId === null && last?.role === 'assistant' && last.state === 'done') rested();
        },
      );
      return session;
    },
    sent: async (session, text, attachments) => {
      now += 40_000;
      const { conversation } = session;
      const next = nextTurns(conversation.turns, { kind: 'ask', text, attachments });
      const prepared = next && prepare(conversation.id, next.turns, false);
      assert.ok(prepared?.ok);
      const request = prepared.value;
      const foreseen = forecast(request, 'chat', habits.forChat(request.model.id), now);
      const blind = forecast(request, 'chat', nothingLearned, now);
      assert.ok(foreseen.cost && blind.cost);
      const before = BigInt(sandbox.bill().totals.CNY ?? '0');
      const done = new Promise<void>((resolve) => {
        rested = resolve;
      });
      assert.equal(session.ask(text, attachments), null);
      await done;
      const usage = receipts.at(-1)?.usage;
      assert.ok(usage);
      return {
        about: `${request.model.id} ${request.thinking} turn ${conversation.turns.length} "${text}" +${attachments.length}; in ${foreseen.promptTokens.likely}/${usage.promptTokens} cached ${foreseen.cachedTokens.likely}/${usage.cachedTokens} out ${foreseen.answerTokens.low}-${foreseen.answerTokens.likely}-${foreseen.answerTokens.high}/${usage.completionTokens}`,
        cost: foreseen.cost,
        blind: blind.cost,
        billedPico: BigInt(sandbox.bill().totals.CNY ?? '0') - before,
        promptOff: foreseen.promptTokens.likely / usage.promptTokens,
      };
    },
    close: async () => {
      await requests.dispose();
      store.close();
      client.dispose();
      await sandbox.close();
    },
  };
  return world;
}

async function day(
  place: Place,
  person: Person,
  set: keyof typeof files,
  count: number,
): Promise<readonly Judged[]> {
  const world = await openWorld(place);
  try {
    return await work(world, person, set, count);
  } finally {
    await world.close();
  }
}

function inWords({ cost, billedPico, about }: Judged): string {
  const [low, billed, high] = [cost.lowPico, billedPico, cost.highPico].map((pico) =>
    unitsOf(pico).toFixed(6),
  );
  const mark = billedPico < cost.lowPico ? 'LOW ' : billedPico > cost.highPico ? 'HIGH' : 'ok  ';
  return `${mark} ${low} ${billed} ${high} ${about}`;
}

/** How many of them cost what the range said, and how wide the ranges were. */
function verdict(results: readonly Judged[]): {
  within: number;
  widest: number;
  median: number;
  words: string;
} {
  const within = results.filter(
    ({ cost, billedPico }) => cost.lowPico <= billedPico && billedPico <= cost.highPico,
  ).length;
  const ratios = results
    .map(({ cost }) => Number(cost.highPico) / Number(cost.lowPico))
    .toSorted((a, b) => a - b);
  const promptOff = results.map((one) => Math.abs(one.promptOff - 1)).toSorted((a, b) => a - b);
  const [widest, median] = [ratios.at(-1) ?? 0, ratios[Math.floor(ratios.length / 2)] ?? 0];
  const words = `${within} of ${results.length} within; high/low ${median.toFixed(2)} in the median, ${widest.toFixed(2)} at most; prompt tokens off by ${(100 * (promptOff[Math.floor(promptOff.length / 2)] ?? 0)).toFixed(1)} % in the median, ${(100 * (promptOff[Math.floor(promptOff.length * 0.9)] ?? 0)).toFixed(1)} % at p90`;
  return { within, widest, median, words };
}

describe('the price shown before sending', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  for (const seed of seeds)
    it(`is right for 90 of ${judged} varied messages of person ${seed}, its high end at most four times its low end`, async function () {
      this.timeout(120_000);
      const person = new Person(seed);
      // The day before, and then a window opened anew: what was learned comes out of the store.
      const cold = verdict(await day(place, person, 'learned', warmUp));
      const results = await day(place, person, 'judged', judged);
      const warm = verdict(results);
      const blind = verdict(results.map((one) => ({ ...one, cost: one.blind })));
      console.log(`      the first ${warmUp}, learning on the way: ${cold.words}`);
      console.log(`      the next ${judged}, had nothing been learned: ${blind.words}`);
      console.log(`      the next ${judged}: ${warm.words}`);
      if (process.env.FORECAST_SHOW) for (const one of results) console.log(`      ${inWords(one)}`);
      assert.ok(warm.widest <= 4, warm.words);
      assert.ok(warm.within >= 90, warm.words);
      for (const one of results) assert.ok(one.billedPico <= one.cost.mostPico, inWords(one));
      // What nobody has taught is a guess, but no wild one.
      assert.ok(cold.widest <= 4 && cold.within >= warmUp * 0.75, cold.words);
    });
});
