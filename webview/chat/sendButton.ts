// Send and stop: one button for both, so that the focus is not lost when an answer starts or ends.
import { html, type TemplateResult } from 'lit';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';

/** `isOff`: a message is on its way to the host. */
export function sendButton(running: boolean, isOff: boolean, press: () => void): TemplateResult {
  const label = running ? t('Stop the answer (Esc)') : t('Send (Enter)');
  return html`<vscode-button
    class="send ${running ? 'stop' : ''}"
    appearance="icon"
    aria-label=${label}
    title=${label}
    aria-disabled=${!running && isOff ? 'true' : 'false'}
    @click=${press}
    >${icon(running ? 'stop' : 'send')}</vscode-button
  >`;
}
