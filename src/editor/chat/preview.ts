// What a page looks at besides the conversation: the request to come, or one that was sent; and what the person changes in it.
import type { Conversation } from '../../core/chat/conversation.ts';
import type { Asking } from '../../core/chat/nextTurns.ts';
import type { Turn } from '../../core/chat/turn.ts';
import type { Failure } from '../../core/failure.ts';
import type { KeptGrants, OnceGrant, Placeholder } from '../../core/outgoing/letThrough.ts';
import type { Log } from '../../core/ports.ts';
import { asCurl } from '../../core/request/asCurl.ts';
import type { RequestHead } from '../../core/request/modelRequest.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { RequestView } from '../../protocol/chatRequest.ts';
import type { Handlers, Intent } from './intents.ts';
import { type Choices, type NextRequest, withoutLeftOut } from './nextRequest.ts';
import type { Surface } from './surface.ts';

/** A message and its bytes, for the clipboard and the editor. */
export interface WholeRequest {
  readonly head: RequestHead;
  readonly bodyText: string;
}

export interface PreviewPorts {
  /** The request that would leave now. */
  readonly next: (asking: Asking, conversation: Conversation, choices: Choices) => Promise<NextRequest>;
  /** One that was sent, by the id of its receipt; undefined when it is no longer kept. */
  readonly sent: (id: string) => { readonly view: RequestView; readonly whole: WholeRequest } | undefined;
  /** Masks again what always passed. */
  readonly revoke: KeptGrants['revoke'];
  readonly copy: (text: string) => Promise<void>;
  /** Shows a body in a read-only editor. */
  readonly openBody: (request: WholeRequest) => Promise<void>;
}

interface Looking {
  /** The message in the composer, what is asked once more, or a request that was sent and the answer to it. */
  readonly at: 'next' | { readonly again: Asking } | { readonly sentId: string; readonly answerId?: string };
  view: RequestView | null;
  whole: WholeRequest | null;
  /** What it was last asked for is being made. */
  isBusy: boolean;
  isStale: boolean;
}

type PreviewIntent =
  | 'previewRequest'
  | 'showSent'
  | 'closeRequest'
  | 'letThrough'
  | 'revokeGrant'
  | 'leaveOut'
  | 'openBody'
  | 'copyRequest';

export interface PreviewHost {
  readonly log: Log;
  readonly asking: (surface: Surface) => Extract<Asking, { kind: 'ask' }>;
  readonly conversation: () => Conversation;
  /** False alarms that go in clear with the next message. */
  readonly once: () => OnceGrant;
  readonly letThrough: (placeholder: Placeholder, how: 'once' | 'always') => Promise<Failure | null>;
  readonly maskAgain: (placeholder: Placeholder) => void;
  readonly warn: (words: Sentence) => void;
  /** Something around the message changed: all pages show it. */
  readonly changed: () => void;
}

export class Preview {
  readonly #ports: PreviewPorts;
  readonly #host: PreviewHost;
  readonly #looking = new WeakMap<Surface, Looking>();
  #leftOut: ReadonlySet<string> = new Set();

  constructor(ports: PreviewPorts, host: PreviewHost) {
    this.#ports = ports;
    this.#host = host;
  }

  /** The turns that the next request is made from. */
  kept(turns: readonly Turn[]): readonly Turn[] {
    return withoutLeftOut(turns, this.#leftOut);
  }

  /** A message was sent, or another conversation opened: there is nothing more to look at beforehand. */
  close(surface: Surface): void {
    this.#looking.delete(surface);
  }

  forget(): void {
    this.#leftOut = new Set();
  }

  /** Looks at a request that was sent; false when it is no longer kept. */
  showSent(surface: Surface, sentId: string, answerId?: string): boolean {
    if (!this.#ports.sent(sentId)) return false;
    this.#look(surface, { sentId, ...(answerId === undefined ? {} : { answerId }) });
    return true;
  }

  looksBack(surface: Surface): boolean {
    const at = this.#looking.get(surface)?.at;
    return at !== undefined && at !== 'next' && 'sentId' in at;
  }

  /** As the page shows it; the request to come is made again behind it, and the page told when it differs. */
  view(surface: Surface): RequestView | null {
    const looking = this.#looking.get(surface);
    if (!looking) return null;
    const { at } = looking;
    if (at === 'next' || 'again' in at) this.#renew(surface, looking);
    else {
      const sent = this.#ports.sent(at.sentId);
      const answer = at.answerId === undefined ? {} : { answerId: at.answerId };
      if (sent) [looking.view, looking.whole] = [{ ...sent.view, ...answer }, sent.whole];
    }
    return looking.view;
  }

  readonly handlers: Handlers<PreviewIntent> = {
    previewRequest: ({ again }, surface) => {
      this.#look(surface, again ? { again } : 'next');
      this.#host.changed();
    },
    showSent: ({ turnId }, surface) => {
      this.#showAnswers(turnId, surface);
      this.#host.changed();
    },
    closeRequest: (_intent, surface) => {
      this.close(surface);
      this.#host.changed();
    },
    letThrough: async (intent, surface) => {
      await this.#letThrough(intent, surface);
      this.#host.changed();
    },
    revokeGrant: async ({ grantId }) => {
      const failure = await this.#ports.revoke(grantId);
      if (failure) this.#host.warn(sentence('This could not be taken back ({0}).', failure.detail));
      this.#host.changed();
    },
    leaveOut: ({ turnId, isOut }) => {
      this.#leftOut = changed(this.#leftOut, turnId, isOut);
      this.#host.changed();
    },
    openBody: async (_intent, surface) => {
      const whole = this.#looking.get(surface)?.whole;
      if (whole) await this.#ports.openBody(whole);
    },
    copyRequest: async ({ as }, surface) => {
      const whole = this.#looking.get(surface)?.whole;
      if (!whole) return;
      const { head, bodyText } = whole;
      await this.#ports.copy(as === 'json' ? bodyText : asCurl(head, bodyText, keyVariable));
    },
  };

  #look(surface: Surface, at: Looking['at']): void {
    this.#looking.set(surface, { at, view: null, whole: null, isBusy: false, isStale: false });
  }

  async #letThrough({ placeholder, how }: Intent<'letThrough'>, surface: Surface): Promise<void> {
    // Only what the person has before them, and where it is offered.
    const isShown = this.#looking
      .get(surface)
      ?.view?.pieces.some(({ runs }) =>
        runs.some(
          (run) => run.kind === 'masked' && run.placeholder === placeholder && run.passes !== 'never',
        ),
      );
    if (!isShown) return;
    if (how === 'not') {
      this.#host.maskAgain(placeholder);
      return;
    }
    const failure = await this.#host.letThrough(placeholder, how);
    if (failure) this.#host.warn(sentence('This value cannot be let through ({0}).', failure.detail));
  }

  #showAnswers(turnId: string, surface: Surface): void {
    const turn = this.#host.conversation().turns.find((candidate) => candidate.id === turnId);
    const id = turn?.role === 'assistant' ? turn.receiptIds.at(-1) : undefined;
    if (id === undefined || !this.showSent(surface, id, turnId))
      this.#host.warn(
        sentence('Requests are kept in the memory of the window that sent them; this one is gone.'),
      );
  }

  #renew(surface: Surface, looking: Looking): void {
    looking.isStale = true;
    if (looking.isBusy) return;
    looking.isBusy = true;
    const renewed = async (): Promise<void> => {
      while (looking.isStale && this.#looking.get(surface) === looking) {
        looking.isStale = false;
        const choices = { once: this.#host.once(), leftOut: this.#leftOut };
        const { at } = looking;
        const { view, prepared } = await this.#ports.next(
          at !== 'next' && 'again' in at ? at.again : this.#host.asking(surface),
          this.#host.conversation(),
          choices,
        );
        looking.whole = prepared && { head: prepared, bodyText: prepared.bodyText };
        if (JSON.stringify(view) === JSON.stringify(looking.view)) continue;
        looking.view = view;
        surface.changed();
      }
    };
    renewed()
      .catch((error: unknown) => this.#host.log.error('chat: the request to come could not be made', error))
      .finally(() => {
        looking.isBusy = false;
      });
  }
}

/** Named in the command for a shell, where the key goes; the extension reads the same one (design §3). */
const keyVariable = 'SILICONFLOW_API_KEY';

function changed(set: ReadonlySet<string>, one: string, isIn: boolean): ReadonlySet<string> {
  const next = new Set(set);
  if (isIn) next.add(one);
  else next.delete(one);
  return next;
}
