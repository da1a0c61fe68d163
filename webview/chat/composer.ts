// `<sf-composer>`: where a message is written: attachments, text, model, thinking, send or stop. The draft outlives the page.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { visible } from '../../src/core/outgoing/visible.ts';
import type { ToHost } from '../../src/protocol/chatIntents.ts';
import { type Bridge, intentId } from '../bridge.ts';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';
import type { Projection } from './chatStore.ts';
import { chip, iconButton } from './parts.ts';
import { addPictures, droppedUris } from './pictures.ts';
import { sums } from './words.ts';

/** The host is told of a draft when typing rests this long. */
const restMs = 250;
/** Longest message the protocol carries. */
const longestMessage = 1_000_000;

export class Composer extends LitElement {
  static override properties = {
    state: { attribute: false },
    bridge: { attribute: false },
    problem: { state: true },
    dropping: { state: true },
    pending: { state: true },
  };
  declare state: Projection;
  declare bridge: Bridge;
  /** Why the last thing did not work; typing or another try takes it away. */
  declare problem: string | undefined;
  declare dropping: boolean;
  /** The message that was sent and not yet taken over by the host. */
  declare pending: { readonly id: string; readonly text: string } | undefined;
  /** The draft from before the page was destroyed. */
  declare firstDraft: string;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #told = '';
  /** The last confirmation that was seen. */
  #asked = '';

  constructor() {
    super();
    this.firstDraft = '';
    this.dropping = false;
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

  refused(id: string, message: string): void {
    if (this.pending?.id !== id) return;
    const { text } = this.pending;
    this.pending = undefined;
    this.problem = message;
    if (this.draft.trim() === '') this.draft = text;
  }

  protected override firstUpdated(): void {
    if (this.firstDraft !== '' && this.#area) this.#area.value = this.firstDraft;
    this.#tell();
  }

  protected override updated(changed: PropertyValues): void {
    const { confirmation } = this.state;
    if (confirmation && confirmation.id !== this.#asked) {
      this.#asked = confirmation.id;
      // A page that was rebuilt while its message waits knows it again by the intent.
      if (confirmation.kind === 'ask' && confirmation.intentId && !this.pending && this.draft.trim() !== '')
        this.pending = { id: confirmation.intentId, text: this.draft };
    }
    // A drop-down of the toolkit takes its choice from its options only after they are there.
    if (!changed.has('state')) return;
    const thinking = this.querySelector('vscode-dropdown');
    if (thinking && Reflect.get(thinking, 'value') !== this.state.thinking) {
      Reflect.set(thinking, 'value', this.state.thinking);
    }
  }

  protected override render(): TemplateResult {
    const { state } = this;
    return html`<div
      class="card ${this.dropping ? 'dropping' : ''}"
      @dragover=${(event: DragEvent) => this.#dragged(event)}
      @dragleave=${() => {
        this.dropping = false;
      }}
      @drop=${(event: DragEvent) => this.#dropped(event)}
    >
      ${this.#problem()}
      ${
        state.confirmation
          ? html`<sf-confirm .confirmation=${state.confirmation} .bridge=${this.bridge}></sf-confirm>`
          : nothing
      }
      ${
        state.attachments.length === 0
          ? nothing
          : html`<ul class="chips" aria-label=${t('Attachments')}>
              ${repeat(
                state.attachments,
                (one) => one.id,
                (one, index) =>
                  chip(
                    one,
                    () => this.#send({ type: 'openAttachment', attachmentId: one.id }),
                    () => this.#remove(one.id, index),
                  ),
              )}
            </ul>`
      }
      <textarea
        rows="1"
        dir="auto"
        maxlength=${longestMessage}
        aria-label=${t('Message')}
        placeholder=${t('Ask about your code')}
        ?readonly=${state.confirmation?.kind === 'ask'}
        @input=${() => this.#draftChanged()}
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
        @paste=${(event: ClipboardEvent) => this.#pasted(event)}
      ></textarea>
      <div class="composer-row">
        <div class="attach">
          ${iconButton('selection', t('Attach Selection'), () => this.#send({ type: 'addSelection' }))}
          ${iconButton('file', t('Attach File'), () => this.#send({ type: 'pickFile' }))}
          ${iconButton('image', t('Attach Image'), () => this.querySelector<HTMLInputElement>('.picture')?.click())}
          <input
            class="picture"
            type="file"
            hidden
            multiple
            accept="image/png,image/jpeg,image/webp,image/gif"
            aria-label=${t('Attach Image')}
            @change=${(event: Event) => this.#picked(event)}
          />
        </div>
        <div class="choices">
          <sf-models
            .models=${state.models}
            .model=${state.model}
            @choose-model=${(event: CustomEvent<string>) => this.#send({ type: 'selectModel', modelId: event.detail })}
          ></sf-models>
          ${this.#thinking()}
        </div>
        ${this.#sendButton()}
      </div>
    </div>`;
  }

  #problem(): TemplateResult {
    return html`<div role="alert">
      ${
        this.problem
          ? html`<div class="problem">
              ${icon('warning')}<span dir="auto">${visible(this.problem)}</span>
              <button
                type="button"
                class="icon-button"
                aria-label=${t('Dismiss')}
                title=${t('Dismiss')}
                @click=${() => {
                  this.problem = undefined;
                  this.focus();
                }}
              >
                ${icon('close')}
              </button>
            </div>`
          : nothing
      }
    </div>`;
  }

  #thinking(): TemplateResult | typeof nothing {
    if (this.state.model?.thinking !== 'switchable') return nothing;
    return html`<vscode-dropdown
      class="thinking"
      position="above"
      aria-label=${t('Thinking')}
      title=${t('Thinking: the model reasons before it answers. It costs output tokens.')}
      @change=${(event: Event) => this.#thinkingChosen(event)}
    >
      <vscode-option value="auto">${t('Auto')}</vscode-option>
      <vscode-option value="on">${t('Think')}</vscode-option>
      <vscode-option value="off">${t('Direct')}</vscode-option>
    </vscode-dropdown>`;
  }

  #thinkingChosen(event: Event): void {
    const value: unknown = event.target ? Reflect.get(event.target, 'value') : undefined;
    if (value === this.state.thinking) return;
    if (value === 'auto' || value === 'on' || value === 'off')
      this.#send({ type: 'setThinking', thinking: value });
  }

  /** One button for both, so that the focus is not lost when an answer starts or ends. */
  #sendButton(): TemplateResult {
    const running = this.state.running !== null;
    const label = running ? t('Stop the answer (Esc)') : t('Send (Enter)');
    const off = !running && this.pending !== undefined;
    return html`<vscode-button
      class="send ${running ? 'stop' : ''}"
      appearance="icon"
      aria-label=${label}
      title=${label}
      aria-disabled=${off ? 'true' : 'false'}
      @click=${() => (running ? this.#send({ type: 'stop' }) : this.#submit())}
      >${icon(running ? 'stop' : 'send')}</vscode-button
    >`;
  }

  #key(event: KeyboardEvent): void {
    // While an input method composes, Enter belongs to it (229 is what some send instead of isComposing).
    if (event.isComposing || event.keyCode === 229) return;
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
    if (text.trim() === '' || this.pending) return;
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
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#tell(), restMs);
    this.dispatchEvent(new CustomEvent('draft-changed', { bubbles: true }));
  }

  /** Before something that needs the host to know what stands here. */
  tellNow(): void {
    clearTimeout(this.#resting);
    this.#tell();
  }

  #tell(): void {
    const text = this.draft;
    if (text === this.#told) return;
    this.#told = text;
    this.#send({ type: 'draft', text });
  }

  #remove(attachmentId: string, index: number): void {
    this.#send({ type: 'removeAttachment', attachmentId });
    // The chip with the focus goes away: its neighbour or the text gets it.
    const removes = this.querySelectorAll<HTMLElement>('.chip > .icon-button');
    (removes[index + 1] ?? removes[index - 1] ?? this.#area)?.focus();
  }

  #pasted(event: ClipboardEvent): void {
    const files = Array.from(event.clipboardData?.files ?? []);
    if (files.length === 0) return;
    event.preventDefault();
    void this.#add(files);
  }

  #picked(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement)) return;
    const files = Array.from(target.files ?? []);
    target.value = '';
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
    const files = Array.from(data.files);
    const uris = droppedUris(data);
    if (files.some((file) => file.type.startsWith('image/')) || (files.length > 0 && uris.length === 0))
      void this.#add(files);
    else if (uris.length > 0) this.#send({ type: 'dropUris', uris: [...uris] });
    this.focus();
  }

  async #add(files: readonly File[]): Promise<void> {
    const refused = await addPictures(files, this.bridge);
    if (refused) this.problem = refused;
  }

  #send(intent: ToHost): void {
    this.bridge.send(intent);
  }
}

/** Under the composer: what today and this chat cost. */
export function spendLine(state: Projection): TemplateResult {
  return html`<p class="spend">
    ${
      state.today.length > 0
        ? html`<span>${t('Today {0}', sums(state.today, state.todayApproximate))}</span>`
        : nothing
    }
    ${
      state.chatCost.length > 0
        ? html`<span>${t('This chat {0}', sums(state.chatCost, state.chatCostApproximate))}</span>`
        : nothing
    }
  </p>`;
}
