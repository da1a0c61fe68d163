// `<sf-confirm>`: asks inside the composer before a message is sent that may cost more than the person set.
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import type { ConfirmationView } from '../../src/protocol/chatForecast.ts';
import type { Bridge } from '../bridge.ts';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';
import { costRange } from './forecastLine.ts';
import { money } from './words.ts';

export class ConfirmBox extends LitElement {
  static override properties = { confirmation: { attribute: false }, bridge: { attribute: false } };
  declare confirmation: ConfirmationView;
  declare bridge: Bridge;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override updated(changed: PropertyValues): void {
    const before: unknown = changed.get('confirmation');
    const isAnother = !before || Reflect.get(Object(before), 'id') !== this.confirmation.id;
    // Only the page the person is in takes the focus: the chat may be open in a view and in a tab.
    if (changed.has('confirmation') && isAnother && document.hasFocus())
      this.querySelector<HTMLElement>('vscode-button')?.focus();
  }

  protected override render(): TemplateResult {
    const { kind, above, forecast } = this.confirmation;
    const likely = forecast.cost ? costRange(forecast) : t('price unknown');
    const title =
      kind === 'ask'
        ? t('This message will likely cost {0}.', likely)
        : kind === 'edit'
          ? t('Sending the edited message will likely cost {0}.', likely)
          : kind === 'continue'
            ? t('Continuing the answer will likely cost {0}.', likely)
            : t('A new answer will likely cost {0}.', likely);
    const most = forecast.cost ? t('At most {0}.', money(forecast.cost.most)) : '';
    return html`<div
      class="confirm"
      role="alertdialog"
      aria-labelledby="confirm-title"
      aria-describedby="confirm-why"
      @keydown=${(event: KeyboardEvent) => this.#key(event)}
    >
      ${icon('warning')}
      <div class="confirm-text">
        <p id="confirm-title">${title}</p>
        <p id="confirm-why">${most} ${t('You asked to confirm anything above {0}.', money(above))}</p>
        <div class="actions">
          <vscode-button appearance="primary" @click=${() => this.#answer('confirmSend')}>${t('Send Anyway')}</vscode-button>
          <vscode-button appearance="secondary" @click=${() => this.#answer('cancelSend')}>${t('Cancel')}</vscode-button>
        </div>
      </div>
    </div>`;
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape' && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      this.#answer('cancelSend');
    } else if (event.key === 'Enter' && event.repeat) {
      // The Enter that sent the message may still be down: it must not be the yes as well.
      event.preventDefault();
      event.stopPropagation();
    }
  }

  #answer(type: 'confirmSend' | 'cancelSend'): void {
    this.bridge.send({ type, confirmationId: this.confirmation.id });
  }
}
