// What real usage taught about each model: tokens of its texts, lengths of its answers, hits of its cache. Kept in the
// store's memory for all windows; numbers only, never a text.
import * as v from 'valibot';
import type { Clock } from '../../core/ports.ts';
import type { ModelRequest } from '../../core/request/modelRequest.ts';
import { type AnswerSeen, answersKept, traitsOf } from '../../core/spend/answerLength.ts';
import { leastShared, type SentPrompt, sharedTokens, sharesKept } from '../../core/spend/cachedPrefix.ts';
import type { Learned } from '../../core/spend/forecast.ts';
import type { Receipt } from '../../core/spend/receipt.ts';
import { type Calibration, calibrationFrom, learned, uncalibrated } from '../../core/tokens/calibration.ts';
import { rawClassTokens } from '../../core/tokens/estimator.ts';

/** Where habits are kept: texts by key. `all` gives what was last known when it cannot be read. */
export interface HabitShelf {
  all(): ReadonlyMap<string, string>;
  /** Never rejects: what cannot be kept is learned again. */
  set(key: string, value: string | undefined): Promise<void>;
}

/** Models remembered; one that was not used for the longest time makes room. */
const modelsKept = 60;
/** Prompts remembered in this window, to tell what of the next one the platform has seen. */
const promptsKept = 8;

const count = v.pipe(v.number(), v.minValue(0), v.maxValue(1e9));
const traits = v.object({
  purpose: v.picklist(['chat', 'completion', 'action', 'commit', 'provider', 'probe']),
  thinking: v.picklist(['no', 'auto', 'on']),
  images: count,
  wordTokens: count,
  quotedTokens: count,
  historyTokens: count,
  makes: v.boolean(),
  hanShare: count,
  markShare: count,
});
const habitSchema = v.object({
  lastMs: v.pipe(v.number(), v.minValue(0)),
  prompts: v.array(v.object({ estimated: v.array(count), promptTokens: count })),
  answers: v.array(v.object({ traits, tokens: count })),
  shares: v.array(count),
});

interface Habit {
  readonly lastMs: number;
  readonly calibration: Calibration;
  readonly answers: readonly AnswerSeen[];
  readonly shares: readonly number[];
}

const unknownHabit: Habit = { lastMs: 0, calibration: uncalibrated, answers: [], shares: [] };

export class UsageHabits {
  readonly #shelf: HabitShelf;
  readonly #clock: Clock;
  /** What the texts of the shelf mean; read again only when another window has changed one. */
  readonly #read = new Map<string, { readonly text: string; readonly habit: Habit }>();
  #prompts: readonly (SentPrompt & { readonly model: string })[] = [];

  constructor(shelf: HabitShelf, clock: Clock) {
    this.#shelf = shelf;
    this.#clock = clock;
  }

  calibration(kind: ModelRequest['kind'], model: string): Calibration {
    return this.#habit(this.#shelf.all(), keyOf(kind, model)).calibration;
  }

  /** What is known for a chat request to this model. */
  forChat(model: string): Learned {
    const all = this.#shelf.all();
    const own = keyOf('chat', model);
    const { calibration, answers, shares } = this.#habit(all, own);
    const others = [...all.keys()]
      .filter((key) => key !== own && key.startsWith(keyOf('chat', '')))
      .map((key) => this.#habit(all, key))
      .toSorted((a, b) => a.lastMs - b.lastMs);
    return {
      calibration,
      ownAnswers: answers,
      otherAnswers: others.flatMap((habit) => habit.answers).slice(-answersKept),
      cachedShares: shares,
      earlierPrompts: this.#prompts.filter((sent) => sent.model === model),
    };
  }

  /** Learns from a receipt: from the platform's own count only, and answers only where they came to their own end. */
  learn(receipt: Receipt, request: ModelRequest): void {
    const { usage } = receipt;
    if (receipt.state !== 'exact' || receipt.outcome !== 'done' || !usage || usage.promptTokens === 0) return;
    const key = keyOf(request.kind, request.model.id);
    const all = this.#shelf.all();
    const habit = this.#habit(all, key);
    const next: Habit = {
      ...habit,
      lastMs: receipt.startedMs,
      calibration: learned(habit.calibration, rawClassTokens(request), usage.promptTokens),
      ...(request.kind === 'chat' ? this.#fromChat(habit, receipt, request) : {}),
    };
    const text = JSON.stringify({
      lastMs: next.lastMs,
      prompts: next.calibration.seen,
      answers: next.answers,
      shares: next.shares,
    });
    this.#read.set(key, { text, habit: next });
    // Two windows that learn at the same moment lose one of two answers: the next one makes up for it.
    void this.#shelf.set(key, text);
    if (!all.has(key)) this.#makeRoom(all);
  }

  #fromChat(
    habit: Habit,
    { purpose, usage, startedMs }: Receipt,
    request: Extract<ModelRequest, { kind: 'chat' }>,
  ): Pick<Habit, 'answers' | 'shares'> {
    const [promptTokens, cachedTokens] = [usage?.promptTokens ?? 0, usage?.cachedTokens ?? 0];
    const model = request.model.id;
    const earlier = this.#prompts.filter((sent) => sent.model === model);
    const shared = Math.min(
      promptTokens,
      sharedTokens(request.messages, earlier, this.#clock.nowMs(), habit.calibration),
    );
    this.#prompts = [...this.#prompts, { model, messages: request.messages, atMs: startedMs }].slice(
      -promptsKept,
    );
    const answer = { traits: traitsOf(request, purpose), tokens: usage?.completionTokens ?? 0 };
    return {
      answers: answer.tokens > 0 ? [...habit.answers, answer].slice(-answersKept) : habit.answers,
      shares:
        shared >= leastShared
          ? [...habit.shares, Math.round((100 * cachedTokens) / shared) / 100].slice(-sharesKept)
          : habit.shares,
    };
  }

  #habit(all: ReadonlyMap<string, string>, key: string): Habit {
    const text = all.get(key);
    if (text === undefined) return unknownHabit;
    const known = this.#read.get(key);
    if (known?.text === text) return known.habit;
    const habit = parsed(text);
    this.#read.set(key, { text, habit });
    return habit;
  }

  #makeRoom(all: ReadonlyMap<string, string>): void {
    const oldest = [...all.keys()]
      .toSorted((a, b) => this.#habit(all, a).lastMs - this.#habit(all, b).lastMs)
      .slice(0, Math.max(0, all.size + 1 - modelsKept));
    for (const key of oldest) {
      this.#read.delete(key);
      void this.#shelf.set(key, undefined);
    }
  }
}

/** Prompts of completions are built in another way than those of chats, and would crowd them out. */
function keyOf(kind: ModelRequest['kind'], model: string): string {
  return `${kind} ${model}`;
}

function parsed(text: string): Habit {
  try {
    const { prompts, answers, lastMs, shares } = v.parse(habitSchema, JSON.parse(text));
    return { lastMs, answers, shares, calibration: calibrationFrom(prompts) };
  } catch {
    return unknownHabit;
  }
}
