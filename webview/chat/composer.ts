// `<sf-composer>`: where a message is written: attachments, text, model, thinking, send or stop. The draft outlives the page.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ToHost } from '../../src/protocol/chatIntents.ts';
import type { MentionView } from '../../src/protocol/chatMentions.ts';
import { type Bridge, intentId } from '../bridge.ts';
import { t } from '../texts.ts';
import { attachButtons, attachmentChips, offeredChips, takeDropped } from './attachmentRow.ts';
import type { Projection } from './chatStore.ts';
import { choices, showThinking } from './choices.ts';
import { DraftTeller } from './draftTeller.ts';
import { MentionTyping } from './mentionTyping.ts';
import { problemLine } from './parts.ts';
import { addPictures } from './pictures.ts';
import { readOnlyLine } from './readOnlyLine.ts';
import { sendButton } from './sendButton.ts';
import { commandRows, typedCommand } from './slashList.ts';
import { type TypeAhead, typeAheadListId } from './typeAhead.ts';

/** Longest message the protocol carries. */
const longestMessage = 1_000_000;

export class Composer extends LitElement {
  static override properties = {
    state: { attribute: false },
    bridge: { attribute: false },
    problem: { state: true },
    dropping: { state: true },
    pending: { state: true },
    typed: { state: true },
  };
  declare state: Projection;
  declare bridge: Bridge;
  /** Why the last thing did not work; typing or another try takes it away. */
  declare problem: string | undefined;
  declare dropping: boolean;
  /** The name of a command that is being typed; null when none is. */
  declare typed: string | null;
  /** The message that was sent and not yet taken over by the host. */
  declare pending: { readonly id: string; readonly text: string } | undefined;
  /** The draft from before the page was destroyed. */
  declare firstDraft: string;
  readonly #mentions = new MentionTyping(() => this.requestUpdate());
  readonly #teller = new DraftTeller(() => this.draft);
  /** The last confirmation that was seen. */
  #asked = '';

  constructor() {
    super();
    this.firstDraft = '';
    this.dropping = false;
    this.typed = null;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  get #area(): HTMLTextAreaElement | null {
    return this.querySelector('textarea');
  }

  get draft(): string {
    return this.#area?.value ?? this.firstDraft;
  }

  set draft(text: string) {
    this.firstDraft = text;
    if (!this.#area) return;
    this.#area.value = text;
    this.#draftChanged();
  }

  override focus(): void {
    this.#area?.focus();
  }

  /** Text for an empty composer (a suggestion, an edit): a draft is never overwritten. */
  prefill(text: string): void {
    if (this.draft.trim() === '') this.draft = text;
    this.focus();
  }

  /** The host has taken the message: what was typed since stays. */
  accepted(id: string): void {
    if (this.pending?.id !== id) return;
    const { text } = this.pending;
    this.pending = undefined;
    if (this.draft.startsWith(text)) this.draft = this.draft.slice(text.length).trimStart();
  }

  /** The person thought better of it: the text stays to be changed. */
  cancelled(id: string): void {
    if (this.pending?.id === id) this.pending = undefined;
  }

  /** Nothing was sent: what stands here now is what would be, to be read and changed before. What was typed since stays. */
  replaced(id: string, text: string): void {
    if (this.pending?.id !== id) return;
    const isUntouched = this.draft === this.pending.text;
    this.pending = undefined;
    if (isUntouched) this.draft = text;
    this.focus();
  }

  refused(id: string, message: string): void {
    if (this.pending?.id !== id) return;
    const { text } = this.pending;
    this.pending = undefined;
    this.problem = message;
    if (this.draft.trim() === '') this.draft = text;
  }

  protected override firstUpdated(): void {
    if (this.firstDraft !== '' && this.#area) this.#area.value = this.firstDraft;
    this.tellNow();
  }

  protected override updated(changed: PropertyValues): void {
    const { confirmation } = this.state;
    if (confirmation && confirmation.id !== this.#asked) {
      this.#asked = confirmation.id;
      // A page that was rebuilt while its message waits knows it again by the intent.
      if (confirmation.kind === 'ask' && confirmation.intentId && !this.pending && this.draft.trim() !== '')
        this.pending = { id: confirmation.intentId, text: this.draft };
    }
    if (changed.has('state')) showThinking(this, this.state);
  }

  protected override render(): TemplateResult {
    const { state } = this;
    const running = state.running !== null;
    return html`<div
      class="card ${this.dropping ? 'dropping' : ''}"
      @dragover=${(event: DragEvent) => this.#dragged(event)}
      @dragleave=${() => {
        this.dropping = false;
      }}
      @drop=${(event: DragEvent) => this.#dropped(event)}
    >
      ${readOnlyLine(state, this.bridge)}
      ${problemLine(this.problem, () => {
        this.problem = undefined;
        this.focus();
      })}
      ${
        state.confirmation
          ? html`<sf-confirm .confirmation=${state.confirmation} .bridge=${this.bridge}></sf-confirm>`
          : nothing
      }
      ${attachmentChips(state.attachments, this.bridge, (index) => this.#removed(index))}
      ${offeredChips(state.offered, this.bridge)}
      <sf-typeahead
        .label=${this.#mentions.isOn ? t('What to attach') : t('Commands')}
        .rows=${this.typed === null ? this.#mentions.rows : commandRows(state.commands, this.typed)}
        @choose=${(event: CustomEvent) => (this.typed === null ? this.#choseMention(event.detail.id) : this.#choseCommand(event.detail))}
        @leave=${() => {
          this.typed = null;
          if (this.#area) this.#mentions.dismiss(this.#area);
        }}
        @active-changed=${() => this.#markActive()}
      ></sf-typeahead>
      <textarea
        rows="1"
        dir="auto"
        maxlength=${longestMessage}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls=${typeAheadListId}
        aria-label=${t('Message')}
        placeholder=${t('Ask about your code. @ attaches context.')}
        ?readonly=${state.confirmation?.kind === 'ask' || state.readOnly !== null}
        @input=${() => this.#draftChanged()}
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
        @keyup=${() => this.#followCaret()}
        @click=${() => this.#followCaret()}
        @blur=${() => {
          this.typed = null;
          this.#mentions.shut();
        }}
        @paste=${(event: ClipboardEvent) => this.#pasted(event)}
      ></textarea>
      <div class="composer-row">
        ${attachButtons(this.bridge, (files) => this.#picked(files))} ${choices(state, this.bridge)}
        ${sendButton(running, this.pending !== undefined || state.readOnly !== null, () =>
          running ? this.#send({ type: 'stop' }) : this.#submit(),
        )}
      </div>
    </div>`;
  }

  #key(event: KeyboardEvent): void {
    // While an input method composes, Enter belongs to it (229 is what some send instead of isComposing).
    if (event.isComposing || event.keyCode === 229) return;
    if (this.#typeAhead?.key(event)) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === 'Enter' && event.altKey) {
      event.preventDefault();
      this.dispatchEvent(new CustomEvent('preview-request', { bubbles: true }));
    } else if (event.key === 'ArrowUp' && this.draft === '') {
      event.preventDefault();
      this.dispatchEvent(new CustomEvent('edit-last', { bubbles: true }));
    }
  }

  #submit(): void {
    const text = this.draft;
    if (text.trim() === '' || this.pending || this.state.readOnly) return;
    if (this.state.running) {
      this.problem = t('An answer is still coming in. Stop it first; your text stays here.');
      return;
    }
    this.problem = undefined;
    this.pending = { id: intentId(), text };
    this.#send({ type: 'send', intentId: this.pending.id, text });
  }

  #draftChanged(): void {
    this.problem = undefined;
    this.#followTyping();
    this.#teller.soon(this.bridge);
    this.dispatchEvent(new CustomEvent('draft-changed', { bubbles: true }));
  }

  #followTyping(): void {
    const typed = typedCommand(this.draft, this.#area?.selectionStart ?? 0);
    // Prompts are files of the person's: they are read when one may be meant, not before.
    if (typed !== null && this.typed === null) this.#send({ type: 'listCommands' });
    this.typed = typed;
    this.#followCaret();
  }

  #followCaret(): void {
    if (this.#area) this.#mentions.follow(this.#area, this.bridge);
  }

  /** What fits what is being typed after an `@`. */
  listMentions(asked: number, items: readonly MentionView[]): void {
    this.#mentions.show(asked, items);
  }

  #choseMention(id: string): void {
    const area = this.#area;
    if (!area) return;
    this.#mentions.choose(id, area, this.bridge);
    this.#draftChanged();
    this.focus();
  }

  get #typeAhead(): TypeAhead | null {
    return this.querySelector<TypeAhead>('sf-typeahead');
  }

  /** Enter on a whole name runs it; otherwise the name is completed, and more can be typed behind it. */
  #choseCommand({ id, byEnter }: { readonly id: string; readonly byEnter: boolean }): void {
    const isWhole = this.draft.trim().toLowerCase() === `/${id}`;
    this.draft = `/${id} `;
    this.typed = null;
    this.focus();
    if (isWhole && byEnter) this.#submit();
  }

  /** The text area keeps the focus and names the row that is meant. */
  #markActive(): void {
    const area = this.#area;
    const id = this.#typeAhead?.activeId ?? '';
    if (!area) return;
    if (id) area.setAttribute('aria-activedescendant', id);
    else area.removeAttribute('aria-activedescendant');
  }

  /** Before something that needs the host to know what stands here. */
  tellNow(): void {
    this.#teller.now(this.bridge);
  }

  /** The chip with the focus goes away: its neighbour or the text gets it. */
  #removed(index: number): void {
    const removes = this.querySelectorAll<HTMLElement>('.chip > .icon-button');
    (removes[index + 1] ?? removes[index - 1] ?? this.#area)?.focus();
  }

  #pasted(event: ClipboardEvent): void {
    const files = Array.from(event.clipboardData?.files ?? []);
    if (files.length === 0) return;
    event.preventDefault();
    void this.#add(files);
  }

  #picked(files: readonly File[]): void {
    void this.#add(files);
    this.focus();
  }

  #dragged(event: DragEvent): void {
    event.preventDefault();
    this.dropping = true;
  }

  #dropped(event: DragEvent): void {
    event.preventDefault();
    this.dropping = false;
    const data = event.dataTransfer;
    if (!data) return;
    void this.#refusedOf(takeDropped(data, this.bridge));
    this.focus();
  }

  #add(files: readonly File[]): Promise<void> {
    return this.#refusedOf(addPictures(files, this.bridge));
  }

  async #refusedOf(taking: Promise<string | undefined>): Promise<void> {
    const refused = await taking;
    if (refused) this.problem = refused;
  }

  #send(intent: ToHost): void {
    this.bridge.send(intent);
  }
}
