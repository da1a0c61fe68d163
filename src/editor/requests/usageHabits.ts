// What real usage taught about each model: tokens of its texts, lengths of its answers, hits of its cache. Kept in the
// store's memory for all windows; numbers only, never a text.
import type { Clock } from '../../core/ports.ts';
import type { Foreseen } from '../../core/request/gatePorts.ts';
import type { ChatRequest, ModelRequest } from '../../core/request/modelRequest.ts';
import { outputReserve } from '../../core/request/outputLimits.ts';
import { answersKept, longAnswer, traitsOf } from '../../core/spend/answerLength.ts';
import {
  beyondKept,
  cachedBand,
  leastShared,
  prefixLifeMs,
  type SentPrompt,
  sharedTokens,
  sharesKept,
} from '../../core/spend/cachedPrefix.ts';
import type { TokenRange } from '../../core/spend/estimate.ts';
import type { Learned } from '../../core/spend/forecast.ts';
import type { Receipt } from '../../core/spend/receipt.ts';
import { SentPrefixes } from '../../core/spend/sentPrefixes.ts';
import { type Calibration, isSettled, learned } from '../../core/tokens/calibration.ts';
import { estimateMessages, rawClassTokens, rawTextTokens } from '../../core/tokens/estimator.ts';
import type { Counting } from '../../core/tokens/tokenBand.ts';
import { Countings } from './countings.ts';
import { type Habit, habitOf, textOf, unknownHabit } from './habit.ts';

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
/** Of so many completions one is learned from, once there is nothing new to be expected. */
const completionsPerLesson = 4;

/** Answers after which a model is known to show all that it bills, and how far their counts may lie apart. */
const shownAnswers = 8;
const shownSpread = 0.25;
/** Answers timed and kept, those after which a pace is known, and how much faster than the middle one the next may be. */
const pacesKept = 8;
const pacesEnough = 3;
const faster = 1.3;
/** Shorter answers have no pace. */
const pacedTokens = 64;
/** An answer longer than this many characters teaches nothing that shorter ones do not, and takes long to count. */
const longestLearned = 200_000;

export class UsageHabits {
  readonly #shelf: HabitShelf;
  readonly #clock: Clock;
  /** What the texts of the shelf mean; read again only when another window has changed one. */
  readonly #read = new Map<string, { readonly text: string; readonly habit: Habit }>();
  readonly #countings = new Countings();
  readonly #prefixes = new SentPrefixes();
  #prompts: readonly (SentPrompt & { readonly model: string })[] = [];
  /** Completions in a row that were not learned from. */
  #passedOver = 0;

  constructor(shelf: HabitShelf, clock: Clock) {
    this.#shelf = shelf;
    this.#clock = clock;
  }

  calibration(kind: ModelRequest['kind'], model: string): Calibration {
    return this.#habit(this.#shelf.all(), keyOf(kind, model)).calibration;
  }

  /** How this model counts prompts of a kind: its own usage, or that of the others where it has told none. */
  countingPrompts(kind: ModelRequest['kind'], model: string): Counting {
    const all = this.#shelf.all();
    const own = keyOf(kind, model);
    const others = this.#others(all, own, kind).map((habit) => habit.calibration);
    return this.#countings.of(`prompts ${own}`, this.#habit(all, own).calibration, others);
  }

  /** How it counts what it says; a kind of request that taught nothing goes by the others. */
  countingOutput(kind: ModelRequest['kind'], model: string): Counting {
    const all = this.#shelf.all();
    const own = this.#habit(all, keyOf(kind, model));
    const others = [
      ...this.#others(all, keyOf(kind, model), 'chat'),
      ...this.#others(all, keyOf(kind, model), 'completion'),
    ].map((habit) => habit.output);
    const counting = this.#countings.of(`output ${keyOf(kind, model)}`, own.output, others);
    return counting.calibration.seen.length > 0 ? counting : { calibration: own.calibration };
  }

  /** What the model's answers so far say of the next one; a model that told no usage goes by the others' cache. */
  foreseen(
    request: ModelRequest,
    promptTokens: TokenRange,
  ): Omit<Foreseen, 'promptTokens' | 'mostPromptTokens'> {
    const all = this.#shelf.all();
    const { kind, model } = request;
    const own = this.#habit(all, keyOf(kind, model.id));
    const { seen, spread } = own.output;
    const mayCall = request.kind === 'chat' && (request.tools ?? []).length > 0;
    const cache = own.beyond.length > 0 ? [own] : this.#others(all, keyOf(kind, model.id), kind);
    const shared = request.kind === 'chat' ? this.#shared(request, own.calibration) : 0;
    const longAnswerTokens =
      request.kind === 'chat'
        ? longAnswer(traitsOf(request, 'chat'), own.answers, outputReserve(request))
        : undefined;
    return {
      cachedTokens: cachedBand(promptTokens, shared, {
        shares: cache.flatMap((habit) => habit.shares),
        beyond: cache.flatMap((habit) => habit.beyond),
      }),
      // The pieces of a call are kept back until it is whole.
      showsAll: !mayCall && seen.length >= shownAnswers && spread <= shownSpread,
      ...(longAnswerTokens === undefined ? {} : { longAnswerTokens }),
      ...(own.paces.length < pacesEnough ? {} : { tokensPerSecond: faster * middleOf(own.paces) }),
    };
  }

  /** Tokens of this prompt's beginning that this window has sent to its model before. */
  #shared(request: ChatRequest, calibration: Calibration): number {
    const { messages, model } = request;
    const nowMs = this.#clock.nowMs();
    const known = this.#prefixes.known(model.id, messages, nowMs, prefixLifeMs);
    const whole = Math.round(estimateMessages(messages.slice(0, known), calibration));
    const earlier = this.#prompts.filter((sent) => sent.model === model.id);
    return Math.max(whole, sharedTokens(messages, earlier, nowMs, calibration));
  }

  /** A prompt was answered: the platform has read it, and is likely to have it in its cache from now on. */
  noteSent(request: ModelRequest, atMs: number): void {
    if (request.kind !== 'chat') return;
    const { messages, model } = request;
    this.#prefixes.add(model.id, messages, atMs);
    this.#prompts = [...this.#prompts, { model: model.id, messages, atMs }].slice(-promptsKept);
  }

  /** What is known for a chat request to this model. */
  forChat(model: string): Learned {
    const all = this.#shelf.all();
    const own = keyOf('chat', model);
    const { calibration, answers, shares } = this.#habit(all, own);
    const others = this.#others(all, own, 'chat');
    return {
      calibration,
      counting: this.countingPrompts('chat', model),
      ownAnswers: answers,
      otherAnswers: others.flatMap((habit) => habit.answers).slice(-answersKept),
      cachedShares: shares,
      earlierPrompts: this.#prompts.filter((sent) => sent.model === model),
    };
  }

  /**
   * Learns from a receipt and the answer's text: from the platform's own count only, and answers only where they came to
   * their own end.
   */
  learn(receipt: Receipt, request: ModelRequest, text = ''): void {
    const { usage } = receipt;
    if (receipt.state !== 'exact' || receipt.outcome !== 'done' || !usage || usage.promptTokens === 0) return;
    const key = keyOf(request.kind, request.model.id);
    const all = this.#shelf.all();
    const habit = this.#habit(all, key);
    // Completions come by the dozen, and to fit the factors anew and keep them costs more than to build a prompt.
    if (request.kind === 'completion' && isSettled(habit.calibration)) {
      this.#passedOver = (this.#passedOver + 1) % completionsPerLesson;
      if (this.#passedOver !== 0) return;
    }
    const next: Habit = {
      ...habit,
      lastMs: receipt.startedMs,
      calibration: learned(habit.calibration, rawClassTokens(request), usage.promptTokens),
      output:
        text.length > longestLearned
          ? habit.output
          : learned(habit.output, rawTextTokens(text), usage.completionTokens),
      paces: [...habit.paces, ...paceOf(receipt)].slice(-pacesKept),
      ...(request.kind === 'chat' ? this.#fromChat(habit, receipt, request) : {}),
    };
    const kept = textOf(next);
    this.#read.set(key, { text: kept, habit: next });
    // Two windows that learn at the same moment lose one of two answers: the next one makes up for it.
    void this.#shelf.set(key, kept);
    if (!all.has(key)) this.#makeRoom(all);
    this.noteSent(request, receipt.startedMs);
  }

  #fromChat(
    habit: Habit,
    { purpose, usage }: Receipt,
    request: ChatRequest,
  ): Pick<Habit, 'answers' | 'shares' | 'beyond'> {
    const [promptTokens, cachedTokens] = [usage?.promptTokens ?? 0, usage?.cachedTokens ?? 0];
    const shared = Math.min(promptTokens, this.#shared(request, habit.calibration));
    const rest = promptTokens - shared;
    const answer = { traits: traitsOf(request, purpose), tokens: usage?.completionTokens ?? 0 };
    return {
      answers: answer.tokens > 0 ? [...habit.answers, answer].slice(-answersKept) : habit.answers,
      shares:
        shared >= leastShared
          ? [...habit.shares, Math.round((100 * cachedTokens) / shared) / 100].slice(-sharesKept)
          : habit.shares,
      beyond:
        rest >= leastShared
          ? [...habit.beyond, Math.round((100 * Math.max(0, cachedTokens - shared)) / rest) / 100].slice(
              -beyondKept,
            )
          : habit.beyond,
    };
  }

  /** Habits of the other models for a kind of request, the one used last at the end. */
  #others(all: ReadonlyMap<string, string>, own: string, kind: ModelRequest['kind']): readonly Habit[] {
    return [...all.keys()]
      .filter((key) => key !== own && key.startsWith(keyOf(kind, '')))
      .map((key) => this.#habit(all, key))
      .toSorted((a, b) => a.lastMs - b.lastMs);
  }

  #habit(all: ReadonlyMap<string, string>, key: string): Habit {
    const text = all.get(key);
    if (text === undefined) return unknownHabit;
    const known = this.#read.get(key);
    if (known?.text === text) return known.habit;
    const habit = habitOf(text);
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

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function paceOf({ usage, durationMs, firstTokenMs }: Receipt): readonly number[] {
  const tokens = usage?.completionTokens ?? 0;
  if (tokens < pacedTokens || firstTokenMs === undefined) return [];
  return [Math.round((tokens * 1_000) / Math.max(1, durationMs - firstTokenMs))];
}

/** Prompts of completions are built in another way than those of chats, and would crowd them out. */
function keyOf(kind: ModelRequest['kind'], model: string): string {
  return `${kind} ${model}`;
}
