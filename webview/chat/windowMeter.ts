// `<sf-meter>`: how full the model's window is, and on request with what; offers a summary before it is full.
import { html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import type { ActionId } from '../../src/protocol/actions.ts';
import type { MeterView } from '../../src/protocol/chatForecast.ts';
import type { Bridge } from '../bridge.ts';
import { t } from '../texts.ts';
import { count, weight } from './words.ts';

/** What fills the window, in the order of the bar. */
const parts = ['system', 'history', 'attachments', 'words', 'reserve'] as const;
type Part = (typeof parts)[number];

export class WindowMeterElement extends LitElement {
  static override properties = {
    meter: { attribute: false },
    bridge: { attribute: false },
    busy: { type: Boolean },
    open: { state: true },
  };
  declare meter: MeterView | null;
  declare bridge: Bridge;
  /** An answer is running: nothing can be asked for. */
  declare busy: boolean;
  declare open: boolean;

  constructor() {
    super();
    this.meter = null;
    this.busy = false;
    this.open = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('meter') && !this.meter) this.open = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { meter } = this;
    if (!meter) return nothing;
    const percent = percentOf(meter);
    return html`<div
      class="meter ${this.open ? 'open' : ''} ${meter.offersSummary ? 'full' : ''}"
      @keydown=${(event: KeyboardEvent) => this.#key(event)}
      @focusout=${(event: FocusEvent) => this.#left(event)}
    >
      <button
        type="button"
        class="meter-line"
        aria-expanded=${this.open ? 'true' : 'false'}
        aria-controls="meter-parts"
        aria-label=${t('Context: {0} of the window of {1} tokens. Show what it holds', percent, weight(meter.windowTokens))}
        title=${t("How full the model's context window is")}
        @click=${() => {
          this.open = !this.open;
        }}
      >
        ${bar(meter)}<span>${percent}</span>
      </button>
      <div id="meter-parts" class="meter-parts">${table(meter)} ${this.#offers(meter)}</div>
    </div>`;
  }

  #offers(meter: MeterView): TemplateResult | typeof nothing {
    if (meter.history === 0) return nothing;
    const button = (id: ActionId, label: string): TemplateResult =>
      html`<vscode-button appearance="secondary" ?disabled=${this.busy} @click=${() => this.#act(id)}>${label}</vscode-button>`;
    return html`<p>${t('A summary makes room: it is sent in place of what was said so far, which stays here to be read.')}</p>
      <div class="actions">
        ${button('compactChat', t('Summarise and Go On'))} ${button('newFromSummary', t('New Chat From a Summary'))}
      </div>`;
  }

  #act(id: ActionId): void {
    this.open = false;
    this.bridge.send({ type: 'action', id });
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !this.open) return;
    event.stopPropagation();
    this.open = false;
    this.querySelector<HTMLElement>('.meter-line')?.focus();
  }

  #left(event: FocusEvent): void {
    if (!(event.relatedTarget instanceof Node) || !this.contains(event.relatedTarget)) this.open = false;
  }
}

/** The line above the composer that offers a summary when there is little room left. */
export function summaryOffer(
  meter: MeterView | null,
  busy: boolean,
  act: (id: ActionId) => void,
): TemplateResult | typeof nothing {
  if (!meter?.offersSummary || busy) return nothing;
  return html`<div class="summary-offer" role="status">
    <p>${t("This chat fills {0} of the model's context window.", percentOf(meter))}</p>
    <div class="actions">
      <button type="button" class="text-button" @click=${() => act('compactChat')}>${t('Summarise and Go On')}</button>
      <button type="button" class="text-button" @click=${() => act('newFromSummary')}>
        ${t('New Chat From a Summary')}
      </button>
    </div>
  </div>`;
}

function used(meter: MeterView): number {
  return meter.system + meter.history + meter.attachments + meter.words;
}

function percentOf(meter: MeterView): string {
  const share = used(meter) / Math.max(1, meter.windowTokens);
  if (share > 0 && share < 0.01) return t('under 1%');
  return `${Math.round(share * 100)}%`;
}

/** The bar says nothing that the table does not: it is hidden from screen readers. The width of each part is its share. */
function bar(meter: MeterView): TemplateResult {
  const whole = Math.max(meter.windowTokens, used(meter) + meter.reserve, 1);
  const width = (part: Part): number => (100 * meter[part]) / whole;
  let x = 0;
  return html`<svg class="meter-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    ${parts.map((part) => {
      const from = x;
      x += width(part);
      return svg`<rect class="meter-${part}" x=${from} y="0" width=${width(part)} height="8"></rect>`;
    })}
  </svg>`;
}

function table(meter: MeterView): TemplateResult {
  const free = Math.max(0, meter.windowTokens - used(meter) - meter.reserve);
  const row = (name: string, tokens: number, kind: string): TemplateResult =>
    html`<tr class="meter-${kind}"><th scope="row"><span class="swatch" aria-hidden="true"></span>${name}</th><td>${count(tokens)}</td></tr>`;
  return html`<table aria-label=${t("What fills the model's context window")}>
    <tbody>
      ${parts.map((part) => row(nameOf(part), meter[part], part))} ${row(t('Still free'), free, 'free')}
    </tbody>
    <tfoot><tr><th scope="row">${t('Context window')}</th><td>${count(meter.windowTokens)}</td></tr></tfoot>
  </table>`;
}

function nameOf(part: Part): string {
  switch (part) {
    case 'system':
      return t('Instructions');
    case 'history':
      return t('Conversation so far');
    case 'attachments':
      return t('Attachments');
    case 'words':
      return t('Your message');
    case 'reserve':
      return t('Kept for the answer');
  }
}
