// Says of what waits in the composer that its file, or the work it was gathered from, has changed since: what would be sent is
// what was attached, not what stands there now. Knows no editor API.
import type { Attachment } from '../../core/chat/turn.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { AttachmentView } from '../../protocol/chatTurns.ts';
import type { Attached } from './attach.ts';

/** What is gathered from many files: the editor's problems, or what git knows of changes. */
export type WorkAtHand = 'work:problems' | 'work:git';

/** How what was gathered of it is gathered once more. */
export interface GatheredAgain {
  readonly from: WorkAtHand;
  /** Tells it from what else is gathered of this work, such as another repository's. */
  readonly part?: string;
  readonly gather: () => Promise<Attached>;
}

export interface Following {
  /** Addresses of files, those outside of the workspace are followed by their names; and the work at hand. */
  watch(sources: readonly string[]): void;
  dispose(): void;
}

export interface ChangedSincePorts {
  /** Tells the address of a file whenever it changes, in an editor or on the disk, once typing rests; and the work at hand. */
  readonly follow: (changed: (source: string) => void) => Following;
  /** What it was made of: the address of a file, or the work at hand; undefined for what stays as it is. */
  readonly sourceOf: (attachment: Attachment) => string | undefined;
  /** Its source, and which part of it where several are gathered from one. */
  readonly thingOf: (attachment: Attachment) => string | undefined;
  /** The same attached once more, as it stands now; null where that cannot be said. */
  readonly again: (attachment: Attachment) => Promise<Attached | null>;
  /** As it was attached: a picture is made smaller while it waits. */
  readonly original: (attachment: Attachment) => Attachment;
  readonly say: (text: Sentence) => string;
}

export class ChangedSince {
  readonly #ports: ChangedSincePorts;
  readonly #onMarked: () => void;
  #waiting: readonly Attachment[] = [];
  #following: Following | null = null;
  #changed: ReadonlySet<string> = new Set();
  /** Sources that are being read; `again` when one changed meanwhile. */
  readonly #looking = new Map<string, 'once' | 'again'>();

  constructor(ports: ChangedSincePorts, onMarked: () => void) {
    this.#ports = ports;
    this.#onMarked = onMarked;
  }

  /** The views of what waits, those with their mark that have changed. Files are followed only while some of them wait. */
  marked(waiting: readonly Attachment[], views: AttachmentView[]): AttachmentView[] {
    const sources = waiting.flatMap((one) => this.#ports.sourceOf(one) ?? []);
    this.#waiting = waiting;
    if (sources.length === 0) {
      this.dispose();
      return views;
    }
    this.#following ??= this.#ports.follow((source) => void this.#lookAt(source));
    this.#following.watch(sources);
    return views.map((view) => {
      if (!this.#changed.has(view.id)) return view;
      const words = this.#ports.say(
        sentence('Changed since it was attached. Attach it again to send what stands there now.'),
      );
      return { ...view, note: view.note === undefined ? words : `${view.note} ${words}` };
    });
  }

  /**
   * Whether `fresh`, which is not equal to it, is the same thing as it stands now. Other words of the same lines may have been
   * selected: of lines only those that are known to have changed.
   */
  isOutdatedBy(known: Attachment, fresh: Attachment): boolean {
    const thing = this.#ports.thingOf(known);
    if (thing === undefined || thing !== this.#ports.thingOf(fresh)) return false;
    const isSamePart =
      known.kind === fresh.kind &&
      known.label === fresh.label &&
      known.startLine === fresh.startLine &&
      known.endLine === fresh.endLine;
    return isSamePart && (known.kind !== 'selection' || this.#changed.has(known.id));
  }

  dispose(): void {
    this.#following?.dispose();
    this.#following = null;
    this.#changed = new Set();
  }

  /** One look at a time: an earlier one that takes longer would have the last word. */
  async #lookAt(source: string): Promise<void> {
    const isLooking = this.#looking.has(source);
    this.#looking.set(source, isLooking ? 'again' : 'once');
    if (isLooking) return;
    try {
      for (let isDue = true; isDue; isDue = this.#looking.get(source) === 'again') {
        this.#looking.set(source, 'once');
        await this.#look(source);
      }
    } finally {
      this.#looking.delete(source);
    }
  }

  async #look(source: string): Promise<void> {
    for (const attachment of this.#waiting.filter((one) => this.#ports.sourceOf(one) === source)) {
      const now = await this.#ports.again(attachment).catch(() => null);
      // A text about the lines, such as their problems, is not the lines.
      if (now === null || (now.ok && now.value.label !== attachment.label)) continue;
      const hasChanged = !now.ok || !isStillThere(this.#ports.original(attachment), now.value);
      if (hasChanged === this.#changed.has(attachment.id)) continue;
      const changed = new Set(this.#changed);
      if (hasChanged) changed.add(attachment.id);
      else changed.delete(attachment.id);
      this.#changed = changed;
      this.#onMarked();
    }
  }
}

/** A selection may have begun or ended within a line. */
function isStillThere(attachment: Attachment, now: Attachment): boolean {
  if (attachment.kind === 'image') return attachment.dataUrl === now.dataUrl;
  const [before = '', after = ''] = [attachment.text, now.text];
  return attachment.kind === 'selection' ? after.includes(before) : after === before;
}
