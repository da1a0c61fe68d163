// Whether a message may leave: its files are judged again at each sending, and false alarms can be let through.
import type { Attachment } from '../../core/chat/turn.ts';
import type { Failure } from '../../core/failure.ts';
import type { OnceGrant, Placeholder } from '../../core/outgoing/letThrough.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { AttachmentView } from '../../protocol/chatTurns.ts';
import type { Attached, MaskedText } from './attach.ts';

export interface ClearancePorts {
  /** Why this may not leave now, or null; rules may have changed since it was attached. */
  readonly refusal: (attachment: Attachment) => Sentence | null;
  /** Masks a text; `stops` unless `once` lets all of it through. */
  readonly mask: (text: string, once: OnceGrant) => MaskedText;
  /** Lets a value through for good. */
  readonly keep: (placeholder: Placeholder) => Promise<Failure | null>;
  readonly say: (text: Sentence) => string;
}

export type Cleared =
  | {
      readonly ok: true;
      readonly text: string;
      readonly attachments: readonly Attachment[];
      /** Rules that masked something in the text. */
      readonly masked: readonly string[];
    }
  /** `rules` are the names of those that stopped it. */
  | { readonly ok: false; readonly refusal: Sentence; readonly rules: string };

/** What was stopped for its secrets and may be let through: by a click, never by itself. */
export interface Offer {
  readonly placeholders: readonly Placeholder[];
  /** Attachments that wait for the click. */
  readonly attachments: readonly Attachment[];
}

export class Clearance {
  readonly #ports: ClearancePorts;
  #held: ReadonlyMap<string, Sentence> = new Map();
  #once: ReadonlySet<Placeholder> = new Set();
  #offer: Offer | null = null;

  constructor(ports: ClearancePorts) {
    this.#ports = ports;
  }

  /** What the next message may carry in clear. */
  get granted(): OnceGrant {
    return this.#once;
  }

  get offer(): Offer | null {
    return this.#offer;
  }

  /** The message is on its way, or another conversation is open: what was granted for it is over. */
  forget(): void {
    this.#once = new Set();
    this.#offer = null;
  }

  /** Judges all files in sight anew; what is refused is marked until it is judged again. */
  judge(attachments: readonly Attachment[]): void {
    const held = new Map<string, Sentence>();
    for (const attachment of attachments) {
      const refusal = this.#ports.refusal(attachment);
      if (refusal) held.set(attachment.id, refusal);
    }
    this.#held = held;
  }

  /** Why these may not leave, as they were judged last, or null. */
  refusal(leaving: readonly Attachment[]): Sentence | null {
    const [first] = leaving.flatMap(({ id }) => this.#held.get(id) ?? []);
    return first
      ? sentence(
          'Nothing was sent. {0} Remove the marked attachment, and send again.',
          this.#ports.say(first),
        )
      : null;
  }

  isHeld(attachmentId: string): boolean {
    return this.#held.has(attachmentId);
  }

  /** The view with its mark; the very same where there is none. */
  marked(views: AttachmentView[]): AttachmentView[] {
    if (!views.some(({ id }) => this.#held.has(id))) return views;
    return views.map((view) => {
      const refusal = this.#held.get(view.id);
      return refusal ? { ...view, held: true, note: this.#ports.say(refusal) } : view;
    });
  }

  /** A message and its new attachments with their secrets masked as rules and grants are now. */
  clear(text: string, attachments: readonly Attachment[]): Cleared {
    const message = this.#ports.mask(text, this.#once);
    const found = [message];
    const cleared = attachments.map((attachment): Attachment => {
      if (attachment.text === undefined) return attachment;
      const masked = this.#ports.mask(attachment.text, this.#once);
      found.push(masked);
      if (masked.text === attachment.text) return attachment;
      const rules = [...new Set([...(attachment.masked ?? []), ...masked.rules])];
      return { ...attachment, text: masked.text, ...(rules.length > 0 ? { masked: rules } : {}) };
    });
    const stopping = found.filter(({ stops }) => stops);
    this.#offer = null;
    if (stopping.length === 0)
      return { ok: true, text: message.text, attachments: cleared, masked: message.rules };
    const mayPass = stopping.every(({ offered }) => offered.length > 0);
    if (mayPass) this.#offer = { placeholders: stopping.flatMap(({ offered }) => offered), attachments: [] };
    const rules = [...new Set(stopping.flatMap((one) => one.rules))].join(', ');
    return {
      ok: false,
      rules,
      refusal: sentence(
        'Your message contains secrets ({0}), and your settings do not allow sending such messages. Nothing was sent.',
        rules,
      ),
    };
  }

  /** Attachments that were refused for their secrets alone may come in by a click. */
  offerAttachments(results: readonly Attached[]): void {
    const stopped = results.flatMap((one) => (one.ok || !one.stopped ? [] : [one.stopped]));
    this.#offer =
      stopped.length === 0
        ? null
        : {
            placeholders: stopped.flatMap(({ placeholders }) => placeholders),
            attachments: stopped.map(({ attachment }) => attachment),
          };
  }

  /** The person thought better of letting it through once. */
  maskAgain(placeholder: Placeholder): void {
    const once = new Set(this.#once);
    once.delete(placeholder);
    this.#once = once;
  }

  /** Lets values through: with the next message alone, or from now on. Fails when the store could not keep it. */
  async letThrough(placeholders: readonly Placeholder[], how: 'once' | 'always'): Promise<Failure | null> {
    if (how === 'once') {
      this.#once = new Set([...this.#once, ...placeholders]);
    } else {
      for (const placeholder of placeholders) {
        const failure = await this.#ports.keep(placeholder);
        if (failure) return failure;
      }
    }
    this.#offer = null;
    return null;
  }
}
