// `<sf-composer>`: where a message is written: attachments, text, model, thinking, send or stop. The draft outlives the page.
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ToHost } from '../../src/protocol/chatIntents.ts';
import type { MentionView } from '../../src/protocol/chatMentions.ts';
import { type Bridge, intentId } from '../bridge.ts';
import { t } from '../texts.ts';
import { attachButtons, attachmentChips, offeredChips } from './attachmentRow.ts';
import type { Projection } from './chatStore.ts';
import { setTabStop } from './chipKeys.ts';
import { choices, onceLine } from './choices.ts';
import { Completing } from './completing.ts';
import { DraftTeller } from './draftTeller.ts';
import { problemLine } from './parts.ts';
import { readOnlyLine } from './readOnlyLine.ts';
import { sendButton } from './sendButton.ts';
import { TakingIn } from './takingIn.ts';
import { type TypeAhead, typeAheadListId } from './typeAhead.ts';

/** Longest message the protocol carries. */
const longestMessage = 1_000_000;

export class Composer extends LitElement {
  static override properties = {
    state: { attribute: false },
    bridge: { attribute: false },
    problem: { state: true },
    pending: { state: true },
  };
  declare state: Projection;
  declare bridge: Bridge;
  /** Why the last thing did not work; typing or another try takes it away. */
  declare problem: string | undefined;
  /** The message that was sent and not yet taken over by the host. */
  declare pending: { readonly id: string; readonly text: string } | undefined;
  /** The draft from before the page was destroyed. */
  declare firstDraft: string;
  readonly #completing: Completing;
  readonly #takingIn = new TakingIn(
    this,
    (words) => {
      this.problem = words;
    },
    () => this.requestUpdate(),
  );
  readonly #teller = new DraftTeller(() => this.draft);
  /** The last confirmation that was seen. */
  #asked = '';

  constructor() {
    super();
    this.firstDraft = '';
    this.#completing = new Completing(this);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  get area(): HTMLTextAreaElement | null {
    return this.querySelector('textarea');
  }

  get draft(): string {
    return this.area?.value ?? this.firstDraft;
  }

  set draft(text: string) {
    this.firstDraft = text;
    if (!this.area) return;
    this.area.value = text;
    this.draftChanged();
  }

  override focus(): void {
    this.area?.focus();
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

  /** What was refused need not have been written here: another answer, an edited question. */
  refused(id: string, message: string): void {
    this.problem = message;
    if (this.pending?.id !== id) return;
    const { text } = this.pending;
    this.pending = undefined;
    if (this.draft.trim() === '') this.draft = text;
  }

  protected override firstUpdated(): void {
    if (this.firstDraft !== '' && this.area) this.area.value = this.firstDraft;
    this.tellNow();
  }

  protected override updated(): void {
    setTabStop(this.querySelector('.chips:not(.offered)'));
    const { confirmation } = this.state;
    if (confirmation && confirmation.id !== this.#asked) {
      this.#asked = confirmation.id;
      // A page that was rebuilt while its message waits knows it again by the intent.
      if (confirmation.kind === 'ask' && confirmation.intentId && !this.pending && this.draft.trim() !== '')
        this.pending = { id: confirmation.intentId, text: this.draft };
    }
  }

  protected override render(): TemplateResult {
    const { state } = this;
    const running = state.running !== null;
    return html`<div
      class="card ${this.#takingIn.isOver ? 'dropping' : ''}"
      @dragover=${(event: DragEvent) => this.#takingIn.dragged(event)}
      @dragleave=${() => this.#takingIn.left()}
      @drop=${(event: DragEvent) => {
        if (this.#takingIn.dropped(event)) this.focus();
      }}
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
      ${onceLine(state, this.bridge, () => this.focus())}
      ${this.#completing.list(state)}
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
        @input=${() => this.draftChanged()}
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
        @keyup=${() => this.#completing.caretMoved()}
        @click=${() => this.#completing.caretMoved()}
        @blur=${() => this.#completing.left()}
        @paste=${(event: ClipboardEvent) => this.#takingIn.pasted(event)}
      ></textarea>
      <div class="composer-row">
        ${attachButtons(this.bridge, (files) => this.#picked(files))} ${choices(state, this.bridge)}
        ${sendButton(running, this.pending !== undefined || state.readOnly !== null, () =>
          running ? this.#send({ type: 'stop' }) : this.submit(),
        )}
      </div>
    </div>`;
  }

  #key(event: KeyboardEvent): void {
    // While an input method composes, Enter belongs to it (229 is what some send instead of isComposing).
    if (event.isComposing || event.keyCode === 229) return;
    if (this.querySelector<TypeAhead>('sf-typeahead')?.key(event)) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === 'Enter' && event.altKey) {
      event.preventDefault();
      this.dispatchEvent(new CustomEvent('preview-request', { bubbles: true }));
    } else if (event.key === 'ArrowUp' && this.draft === '') {
      event.preventDefault();
      this.dispatchEvent(new CustomEvent('edit-last', { bubbles: true }));
    }
  }

  /** Sends what stands here. */
  submit(): void {
    const text = this.draft;
    if (this.pending || this.state.readOnly) return;
    if (text.trim() === '') {
      if (this.state.attachments.length > 0)
        this.problem = t('Write what you want to know about what is attached.');
      return;
    }
    if (this.state.running) {
      this.problem = t('An answer is still coming in. Stop it first; your text stays here.');
      return;
    }
    this.problem = undefined;
    this.pending = { id: intentId(), text };
    this.#send({ type: 'send', intentId: this.pending.id, text });
  }

  /** To be called when the text in the area was changed. */
  draftChanged(): void {
    this.problem = undefined;
    this.#completing.typed();
    this.#teller.soon(this.bridge);
    this.dispatchEvent(new CustomEvent('draft-changed', { bubbles: true }));
  }

  /** What fits what is being typed after an `@`. */
  listMentions(asked: number, items: readonly MentionView[]): void {
    this.#completing.listMentions(asked, items);
  }

  /** Before something that needs the host to know what stands here. */
  tellNow(): void {
    this.#teller.now(this.bridge);
  }

  /** The chip with the focus goes away: its neighbour or the text gets it. All of them: the text does. */
  #removed(index?: number): void {
    const removes = this.querySelectorAll<HTMLElement>('.chip > .icon-button');
    const beside = index === undefined ? undefined : (removes[index + 1] ?? removes[index - 1]);
    (beside ?? this.area)?.focus();
  }

  #picked(files: readonly File[]): void {
    this.#takingIn.add(files);
    this.focus();
  }

  #send(intent: ToHost): void {
    this.bridge.send(intent);
  }
}
