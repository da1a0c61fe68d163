// One piece of a request: its name, weight and price, the text with what is masked in it, and what can be done about that.
import { html, nothing, type TemplateResult } from 'lit';
import { visible } from '../../src/core/outgoing/visible.ts';
import type { ToHost } from '../../src/protocol/chatIntents.ts';
import type { PieceRunView, RequestPieceView, RequestView } from '../../src/protocol/chatRequest.ts';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';
import { count, money, weight } from './words.ts';

type MaskedRun = Extract<PieceRunView, { kind: 'masked' }>;

export interface PieceActs {
  readonly isOpen: boolean;
  readonly fold: () => void;
  readonly send: (intent: ToHost) => void;
}

export function requestPiece(
  piece: RequestPieceView,
  kind: RequestView['kind'],
  { isOpen, fold, send }: PieceActs,
): TemplateResult {
  const name = nameOf(piece);
  const price = piece.cost ? money(piece.cost) : '';
  const masked = maskedIn(piece);
  const hidden = masked.filter(({ passes }) => passes !== 'once').length;
  return html`<li class="piece ${piece.isOut ? 'out' : ''}">
    <div class="piece-head">
      <button type="button" class="piece-fold" aria-expanded=${isOpen ? 'true' : 'false'} @click=${fold}>
        ${icon('chevron')}<span class="piece-name" dir="auto">${name}</span>
        ${hidden > 0 ? html`<span class="piece-masked">${t('{0} masked', hidden)}</span>` : nothing}
        <span class="piece-weight" title=${t('{0} tokens', count(piece.tokens))}
          >${piece.isOut ? t('not sent') : `${weight(piece.tokens)}${price && ` · ${price}`}`}</span
        >
      </button>
      ${kind === 'next' ? dropButton(piece, name, send) : nothing}
    </div>
    ${
      isOpen
        ? html`<div class="piece-text" dir="auto" tabindex="0" role="group" aria-label=${name}>${pieceText(piece)}</div>
            ${kind === 'next' && masked.length > 0 ? html`<ul class="masked">${masked.map((run) => maskedRow(run, send))}</ul>` : nothing}`
        : nothing
    }
  </li>`;
}

/** Each masked value once, however often it stands there. */
export function maskedIn(piece: RequestPieceView): readonly MaskedRun[] {
  const known = new Map<string, MaskedRun>();
  for (const run of piece.runs) if (run.kind === 'masked') known.set(run.placeholder, run);
  return [...known.values()];
}

export function nameOf(piece: RequestPieceView): string {
  switch (piece.kind) {
    case 'system':
      return t('Instructions');
    case 'question':
      return t('Earlier: you');
    case 'answer':
      return t('Earlier: answer');
    case 'attachment':
      return visible(piece.label ?? '') || t('Image');
    case 'words':
      return t('Your message');
    case 'tool':
      return t('Tool result');
    case 'before':
      return t('Text before the cursor');
    case 'after':
      return t('Text after the cursor');
  }
}

/** No white space of the template may get between the runs: the text keeps its own. */
function pieceText(piece: RequestPieceView): TemplateResult {
  const images = piece.images > 0 ? html`<em>${t('{0} images', count(piece.images))}</em>` : nothing;
  return html`${images}${piece.runs.map((run) => {
    if (run.kind === 'text') return visible(run.text);
    if (run.kind === 'unseen')
      return html`<em class="cut-text">${t('… {0} more characters …', count(run.characters))}</em>`;
    return html`<mark class=${run.passes === 'once' ? 'clear' : ''} title=${titleOf(run)}>${run.placeholder}</mark>`;
  })}`;
}

function titleOf(run: MaskedRun): string {
  return run.passes === 'once'
    ? t('Goes in clear with the next request ({0})', run.rule)
    : t('Masked by the rule {0}: this is sent in its place', run.rule);
}

function maskedRow({ placeholder, rule, passes }: MaskedRun, send: PieceActs['send']): TemplateResult {
  const button = (how: 'once' | 'always' | 'not', label: string): TemplateResult =>
    html`<button
      type="button"
      class="text-button"
      aria-label=${`${label}: ${rule}`}
      title=${placeholder}
      @click=${() => send({ type: 'letThrough', placeholder, how })}
    >
      ${label}
    </button>`;
  return html`<li>
    <span class="rule" title=${placeholder}>${visible(rule)}</span>
    ${
      passes === 'never'
        ? html`<span class="rule-note">${t('never leaves this machine')}</span>`
        : passes === 'once'
          ? html`<span class="rule-note">${t('goes in clear once')}</span> ${button('not', t('Mask After All'))}`
          : html`${button('once', t('Send in Clear Once'))} ${button('always', t('Always Send in Clear'))}`
    }
  </li>`;
}

function dropButton(
  { drop, isOut }: RequestPieceView,
  name: string,
  send: PieceActs['send'],
): TemplateResult | typeof nothing {
  if (!drop) return nothing;
  const label = isOut ? t('Put Back {0}', name) : t('Leave Out {0}', name);
  const intent = (): ToHost =>
    drop.what === 'attachment'
      ? { type: 'removeAttachment', attachmentId: drop.attachmentId }
      : { type: 'leaveOut', turnId: drop.turnId, isOut: !isOut };
  return html`<button type="button" class="icon-button" aria-label=${label} title=${label} @click=${() => send(intent())}>
    ${icon(isOut ? 'add' : 'close')}
  </button>`;
}
