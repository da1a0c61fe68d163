// The requests under way: never more than two, each given up when its text stops fitting, and what every end of one teaches.
import type { Answer } from './answer.ts';
import { type Breaker, isOverrun } from './breaker.ts';
import type { Context } from './context.ts';
import { Cut } from './cut.ts';
import type { Hand } from './hand.ts';
import { Flight } from './joined.ts';
import type { NothingToSay } from './nothingToSay.ts';
import { outcomeOf } from './outcome.ts';
import type { Pace } from './paced.ts';
import type { AskedCompletion, CompletionPorts, PipelineOptions } from './pipelinePorts.ts';
import { promptFor } from './prompt.ts';
import type { Memory } from './remembered.ts';
import type { Snapshot } from './snapshot.ts';
import type { Silence } from './suggestion.ts';
import type { Trials } from './trials.ts';

const MOST_OPEN = 2;
/**
 * Keys typed beside a silent request after which a second one is sent: the likelier the first is to be right, the more of
 * them. So many for each tenth of a probability, within bounds.
 */
const HEDGE_CHARACTERS = { perTenth: 4, least: 2, most: 8 };
/** A request is overtaken when it has brought nothing new for so many typed characters, and was sent so long ago. */
const OVERTAKEN_CHARACTERS = 24;
const OVERTAKEN_AFTER_MS = 2000;
const CUT_LIMITS = { characters: 1200, lines: 30 };

/** What the stages know; the end of a request adds to it. */
export interface Known {
  readonly memory: Memory;
  readonly pace: Pace;
  readonly hand: Hand;
  readonly trials: Trials;
  readonly nothing: NothingToSay;
  readonly breaker: Breaker;
  readonly context: Context;
}

export class Flights {
  readonly #ports: CompletionPorts;
  readonly #options: PipelineOptions;
  readonly #known: Known;
  readonly #open = new Set<Flight>();

  constructor(ports: CompletionPorts, options: PipelineOptions, known: Known) {
    this.#ports = ports;
    this.#options = options;
    this.#known = known;
  }

  get size(): number {
    return this.#open.size;
  }

  abortAll(): void {
    for (const flight of this.#open) flight.abort();
  }

  /** The request of this id while it is under way. */
  of(requestId: string): Flight | undefined {
    for (const flight of this.#open) if (flight.answer.id === requestId) return flight;
    return undefined;
  }

  /** Those that may still bring something for this place. */
  towards(at: Snapshot): readonly Flight[] {
    const fitting = new Set(this.#known.memory.fitting(at).map((fit) => fit.answer));
    return [...this.#open].filter(({ answer }) => fitting.has(answer) && answer.state === 'open');
  }

  /**
   * Asks for a place; the reason when nothing was sent. What comes of it is found in memory. Above temperature 0 it is for
   * another answer than the one that is on screen, and what is typed next says nothing of either.
   */
  ask(at: Snapshot, temperature = 0): Silence | undefined {
    const { clock } = this.#ports;
    const chosen = this.#ports.model();
    if (chosen === undefined) return 'noModel';
    if (!this.#known.breaker.admits(clock.monotonicMs())) return 'resting';
    while (this.#open.size >= MOST_OPEN) {
      const [oldest] = this.#open;
      if (oldest === undefined) break;
      oldest.abort();
      this.#open.delete(oldest);
    }
    const context = this.#known.context.at(at, () => this.#ports.neighbours?.(at) ?? []);
    const request = promptFor(at, { ...chosen, maxTokens: this.#options.maxTokens, context, temperature });
    const answer: Answer = {
      id: '',
      uri: at.uri,
      left: at.left,
      right: at.right,
      text: '',
      state: 'open',
      askedAtMs: clock.monotonicMs(),
    };
    const flight = new Flight(answer);
    const asked = this.#ports.ask(request, flight.signal);
    answer.id = asked.id;
    this.#known.memory.keep(answer);
    this.#open.add(flight);
    if (temperature === 0) this.#known.trials.begin(answer, at, this.#known.hand);
    void this.#follow(flight, asked, at, new Cut(at, CUT_LIMITS, chosen.form.startsWith('chat')));
    return undefined;
  }

  async #follow(flight: Flight, asked: AskedCompletion, at: Snapshot, cut: Cut): Promise<void> {
    const { clock } = this.#ports;
    const before = this.#known.breaker.state.name;
    const { answer, failure, aborted } = await flight.read(asked.events, cut, () => clock.monotonicMs());
    this.#open.delete(flight);
    if (answer.firstTextAtMs !== undefined)
      this.#known.pace.noteFirstText(answer.firstTextAtMs - answer.askedAtMs);
    const isEmpty = answer.text.trim() === '';
    // A server that writes on beyond what it was asked for has answered, too.
    if (failure !== undefined && (isEmpty || !isOverrun(failure)))
      this.#known.breaker.noteFailure(failure, clock.monotonicMs());
    else if (aborted) this.#known.breaker.noteAborted(clock.monotonicMs());
    else this.#known.breaker.noteSuccess();
    if (isEmpty) this.#known.memory.forget(answer);
    if (isEmpty && !aborted && (failure === undefined || failure.kind === 'emptyAnswer')) {
      this.#known.nothing.note(answer);
      this.#known.trials.drop(answer, true);
    } else if (isEmpty && failure !== undefined) {
      // An outage says nothing about the places it fell on: counted as misses, it would outlast itself.
      this.#known.trials.drop(answer, false);
    }
    if (failure === undefined || failure.sent) this.#ports.onOutcome?.(outcomeOf(asked.id, at.languageId));
    if (this.#known.breaker.state.name !== before) this.#ports.onState?.(this.#known.breaker.state);
  }

  /** A flight whose text no longer fits, or which the hand has left far behind, is given up: its tokens would be billed for nothing. */
  abortUnfit(at: Snapshot): void {
    const beyond = this.#typedBeyond(at);
    const nowMs = this.#ports.clock.monotonicMs();
    for (const flight of this.#open) {
      const typed = beyond.get(flight.answer);
      const isOld = nowMs - flight.answer.askedAtMs >= OVERTAKEN_AFTER_MS;
      if (typed !== undefined && !(isOld && typed >= OVERTAKEN_CHARACTERS)) continue;
      flight.abort();
      this.#open.delete(flight);
    }
  }

  /** The one request under way has brought nothing new while the hand has gone on: a second one will know more. */
  isWorthHedging(at: Snapshot): boolean {
    if (this.#open.size !== 1) return false;
    const [flight] = this.#open;
    if (flight === undefined) return false;
    const { perTenth, least, most } = HEDGE_CHARACTERS;
    const patience = 10 * perTenth * this.#known.trials.expectedOf(flight.answer);
    const typed = this.#typedBeyond(at).get(flight.answer) ?? 0;
    return typed >= Math.min(most, Math.max(least, patience)) * this.#known.pace.lead;
  }

  /** For each answer that fits here, how many characters were typed that it has not brought yet. */
  #typedBeyond(at: Snapshot): ReadonlyMap<Answer, number> {
    return new Map(
      this.#known.memory
        .fitting(at)
        .map(({ answer, rest, typed }) => [answer, rest === '' ? typed - answer.text.length : 0]),
    );
  }
}
