// This window's right to write to the conversation in sight. Another window that has it open can ask for it: the answer that
// runs is stopped, everything is saved, and only then the right goes over, so that nothing is lost and nothing written twice.
import type { Result } from '../../core/failure.ts';
import type { HeldBy } from '../../core/history/lease.ts';
import type { Clock, Log } from '../../core/ports.ts';
import type { ChatState } from '../../protocol/chat.ts';

/** The store's leases (store/sessionLeases.ts). */
export interface StoredLeases {
  claim(sessionId: string): Promise<Result<HeldBy>>;
  seize(sessionId: string): Promise<Result<void>>;
  want(sessionId: string): Promise<Result<void>>;
  release(sessionId: string): Promise<Result<void>>;
  heldBy(sessionId: string): Result<HeldBy>;
}

export interface LeasePorts {
  readonly leases: StoredLeases;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends what runs and resolves when everything is in the store. */
  readonly finish: () => Promise<void>;
  /** Shows what is in the store; `isMine`: an answer that streams there has broken off. */
  readonly reload: (sessionId: string, isMine: boolean) => Promise<void>;
  readonly changed: () => void;
}

/** A window that lives answers with its next poll; after this it is taken for one that hangs. */
const answerMs = 3_000;

type State = 'mine' | 'giving' | 'other' | 'taking';

export class SessionLease {
  readonly #ports: LeasePorts;
  #held: { readonly id: string; state: State } | null = null;
  #isFollowing = false;

  constructor(ports: LeasePorts) {
    this.#ports = ports;
  }

  /** Null where this window may write. */
  get view(): ChatState['readOnly'] {
    const state = this.#held?.state ?? 'mine';
    return state === 'mine' ? null : { isTaking: state === 'taking' };
  }

  /** Whether what this window holds of a conversation may go into the store: also the last of it while it is given away. */
  maySave(sessionId: string): boolean {
    if (this.#held?.id !== sessionId) return true;
    return this.#held.state === 'mine' || this.#held.state === 'giving';
  }

  /** Another window has this conversation open to write. A store that does not answer holds nobody back. */
  isElsewhere(sessionId: string): boolean {
    const held = this.#ports.leases.heldBy(sessionId);
    return held.ok && held.value.by === 'other';
  }

  /** A conversation comes into sight: its lease is taken where it is free, and that of the one before given back. */
  async opened(sessionId: string): Promise<void> {
    const before = this.#held;
    if (before?.id === sessionId) return;
    const held = { id: sessionId, state: 'mine' as State };
    this.#held = held;
    const claimed = await this.#ports.leases.claim(sessionId);
    if (claimed.ok && claimed.value.by === 'other') held.state = 'other';
    await this.#giveBack(before);
    this.#ports.changed();
  }

  /** An empty conversation is in sight: nobody else can know it. */
  async left(): Promise<void> {
    const before = this.#held;
    this.#held = null;
    await this.#giveBack(before);
  }

  /** The person wants to write here. */
  async takeOver(): Promise<void> {
    const held = this.#held;
    if (held?.state !== 'other') return;
    held.state = 'taking';
    this.#ports.changed();
    await this.#ports.leases.want(held.id);
    await this.#ports.clock.sleep(answerMs);
    if (this.#held !== held || held.state !== 'taking') return;
    const seized = await this.#ports.leases.seize(held.id);
    if (seized.ok) await this.#taken(held);
    else held.state = 'other';
    this.#ports.changed();
  }

  /** Something in the store has changed: in this window, or in another one within its poll. */
  follow(): void {
    if (this.#isFollowing || !this.#held) return;
    this.#isFollowing = true;
    this.#followed(this.#held)
      .catch((error: unknown) => this.#ports.log.error('chat: the lease of the conversation', error))
      .finally(() => {
        this.#isFollowing = false;
      });
  }

  async #followed(held: { readonly id: string; state: State }): Promise<void> {
    const read = this.#ports.leases.heldBy(held.id);
    if (!read.ok) return;
    const { value } = read;
    if (held.state === 'mine') {
      if (value.by === 'me' && value.isWanted) await this.#give(held);
      // Somebody took it while this window hung: what it has not saved yet must not go over what they wrote.
      else if (value.by === 'other') await this.#lose(held);
    } else if (value.by === 'me') await this.#taken(held);
    else if (value.by === 'nobody' && held.state === 'other') {
      const claimed = await this.#ports.leases.claim(held.id);
      if (claimed.ok && claimed.value.by === 'me') await this.#taken(held);
    } else if (held.state === 'other') await this.#ports.reload(held.id, false);
    if (this.#held === held) this.#ports.changed();
  }

  async #give(held: { readonly id: string; state: State }): Promise<void> {
    held.state = 'giving';
    this.#ports.changed();
    await this.#ports.finish();
    await this.#ports.leases.release(held.id);
    held.state = 'other';
  }

  async #lose(held: { readonly id: string; state: State }): Promise<void> {
    held.state = 'other';
    await this.#ports.finish();
    await this.#ports.reload(held.id, false);
  }

  async #taken(held: { readonly id: string; state: State }): Promise<void> {
    if (held.state === 'giving') return;
    await this.#ports.reload(held.id, true);
    held.state = 'mine';
  }

  async #giveBack(before: { readonly id: string; readonly state: State } | null): Promise<void> {
    if (before?.state === 'mine') await this.#ports.leases.release(before.id);
  }
}
