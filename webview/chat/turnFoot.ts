// Under an answer: which model gave it, what it cost in tokens, money and time, and what can be done with it.
import { html, nothing, type TemplateResult } from 'lit';
import { visible } from '../../src/core/outgoing/visible.ts';
import type { ToHost } from '../../src/protocol/chatIntents.ts';
import { t } from '../texts.ts';
import type { LiveTurn } from './chatStore.ts';
import { iconButton } from './parts.ts';
import { cost, count, duration } from './words.ts';

export interface FootActs {
  readonly send: (intent: ToHost) => void;
  readonly regenerate: () => void;
  readonly regenerateWith: () => void;
}

/** `busy`: an answer is running somewhere; `last`: its buttons are always in sight. */
export function turnFoot(
  turn: LiveTurn,
  { busy, last }: { readonly busy: boolean; readonly last: boolean },
  { send, regenerate, regenerateWith }: FootActs,
): TemplateResult {
  return html`<footer class="foot">
    ${turn.text.empty ? nothing : html`<span class="generated">${t('AI-generated')}</span>`}
    ${turn.model ? html`<span class="fact model" title=${visible(turn.model)}>${visible(turn.model.split('/').at(-1) ?? turn.model)}</span>` : nothing}
    ${tokens(turn)} ${price(turn, send)} ${time(turn)}
    <span class="tools ${last ? 'shown' : ''}">
      ${hasBlocks(turn) ? iconButton('apply', t('Apply All Code…'), () => send({ type: 'applyAnswer', turnId: turn.id })) : nothing}
      ${turn.text.empty ? nothing : iconButton('copy', t('Copy Answer'), () => send({ type: 'copyAnswer', turnId: turn.id }))}
      ${iconButton('request', t('Show Request'), () => send({ type: 'showSent', turnId: turn.id }))}
      ${iconButton('refresh', t('Regenerate'), regenerate, busy ? 'off' : '')}
      ${iconButton('refreshWith', t('Answer With Another Model…'), regenerateWith, busy ? 'off' : '')}
    </span>
  </footer>`;
}

/** More than one code block: what they change can be gone through together. */
function hasBlocks({ text }: LiveTurn): boolean {
  return (text.whole().match(/^[ \t]*(?:```|~~~)/gm)?.length ?? 0) >= 4;
}

/** Where no price is known, a click sets it. */
function price(turn: LiveTurn, send: FootActs['send']): TemplateResult | typeof nothing {
  if (!turn.cost) return nothing;
  const words = cost(turn.cost);
  return turn.cost.state === 'unknown'
    ? html`<button
        type="button"
        class="text-button fact cost"
        title=${words.title}
        @click=${() => send({ type: 'action', id: 'setPrice', turnId: turn.id })}
      >${words.text}</button>`
    : html`<span class="fact cost" title=${words.title}>${words.text}</span>`;
}

function time({ durationMs, firstTokenMs }: LiveTurn): TemplateResult | typeof nothing {
  if (durationMs === undefined) return nothing;
  const first = firstTokenMs === undefined ? '' : t('First token after {0}', duration(firstTokenMs));
  return html`<span class="fact" title=${first}>${duration(durationMs)}</span>`;
}

function tokens(turn: LiveTurn): TemplateResult | typeof nothing {
  const { promptTokens, cachedTokens, completionTokens, reasoningTokens } = turn;
  if (promptTokens === undefined && completionTokens === undefined) return nothing;
  const lines = [
    promptTokens === undefined ? '' : t('{0} tokens in', count(promptTokens)),
    cachedTokens ? t('{0} of them from the cache', count(cachedTokens)) : '',
    completionTokens === undefined ? '' : t('{0} tokens out', count(completionTokens)),
    reasoningTokens ? t('{0} of them reasoning', count(reasoningTokens)) : '',
  ];
  const title = lines.filter(Boolean).join('\n');
  const input = promptTokens === undefined ? '?' : count(promptTokens);
  const cached = cachedTokens ? t(' ({0} cached)', count(cachedTokens)) : '';
  const output = completionTokens === undefined ? '?' : count(completionTokens);
  const thought = reasoningTokens ? t(' ({0} reasoning)', count(reasoningTokens)) : '';
  return html`<span class="fact" title=${title}>${t('{0} in', input)}${cached}</span>
    <span class="fact" title=${title}>${t('{0} out', output)}${thought}</span>`;
}
