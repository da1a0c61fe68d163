// `<sf-models>`: the model in use, and a list with a filter that opens above it (ARIA combobox with a listbox). A model is
// chosen for the conversation, or for the next message alone.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { visible } from '../../src/core/outgoing/visible.ts';
import type { ModelView } from '../../src/protocol/chatSetup.ts';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';
import { weight } from './words.ts';

export class ModelPicker extends LitElement {
  static override properties = {
    models: { attribute: false },
    model: { attribute: false },
    next: { attribute: false },
    once: { state: true },
    open: { state: true },
    filter: { state: true },
    active: { state: true },
  };
  declare models: readonly ModelView[];
  declare model: ModelView | null;
  /** What the next message alone goes to. */
  declare next: ModelView | null;
  /** What is chosen now is for the next message alone. */
  declare once: boolean;
  declare open: boolean;
  declare filter: string;
  /** Row that the arrow keys are on. */
  declare active: number;

  constructor() {
    super();
    this.models = [];
    this.model = null;
    this.next = null;
    this.once = false;
    this.open = false;
    this.filter = '';
    this.active = 0;
    this.addEventListener('focusout', (event) => {
      if (event.relatedTarget instanceof Node && this.contains(event.relatedTarget)) return;
      this.open = false;
    });
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('open') && this.open) this.querySelector('input')?.focus();
    if (this.open) this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  /** The model that answers the next message. */
  get #inUse(): ModelView | null {
    return this.next ?? this.model;
  }

  #matching(): readonly ModelView[] {
    const typed = this.filter.trim().toLowerCase();
    const words = typed.split(/\s+/).filter(Boolean);
    const rows = this.models.filter((model) => {
      const text = `${model.name} ${model.id}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    // A whole id is part of other ids, too: of its `Pro/` twin, or of a later version.
    const exact = rows.find((model) => model.id.toLowerCase() === typed);
    return exact ? [exact, ...rows.filter((model) => model !== exact)] : rows;
  }

  #toggle(): void {
    this.open = !this.open;
    this.filter = '';
    this.once = this.next !== null;
    this.active = Math.max(
      0,
      this.models.findIndex((model) => model.id === this.#inUse?.id),
    );
  }

  #choose(model: ModelView | undefined): void {
    if (!model) return;
    const detail = { modelId: model.id, once: this.once };
    this.dispatchEvent(new CustomEvent('choose-model', { detail, bubbles: true }));
    this.#close();
  }

  #close(): void {
    this.querySelector<HTMLElement>('.picker-button')?.focus();
    this.open = false;
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    const rows = this.#matching();
    const last = rows.length - 1;
    const moves: Record<string, number> = {
      ArrowDown: this.active >= last ? 0 : this.active + 1,
      ArrowUp: this.active <= 0 ? last : this.active - 1,
      PageDown: Math.min(last, this.active + 5),
      PageUp: Math.max(0, this.active - 5),
    };
    const move = moves[event.key];
    if (move !== undefined) this.active = Math.max(0, move);
    else if (event.key === 'Enter') this.#choose(rows[this.active]);
    else if (event.key === 'Escape') this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The list goes on from the check box: Enter takes the row that is meant. */
  #footKey(event: KeyboardEvent): void {
    if (event.key === 'Enter' || event.key === 'Escape') this.#key(event);
  }

  protected override render(): TemplateResult {
    const inUse = this.#inUse;
    const name = inUse ? visible(inUse.name) : t('Choose a model');
    const label = this.next ? t('Model of the next message: {0}', name) : t('Model: {0}', name);
    return html`<button
        type="button"
        class="picker-button ${this.next ? 'next' : ''}"
        aria-haspopup="listbox"
        aria-expanded=${this.open ? 'true' : 'false'}
        aria-label=${label}
        title=${inUse ? `${visible(inUse.id)}\n${visible(inUse.price)}` : name}
        @mousedown=${(event: Event) => event.preventDefault()}
        @click=${() => this.#toggle()}
      >
        <span class="picker-name">${name}</span>${icon('chevron')}
      </button>
      ${this.open ? this.#popup() : nothing}`;
  }

  #popup(): TemplateResult {
    const rows = this.#matching();
    const active = rows[this.active] ? `model-${this.active}` : '';
    return html`<div class="popup" tabindex="-1">
      <input
        type="text"
        role="combobox"
        aria-label=${t('Filter models')}
        placeholder=${t('Filter models')}
        aria-autocomplete="list"
        aria-expanded="true"
        aria-controls="model-list"
        aria-activedescendant=${active}
        .value=${this.filter}
        @input=${(event: InputEvent) => {
          if (event.target instanceof HTMLInputElement) this.filter = event.target.value;
          this.active = 0;
        }}
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
      />
      <ul role="listbox" id="model-list" aria-label=${t('Models')} tabindex="-1">
        ${rows.map((model, index) => this.#row(model, index))}
      </ul>
      ${rows.length === 0 ? html`<p class="empty-list" role="status">${t('No model matches.')}</p>` : nothing}
      <label class="popup-foot">
        <input
          type="checkbox"
          .checked=${this.once}
          @change=${(event: Event) => {
            if (event.target instanceof HTMLInputElement) this.once = event.target.checked;
          }}
          @keydown=${(event: KeyboardEvent) => this.#footKey(event)}
        />
        ${t('Only for the next message')}
      </label>
    </div>`;
  }

  #row(model: ModelView, index: number): TemplateResult {
    const chosen = model.id === this.#inUse?.id;
    return html`<li
      role="option"
      id="model-${index}"
      aria-selected=${index === this.active ? 'true' : 'false'}
      class=${chosen ? 'chosen' : ''}
      @mousedown=${(event: Event) => event.preventDefault()}
      @click=${() => this.#choose(model)}
    >
      <span class="row-name">
        ${chosen ? icon('check') : nothing}<span>${visible(model.name)}</span>${chosen ? html`<span class="sr">${t('(in use)')}</span>` : nothing}
        ${model.vision ? html`<span class="mark">${icon('vision')}${t('images')}</span>` : nothing}
        ${model.thinking === 'no' ? nothing : html`<span class="mark">${icon('thought')}${model.thinking === 'always' ? t('always thinks') : t('thinks')}</span>`}
      </span>
      <span class="row-id">${visible(model.id)}</span>
      <span class="row-facts">
        ${model.windowTokens === null ? t('context size unknown') : t('{0} context', weight(model.windowTokens))} · ${visible(model.price)}
      </span>
      ${model.note ? html`<span class="row-note">${visible(model.note)}</span>` : nothing}
    </li>`;
  }
}
