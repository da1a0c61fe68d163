// `<sf-request>`: a request over the conversation: what would be sent now, or what was sent for an answer, to the byte.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { visible } from '../../src/core/outgoing/visible.ts';
import type { RequestPieceView, RequestView } from '../../src/protocol/chatRequest.ts';
import type { Bridge } from '../bridge.ts';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';
import { iconButton } from './parts.ts';
import { maskedIn, requestPiece } from './previewPiece.ts';
import { count } from './words.ts';

export class PreviewPanel extends LitElement {
  static override properties = {
    request: { attribute: false },
    bridge: { attribute: false },
    folds: { state: true },
    isExact: { state: true },
  };
  declare request: RequestView;
  declare bridge: Bridge;
  /** Pieces that the person opened or closed, by id. */
  declare folds: ReadonlyMap<string, boolean>;
  /** The body is shown as it goes over the wire. */
  declare isExact: boolean;

  constructor() {
    super();
    this.folds = new Map();
    this.isExact = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('request');
    if (!changed.has('request') || before?.id === this.request.id) return;
    this.folds = new Map();
    this.isExact = false;
    // Only the page the person is in takes the focus: the chat may be open in a view and in a tab.
    if (document.hasFocus()) this.querySelector<HTMLElement>('.request')?.focus();
  }

  protected override render(): TemplateResult {
    const { request } = this;
    const isNext = request.kind === 'next';
    return html`<main class="request" tabindex="-1" aria-labelledby="request-title">
      <header class="request-top">
        <h2 id="request-title">${isNext ? t('What Will Be Sent') : t('What Was Sent')}</h2>
        ${iconButton('close', t('Close (Esc)'), () => this.bridge.send({ type: 'closeRequest' }))}
      </header>
      ${request.problem ? html`<p class="request-problem" role="alert" dir="auto">${icon('warning')}<span>${visible(request.problem)}</span></p>` : nothing}
      <dl class="request-facts">
        ${request.facts.map(({ name, value }) => html`<div><dt>${visible(name)}</dt><dd dir="auto">${visible(value)}</dd></div>`)}
        ${
          isNext && request.pieces.length > 0
            ? html`<div><dt>${t('Tokens')}</dt><dd>${t('about {0}', count(request.tokens))}</dd></div>`
            : nothing
        }
      </dl>
      <ul class="pieces" aria-label=${t('Pieces of the request')}>
        ${repeat(
          request.pieces,
          (piece) => piece.id,
          (piece) => this.#piece(piece),
        )}
      </ul>
      ${request.answerId === undefined ? nothing : this.#again(request.answerId)} ${this.#grants()} ${request.head ? this.#exact(request, request.head) : nothing}
    </main>`;
  }

  /** An answer is asked for once more with the model and the rules of now. */
  #again(turnId: string): TemplateResult {
    const preview = (): void =>
      this.bridge.send({ type: 'previewRequest', again: { kind: 'regenerate', turnId } });
    return html`<p><button type="button" class="text-button" @click=${preview}>${t('Preview Regenerating')}</button></p>`;
  }

  #piece(piece: RequestPieceView): TemplateResult {
    const isOpen = this.folds.get(piece.id) ?? (piece.kind === 'words' || maskedIn(piece).length > 0);
    return requestPiece(piece, this.request.kind, {
      isOpen,
      fold: () => {
        this.folds = new Map([...this.folds, [piece.id, !isOpen]]);
      },
      send: (intent) => this.bridge.send(intent),
    });
  }

  #grants(): TemplateResult | typeof nothing {
    const { grants } = this.request;
    if (grants.length === 0) return nothing;
    return html`<div class="piece">
      <h3 class="grants-title">${t('Always sent in clear')}</h3>
      <ul class="masked">
        ${grants.map(
          ({ id, rule, since }) => html`<li>
            <span class="rule">${visible(rule)}</span><span class="rule-note">${t('since {0}', visible(since))}</span>
            <button
              type="button"
              class="text-button"
              aria-label=${`${t('Mask Again')}: ${rule}`}
              @click=${() => this.bridge.send({ type: 'revokeGrant', grantId: id })}
            >
              ${t('Mask Again')}
            </button>
          </li>`,
        )}
      </ul>
    </div>`;
  }

  #exact(request: RequestView, { method, url, headers }: NonNullable<RequestView['head']>): TemplateResult {
    return html`<div class="exact">
      <div class="piece-head">
        <button
          type="button"
          class="piece-fold"
          aria-expanded=${this.isExact ? 'true' : 'false'}
          @click=${() => {
            this.isExact = !this.isExact;
          }}
        >
          ${icon('chevron')}<span class="piece-name">${t('Exact Body')}</span>
          <span class="piece-weight">${t('{0} bytes', count(request.bodyBytes))}</span>
        </button>
      </div>
      ${
        this.isExact
          ? html`<p class="exact-head"><b>${method}</b> ${visible(url)}</p>
              <ul class="exact-head">
                ${headers.map(({ name, value }) => html`<li>${visible(name)}: ${visible(value)}</li>`)}
                <li>authorization: Bearer ••••</li>
              </ul>
              <pre class="exact-body" role="group" tabindex="0" aria-label=${t('Exact Body')}>${request.body}</pre>
              ${
                request.unseenCharacters > 0
                  ? html`<p class="cut-text">${t('… {0} more characters …', count(request.unseenCharacters))}</p>`
                  : nothing
              }`
          : nothing
      }
      <div class="actions">
        <vscode-button appearance="secondary" @click=${() => this.bridge.send({ type: 'copyRequest', as: 'json' })}
          >${t('Copy as JSON')}</vscode-button
        >
        <vscode-button appearance="secondary" @click=${() => this.bridge.send({ type: 'copyRequest', as: 'curl' })}
          >${t('Copy as curl')}</vscode-button
        >
        <vscode-button appearance="secondary" @click=${() => this.bridge.send({ type: 'openBody' })}
          >${t('Open in Editor')}</vscode-button
        >
      </div>
    </div>`;
  }
}
