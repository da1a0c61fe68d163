// The projection of the host's state: one snapshot, then patches numbered by `seq`, applied once per animation frame.
import * as v from 'valibot';
import { type ChatState, type PatchOp, type ToPage, toPage } from '../../src/protocol/chat.ts';
import type { TurnView } from '../../src/protocol/chatTurns.ts';
import type { Bridge } from '../bridge.ts';
import { TextFeed } from './textFeed.ts';

/** A turn without its growing texts: a new object whenever one of its facts changes. */
export interface LiveTurn extends Omit<TurnView, 'text' | 'reasoning'> {
  readonly text: TextFeed;
  readonly reasoning: TextFeed;
}

export interface Projection extends Omit<ChatState, 'turns'> {
  readonly turns: readonly LiveTurn[];
}

/** Messages that are not state. */
export type PageCall = Exclude<ToPage, { type: 'snapshot' | 'patch' }>;

/** Growing texts are shown this often: nobody reads faster, and each time costs the page a layout. The first piece never waits. */
const textEveryMs = 50;
/** So much text does not wait: two such pieces at once would be more than a frame's work. */
const mostWaiting = 1_024;

/** Runs `work` with the next frame, or soon when the page is hidden and gets no frames. */
function nextFrame(work: () => void): void {
  if (document.visibilityState === 'hidden') setTimeout(work, 100);
  else requestAnimationFrame(work);
}

export class ChatStore {
  #state: Projection | undefined;
  #seq = -1;
  /** False from a gap until the next snapshot: patches in between cannot be applied. */
  #inStep = false;
  #queue: Extract<ToPage, { type: 'snapshot' | 'patch' }>[] = [];
  #frameAsked = false;
  #later: ReturnType<typeof setTimeout> | undefined;
  #textShownMs = Number.NEGATIVE_INFINITY;
  /** Characters of growing texts in the queue. */
  #waiting = 0;
  readonly #bridge: Bridge;
  readonly #changed: () => void;
  readonly #called: (call: PageCall) => void;

  /** `changed` is called after a frame that changed anything but texts; `called` for messages that are not state. */
  constructor(bridge: Bridge, changed: () => void, called: (call: PageCall) => void) {
    this.#bridge = bridge;
    this.#changed = changed;
    this.#called = called;
  }

  get state(): Projection | undefined {
    return this.#state;
  }

  /** Takes one raw message. What does not parse is reported and the whole state asked for again. */
  receive(raw: unknown): void {
    const parsed = v.safeParse(toPage, raw);
    if (!parsed.success) {
      const where = v.getDotPath(parsed.issues[0]) ?? '';
      this.#bridge.send({ type: 'pageError', message: `message refused at "${where}"`.slice(0, 2_000) });
      this.#resync();
      return;
    }
    const message = parsed.output;
    if (message.type === 'snapshot') {
      this.#seq = message.seq;
      this.#inStep = true;
      this.#queue = [message];
    } else if (message.type === 'patch') {
      if (!this.#inStep || message.seq <= this.#seq) return;
      if (message.seq !== this.#seq + 1) {
        this.#resync();
        return;
      }
      this.#seq = message.seq;
      this.#queue.push(message);
    } else {
      this.#called(message);
      return;
    }
    const onlyText = message.type === 'patch' && message.ops.every((op) => op.op === 'append');
    if (onlyText) for (const op of message.ops) if (op.op === 'append') this.#waiting += op.text.length;
    const canWait = onlyText && this.#waiting < mostWaiting;
    this.#applySoon(canWait ? this.#textShownMs + textEveryMs - performance.now() : 0);
  }

  /** With the next frame after `waitMs`. What cannot wait takes along what waits: the order stays. */
  #applySoon(waitMs: number): void {
    if (this.#frameAsked) return;
    if (waitMs > 0) {
      this.#later ??= setTimeout(() => this.#applySoon(0), waitMs);
      return;
    }
    clearTimeout(this.#later);
    this.#later = undefined;
    this.#frameAsked = true;
    nextFrame(() => this.#applyQueued());
  }

  #resync(): void {
    // Once per gap: until the snapshot comes, nothing more is asked for.
    if (!this.#inStep && this.#seq >= 0) return;
    this.#inStep = false;
    this.#seq = Math.max(0, this.#seq);
    this.#bridge.send({ type: 'resync' });
  }

  #applyQueued(): void {
    this.#frameAsked = false;
    const queue = this.#queue;
    this.#queue = [];
    this.#waiting = 0;
    const grown = new Set<TextFeed>();
    let changed = false;
    for (const message of queue) {
      if (message.type === 'snapshot') {
        this.#state = this.#project(message.state, grown);
        changed = true;
      } else {
        for (const op of message.ops) changed = this.#apply(op, grown) || changed;
      }
    }
    if (changed) this.#changed();
    for (const feed of grown) feed.flush();
  }

  /** Keeps the text objects of turns that are still there, so that what is shown stays where it is. */
  #project(state: ChatState, grown: Set<TextFeed>): Projection {
    const known = new Map(
      this.#state?.sessionId === state.sessionId ? this.#state.turns.map((turn) => [turn.id, turn]) : [],
    );
    return { ...state, turns: state.turns.map((turn) => live(turn, known.get(turn.id), grown)) };
  }

  /** Applies one change; true when more than a text changed. */
  #apply(op: PatchOp, grown: Set<TextFeed>): boolean {
    const state = this.#state;
    if (!state) return false;
    switch (op.op) {
      case 'append': {
        const turn = state.turns.findLast((one) => one.id === op.turnId);
        if (!turn) return false;
        const feed = op.channel === 'text' ? turn.text : turn.reasoning;
        const first = feed.empty;
        feed.append(op.text);
        grown.add(feed);
        this.#textShownMs = performance.now();
        // The first piece makes a part of the turn appear that was not there.
        if (first)
          this.#state = { ...state, turns: state.turns.map((one) => (one === turn ? { ...one } : one)) };
        return first;
      }
      case 'turn': {
        const at = state.turns.findIndex((one) => one.id === op.turn.id);
        const turn = live(op.turn, state.turns[at], grown);
        this.#state = { ...state, turns: at < 0 ? [...state.turns, turn] : state.turns.with(at, turn) };
        return true;
      }
      case 'cutFrom': {
        const at = state.turns.findIndex((one) => one.id === op.turnId);
        if (at >= 0) this.#state = { ...state, turns: state.turns.slice(0, at) };
        return true;
      }
      case 'set':
        this.#state = { ...state, ...op.part };
        return true;
    }
  }
}

function live(view: TurnView, known: LiveTurn | undefined, grown: Set<TextFeed>): LiveTurn {
  if (!known) return { ...view, text: new TextFeed(view.text), reasoning: new TextFeed(view.reasoning) };
  known.text.replace(view.text);
  known.reasoning.replace(view.reasoning);
  grown.add(known.text).add(known.reasoning);
  return { ...view, text: known.text, reasoning: known.reasoning };
}
