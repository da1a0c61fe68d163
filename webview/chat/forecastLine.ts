// `<sf-forecast>`: the quiet line under the composer: what the message in it is likely to cost, and on request of what.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { visible } from '../../src/core/outgoing/visible.ts';
import type { ForecastView } from '../../src/protocol/chatForecast.ts';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';
import { count, money, moneyRange } from './words.ts';

export class ForecastLine extends LitElement {
  static override properties = { forecast: { attribute: false }, open: { state: true } };
  declare forecast: ForecastView | null;
  /** Opened by a click or a key; the pointer opens it as long as it stays. */
  declare open: boolean;

  constructor() {
    super();
    this.forecast = null;
    this.open = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('forecast') && !this.forecast) this.open = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { forecast } = this;
    if (!forecast) return nothing;
    return html`<div
      class="forecast ${this.open ? 'open' : ''}"
      @keydown=${(event: KeyboardEvent) => this.#key(event)}
      @focusout=${(event: FocusEvent) => this.#left(event)}
    >
      <button
        type="button"
        class="forecast-line"
        aria-expanded=${this.open ? 'true' : 'false'}
        aria-controls="forecast-parts"
        aria-label=${t('This message: {0}. Show what it is made of', lineOf(forecast))}
        @click=${() => {
          this.open = !this.open;
        }}
      >
        <span>${lineOf(forecast)}</span>${icon('chevron')}
      </button>
      <button
        type="button"
        class="text-button forecast-preview"
        title=${t('Show what will be sent, piece by piece (Alt+Enter)')}
        @click=${() => this.dispatchEvent(new CustomEvent('preview-request', { bubbles: true }))}
      >
        ${t('Preview')}
      </button>
      ${forecast.limited ? html`<p class="forecast-limit" dir="auto">${icon('info')}${visible(forecast.limited)}</p>` : nothing}
      <div id="forecast-parts" class="forecast-parts">${partsTable(forecast)}</div>
    </div>`;
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !this.open) return;
    event.stopPropagation();
    this.open = false;
    this.querySelector<HTMLElement>('.forecast-line')?.focus();
  }

  #left(event: FocusEvent): void {
    if (!(event.relatedTarget instanceof Node) || !this.contains(event.relatedTarget)) this.open = false;
  }
}

/** "≈ ¥0.0021–0.0062 · 3,400 tokens, 2,900 likely cached" */
function lineOf(forecast: ForecastView): string {
  const tokens = t('{0} tokens', count(forecast.promptTokens));
  const cached =
    forecast.cachedTokens > 0 ? t('{0}, {1} likely cached', tokens, count(forecast.cachedTokens)) : tokens;
  return forecast.cost ? `≈ ${costRange(forecast)} · ${cached}` : `${t('price unknown')} · ${cached}`;
}

/** Low to high end of what the message will likely cost; '' where no price is known. */
export function costRange({ cost }: ForecastView): string {
  return cost ? moneyRange(cost.low, cost.high) : '';
}

/** What the message is made of, as a table that a screen reader can walk. */
function partsTable(forecast: ForecastView): TemplateResult {
  const { parts, cost } = forecast;
  const row = (name: string, tokens: string, price: string, kind = ''): TemplateResult =>
    html`<tr class=${kind && `part-${kind}`}>
      <th scope="row" dir="auto">${name}</th>
      <td>${tokens}</td>
      ${cost ? html`<td>${price}</td>` : nothing}
    </tr>`;
  const [shortest, longest] = [count(forecast.answerLowTokens), count(forecast.answerHighTokens)];
  return html`<table aria-label=${t('What this message is made of')}>
      <thead>
        <tr>
          <td></td>
          <th scope="col">${t('Tokens')}</th>
          ${cost ? html`<th scope="col">${t('Likely cost')}</th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${parts.map((part) =>
          row(
            part.kind === 'attachment' ? visible(part.label ?? '') : nameOf(part.kind),
            count(part.tokens),
            part.cost ? money(part.cost) : '',
            part.kind,
          ),
        )}
        ${row(t('Answer'), `${shortest}–${longest}`, cost ? moneyRange(cost.answerLow, cost.answerHigh) : '', 'answer')}
      </tbody>
    </table>
    ${cost ? html`<p>${t('At most {0}, if the answer uses all it is allowed.', money(cost.most))}</p>` : nothing}
    ${forecast.unpriced ? html`<p dir="auto">${visible(forecast.unpriced)} ${t('The tokens are counted.')}</p>` : nothing}`;
}

function nameOf(kind: ForecastView['parts'][number]['kind']): string {
  switch (kind) {
    case 'system':
      return t('Instructions');
    case 'history':
      return t('Conversation so far');
    case 'cached':
      return t('Of these, likely cached');
    default:
      return t('Your message');
  }
}
