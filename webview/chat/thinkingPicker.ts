// `<sf-thinking>`: how the model that answers next is to think, with its budget and its effort: a button that tells it, and a
// small form above it. Drawn only for what the model can be told.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { visible } from '../../src/core/outgoing/visible.ts';
import type { ModelView } from '../../src/protocol/chatSetup.ts';
import {
  type ThinkingChange,
  type ThinkingView,
  thinkingBudgetRange,
} from '../../src/protocol/chatThinking.ts';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';
import { iconButton } from './parts.ts';
import { count } from './words.ts';

export class ThinkingPicker extends LitElement {
  static override properties = {
    model: { attribute: false },
    thinking: { attribute: false },
    open: { state: true },
    refused: { state: true },
  };
  declare model: ModelView;
  declare thinking: ThinkingView;
  declare open: boolean;
  /** What was typed is no budget. */
  declare refused: boolean;

  constructor() {
    super();
    this.open = false;
    this.refused = false;
    this.addEventListener('focusout', (event) => {
      if (event.relatedTarget instanceof Node && this.contains(event.relatedTarget)) return;
      this.open = false;
    });
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const before: unknown = changed.get('model');
    if (before && Reflect.get(Object(before), 'id') !== this.model.id) this.open = false;
    if (changed.has('open')) this.refused = false;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('open') && this.open) this.querySelector<HTMLElement>('input:checked')?.focus();
  }

  /** What is chosen, in a word or two. */
  get #said(): string {
    const { mode, effort } = this.thinking;
    if (mode === 'on') return t('Think');
    if (mode === 'off') return t('Direct');
    return effort === null ? t('Auto') : effortName(effort);
  }

  protected override render(): TemplateResult {
    return html`<button
        type="button"
        class="thinking-button"
        aria-haspopup="dialog"
        aria-expanded=${this.open ? 'true' : 'false'}
        aria-label=${t('Thinking: {0}', this.#said)}
        title=${t('Thinking: the model reasons before it answers. It costs output tokens.')}
        @mousedown=${(event: Event) => event.preventDefault()}
        @click=${() => {
          this.open = !this.open;
        }}
      >
        ${icon('thought')}<span class="picker-name">${this.#said}</span>${icon('chevron')}
      </button>
      ${this.open ? this.#form() : nothing}`;
  }

  #form(): TemplateResult {
    const { mode, budgetTokens, efforts, isOwn } = this.thinking;
    const name = visible(this.model.name);
    return html`<div
      class="popup thinking-form"
      role="dialog"
      tabindex="-1"
      aria-label=${t('Thinking of {0}', name)}
      @keydown=${(event: KeyboardEvent) => this.#key(event)}
    >
      ${mode === null ? nothing : this.#modes()}
      ${mode === 'on' && budgetTokens !== null ? this.#budget(budgetTokens) : nothing}
      ${efforts.length > 0 && mode !== 'off' ? this.#efforts(efforts) : nothing}
      <div class="thinking-foot">
        <span>${isOwn ? t('Remembered for {0}.', name) : t('As in the settings.')}</span>
        ${
          isOwn
            ? html`<button type="button" class="text-button" @click=${() => this.#reset()}>${t('Follow the settings again')}</button>`
            : nothing
        }
      </div>
      ${iconButton('close', t('Close'), () => this.#close(), 'thinking-close')}
    </div>`;
  }

  #modes(): TemplateResult {
    const choices = [
      { mode: 'auto', label: t('Auto'), says: t("The model's own default.") },
      {
        mode: 'on',
        label: t('Think'),
        says: t('Reasons first: better, slower, and it costs output tokens.'),
      },
      { mode: 'off', label: t('Direct'), says: t('Answers at once.') },
    ] as const;
    return html`<fieldset>
      <legend>${t('Thinking')}</legend>
      ${choices.map(({ mode, label, says }) =>
        this.#radio('thinking-mode', this.thinking.mode === mode, label, says, () => this.#tell({ mode })),
      )}
    </fieldset>`;
  }

  #budget(budgetTokens: number): TemplateResult {
    const { min, max } = thinkingBudgetRange;
    return html`<div class="thinking-budget">
      <label for="thinking-budget">${t('At most, in tokens')}</label>
      <input
        type="number"
        id="thinking-budget"
        min=${min}
        max=${max}
        step="1"
        .value=${String(budgetTokens)}
        aria-invalid=${this.refused ? 'true' : 'false'}
        aria-describedby="thinking-range"
        @change=${(event: Event) => this.#changeBudget(event)}
      />
      <span id="thinking-range" class=${this.refused ? 'refused' : ''} role=${this.refused ? 'alert' : nothing}
        >${t('{0} to {1}', count(min), count(max))}</span
      >
    </div>`;
  }

  #efforts(efforts: readonly string[]): TemplateResult {
    const { effort } = this.thinking;
    return html`<fieldset>
      <legend>${t('Effort')}</legend>
      ${this.#radio('thinking-effort', effort === null, t('Auto'), t("The platform's own default."), () => this.#tell({ effort: null }))}
      ${efforts.map((one) =>
        this.#radio('thinking-effort', effort === one, effortName(one), '', () =>
          this.#tell({ effort: one }),
        ),
      )}
    </fieldset>`;
  }

  #radio(group: string, isChosen: boolean, label: string, says: string, choose: () => void): TemplateResult {
    return html`<label class="thinking-choice">
      <input type="radio" name=${group} .checked=${isChosen} @change=${choose} />
      <span class="thinking-name">${label}</span>
      ${says ? html`<span class="row-facts">${says}</span>` : nothing}
    </label>`;
  }

  #changeBudget({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    const budgetTokens = target.valueAsNumber;
    const { min, max } = thinkingBudgetRange;
    this.refused = !(Number.isInteger(budgetTokens) && budgetTokens >= min && budgetTokens <= max);
    if (!this.refused) this.#tell({ budgetTokens });
  }

  #reset(): void {
    this.#tell(null);
    // The button goes away with what it took back.
    this.querySelector<HTMLElement>('input:checked')?.focus();
  }

  #tell(choice: ThinkingChange | null): void {
    this.dispatchEvent(
      new CustomEvent('set-thinking', { detail: { modelId: this.model.id, choice }, bubbles: true }),
    );
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing || event.key !== 'Escape') return;
    // Esc closes this, and stops no answer.
    event.preventDefault();
    event.stopPropagation();
    this.#close();
  }

  #close(): void {
    this.querySelector<HTMLElement>('.thinking-button')?.focus();
    this.open = false;
  }
}

function effortName(effort: string): string {
  if (effort === 'high') return t('High');
  if (effort === 'max') return t('Highest');
  return visible(effort);
}
