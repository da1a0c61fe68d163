// What a model thought before it answered: open while it thinks, folded away after.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';
import type { LiveTurn } from './chatStore.ts';
import { duration } from './words.ts';

/** `unfolded`: as the person left it, undefined before they touched it. */
export function turnReasoning(
  turn: LiveTurn,
  running: boolean,
  unfolded: boolean | undefined,
  fold: (open: boolean) => void,
): TemplateResult | typeof nothing {
  if (turn.reasoning.empty) return nothing;
  const live = running && turn.reasoningMs === undefined && turn.text.empty;
  const open = unfolded ?? live;
  return html`<div class="reasoning ${live ? 'live' : ''}">
    <button type="button" class="fold" aria-expanded=${open ? 'true' : 'false'} @click=${() => fold(!open)}>
      ${icon('thought')}<span>${label(turn, live)}</span>${icon('chevron')}
    </button>
    ${open ? html`<sf-markdown class="thoughts" .actions=${false} .running=${live} .feed=${turn.reasoning}></sf-markdown>` : nothing}
  </div>`;
}

function label({ reasoningMs }: LiveTurn, live: boolean): string {
  if (live) return t('Thinking…');
  if (reasoningMs === undefined) return t('Thoughts');
  return reasoningMs < 1_000 ? t('Thought for a moment') : t('Thought for {0}', duration(reasoningMs));
}
