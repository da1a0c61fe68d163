// The chat as the rest of the extension knows it: which conversation is in sight, and what is done to it from outside its pages.
// Knows no editor API.
import type { Conversation } from '../../core/chat/conversation.ts';
import type { Attachment } from '../../core/chat/turn.ts';
import type { Failure } from '../../core/failure.ts';
import type { OnceGrant } from '../../core/outgoing/letThrough.ts';
import type { Attached } from './attach.ts';
import type { ChatHostPorts } from './chatPorts.ts';
import { ChatWorkings } from './chatWorkings.ts';
import type { PagePort } from './surface.ts';
import { attachmentsOf } from './waitingAttachments.ts';

export class ChatHost {
  private readonly ports: ChatHostPorts;
  private readonly parts: ChatWorkings;
  /** Somebody has opened another or a new chat: the last conversation comes too late. */
  private hasBegun = false;

  constructor(ports: ChatHostPorts, conversation: Conversation | null) {
    this.ports = ports;
    this.parts = new ChatWorkings(ports, conversation, {
      open: (one) => this.open(one),
      newChat: () => this.newChat(),
    });
  }

  get conversation(): Conversation {
    return this.parts.session.now.conversation;
  }

  get isRunning(): boolean {
    return this.parts.session.isRunning;
  }

  /** Whether any page shows the chat now. */
  get hasPage(): boolean {
    return this.parts.pages.areOpen;
  }

  /** What the next message may carry in clear. */
  get granted(): OnceGrant {
    return this.parts.clearance.granted;
  }

  /** Rules have changed: what may not leave any more is marked before anybody tries to send it, and secrets are masked. */
  judgeAgain(): void {
    this.parts.session.now.maskKept();
    this.parts.clearance.judge(attachmentsOf(this.parts.attachments.all, this.conversation.turns));
    this.changed();
  }

  /** Lets false alarms through, named by their placeholders, with the next message or for good. */
  letThrough(placeholders: readonly string[], how: 'once' | 'always'): Promise<Failure | null> {
    return this.parts.attachments.letThrough(placeholders, how);
  }

  /** Connects a page; the result disconnects it. Hiding or closing a page never touches a running answer. */
  attach(page: PagePort): { dispose(): void } {
    return this.parts.pages.attach(page);
  }

  /** Something around the conversation changed: account, models, spend, settings. */
  changed(): void {
    this.parts.pages.changed();
  }

  /** Shows a request that was sent on every page that is open; false when it is no longer kept. */
  showSent(id: string): boolean {
    return this.parts.pages.showSent(id);
  }

  /** Shows the list of conversations on every page that is open, or on the first that opens. */
  showHistory(): void {
    this.parts.pages.showHistory();
  }

  /** Conversations in the store have changed, here or in another window. */
  storeChanged(): void {
    this.parts.history.follow();
    this.changed();
  }

  /** More is known of a request that was sent. */
  sentChanged(): void {
    this.parts.pages.sentChanged();
  }

  focus(): void {
    this.parts.pages.post({ type: 'focusComposer' });
  }

  addAttachments(results: readonly Attached[]): void {
    this.parts.attachments.add(results);
  }

  /** Asks on behalf of a command; what waits in the composer stays there. A refusal is said above it. */
  ask(question: string, attachments: readonly Attachment[]): void {
    this.parts.sending.ask(question, attachments);
  }

  async newChat(): Promise<void> {
    await this.open(null);
    await this.ports.lease.left();
  }

  /** Shows another conversation; a running answer is stopped and booked first. */
  async open(conversation: Conversation | null): Promise<void> {
    this.hasBegun = true;
    this.parts.sending.cancel();
    await this.parts.session.now.stop();
    this.parts.session.now.save();
    this.parts.attachments.clear();
    this.parts.nextModel.clear();
    this.parts.remark.banner = null;
    this.parts.preview.forget();
    this.parts.pages.closeOverlays();
    this.parts.session.show(conversation);
    this.parts.clearance.forget();
    this.judgeAgain();
    this.focus();
    await Promise.all([this.lookUpPrices(), this.parts.offered.look()]);
  }

  /** A question was asked here, or another or a new chat was opened. */
  get isBegun(): boolean {
    return this.hasBegun || this.conversation.turns.length > 0;
  }

  /**
   * Shows the conversation of the last time, unless something has been begun here meanwhile: a question was asked, or
   * another or a new chat was opened: false then. Takes no focus.
   */
  restore(conversation: Conversation): boolean {
    if (this.isBegun) return false;
    this.parts.sending.cancel();
    this.parts.session.show(conversation);
    this.judgeAgain();
    this.lookUpPrices().catch((error: unknown) => this.ports.log.error('prices of answers', error));
    return true;
  }

  /** The conversation in sight as it is in the store now; `isElsewhere`: another window writes to it. Takes no focus. */
  replace(conversation: Conversation, isElsewhere: boolean): void {
    this.parts.session.show(conversation, isElsewhere);
    this.judgeAgain();
  }

  /** Ends the running answer as cut off, since nobody here asked for its end, and saves. */
  async leave(): Promise<void> {
    this.parts.sending.cancel();
    await this.parts.session.now.leave();
    this.parts.session.now.save();
  }

  /** The conversation in sight has a new name. */
  rename(title: string): void {
    this.parts.session.now.rename(title);
  }

  /** Answers without a price are looked up again: their receipts may have one by now. */
  async lookUpPrices(): Promise<void> {
    await this.parts.session.lookUpPrices();
  }

  async stop(): Promise<void> {
    await this.parts.session.now.stop();
  }

  /** Begins anew as on the first day: what was said is not written once more, and what waits to be sent is dropped. */
  async forget(): Promise<void> {
    this.hasBegun = true;
    await this.parts.session.now.stop();
    this.parts.attachments.clear();
    this.parts.nextModel.clear();
    this.parts.remark.banner = null;
    this.parts.forgetIntents();
    this.parts.session.show(null);
    this.changed();
  }

  /** Lets go of the pages first, so that nothing new begins while the running answer ends and is booked. */
  async dispose(): Promise<void> {
    this.parts.pages.dispose();
    this.parts.changedSince.dispose();
    await this.leave();
  }
}
