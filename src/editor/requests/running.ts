// All requests of this window, so that one command can end them here and in every other window.
import type { Memory } from '../../core/account/memory.ts';
import { follow } from '../../core/follow.ts';

const stopKey = 'requests.stopAll';

/** Running requests by their abort controllers. */
export class RunningRequests {
  private readonly running = new Set<AbortController>();
  private whenIdle: (() => void)[] = [];
  private readonly listening: { dispose(): void };
  private seen: string | undefined;
  private readonly memory: Memory;
  private readonly onChange: (count: number) => void;

  constructor(memory: Memory, onChange: (count: number) => void) {
    this.memory = memory;
    this.onChange = onChange;
    this.seen = memory.get(stopKey);
    this.listening = memory.onDidChange(() => this.follow());
  }

  get count(): number {
    return this.running.size;
  }

  /** One more runs, with a signal that also ends on `stopAll` and on `outer`. `over` must be called at its end. */
  begin(outer: AbortSignal): { readonly signal: AbortSignal; over(): void } {
    const abort = new AbortController();
    const letGo = follow(abort, [outer]);
    this.running.add(abort);
    this.onChange(this.running.size);
    return {
      signal: abort.signal,
      over: () => {
        letGo();
        this.running.delete(abort);
        this.onChange(this.running.size);
        if (this.running.size === 0) for (const resolve of this.whenIdle.splice(0)) resolve();
      },
    };
  }

  /**
   * Ends every request of every window of this machine; `mark` tells this call from the last one. Here they end in any
   * case; false when the other windows could not be told, because the store is locked or cannot be written.
   */
  async stopAll(mark: string): Promise<boolean> {
    this.seen = mark;
    this.stopHere();
    try {
      await this.memory.set(stopKey, mark);
      return true;
    } catch {
      return false;
    }
  }

  async dispose(): Promise<void> {
    this.listening.dispose();
    await this.settle();
  }

  /** Ends what runs here; resolves when the last reader has come to its end. */
  async settle(): Promise<void> {
    this.stopHere();
    if (this.running.size > 0) await new Promise<void>((resolve) => this.whenIdle.push(resolve));
  }

  private follow(): void {
    const mark = this.memory.get(stopKey);
    if (mark === this.seen) return;
    this.seen = mark;
    this.stopHere();
  }

  private stopHere(): void {
    for (const abort of this.running) abort.abort();
  }
}
