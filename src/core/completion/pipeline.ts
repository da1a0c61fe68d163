// The completion pipeline: snapshot → eligible → remembered → joined → paced → context → prompt → admitted → asked → cut → judged → remembered → shown.
import type { ModelFacts } from '../models/model.ts';
import type { Clock } from '../ports.ts';
import type { CompletionRequest, FimForm, ModelEvent } from '../request/modelRequest.ts';
import type { Answer } from './answer.ts';
import { Breaker, type BreakerState } from './breaker.ts';
import { type ContextLimits, contextFor, contextLimits, type Neighbour } from './context.ts';
import { Cut } from './cut.ts';
import { type Ineligible, ineligible, type Trigger } from './eligible.ts';
import { consumed, type Fit, fitAfter } from './fits.ts';
import { Flight } from './joined.ts';
import { type Insertion, judge, type Unfit, wantsBlock } from './judged.ts';
import { Pace } from './paced.ts';
import { promptFor } from './prompt.ts';
import { Memory } from './remembered.ts';
import { type CompletionSettings, economyBounds } from './settings.ts';
import { Shown, type ShownRecord, type TextReader } from './shown.ts';
import type { Snapshot } from './snapshot.ts';
import { Sureness, type SurenessFeatures } from './sureness.ts';
import { type Moment, Worth, type WorthFeatures } from './worth.ts';

/** One request on its way through the gate: guard, budget, wire. A refusal is a `failed` event that was not sent. */
export interface AskedCompletion {
  /** Id of its receipt. */
  readonly id: string;
  readonly events: AsyncIterable<ModelEvent>;
}

export interface CompletionPorts {
  readonly clock: Clock;
  /** Sends a completion once; it is never retried. Aborting the signal frees the socket. */
  ask(request: CompletionRequest, signal: AbortSignal): AskedCompletion;
  settings(): CompletionSettings;
  /** Model and form to ask with now; undefined = none is set up. */
  model(): { readonly model: ModelFacts; readonly form: FimForm } | undefined;
  /** Recently seen texts; must answer at once. */
  neighbours?(at: Snapshot): readonly Neighbour[];
  /** Text of a document for the survival check; undefined when it is closed. */
  readonly readText?: TextReader;
  /** What became of a suggestion, with the request that paid for it. */
  onRecord?(record: ShownRecord): void;
  /** Named state changes for the status bar. */
  onState?(state: BreakerState): void;
}

export interface PipelineOptions {
  readonly context: ContextLimits;
  readonly maxTokens: number;
  readonly memoryAnswers: number;
}

const defaults: PipelineOptions = { context: contextLimits, maxTokens: 96, memoryAnswers: 200 };

/** A text that may be shown: it fits the document it was made for. */
export interface Suggestion {
  readonly kind: 'suggestion';
  readonly id: number;
  readonly requestId: string;
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly offset: number;
  /** With the document's own line ends. */
  readonly insertText: string;
  /** Characters right of the caret, on its line, that the text replaces. */
  readonly replaceRight: number;
  readonly fromMemory: boolean;
}

export type Silence =
  | Ineligible
  | Unfit
  | 'noModel'
  | 'superseded'
  | 'resting'
  | 'notWorth'
  | 'unsure'
  | 'nothingMore'
  | 'rejectedBefore'
  | 'failed'
  | 'noAnswer';

export interface NoSuggestion {
  readonly kind: 'none';
  readonly reason: Silence;
}

/** A change of a document, offsets in the text before it. */
export interface DocumentEdit {
  readonly uri: string;
  readonly from: number;
  readonly removed: number;
  readonly inserted: string;
}

const MOST_OPEN = 2;
/** At a pause, an unfinished line is shown in part after so long. */
const LINE_PATIENCE_MS = 100;
/** A pause is longer than so many usual gaps between keys. */
const FLOWING_GAPS = 2;
/** A block waits so long after its first text when it has a whole line, and at most so long when it has none. */
const BLOCK_LINE_MS = 40;
const BLOCK_PATIENCE_MS = 120;
/** Keys typed beside a silent request after which a second one is sent. */
const HEDGE_CHARACTERS = 4;
const CUT_LIMITS = { characters: 1200, lines: 30 };
/** Keys that decide whether an answer was right. */
const PROOF_CHARACTERS = 3;
const REJECTED_KEPT = 12;
/** After so many places passed over, half the expectation is enough. */
const PATIENT_FOR = 12;
const USUAL_WEIGHT = 0.03;
/** Where places are usually worth more than this, requests are chosen more strictly, up to so much. */
const GOOD_WORTH = 0.15;
const MOST_CHOOSY = 1.5;
/** An answer that begins within so long is prompt. */
const PROMPT_MS = 300;

/** An answer whose worth the next keys will show. */
interface Trial {
  readonly answer: Answer;
  readonly worth: WorthFeatures;
  sureness?: SurenessFeatures;
  /** Characters that were typed when its text could first be judged. */
  from: number;
}

export class CompletionPipeline {
  readonly #ports: CompletionPorts;
  readonly #options: PipelineOptions;
  readonly #memory: Memory;
  readonly #pace = new Pace();
  readonly #sureness = new Sureness();
  readonly #worth = new Worth();
  readonly #breaker = new Breaker();
  readonly #shown: Shown;
  readonly #flights = new Set<Flight>();
  readonly #trials = new Set<Trial>();
  /** Beginnings of texts that were refuted near here, newest last. */
  #rejected: { readonly uri: string; readonly text: string }[] = [];
  /** What was last put on screen, and the place it was made for. */
  #current: { readonly suggestion: Suggestion; readonly screen: Answer } | undefined;
  #misses = 0;
  #typedSinceMiss = 0;
  #flow = 0;
  /** Places passed over in a row; each makes the next request a little more likely, so that silence never lasts for ever. */
  #passedOver = 0;
  #usualWorth = 0.12;
  #lastEdit: DocumentEdit | undefined;
  #fresh = false;
  #accepted = false;
  #nextId = 1;
  #disposed = false;

  constructor(ports: CompletionPorts, options: Partial<PipelineOptions> = {}) {
    this.#ports = ports;
    this.#options = { ...defaults, ...options };
    this.#memory = new Memory(this.#options.memoryAnswers);
    this.#shown = new Shown(ports.clock, ports.readText, (record) => ports.onRecord?.(record));
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

  get learned(): {
    readonly worth: Readonly<Record<string, number>>;
    readonly sureness: Readonly<Record<string, number>>;
  } {
    return { worth: this.#worth.weights, sureness: this.#sureness.weights };
  }

  /** A document changed, by whatever hand. Call it for every change, before `provide`. */
  noteEdit(edit: DocumentEdit): void {
    const now = this.#ports.clock.monotonicMs();
    this.#pace.noteKey(now);
    this.#shown.noteEdit(edit);
    const previous = this.#lastEdit;
    const contiguous =
      previous?.uri === edit.uri &&
      previous.from + previous.inserted.length === edit.from &&
      edit.removed === 0;
    if (!contiguous && Math.abs((previous?.from ?? 0) - edit.from) > 200) {
      this.#misses = 0;
      this.#rejected = [];
    }
    this.#typedSinceMiss += edit.inserted.length;
    this.#flow = edit.removed > 0 ? 0 : contiguous ? this.#flow + Math.min(2, edit.inserted.length) : 1;
    this.#fresh = this.#accepted || edit.inserted.includes('\n');
    this.#accepted = false;
    this.#lastEdit = edit;
  }

  /** The caret went elsewhere without an edit: what was shown there is over. */
  noteCaretMoved(): void {
    this.#shown.noteCaretMoved();
  }

  /** The person took a suggestion, or its first `characters` characters (word or line accept). Call it before the change it causes. */
  noteAccepted(suggestion: Suggestion, characters: number = suggestion.insertText.length): void {
    this.#accepted = true;
    this.#shown.noteAccepted(suggestion, characters);
  }

  /** The person acted on what stopped completions (key, budget, model, site). */
  reset(): void {
    this.#breaker.reset();
    this.#ports.onState?.(this.#breaker.state);
  }

  /** Forgets every answer; after a change of site, model or privacy rules. */
  forget(): void {
    for (const flight of this.#flights) flight.abort();
    this.#memory.clear();
    this.#trials.clear();
    this.#rejected = [];
  }

  dispose(): void {
    this.#disposed = true;
    this.forget();
    this.#shown.dispose();
  }

  /** What memory has for a place, in the same tick and without a request; undefined when it has nothing to show. */
  remembered(at: Snapshot): Suggestion | undefined {
    const picked = this.#pick(at, true);
    return picked.kind === 'suggestion' ? picked : undefined;
  }

  /** A suggestion for a place, or the reason for none. Settles when the signal aborts, at the latest when the request ends. */
  async provide(at: Snapshot, trigger: Trigger, signal: AbortSignal): Promise<Suggestion | NoSuggestion> {
    const settings = this.#ports.settings();
    const against = ineligible(at, trigger, settings, this.#ports.clock.monotonicMs());
    if (against !== undefined) return none(against);
    this.#judgeTrials(at);
    const manual = trigger === 'manual';
    const picked = this.#pick(at, true, manual);
    if (picked.kind === 'suggestion') return this.#show(picked, at);
    this.#abortUnfit(at);
    if (!manual && (picked.reason === 'lineComplete' || picked.reason === 'nothingMore')) return picked;
    if (!this.#worthHedging(at)) {
      const joined = await this.#land(at, signal, manual);
      if (joined !== undefined) return joined;
      if (signal.aborted) return none('superseded');
    }
    if (!manual) {
      if (!this.#worthAsking(at, false)) return none('notWorth');
      const waitMs = this.#pace.waitMs(
        this.#ports.clock.monotonicMs(),
        { fresh: this.#fresh, deleting: this.#moment().deleted },
        settings.minimumDelayMs,
      );
      if (waitMs > 0) await this.#ports.clock.sleep(waitMs, signal);
      if (signal.aborted) return none('superseded');
      const meanwhile = this.#pick(at, true);
      if (meanwhile.kind === 'suggestion') return this.#show(meanwhile, at);
    }
    const refusal = this.#ask(at);
    if (refusal !== undefined) return none(refusal);
    const landed = await this.#land(at, signal, manual);
    if (landed !== undefined) return landed;
    if (signal.aborted) return none('superseded');
    const last = this.#pick(at, false, manual);
    return last.kind === 'suggestion' ? this.#show(last, at) : last;
  }

  /**
   * The document changed and the caret stands here: asks at once where a request is worth it, instead of after the editor's own
   * debounce. What comes of it is found in memory or in flight by the `provide` that follows.
   */
  anticipate(at: Snapshot): void {
    const settings = this.#ports.settings();
    if (ineligible(at, 'automatic', settings, this.#ports.clock.monotonicMs()) !== undefined) return;
    this.#judgeTrials(at);
    const picked = this.#pick(at, true);
    if (picked.kind === 'suggestion') return;
    this.#abortUnfit(at);
    if (picked.reason === 'lineComplete' || picked.reason === 'nothingMore') return;
    const { deleted, pasted } = this.#moment();
    if (deleted || pasted) return;
    if (this.#flights.size > 0 && !this.#worthHedging(at)) return;
    if (this.#worthAsking(at, true)) this.#ask(at);
  }

  /** Waits for requests in flight whose text fits, until one has something to show here. */
  async #land(
    at: Snapshot,
    signal: AbortSignal,
    manual: boolean,
  ): Promise<Suggestion | NoSuggestion | undefined> {
    for (;;) {
      if (signal.aborted || this.#disposed) return none('superseded');
      const picked = this.#pick(at, false, manual);
      if (picked.kind === 'suggestion') return this.#show(picked, at);
      const fitting = new Set(this.#memory.fitting(at).map((fit) => fit.answer));
      const flights = [...this.#flights].filter(
        (one) => fitting.has(one.answer) && one.answer.state === 'open',
      );
      if (flights.length === 0) return undefined;
      if (picked.reason === 'lineComplete') return picked;
      await Promise.race(flights.map((flight) => flight.changed(signal)));
    }
  }

  /** The best fitting answer that may be shown here. */
  #pick(at: Snapshot, fromMemory: boolean, manual = false): Suggestion | NoSuggestion {
    const now = this.#ports.clock.monotonicMs();
    const settings = this.#ports.settings();
    const block = wantsBlock(at) || this.#accepted;
    let reason: Silence = 'noAnswer';
    const continued = this.#continued(at);
    const fits = this.#memory.fitting(at);
    const shown = continued === undefined ? undefined : this.#current?.suggestion.requestId;
    // What is on screen stays, and who asks by hand sees what there is.
    const critical = shown === undefined && !manual;
    for (const fit of shown === undefined ? fits : fits.filter(({ answer }) => answer.id === shown)) {
      const { answer } = fit;
      if (fit.rest === '') {
        if (answer.state === 'ended' && answer.text !== '') reason = 'nothingMore';
        continue;
      }
      const growing = answer.state === 'open';
      if (growing && !this.#ripe(fit, block, now)) continue;
      const judgement = judge(fit.rest, at, { block, maxLines: settings.maxLines, growing });
      if (!judgement.ok) {
        reason = judgement.why;
        continue;
      }
      if (critical && this.#wasRejected(at.uri, judgement.insertion.text)) {
        reason = 'rejectedBefore';
        continue;
      }
      const features = this.#sureness.features(fit, at, this.#misses);
      this.#onTrial(fit, features);
      if (critical && this.#sureness.of(features) < economyBounds(settings.economy).showFrom) {
        reason = 'unsure';
        continue;
      }
      return this.#suggestion(at, answer.id, judgement.insertion, fromMemory);
    }
    return continued ?? none(reason);
  }

  /** What is on screen and was typed on as it says stays, whatever else is known: no flicker, and no request while it fits. */
  #continued(at: Snapshot): Suggestion | undefined {
    const current = this.#current;
    if (current === undefined || current.suggestion.uri !== at.uri) return undefined;
    for (let typed = 0; typed < current.screen.text.length; typed++) {
      const fit = fitAfter(current.screen, at, typed);
      if (fit === undefined || fit.rest === '') continue;
      const replaceRight =
        at.lineRest.length >= current.suggestion.replaceRight ? current.suggestion.replaceRight : 0;
      return this.#suggestion(at, current.suggestion.requestId, { text: fit.rest, replaceRight }, true);
    }
    return undefined;
  }

  #suggestion(at: Snapshot, requestId: string, insertion: Insertion, fromMemory: boolean): Suggestion {
    return {
      kind: 'suggestion',
      id: this.#nextId++,
      requestId,
      uri: at.uri,
      languageId: at.languageId,
      version: at.version,
      offset: at.offset,
      insertText: at.eol === '\r\n' ? insertion.text.replaceAll('\n', '\r\n') : insertion.text,
      replaceRight: insertion.replaceRight,
      fromMemory,
    };
  }

  /** Is a growing answer far enough to be shown? Its first line is whole, or it has had its time. */
  #ripe(fit: Fit, block: boolean, nowMs: number): boolean {
    const line = fit.rest.indexOf('\n');
    const waited = nowMs - (fit.answer.firstTextAtMs ?? nowMs);
    if (block) return (line > 0 && waited >= BLOCK_LINE_MS) || waited >= BLOCK_PATIENCE_MS;
    // In the flow of typing the next key fetches what has come since; at a pause it is better to see the whole line at once.
    const flowing = this.#pace.sinceKeyMs(nowMs) < FLOWING_GAPS * this.#pace.medianGapMs;
    return line >= 0 || flowing || waited >= LINE_PATIENCE_MS;
  }

  #ask(at: Snapshot): Silence | undefined {
    const { clock } = this.#ports;
    const chosen = this.#ports.model();
    if (chosen === undefined) return 'noModel';
    if (!this.#breaker.admits(clock.monotonicMs())) return 'resting';
    while (this.#flights.size >= MOST_OPEN) {
      const [oldest] = this.#flights;
      if (oldest === undefined) break;
      oldest.abort();
      this.#flights.delete(oldest);
    }
    const context = contextFor(at, this.#ports.neighbours?.(at) ?? [], this.#options.context);
    const request = promptFor(at, { ...chosen, maxTokens: this.#options.maxTokens, context });
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
    this.#memory.keep(answer);
    this.#flights.add(flight);
    this.#trials.add({ answer, worth: this.#worth.features(at, this.#moment()), from: 0 });
    void this.#follow(flight, asked.events, new Cut(at, CUT_LIMITS));
    return undefined;
  }

  async #follow(flight: Flight, events: AsyncIterable<ModelEvent>, cut: Cut): Promise<void> {
    const { clock } = this.#ports;
    const before = this.#breaker.state.name;
    const { answer, failure, aborted } = await flight.read(events, cut, () => clock.monotonicMs());
    this.#flights.delete(flight);
    if (answer.firstTextAtMs !== undefined) this.#pace.noteFirstText(answer.firstTextAtMs - answer.askedAtMs);
    if (failure !== undefined) this.#breaker.noteFailure(failure, clock.monotonicMs());
    else if (aborted) this.#breaker.noteAborted(clock.monotonicMs());
    else this.#breaker.noteSuccess();
    if (answer.text === '') this.#memory.forget(answer);
    // An outage says nothing about the places it fell on: counted as misses, it would outlast itself.
    if (answer.text === '' && failure !== undefined)
      for (const trial of this.#trials) if (trial.answer === answer) this.#trials.delete(trial);
    if (this.#breaker.state.name !== before) this.#ports.onState?.(this.#breaker.state);
  }

  /** A flight whose text no longer fits is given up: its tokens would be billed for nothing. */
  #abortUnfit(at: Snapshot): void {
    const fitting = new Set(this.#memory.fitting(at).map((fit) => fit.answer));
    for (const flight of this.#flights) {
      if (fitting.has(flight.answer)) continue;
      flight.abort();
      this.#flights.delete(flight);
    }
  }

  /** The one request under way is old and silent, and the hand has gone on since: a second one will know more. */
  #worthHedging(at: Snapshot): boolean {
    if (this.#flights.size !== 1) return false;
    const [flight] = this.#flights;
    if (flight === undefined || flight.answer.text !== '') return false;
    const fit = this.#memory.fitting(at).find((one) => one.answer === flight.answer);
    return fit !== undefined && fit.typed >= HEDGE_CHARACTERS;
  }

  /** Is the expectation here good enough, in itself and beside what places are usually worth? */
  #worthAsking(at: Snapshot, ahead: boolean): boolean {
    const { askFrom, besideUsual, aheadBesideUsual } = economyBounds(this.#ports.settings().economy);
    const expected = this.#worth.of(this.#worth.features(at, this.#moment()));
    // Where answers come late, the same place has to be asked about sooner.
    const late = Math.min(1, PROMPT_MS / Math.max(1, this.#pace.latencyMs ?? PROMPT_MS));
    // Where answers are mostly right there is less to gain from one more.
    const choosy = Math.min(MOST_CHOOSY, Math.max(1, this.#usualWorth / GOOD_WORTH));
    const bound = askFrom + (ahead ? aheadBesideUsual : besideUsual) * this.#usualWorth * late * choosy;
    if (!ahead) this.#usualWorth += USUAL_WEIGHT * (expected - this.#usualWorth);
    if (expected * (1 + this.#passedOver / PATIENT_FOR) >= bound) {
      this.#passedOver = 0;
      return true;
    }
    if (!ahead) this.#passedOver += 1;
    return false;
  }

  #moment(): Moment {
    const edit = this.#lastEdit;
    return {
      misses: this.#misses,
      typedSinceMiss: this.#typedSinceMiss,
      deleted: edit !== undefined && edit.removed > 0,
      pasted: edit !== undefined && edit.inserted.length > 2 && !edit.inserted.startsWith('\n'),
      flow: this.#flow,
      recent: this.#sureness.recent,
    };
  }

  #onTrial(fit: Fit, features: SurenessFeatures): void {
    for (const trial of this.#trials) {
      if (trial.answer !== fit.answer || trial.sureness !== undefined) continue;
      trial.sureness = features;
      trial.from = fit.typed;
    }
  }

  /** What the keys since have said about the answers on trial. */
  #judgeTrials(at: Snapshot): void {
    for (const trial of this.#trials) {
      const { answer } = trial;
      if (answer.text === '' && answer.state === 'open') continue;
      const tail = answer.left.slice(-120);
      const from = answer.uri === at.uri ? at.left.lastIndexOf(tail) : -1;
      if (from < 0) {
        // The hand went elsewhere: nothing is known of the answer, but the request was for nothing.
        this.#trials.delete(trial);
        this.#worth.learn(trial.worth, false);
        continue;
      }
      const typed = at.left.slice(from + tail.length);
      if (typed === '') continue;
      const used = consumed(answer.text, typed, answer.state === 'open');
      if (used === undefined) this.#settle(trial, false);
      else if (
        typed.length >= trial.from + PROOF_CHARACTERS ||
        (used >= answer.text.length && answer.state !== 'open')
      )
        this.#settle(trial, true);
    }
  }

  #settle(trial: Trial, right: boolean): void {
    this.#trials.delete(trial);
    this.#worth.learn(trial.worth, right);
    if (trial.sureness !== undefined) this.#sureness.learn(trial.sureness, right);
    if (right) {
      this.#misses = 0;
      return;
    }
    this.#misses += 1;
    this.#typedSinceMiss = 0;
    this.#rejected.push({ uri: trial.answer.uri, text: trial.answer.text.trim().slice(0, 40) });
    if (this.#rejected.length > REJECTED_KEPT) this.#rejected.shift();
  }

  #wasRejected(uri: string, text: string): boolean {
    const start = text.trim();
    return (
      start.length >= 2 &&
      this.#rejected.some(
        (one) =>
          one.uri === uri &&
          (one.text === start.slice(0, 40) || (start.length >= 4 && one.text.startsWith(start))),
      )
    );
  }

  #show(suggestion: Suggestion, at: Snapshot): Suggestion {
    const text = suggestion.insertText.replaceAll('\r\n', '\n');
    this.#current = {
      suggestion,
      screen: {
        id: suggestion.requestId,
        uri: at.uri,
        left: at.left,
        right: at.right,
        text,
        state: 'ended',
        askedAtMs: 0,
      },
    };
    this.#shown.noteReturned(suggestion);
    return suggestion;
  }
}

function none(reason: Silence): NoSuggestion {
  return { kind: 'none', reason };
}
