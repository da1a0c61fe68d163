// The empty states: before the chat can be used, and before the first message.
import { html, nothing, type TemplateResult } from 'lit';
import { visible } from '../../src/core/outgoing/visible.ts';
import type { ActionId } from '../../src/protocol/actions.ts';
import type { ChatState } from '../../src/protocol/chat.ts';
import type { SetupView } from '../../src/protocol/chatSetup.ts';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';
import { failureBox } from './parts.ts';

/** Steps to a usable chat: what the host says, one primary action, the others as links. */
export function setupPage(setup: SetupView, act: (id: ActionId) => void): TemplateResult {
  if (setup.stage === 'loading') {
    return html`<section class="setup" aria-busy="true">
      <vscode-progress-ring aria-label=${t('Loading')}></vscode-progress-ring>
      ${setup.title ? html`<p>${visible(setup.title)}</p>` : nothing}
    </section>`;
  }
  const buttons = setup.actions.filter((action) => action.primary || isChoice(action.id));
  const links = setup.actions.filter((action) => !buttons.includes(action));
  return html`<section class="setup" aria-busy=${setup.busy ? 'true' : 'false'}>
    <div class="mark" aria-hidden="true">${icon('spark')}</div>
    <h2 dir="auto">${visible(setup.title)}</h2>
    ${setup.lines.map((line) => html`<p dir="auto">${visible(line)}</p>`)}
    ${setup.failure ? html`<div role="alert">${failureBox(setup.failure, act)}</div>` : nothing}
    <div class="setup-actions">
      ${buttons.map(
        (action) =>
          html`<vscode-button
            appearance=${action.primary ? 'primary' : 'secondary'}
            ?disabled=${setup.busy}
            @click=${() => act(action.id)}
            >${visible(action.label)}</vscode-button
          >`,
      )}
      ${setup.busy ? html`<vscode-progress-ring aria-label=${t('Working')}></vscode-progress-ring>` : nothing}
    </div>
    ${
      links.length === 0
        ? nothing
        : html`<ul class="links">
            ${links.map(
              (action) =>
                html`<li>
                  <button type="button" class="text-button" @click=${() => act(action.id)}>${visible(action.label)}</button>
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}

/** The two sites stand side by side; neither is a mere link. */
function isChoice(id: ActionId): boolean {
  return id === 'chooseSiteCn' || id === 'chooseSiteGlobal';
}

/** A ready chat without messages. */
export function welcome(
  { suggestions, inFolder }: Pick<ChatState, 'suggestions' | 'inFolder'>,
  take: (text: string) => void,
): TemplateResult {
  return html`<section class="setup">
    <div class="mark" aria-hidden="true">${icon('spark')}</div>
    <h2>${t('What are you working on?')}</h2>
    <p>${t('Ask about your code. Attach files with @, drop them here with Shift held, or paste a picture. Every answer shows what it cost.')}</p>
    ${inFolder ? nothing : html`<p class="no-folder">${t('No folder is open, so there is no project to draw on: only what you attach is sent with a question.')}</p>`}
    ${
      suggestions.length === 0
        ? nothing
        : html`<ul class="suggestions" aria-label=${t('Suggestions')}>
            ${suggestions.map(
              (text) =>
                html`<li><button type="button" class="suggestion" dir="auto" @click=${() => take(text)}>${visible(text)}</button></li>`,
            )}
          </ul>`
    }
  </section>`;
}
