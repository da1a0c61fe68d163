// The part of the page that scrolls: the conversation, and a way to its end where that is out of sight.
import { html, nothing, type TemplateResult } from 'lit';
import type { ActionId } from '../../src/protocol/actions.ts';
import type { Bridge } from '../bridge.ts';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';
import { untrustedLine } from './banner.ts';
import type { Projection } from './chatStore.ts';
import { conversationList } from './conversationList.ts';
import type { TurnWindow } from './turnWindow.ts';

export interface AreaParts {
  /** Which turns are drawn. */
  readonly drawn: TurnWindow;
  readonly bridge: Bridge;
  readonly act: (id: ActionId) => void;
  /** The end is in sight. */
  readonly atEnd: boolean;
  readonly jump: () => void;
}

export function conversationArea(
  state: Projection,
  { drawn, bridge, act, atEnd, jump }: AreaParts,
): TemplateResult {
  const isCovered = state.request !== null || state.history !== null;
  return html`<main class="scroller" tabindex="-1" data-session=${state.sessionId} aria-label=${t('Conversation')} ?inert=${isCovered}>
      <div class="turns">${untrustedLine(state, act)} ${conversationList(state, drawn, bridge)}</div>
      <div class="end"></div>
    </main>
    <div class="jump-place">
      ${
        atEnd || isCovered
          ? nothing
          : html`<button type="button" class="jump" aria-label=${t('Jump to End')} title=${t('Jump to End')} @click=${jump}>
              ${icon('down')}
            </button>`
      }
    </div>`;
}
