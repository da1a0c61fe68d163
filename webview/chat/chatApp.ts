// `<sf-chat>`: the page. It shows the host's state and sends intents; of its own it keeps only the draft and the scroll position.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ActionId } from '../../src/protocol/actions.ts';
import type { EditedText } from '../../src/protocol/chat.ts';
import type { Bridge } from '../bridge.ts';
import { t } from '../texts.ts';
import { AnswerListener } from './answerListener.ts';
import { bannerLine, untrustedLine } from './banner.ts';
import { ChatStore, type PageCall, type Projection } from './chatStore.ts';
import type { Composer } from './composer.ts';
import { conversationArea } from './conversationArea.ts';
import { EndKeeper } from './endKeeper.ts';
import { type HeaderActs, header } from './header.ts';
import { KeptPage } from './keptPage.ts';
import { goToPlace, placeIn, type ReadingPlace } from './readingPlace.ts';
import { scaleForHost } from './scaledPicture.ts';
import { setupPage } from './setupView.ts';
import { spendLine } from './spendLine.ts';
import type { TurnElement } from './turnView.ts';
import { TurnWindow } from './turnWindow.ts';
import { summaryOffer } from './windowMeter.ts';

export class ChatApp extends LitElement {
  static override properties = { atEnd: { state: true } };
  declare atEnd: boolean;
  readonly #bridge: Bridge;
  readonly #store: ChatStore;
  readonly #window = new TurnWindow(() => this.#drawEarlier());
  #end: EndKeeper | undefined;
  readonly #listener = new AnswerListener();
  readonly #kept: KeptPage;
  #place: ReadingPlace | undefined;
  #session = '';
  /** A request or the list of conversations is shown over this one. */
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
    this.#kept = new KeptPage(bridge, () => ({
      draft: this.#composer?.draft ?? this.#draft,
      place: this.#placeNow(),
    }));
    bridge.onMessage((message) => this.#store.receive(message));
    this.addEventListener('draft-changed', () => this.#kept.saveSoon());
    this.addEventListener('edit-last', () => this.#editLast());
    this.addEventListener('preview-request', () => this.#preview());
    // On the window: Esc stops also while nothing has the focus.
    window.addEventListener('keydown', (event) => this.#key(event));
    // A file dropped beside the composer must not replace the page.
    for (const kind of ['dragover', 'drop'] as const)
      window.addEventListener(kind, (event) => event.preventDefault());
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  get #composer(): Composer | null {
    return this.querySelector<Composer>('sf-composer');
  }

  protected override firstUpdated(): void {
    const spoken = this.querySelector<HTMLElement>('.spoken');
    if (spoken) this.#listener.speakInto(spoken);
    this.#bridge.send({ type: 'ready' });
  }

  protected override updated(_changed: PropertyValues): void {
    const scroller = this.querySelector<HTMLElement>('.scroller');
    const content = this.querySelector<HTMLElement>('.turns');
    const end = this.querySelector<HTMLElement>('.end');
    if (scroller && content && end && !this.#end) {
      const isEmpty = (): boolean => this.#store.state?.turns.length === 0;
      this.#end = new EndKeeper(scroller, content, end, this.atEnd, isEmpty, (atEnd) => {
        this.atEnd = atEnd;
        this.#kept.saveSoon();
      });
      // Following the end needs no remembering.
      scroller.addEventListener('scroll', () => this.atEnd || this.#kept.saveSoon(), { passive: true });
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
    const isLooking = state.request !== null || state.history !== null;
    if (this.#isLooking && !isLooking) this.#focusAfterLooking();
    this.#isLooking = isLooking;
    if (state.sessionId !== this.#session) {
      const first = this.#session === '';
      this.#session = state.sessionId;
      if (first) this.#restore();
      else this.#end?.jump();
      this.#window.begin(state.turns, this.#place?.turnId);
    }
    this.#listener.listenTo(state);
    this.requestUpdate();
    // Texts are flushed after this: their elements must be there to hear it.
    this.performUpdate();
  }

  /** Only once what lay over the composer is gone can that take the focus. */
  #focusAfterLooking(): void {
    void this.updateComplete.then(() => this.#composer?.focus());
  }

  #restore(): void {
    const { draft, place } = this.#kept.read();
    this.#draft = draft;
    this.#place = place;
    this.atEnd = place === undefined;
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
      case 'scalePicture':
        void scaleForHost(call, this.#bridge);
        return;
      case 'mentions':
        this.#composer?.listMentions(call.asked, call.items);
        return;
      case 'draftReplaced':
        this.#composer?.replaced(call.intentId, call.text);
        return;
      case 'sendCancelled':
        this.#cancelled(call);
        return;
      case 'sendRefused':
        this.#editAgain(call.edited);
        this.#composer?.refused(call.intentId, call.message);
        return;
    }
  }

  /** Nothing was sent: the text is where it was, and so is the focus. */
  #cancelled({ intentId, edited }: Extract<PageCall, { type: 'sendCancelled' }>): void {
    this.#composer?.cancelled(intentId);
    if (!this.#editAgain(edited)) this.#composer?.focus();
  }

  /** An edited text that was not sent goes back into its editor; false where there is none. */
  #editAgain(edited: EditedText | undefined): boolean {
    const turns = Array.from(this.querySelectorAll<TurnElement>('sf-turn'));
    const turn = turns.find((one) => one.turn.id === edited?.turnId);
    if (edited) turn?.edit(edited.text);
    return turn !== undefined;
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return;
    const { running, request, history } = this.#store.state ?? {};
    if (history) this.#bridge.send({ type: 'closeHistory' });
    else if (request) this.#bridge.send({ type: 'closeRequest' });
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

  /** Where a person reads who does not follow the end. */
  #placeNow(): ReadingPlace | undefined {
    const scroller = this.querySelector('.scroller');
    return scroller && this.#end && !this.#end.atEnd ? placeIn(scroller) : undefined;
  }

  #act = (id: ActionId): void => {
    this.#bridge.send({ type: 'action', id });
  };

  readonly #headerActs: HeaderActs = {
    newChat: () => {
      this.#bridge.send({ type: 'newChat' });
      this.#composer?.focus();
    },
    showHistory: () =>
      this.#bridge.send({ type: this.#store.state?.history ? 'closeHistory' : 'showHistory' }),
  };

  protected override render(): TemplateResult {
    const state = this.#store.state;
    return html`<div class="spoken sr" role="log" aria-live="polite" aria-label=${t('Answers, read out')}></div>
      ${state ? this.#page(state) : nothing}`;
  }

  #page(state: Projection): TemplateResult {
    const ready = state.setup.stage === 'ready';
    return html`${header(state, this.#headerActs)} ${bannerLine(state, this.#act)}
      ${
        ready
          ? html`<div class="middle">
                ${conversationArea(state, { drawn: this.#window, bridge: this.#bridge, act: this.#act, atEnd: this.atEnd, jump: () => this.#jump() })}
                ${state.request ? html`<sf-request .request=${state.request} .bridge=${this.#bridge}></sf-request>` : nothing}
                ${state.history ? html`<sf-history .history=${state.history} .bridge=${this.#bridge}></sf-history>` : nothing}
              </div>
              <footer class="bottom" ?hidden=${state.history !== null}>
                ${summaryOffer(state.meter, state.running !== null || state.readOnly !== null, this.#act)}
                <sf-composer .state=${state} .bridge=${this.#bridge} .firstDraft=${this.#draft}></sf-composer>
                <sf-forecast .forecast=${state.forecast}></sf-forecast>
                <div class="bottom-line">
                  ${spendLine(state)}
                  <sf-meter .meter=${state.meter} .bridge=${this.#bridge} .busy=${state.running !== null}></sf-meter>
                </div>
              </footer>`
          : html`<main class="scroller">${untrustedLine(state, this.#act)}${setupPage(state.setup, this.#act)}</main>`
      }`;
  }

  #jump(): void {
    this.#end?.jump();
    this.#composer?.focus();
  }
}
