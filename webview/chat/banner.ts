// Lines above the conversation: what is wrong or offered, and what an untrusted workspace means.
import { html, nothing, type TemplateResult } from 'lit';
import { visible } from '../../src/core/outgoing/visible.ts';
import type { ActionId } from '../../src/protocol/actions.ts';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';
import type { Projection } from './chatStore.ts';
import { actionRow, iconButton } from './parts.ts';

export function bannerLine({ banner }: Projection, act: (id: ActionId) => void): TemplateResult {
  const only = banner?.actions.length === 1 ? banner.actions[0] : undefined;
  return html`<div role="status">
    ${
      banner
        ? html`<div class="banner ${banner.level}">
            ${icon(banner.level === 'info' ? 'info' : 'warning')}
            <p dir="auto">${visible(banner.message)}</p>
            ${
              only?.id === 'dismissBanner'
                ? iconButton('close', visible(only.label), () => act(only.id))
                : actionRow(banner.actions, act)
            }
            ${banner.detail ? html`<details><summary>${t('Details')}</summary><p dir="auto">${visible(banner.detail)}</p></details>` : nothing}
          </div>`
        : nothing
    }
  </div>`;
}

export function untrustedLine(
  state: Projection,
  act: (id: ActionId) => void,
): TemplateResult | typeof nothing {
  if (state.trusted) return nothing;
  return html`<div class="banner info">
    ${icon('info')}
    <p>${t('Restricted mode: this workspace is not trusted, so none of its content is sent. Ghost text and actions on code are off.')}</p>
    ${actionRow([{ id: 'manageTrust', label: t('Manage Workspace Trust') }], act)}
  </div>`;
}
