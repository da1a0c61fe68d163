// Small pieces that several parts of the page draw alike: actions, failures, attachment chips, icon buttons.
import { html, nothing, type TemplateResult } from 'lit';
import { visible } from '../../src/core/outgoing/visible.ts';
import type { ActionId, ActionView, FailureView } from '../../src/protocol/actions.ts';
import type { AttachmentView } from '../../src/protocol/chatTurns.ts';
import { type IconName, icon } from '../icons.ts';
import { t } from '../texts.ts';
import { count, money, weight } from './words.ts';

export function iconButton(
  name: IconName,
  label: string,
  press: (event: Event) => void,
  extra = '',
): TemplateResult {
  return html`<vscode-button appearance="icon" class=${extra} aria-label=${label} title=${label} @click=${press}
    >${icon(name)}</vscode-button
  >`;
}

/** The first action is the primary one unless another says so. */
export function actionRow(
  actions: readonly ActionView[],
  act: (id: ActionId) => void,
): TemplateResult | typeof nothing {
  if (actions.length === 0) return nothing;
  return html`<div class="actions">
    ${actions.map(
      (action) =>
        html`<vscode-button appearance=${action.primary ? 'primary' : 'secondary'} @click=${() => act(action.id)}
          >${visible(action.label)}</vscode-button
        >`,
    )}
  </div>`;
}

export function failureBox(
  failure: FailureView,
  act: (id: ActionId) => void,
  copyTraceId?: () => void,
): TemplateResult {
  return html`<div class="failure">
    ${icon('warning')}
    <div class="failure-text">
      <p dir="auto">${visible(failure.message)}</p>
      ${failure.detail ? html`<p class="detail" dir="auto">${visible(failure.detail)}</p>` : nothing}
      ${
        failure.traceId
          ? html`<p class="trace">
              ${t('Trace ID')} <code>${visible(failure.traceId)}</code>
              ${copyTraceId ? iconButton('copy', t('Copy Trace ID'), copyTraceId) : nothing}
            </p>`
          : nothing
      }
      ${actionRow(failure.actions, act)}
    </div>
  </div>`;
}

const chipIcons = { file: 'file', selection: 'selection', image: 'image' } as const;

/** A name that may carry its folders: in a narrow panel these give way, and the file's name stays. */
export function chipLabel(label: string): TemplateResult {
  // The subject of a commit or a command may hold a slash as well: of these the beginning says most.
  const isPath = /\S\/\S/.test(label) && (!/\s/.test(label) || /\.\w+(?::[\d–-]+)?$/.test(label));
  return html`<span class="chip-label ${isPath ? 'chip-path' : ''}" dir=${isPath ? 'rtl' : 'auto'}><bdi>${label}</bdi></span>`;
}

/** One attachment; `remove` is left out where it cannot be taken back. */
export function chip(
  attachment: AttachmentView,
  open: () => void,
  remove?: (event: Event) => void,
): TemplateResult {
  const label = visible(attachment.label);
  const title = [visible(attachment.detail), attachment.note ? visible(attachment.note) : '']
    .filter(Boolean)
    .join('\n');
  const picture = attachment.thumbnail?.startsWith('data:image/') ? attachment.thumbnail : undefined;
  const price = attachment.cost ? money(attachment.cost) : '';
  const tokens = t('{0} tokens', count(attachment.tokens));
  const share = price ? t('{0}, about {1} of this message', tokens, price) : tokens;
  return html`<li class="chip ${attachment.note ? 'noted' : ''} ${attachment.held ? 'held' : ''}">
    <button type="button" class="chip-open" title=${title} @click=${open}>
      ${picture ? html`<img src=${picture} alt="" />` : icon(chipIcons[attachment.kind])}
      ${chipLabel(label)}
      <span class="chip-weight" title=${share}>${weight(attachment.tokens)}${price ? html`<span class="chip-cost"> · ${price}</span>` : nothing}</span>
      ${attachment.note ? html`<span class="chip-note">${icon(attachment.held ? 'warning' : 'info')}<span class="sr">${visible(attachment.note)}</span></span>` : nothing}
    </button>
    ${
      remove
        ? html`<button type="button" class="icon-button" aria-label=${t('Remove {0}', label)} title=${t('Remove')} @click=${remove}>
            ${icon('close')}
          </button>`
        : nothing
    }
  </li>`;
}

/** Why the last thing did not work, read out at once; nothing while there is nothing to say. */
export function problemLine(problem: string | undefined, dismiss: () => void): TemplateResult {
  return html`<div role="alert">
    ${
      problem
        ? html`<div class="problem">
            ${icon('warning')}<span dir="auto">${visible(problem)}</span>
            <button type="button" class="icon-button" aria-label=${t('Dismiss')} title=${t('Dismiss')} @click=${dismiss}>
              ${icon('close')}
            </button>
          </div>`
        : nothing
    }
  </div>`;
}
