// One page that shows the chat (side bar view or editor tab): parses what it says, sends it snapshots and patches.
import * as v from 'valibot';
import type { Log } from '../../core/ports.ts';
import type { ChatState, ToPage } from '../../protocol/chat.ts';
import { type ToHost, toHost } from '../../protocol/chatIntents.ts';
import { patchOps } from './patches.ts';

/** The part of an editor webview that a surface needs. */
export interface PagePort {
  post(message: ToPage): void;
  onMessage(listener: (message: unknown) => void): { dispose(): void };
}

/** Deltas closer together than this travel in one patch. */
const coalesceMs = 33;

/**
 * A disposable projection of the host's state. `state` is asked for only when something is to be sent, so that a hidden
 * or unready page costs nothing.
 */
export class Surface {
  private sent: ChatState | null = null;
  private seq = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private lastFlushMs = 0;
  private readonly listening: { dispose(): void };
  private readonly page: PagePort;
  private readonly state: () => ChatState;
  private readonly onIntent: (intent: ToHost, surface: Surface) => void;
  private readonly log: Log;

  constructor(
    page: PagePort,
    state: () => ChatState,
    onIntent: (intent: ToHost, surface: Surface) => void,
    log: Log,
  ) {
    this.page = page;
    this.state = state;
    this.onIntent = onIntent;
    this.log = log;
    this.listening = page.onMessage((message) => this.receive(message));
  }

  /** Says that the state may have changed; the page follows within `coalesceMs`, the first change at once. */
  changed(): void {
    if (!this.sent || this.timer) return;
    const wait = Math.max(0, this.lastFlushMs + coalesceMs - performance.now());
    this.timer = setTimeout(() => {
      this.timer = null;
      this.flush();
    }, wait);
  }

  post(message: ToPage): void {
    this.page.post(message);
  }

  dispose(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.sent = null;
    this.listening.dispose();
  }

  private receive(message: unknown): void {
    const parsed = v.safeParse(toHost, message);
    if (!parsed.success) {
      // The page is ours, but what runs in it may not be: an intent of another shape does nothing.
      this.log.warn(`chat page: message of an unknown shape ignored (${parsed.issues[0]?.message ?? ''})`);
      return;
    }
    const intent = parsed.output;
    if (intent.type === 'ready' || intent.type === 'resync') this.snapshot();
    this.onIntent(intent, this);
  }

  private snapshot(): void {
    this.sent = this.state();
    this.seq = 0;
    this.lastFlushMs = performance.now();
    this.page.post({ type: 'snapshot', seq: 0, state: this.sent });
  }

  private flush(): void {
    if (!this.sent) return;
    const next = this.state();
    const ops = patchOps(this.sent, next);
    this.sent = next;
    this.lastFlushMs = performance.now();
    if (ops.length === 0) return;
    this.seq += 1;
    this.page.post({ type: 'patch', seq: this.seq, ops });
  }
}
