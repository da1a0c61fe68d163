// The turns of a conversation as far as they are drawn, and what an empty one begins with.
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Bridge } from '../bridge.ts';
import { t } from '../texts.ts';
import type { Projection } from './chatStore.ts';
import { welcome } from './setupView.ts';
import type { TurnWindow } from './turnWindow.ts';

export function conversationList(state: Projection, window: TurnWindow, bridge: Bridge): TemplateResult {
  const from = Math.max(0, state.turns.length - window.shown);
  const turns = from > 0 ? state.turns.slice(from) : state.turns;
  const last = state.turns.findLast((turn) => turn.role === 'assistant')?.id;
  const busy = state.running !== null || state.readOnly !== null;
  return html`${
    from > 0
      ? html`<button type="button" class="text-button earlier" @click=${() => window.more()}>
          ${t('Show {0} earlier messages', from)}
        </button>`
      : nothing
  }
  ${turns.length === 0 ? welcome(state, (text) => bridge.send({ type: 'useSuggestion', text })) : nothing}
  ${repeat(
    turns,
    (turn) => turn.id,
    (turn) =>
      html`<sf-turn .turn=${turn} .bridge=${bridge} .last=${turn.id === last} .busy=${busy}></sf-turn>`,
  )}`;
}
