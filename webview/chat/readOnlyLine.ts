// In place of writing: another window has the conversation open, and what can be done about it.
import { html, nothing, type TemplateResult } from 'lit';
import type { Bridge } from '../bridge.ts';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';
import type { Projection } from './chatStore.ts';

export function readOnlyLine({ readOnly }: Projection, bridge: Bridge): TemplateResult {
  return html`<div role="status">
    ${
      readOnly
        ? html`<div class="banner info read-only">
            ${icon('info')}
            <p>
              ${
                readOnly.isTaking
                  ? t('Taking over: the other window saves what it has…')
                  : t('Another window has this conversation open. You can read along here.')
              }
            </p>
            ${
              readOnly.isTaking
                ? nothing
                : html`<div class="actions">
                    <vscode-button appearance="secondary" @click=${() => bridge.send({ type: 'takeOver' })}
                      >${t('Take Over')}</vscode-button
                    >
                  </div>`
            }
          </div>`
        : nothing
    }
  </div>`;
}
