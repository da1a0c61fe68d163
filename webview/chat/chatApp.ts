// `<sf-chat>`: the page. It shows the host's state and sends intents; of its own it keeps only the draft and the scroll position.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import * as v from 'valibot';
import { visible } from '../../src/core/outgoing/visible.ts';
import type { ActionId } from '../../src/protocol/actions.ts';
import type { Bridge } from '../bridge.ts';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';
import { Announcer } from './announcer.ts';
import { ChatStore, type LiveTurn, type PageCall, type Projection } from './chatStore.ts';
import { type Composer, spendLine } from './composer.ts';
import { EndKeeper } from './endKeeper.ts';
import { actionRow, iconButton } from './parts.ts';
import { goToPlace, placeIn, type ReadingPlace, readingPlace } from './readingPlace.ts';
import { setupPage, welcome } from './setupView.ts';
import type { TurnElement } from './turnView.ts';
import { TurnWindow } from './turnWindow.ts';

const kept = v.object({ draft: v.optional(v.string(), ''), place: v.optional(readingPlace) });

export class ChatApp extends LitElement {
  static override properties = { atEnd: { state: true } };
  declare atEnd: boolean;
  readonly #bridge: Bridge;
  readonly #store: ChatStore;
  readonly #window = new TurnWindow(() => this.#drawEarlier());
  #end: EndKeeper | undefined;
  #announcer: Announcer | undefined;
  #heard: { readonly id: string; readonly stop: () => void } | undefined;
  #saving: ReturnType<typeof setTimeout> | undefined;
  #place: ReadingPlace | undefined;
  #session = '';
  /** A request is shown over the conversation. */
  #isLooking = false;
  /** The draft from before, until the composer is there to hold it. */
  #draft = '';

  constructor(bridge: Bridge) {
    super();
    this.#bridge = bridge;
    this.atEnd = true;
    this.#store = new ChatStore(
      bridge,
      () => this.#changed(),
      (call) => this.#called(call),
    );
    bridge.onMessage((message) => this.#store.receive(message));
    this.addEventListener('draft-changed', () => this.#saveSoon());
    this.addEventListener('edit-last', () => this.#editLast());
    this.addEventListener('preview-request', () => this.#preview());
    // On the window: Esc stops also while nothing has the focus.
    window.addEventListener('keydown', (event) => this.#key(event));
    // A file dropped beside the composer must not replace the page.
    for (const kind of ['dragover', 'drop'] as const)
      window.addEventListener(kind, (event) => event.preventDefault());
    window.addEventListener('pagehide', () => this.#save());
    document.addEventListener('visibilitychange', () => this.#save());
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  get #composer(): Composer | null {
    return this.querySelector<Composer>('sf-composer');
  }

  protected override firstUpdated(): void {
    const spoken = this.querySelector<HTMLElement>('.spoken');
    if (spoken) this.#announcer = new Announcer(spoken);
    this.#bridge.send({ type: 'ready' });
  }

  protected override updated(_changed: PropertyValues): void {
    const scroller = this.querySelector<HTMLElement>('.scroller');
    const content = this.querySelector<HTMLElement>('.turns');
    const end = this.querySelector<HTMLElement>('.end');
    if (scroller && content && end && !this.#end) {
      this.#end = new EndKeeper(scroller, content, end, this.atEnd, (atEnd) => {
        this.atEnd = atEnd;
        this.#saveSoon();
      });
      // Following the end needs no remembering.
      scroller.addEventListener('scroll', () => this.atEnd || this.#saveSoon(), { passive: true });
      if (this.#place && !goToPlace(scroller, this.#place)) this.#end.jump();
      this.#place = undefined;
    } else if (!scroller && this.#end) {
      this.#end.dispose();
      this.#end = undefined;
    }
    this.#window.drawn(scroller, this.querySelector('.earlier'), this.atEnd);
  }

  #drawEarlier(): void {
    const scroller = this.querySelector('.scroller');
    // At the very top the browser does not hold what is in sight when something is put above it.
    const fromEnd = scroller?.scrollTop === 0 && !this.atEnd ? scroller.scrollHeight : undefined;
    this.requestUpdate();
    this.performUpdate();
    if (scroller && fromEnd !== undefined) scroller.scrollTop = scroller.scrollHeight - fromEnd;
  }

  #changed(): void {
    const state = this.#store.state;
    if (!state) return;
    if (this.#isLooking && !state.request) this.#composer?.focus();
    this.#isLooking = state.request !== null;
    if (state.sessionId !== this.#session) {
      const first = this.#session === '';
      this.#session = state.sessionId;
      if (first) this.#restore();
      else this.#end?.jump();
      this.#window.begin(state.turns, this.#place?.turnId);
    }
    this.#listenTo(state);
    this.requestUpdate();
    // Texts are flushed after this: their elements must be there to hear it.
    this.performUpdate();
  }

  #restore(): void {
    const state = v.safeParse(kept, this.#bridge.load());
    if (!state.success) return;
    this.#draft = state.output.draft;
    this.#place = state.output.place;
    this.atEnd = this.#place === undefined;
  }

  /** Follows the running answer for the screen reader. */
  #listenTo(state: Projection): void {
    const id = state.running?.turnId;
    if (id === this.#heard?.id) return;
    if (this.#heard) {
      const ended = state.turns.find((turn) => turn.id === this.#heard?.id);
      this.#heard.stop();
      this.#heard = undefined;
      this.#announcer?.done(endWords(ended));
    }
    const turn = state.turns.findLast((one) => one.id === id);
    if (!turn) return;
    const stop = turn.text.subscribe((added, restart) => {
      if (!restart || added !== '') this.#announcer?.push(added);
    });
    this.#heard = { id: turn.id, stop };
    this.#announcer?.say(t('Sent. Waiting for the answer.'));
  }

  #called(call: PageCall): void {
    switch (call.type) {
      case 'focusComposer':
        this.#composer?.focus();
        return;
      case 'prefill':
        this.#composer?.prefill(call.text);
        return;
      case 'sendAccepted':
        this.#composer?.accepted(call.intentId);
        this.#end?.jump();
        return;
      case 'sendCancelled':
        this.#cancelled(call);
        return;
      case 'sendRefused':
        this.#composer?.refused(call.intentId, call.message);
        return;
    }
  }

  /** Nothing was sent: the text is where it was, and so is the focus. */
  #cancelled({ intentId, edited }: Extract<PageCall, { type: 'sendCancelled' }>): void {
    this.#composer?.cancelled(intentId);
    const turn = Array.from(this.querySelectorAll<TurnElement>('sf-turn')).find(
      (one) => one.turn.id === edited?.turnId,
    );
    if (edited && turn) turn.edit(edited.text);
    else this.#composer?.focus();
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return;
    const { running, request } = this.#store.state ?? {};
    if (request) this.#bridge.send({ type: 'closeRequest' });
    else if (running) this.#bridge.send({ type: 'stop' });
  }

  #preview(): void {
    const { running, setup } = this.#store.state ?? {};
    if (running || setup?.stage !== 'ready') return;
    this.#composer?.tellNow();
    this.#bridge.send({ type: 'previewRequest' });
  }

  #editLast(): void {
    const questions = Array.from(this.querySelectorAll<TurnElement>('sf-turn')).filter(
      (one) => one.turn.role === 'user',
    );
    const last = questions.at(-1);
    last?.edit();
    last?.scrollIntoView({ block: 'nearest' });
  }

  #saveSoon(): void {
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.#save(), 300);
  }

  #save(): void {
    clearTimeout(this.#saving);
    const scroller = this.querySelector('.scroller');
    const place = scroller && this.#end && !this.#end.atEnd ? placeIn(scroller) : undefined;
    this.#bridge.save({ draft: this.#composer?.draft ?? this.#draft, ...(place ? { place } : {}) });
  }

  #act = (id: ActionId): void => {
    this.#bridge.send({ type: 'action', id });
  };

  protected override render(): TemplateResult {
    const state = this.#store.state;
    return html`<div class="spoken sr" role="log" aria-live="polite" aria-label=${t('Answers, read out')}></div>
      ${state ? this.#page(state) : nothing}`;
  }

  #page(state: Projection): TemplateResult {
    const ready = state.setup.stage === 'ready';
    return html`${this.#header(state)} ${this.#banner(state)}
      ${
        ready
          ? html`<div class="middle">
                ${this.#conversation(state)}
                ${state.request ? html`<sf-request .request=${state.request} .bridge=${this.#bridge}></sf-request>` : nothing}
              </div>
              <footer class="bottom">
                <sf-composer .state=${state} .bridge=${this.#bridge} .firstDraft=${this.#draft}></sf-composer>
                <sf-forecast .forecast=${state.forecast}></sf-forecast>
                ${spendLine(state)}
              </footer>`
          : html`<main class="scroller">${this.#untrusted(state)}${setupPage(state.setup, this.#act)}</main>`
      }`;
  }

  #header(state: Projection): TemplateResult {
    const title = visible(state.title) || t('New Chat');
    return html`<header class="top">
      <h1 dir="auto" title=${title}>${title}</h1>
      ${state.place ? html`<span class="place ${state.sandbox ? 'sandbox' : ''}" title=${visible(state.host === state.place ? state.place : `${state.place} · ${state.host}`)}>${visible(state.place)}</span>` : nothing}
      <span class="top-tools">
        ${iconButton('add', t('New Chat'), () => this.#newChat())}
        ${iconButton('history', t('Show Earlier Chats'), () => this.#bridge.send({ type: 'showHistory' }))}
      </span>
    </header>`;
  }

  #newChat(): void {
    this.#bridge.send({ type: 'newChat' });
    this.#composer?.focus();
  }

  #banner(state: Projection): TemplateResult {
    const { banner } = state;
    const only = banner?.actions.length === 1 ? banner.actions[0] : undefined;
    return html`<div role="status">
      ${
        banner
          ? html`<div class="banner ${banner.level}">
              ${icon(banner.level === 'info' ? 'info' : 'warning')}
              <p dir="auto">${visible(banner.message)}</p>
              ${
                only?.id === 'dismissBanner'
                  ? iconButton('close', visible(only.label), () => this.#act(only.id))
                  : actionRow(banner.actions, this.#act)
              }
              ${banner.detail ? html`<details><summary>${t('Details')}</summary><p dir="auto">${visible(banner.detail)}</p></details>` : nothing}
            </div>`
          : nothing
      }
    </div>`;
  }

  #untrusted(state: Projection): TemplateResult | typeof nothing {
    if (state.trusted) return nothing;
    return html`<div class="banner info">
      ${icon('info')}
      <p>${t('Restricted mode: this workspace is not trusted, so none of its content is sent. Ghost text and actions on code are off.')}</p>
      ${actionRow([{ id: 'manageTrust', label: t('Manage Workspace Trust') }], this.#act)}
    </div>`;
  }

  #conversation(state: Projection): TemplateResult {
    const from = Math.max(0, state.turns.length - this.#window.shown);
    const turns = from > 0 ? state.turns.slice(from) : state.turns;
    const last = state.turns.findLast((turn) => turn.role === 'assistant')?.id;
    const busy = state.running !== null;
    return html`<main class="scroller" tabindex="-1" aria-label=${t('Conversation')} ?inert=${state.request !== null}>
        <div class="turns">
          ${this.#untrusted(state)}
          ${
            from > 0
              ? html`<button type="button" class="text-button earlier" @click=${() => this.#window.more()}>
                  ${t('Show {0} earlier messages', from)}
                </button>`
              : nothing
          }
          ${turns.length === 0 ? welcome(state, (text) => this.#bridge.send({ type: 'useSuggestion', text })) : nothing}
          ${repeat(
            turns,
            (turn) => turn.id,
            (turn) =>
              html`<sf-turn .turn=${turn} .bridge=${this.#bridge} .last=${turn.id === last} .busy=${busy}></sf-turn>`,
          )}
        </div>
        <div class="end"></div>
      </main>
      <div class="jump-place">
        ${
          this.atEnd || state.request
            ? nothing
            : html`<button type="button" class="jump" aria-label=${t('Jump to End')} title=${t('Jump to End')} @click=${() => this.#jump()}>
                ${icon('down')}
              </button>`
        }
      </div>`;
  }

  #jump(): void {
    this.#end?.jump();
    this.#composer?.focus();
  }
}

function endWords(turn: LiveTurn | undefined): string {
  if (turn?.state === 'stopped') return t('Stopped.');
  if (turn?.state === 'cut') return t('The answer was cut off.');
  if (turn?.state === 'failed') return t('The answer failed.');
  return t('The answer is complete.');
}
