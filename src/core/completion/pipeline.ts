// The completion pipeline: snapshot → eligible → remembered → joined → paced → context → prompt → admitted → asked → cut → judged → remembered → shown.
import { Alternatives } from './alternatives.ts';
import { Asking, type Moment } from './asking.ts';
import { Breaker, type BreakerState } from './breaker.ts';
import { Context, contextLimits } from './context.ts';
import { ineligible, type Trigger } from './eligible.ts';
import { Flights } from './flights.ts';
import { Growing } from './growing.ts';
import { Guesses } from './guesses.ts';
import { Hand } from './hand.ts';
import { NothingToSay } from './nothingToSay.ts';
import { Pace } from './paced.ts';
import { Picking } from './picking.ts';
import type { CompletionPorts, PipelineOptions } from './pipelinePorts.ts';
import { Memory } from './remembered.ts';
import { Screen } from './screen.ts';
import { economyBounds } from './settings.ts';
import { Shown } from './shown.ts';
import type { Snapshot } from './snapshot.ts';
import {
  type DocumentEdit,
  type NoSuggestion,
  none,
  type Silence,
  type Suggestion,
  unasked,
} from './suggestion.ts';
import { Trials } from './trials.ts';

const defaults: PipelineOptions = { context: contextLimits, maxTokens: 96, memoryAnswers: 200 };

export class CompletionPipeline {
  readonly #ports: CompletionPorts;
  readonly #options: PipelineOptions;
  readonly #memory: Memory;
  readonly #pace = new Pace();
  readonly #hand = new Hand();
  readonly #trials = new Trials();
  readonly #asking = new Asking();
  readonly #nothing = new NothingToSay();
  readonly #breaker = new Breaker();
  readonly #context: Context;
  readonly #screen = new Screen();
  readonly #guesses = new Guesses();
  readonly #shown: Shown;
  readonly #flights: Flights;
  readonly #picking: Picking;
  readonly #growing: Growing;
  readonly #alternatives: Alternatives;
  #disposed = false;

  constructor(ports: CompletionPorts, options: Partial<PipelineOptions> = {}) {
    this.#ports = ports;
    this.#options = { ...defaults, ...options };
    this.#memory = new Memory(this.#options.memoryAnswers);
    this.#context = new Context(this.#options.context);
    this.#flights = new Flights(ports, this.#options, {
      memory: this.#memory,
      pace: this.#pace,
      hand: this.#hand,
      trials: this.#trials,
      nothing: this.#nothing,
      breaker: this.#breaker,
      context: this.#context,
    });
    this.#picking = new Picking({
      clock: ports.clock,
      settings: () => ports.settings(),
      memory: this.#memory,
      pace: this.#pace,
      hand: this.#hand,
      trials: this.#trials,
      screen: this.#screen,
      guesses: this.#guesses,
      holdsPlaceholder: (text) => ports.holdsPlaceholder?.(text) ?? false,
    });
    this.#alternatives = new Alternatives(this.#flights, this.#picking);
    this.#growing = new Growing(ports.clock, (shown) => ports.onMore?.(shown));
    this.#shown = new Shown(ports.clock, ports.readText, {
      record: (outcome) => ports.onOutcome?.(outcome),
      recordUnasked: (outcome) => ports.onUnasked?.(outcome),
    });
  }

  get state(): BreakerState {
    return this.#breaker.state;
  }

  /** Requests open now. */
  get open(): number {
    return this.#flights.size;
  }

  /** Usual time to the first text, for people to see; undefined before the first answer. */
  get latencyMs(): number | undefined {
    return this.#pace.latencyMs;
  }

  /** What was learned of this person and this model, for the bench to show. */
  get learned(): Trials['learned'] {
    return this.#trials.learned;
  }

  /** A document changed, by whatever hand. Call it for every change, before `provide`. */
  noteEdit(edit: DocumentEdit): void {
    this.#pace.noteKey(this.#ports.clock.monotonicMs(), edit.inserted !== '');
    this.#growing.stop();
    this.#shown.noteDisturbed();
    if (this.#hand.noteEdit(edit)) this.#trials.noteElsewhere();
    this.#trials.noteTyped(edit.inserted.length);
  }

  /** The caret went elsewhere without an edit: what was shown there is over. */
  noteCaretMoved(): void {
    this.#growing.stop();
    this.#shown.noteDisturbed();
  }

  /** The person took a suggestion, or its first `characters` characters (word or line accept). Call it before the change it causes. */
  noteAccepted(suggestion: Suggestion, characters: number = suggestion.insertText.length): void {
    this.#hand.noteAccepted();
    this.#shown.noteAccepted(suggestion, characters);
  }

  /** The person acted on what stopped completions (key, budget, model, site). */
  reset(): void {
    this.#breaker.reset();
    this.#ports.onState?.(this.#breaker.state);
  }

  /** Forgets every answer; after a change of site, model or privacy rules. */
  forget(): void {
    this.#growing.stop();
    this.#flights.abortAll();
    this.#memory.clear();
    this.#trials.clear();
    this.#guesses.clear();
    this.#nothing.clear();
    this.#context.clear();
  }

  dispose(): void {
    this.#disposed = true;
    this.forget();
    this.#shown.dispose();
  }

  /** The hand rests at a place: gathers the neighbourhood for the requests to come, which takes too long for a key press. */
  prepare(at: Snapshot): void {
    this.#context.prepare(at, this.#ports.neighbours?.(at) ?? []);
  }

  /** What memory has for a place, in the same tick and without a request; undefined when it has nothing to show. */
  remembered(at: Snapshot): Suggestion | undefined {
    const picked = this.#picking.pick(at, true);
    return picked.kind === 'suggestion' ? picked : undefined;
  }

  /** What there is by now of the suggestion on screen, for showing it anew after `onMore`; never asks. */
  grown(at: Snapshot): Suggestion | undefined {
    const picked = this.#picking.pick(at, true);
    return picked.kind === 'suggestion' ? this.#show(picked, at) : undefined;
  }

  /** A suggestion for a place, or the reason for none. Settles when the signal aborts, at the latest when the request ends. */
  async provide(at: Snapshot, trigger: Trigger, signal: AbortSignal): Promise<Suggestion | NoSuggestion> {
    const settings = this.#ports.settings();
    const against = ineligible(at, trigger, settings, this.#ports.clock.monotonicMs());
    if (against === 'manualOnly') return this.#goingOn(at);
    if (against !== undefined) return none(against);
    this.#trials.judge(at);
    this.#guesses.judge(at);
    const manual = trigger === 'manual';
    const picked = this.#picking.pick(at, true, manual);
    if (picked.kind === 'suggestion') return this.#show(picked, at);
    this.#flights.abortUnfit(at);
    if (!manual && (picked.reason === 'lineComplete' || picked.reason === 'nothingMore')) return picked;
    const guess = manual ? undefined : this.#picking.guess(at);
    if (guess !== undefined) {
      // What the model says is there when the guess is over.
      const mayAsk = this.#flights.size === 0 && settings.minimumDelayMs === 0;
      if (mayAsk && this.#againstAsking(at, 'called') === undefined) this.#flights.ask(at);
      return this.#show(guess, at);
    }
    if (!this.#flights.isWorthHedging(at)) {
      const joined = await this.#land(at, signal, manual);
      if (joined !== undefined) return joined;
      if (signal.aborted) return none('superseded');
      // What came meanwhile has been judged by the keys that were pressed while it was under way.
      this.#trials.judge(at);
    }
    if (!manual) {
      const against = await this.#againstAskingUnlessResting(at, signal);
      if (against !== undefined) return none(against);
      const waitMs = settings.minimumDelayMs - this.#pace.sinceKeyMs(this.#ports.clock.monotonicMs());
      if (waitMs > 0) await this.#ports.clock.sleep(waitMs, signal);
      if (signal.aborted) return none('superseded');
      const meanwhile = this.#picking.pick(at, true);
      if (meanwhile.kind === 'suggestion') return this.#show(meanwhile, at);
    }
    const refusal = this.#flights.ask(at);
    if (refusal !== undefined) return none(refusal);
    const landed = await this.#land(at, signal, manual);
    if (landed !== undefined) return landed;
    if (signal.aborted) return none('superseded');
    const last = this.#picking.pick(at, false, manual);
    return last.kind === 'suggestion' ? this.#show(last, at) : last;
  }

  /** What a person asks for by hand: a suggestion, or where one is on screen already that one and others beside it. */
  async candidates(at: Snapshot, signal: AbortSignal): Promise<readonly Suggestion[] | NoSuggestion> {
    const onScreen = this.#screen.continued(at);
    const isOnScreen = onScreen !== undefined && onScreen.requestId !== unasked;
    const first = await this.provide(at, 'manual', signal);
    if (first.kind === 'none') return first;
    if (!isOnScreen) return [first];
    this.#growing.stop();
    const all = await this.#alternatives.beside(first, at, signal);
    return signal.aborted ? none('superseded') : all;
  }

  /**
   * The document changed and the caret stands here: asks at once where a request is worth it, instead of after the editor's own
   * debounce. What comes of it is found in memory or in flight by the `provide` that follows.
   */
  anticipate(at: Snapshot): void {
    const settings = this.#ports.settings();
    if (ineligible(at, 'automatic', settings, this.#ports.clock.monotonicMs()) !== undefined) return;
    this.#trials.judge(at);
    this.#guesses.judge(at);
    const picked = this.#picking.pick(at, true);
    if (picked.kind === 'suggestion') return;
    this.#flights.abortUnfit(at);
    if (picked.reason === 'lineComplete' || picked.reason === 'nothingMore') return;
    if (settings.minimumDelayMs > 0) return;
    // A word from a list may come with the key that took it, and what was taken away or pasted with more of that.
    if (this.#hand.deed !== 'typed') return;
    if (this.#flights.size > 0 && !this.#flights.isWorthHedging(at)) return;
    if (this.#againstAsking(at, 'ahead') === undefined) this.#flights.ask(at);
  }

  /** On request only: what was asked for stays while it is typed along; once it was left it is not begun again. */
  #goingOn(at: Snapshot): Suggestion | NoSuggestion {
    const picked = this.#screen.continued(at) ? this.#picking.pick(at, true) : none('manualOnly');
    if (picked.kind === 'suggestion') return this.#show(picked, at);
    this.#screen.clear();
    return none('manualOnly');
  }

  /** Waits for requests in flight whose text fits, until one has something to show here. */
  async #land(
    at: Snapshot,
    signal: AbortSignal,
    manual: boolean,
  ): Promise<Suggestion | NoSuggestion | undefined> {
    for (;;) {
      if (signal.aborted || this.#disposed) return none('superseded');
      const picked = this.#picking.pick(at, false, manual);
      if (picked.kind === 'suggestion') return this.#show(picked, at);
      const flights = this.#flights.towards(at);
      if (flights.length === 0) return undefined;
      if (picked.reason === 'lineComplete') return picked;
      await Promise.race(flights.map((flight) => flight.changed(signal)));
    }
  }

  /**
   * The reason against a request for the editor's call. What is not worth one while more may be taken away or pasted, or where
   * the model has just had nothing to say, may be worth one when the hand comes to rest there.
   */
  async #againstAskingUnlessResting(at: Snapshot, signal: AbortSignal): Promise<Silence | undefined> {
    const against = this.#againstAsking(at, 'called');
    if (against !== 'notWorth' && against !== 'nothingToSay') return against;
    const nowMs = this.#ports.clock.monotonicMs();
    const waitMs = against === 'notWorth' ? this.#pace.pauseMs(nowMs) : this.#pace.restMs(nowMs);
    await this.#ports.clock.sleep(waitMs, signal);
    if (signal.aborted) return 'superseded';
    this.#hand.noteRest();
    return this.#againstAsking(at, 'resting');
  }

  /** The reason against a request that nobody has asked for by hand. */
  #againstAsking(at: Snapshot, moment: Moment): Silence | undefined {
    if (this.#nothing.holds(at, moment === 'resting')) return 'nothingToSay';
    if (this.#memory.isAnswered(at)) return 'answered';
    const bounds = economyBounds(this.#ports.settings().economy);
    const expected = this.#trials.expected(at, this.#hand);
    return this.#asking.isWorth(expected, bounds, moment, this.#pace.lead) ? undefined : 'notWorth';
  }

  #show(suggestion: Suggestion, at: Snapshot): Suggestion {
    this.#screen.show(suggestion, at);
    this.#shown.noteReturned(suggestion);
    const flight =
      suggestion.requestId === unasked
        ? this.#flights.towards(at).at(-1)
        : this.#flights.of(suggestion.requestId);
    if (flight !== undefined) this.#growing.watch(suggestion, flight, () => this.#picking.pick(at, true));
    return suggestion;
  }
}
