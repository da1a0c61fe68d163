// What waits in the composer to go along with the next message: taken in, shown, taken out again.
import type { Attachment, Turn } from '../../core/chat/turn.ts';
import type { Failure } from '../../core/failure.ts';
import type { Placeholder } from '../../core/outgoing/letThrough.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { type Attached, unreadablePicture } from './attach.ts';
import type { ChangedSince } from './changedSince.ts';
import type { ChatRoom } from './chatRoom.ts';
import type { Clearance } from './clearance.ts';
import type { Handlers, Intent } from './intents.ts';
import { PictureScaling } from './pictureScaling.ts';
import type { Surface } from './surface.ts';

type AttachmentIntent =
  | 'useSuggestion'
  | 'addSelection'
  | 'pickFile'
  | 'dropUris'
  | 'addImage'
  | 'pictureScaled'
  | 'removeAttachment'
  | 'openAttachment';

export interface WaitingParts {
  /** Called before anything is added or removed: a question that waits for a yes was about the others. */
  readonly onChange: () => void;
  readonly changedSince: Pick<ChangedSince, 'isOutdatedBy'>;
}

export class WaitingAttachments {
  readonly #room: ChatRoom;
  readonly #clearance: Clearance;
  readonly #parts: WaitingParts;
  readonly #pictures: PictureScaling;
  #all: readonly Attachment[] = [];

  constructor(room: ChatRoom, clearance: Clearance, parts: WaitingParts) {
    this.#room = room;
    this.#clearance = clearance;
    this.#parts = parts;
    this.#pictures = new PictureScaling({
      post: (message) => room.post(message),
      waiting: () => this.#all,
      smaller: (original, dataUrl, about) => {
        const made = room.ports.editor.fromImage(original.label, dataUrl, about);
        const { id, uri } = original;
        return made.ok ? { ...made.value, id, ...(uri === undefined ? {} : { uri }) } : null;
      },
      replace: (smaller) => this.#replace(smaller),
      refuse: (picture) => this.#refuse(picture),
    });
  }

  get all(): readonly Attachment[] {
    return this.#all;
  }

  readonly handlers: Handlers<AttachmentIntent> = {
    useSuggestion: (intent, surface) => this.#useSuggestion(intent, surface),
    addSelection: () => this.addSelection(),
    pickFile: () => this.pickFiles(),
    dropUris: async ({ uris }) => this.add(await this.#room.ports.editor.fromUris(uris)),
    addImage: ({ name, dataUrl, ...about }) =>
      this.add([this.#room.ports.editor.fromImage(name, dataUrl, about)]),
    removeAttachment: ({ attachmentId }) => this.#remove(attachmentId),
    openAttachment: ({ attachmentId }) => this.#open(attachmentId),
    pictureScaled: (intent, surface) => this.#pictures.handlers.pictureScaled(intent, surface),
  };

  /** A page was made or made anew. */
  pageReady(): void {
    this.#pictures.pageReady();
  }

  /** What stands where it is from, as it was attached. */
  original(attachment: Attachment): Attachment {
    return this.#pictures.original(attachment);
  }

  add(results: readonly Attached[]): void {
    this.#parts.onChange();
    const refused: Sentence[] = [];
    for (const result of results) {
      if (result.ok) this.#take(result.value);
      else refused.push(result.message);
    }
    this.#clearance.offerAttachments(results);
    this.#room.warn(this.#told(refused, results.length), this.#clearance.offer !== null);
    this.#pictures.look();
  }

  /** Nothing comes in twice, and what has changed since takes its own place. */
  #take(fresh: Attachment): void {
    if (this.#all.some((known) => isEqual(this.original(known), fresh))) return;
    const { changedSince } = this.#parts;
    const outdated = this.#all.find((known) => changedSince.isOutdatedBy(known, fresh));
    this.#all = outdated ? this.#all.map((one) => (one === outdated ? fresh : one)) : [...this.#all, fresh];
  }

  #replace(smaller: Attachment): void {
    // A thumbnail alone changes nothing of what is sent.
    if (this.#all.some(({ id, dataUrl }) => id === smaller.id && dataUrl !== smaller.dataUrl))
      this.#parts.onChange();
    this.#all = this.#all.map((one) => (one.id === smaller.id ? smaller : one));
    this.#room.changed();
  }

  #refuse({ id, label }: Attachment): void {
    this.#remove(id);
    this.#room.warn(unreadablePicture(label));
  }

  /** One sentence for all that was refused: what is missing must not go unnoticed among what came in. */
  #told(refused: readonly Sentence[], asked: number): Sentence | null {
    const [first, ...others] = refused;
    if (!first || others.length === 0) return first ?? null;
    return sentence('{0} of {1} were not attached. {2}', refused.length, asked, this.#room.say(first));
  }

  async addSelection(): Promise<void> {
    this.add([await this.#room.ports.editor.fromSelection()]);
  }

  async pickFiles(): Promise<void> {
    this.add(await this.#room.ports.editor.pickFiles());
  }

  /** Lets false alarms through, named by their placeholders; what was refused for them alone comes in. */
  async letThrough(placeholders: readonly Placeholder[], how: 'once' | 'always'): Promise<Failure | null> {
    const stopped = this.#clearance.offer?.attachments ?? [];
    const failure = await this.#clearance.letThrough(placeholders, how);
    if (!failure) this.add(stopped.map((value) => ({ ok: true, value })));
    this.#room.changed();
    return failure;
  }

  /** They were sent, or another conversation is open. */
  clear(): void {
    this.#all = [];
  }

  /** Puts a suggestion into the composer, with what it speaks of; a text that was not suggested does nothing. */
  async #useSuggestion({ text }: Intent<'useSuggestion'>, surface: Surface): Promise<void> {
    const suggestion = this.#room.ports.surroundings().suggestions.find((one) => one.text === text);
    if (!suggestion) return;
    if (suggestion.attaches) await this.addSelection();
    surface.post({ type: 'prefill', text });
  }

  #remove(attachmentId: string): void {
    this.#parts.onChange();
    const { session, ports } = this.#room;
    const isNew = this.#all.some(({ id }) => id === attachmentId);
    if (isNew) this.#all = this.#all.filter(({ id }) => id !== attachmentId);
    // Of a question that was sent only what may not leave any more: the rest is the record of what was asked.
    else if (this.#clearance.isHeld(attachmentId) && session.runningTurnId === null && !ports.lease.view)
      session.removeAttachment(attachmentId);
    this.#room.changed();
  }

  async #open(attachmentId: string): Promise<void> {
    const all = attachmentsOf(this.#all, this.#room.session.conversation.turns);
    const attachment = all.find(({ id }) => id === attachmentId);
    const refused = attachment && (await this.#room.ports.editor.openAttachment(attachment));
    if (refused) this.#room.warn(refused);
  }
}

/** Those that wait, then those of the questions. */
export function attachmentsOf(waiting: readonly Attachment[], turns: readonly Turn[]): readonly Attachment[] {
  return [...waiting, ...turns.flatMap((turn) => (turn.role === 'user' ? turn.attachments : []))];
}

function isEqual(a: Attachment, b: Attachment): boolean {
  if (a.dataUrl !== undefined || b.dataUrl !== undefined) return a.dataUrl === b.dataUrl;
  return a.uri === b.uri && a.startLine === b.startLine && a.endLine === b.endLine && a.text === b.text;
}
