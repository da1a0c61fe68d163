// Is the range under the composer honest? A hundred varied messages to the sandbox, forecast as the composer does it and
// then really sent: client, gate, store and what usage taught are the shipped ones, the bill is the sandbox's.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import type { ChatSession } from '../../../../src/core/chat/session.ts';
import type { Attachment } from '../../../../src/core/chat/turn.ts';
import { factsOf } from '../../../../src/core/models/catalogue.ts';
import { Place } from '../../store/storeFixture.ts';
import { inWords, type Judged, openWorld, Person, picture, verdict, type World } from './forecastWorld.ts';

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
    const result = await world.sent(session, text, attachments);
    if (result) results.push(result);
  }
  return results;
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
