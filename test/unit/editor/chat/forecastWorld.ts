// A window beside the sandbox in which a message is forecast as the composer does it, and then really sent.
import { strict as assert } from 'node:assert';
import { nextTurns } from '../../../../src/core/chat/nextTurns.ts';
import { type ChatChoices, prepareChat } from '../../../../src/core/chat/prepareRequest.ts';
import { ChatSession } from '../../../../src/core/chat/session.ts';
import type { Attachment, Turn } from '../../../../src/core/chat/turn.ts';
import { createVault } from '../../../../src/core/outgoing/vault.ts';
import type { Clock, Random } from '../../../../src/core/ports.ts';
import { type CostForecast, forecast } from '../../../../src/core/spend/forecast.ts';
import { unitsOf } from '../../../../src/core/spend/money.ts';
import type { Receipt } from '../../../../src/core/spend/receipt.ts';
import { machineClock } from '../../../../src/editor/clock.ts';
import { Arrears } from '../../../../src/editor/requests/arrears.ts';
import { habitShelf } from '../../../../src/editor/requests/habitShelf.ts';
import { startRequests } from '../../../../src/editor/requests/startRequests.ts';
import { UsageHabits } from '../../../../src/editor/requests/usageHabits.ts';
import { WindowGuard } from '../../../../src/editor/requests/windowGuard.ts';
import { windowMemory } from '../../../../src/editor/windowMemory.ts';
import { KEYS } from '../../../sandbox/keys.ts';
import { startSandbox } from '../../../sandbox/server.ts';
import { nothingLearned } from '../../fakes/nothingLearned.ts';
import { asTheModelLikes, KeptLog, TestClock } from '../../siliconflow/fakes.ts';
import { clientOf } from '../../siliconflow/rawServer.ts';
import type { Place } from '../../store/storeFixture.ts';

export interface Judged {
  readonly about: string;
  readonly cost: CostForecast;
  /** What would have been shown if nothing had ever been learned. */
  readonly blind: CostForecast;
  readonly billedPico: bigint;
  readonly promptOff: number;
}

/** A person at work: same seed, same day. */
export class Person {
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

export function picture(person: Person, id: number): Attachment {
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

const over = ['done', 'stopped', 'cut', 'failed'];

export interface World {
  choices: ChatChoices;
  session(): ChatSession;
  /** Null when the platform refused it, which costs nothing. */
  sent(session: ChatSession, text: string, attachments: readonly Attachment[]): Promise<Judged | null>;
  close(): Promise<void>;
}

let windows = 0;

export async function openWorld(place: Place): Promise<World> {
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
          if (session.runningTurnId === null && last?.role === 'assistant' && over.includes(last.state))
            rested();
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
      const billedPico = BigInt(sandbox.bill().totals.CNY ?? '0') - before;
      if (billedPico === 0n) return null;
      const usage = receipts.at(-1)?.usage;
      assert.ok(usage);
      return {
        about: `${request.model.id} ${request.thinking} turn ${conversation.turns.length} "${text}" +${attachments.length}; in ${foreseen.promptTokens.likely}/${usage.promptTokens} cached ${foreseen.cachedTokens.likely}/${usage.cachedTokens} out ${foreseen.answerTokens.low}-${foreseen.answerTokens.likely}-${foreseen.answerTokens.high}/${usage.completionTokens}`,
        cost: foreseen.cost,
        blind: blind.cost,
        billedPico,
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

export function inWords({ cost, billedPico, about }: Judged): string {
  const [low, billed, high] = [cost.lowPico, billedPico, cost.highPico].map((pico) =>
    unitsOf(pico).toFixed(6),
  );
  const mark = billedPico < cost.lowPico ? 'LOW ' : billedPico > cost.highPico ? 'HIGH' : 'ok  ';
  return `${mark} ${low} ${billed} ${high} ${about}`;
}

/** How many of them cost what the range said, and how wide the ranges were. */
export function verdict(results: readonly Judged[]): {
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
