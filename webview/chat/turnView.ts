// `<sf-turn>`: one message of the conversation: what was asked, what was answered, what it cost, what can be done now.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { visible } from '../../src/core/outgoing/visible.ts';
import type { ActionId } from '../../src/protocol/actions.ts';
import type { ToHost } from '../../src/protocol/chatIntents.ts';
import { type Bridge, intentId } from '../bridge.ts';
import { icon } from '../icons.ts';
import type { AnswerAct } from '../markdown/markdownView.ts';
import { t } from '../texts.ts';
import type { LiveTurn } from './chatStore.ts';
import { chip, failureBox, iconButton } from './parts.ts';
import { questionEditor } from './questionEditor.ts';
import { turnFoot } from './turnFoot.ts';
import { turnReasoning } from './turnReasoning.ts';

export class TurnElement extends LitElement {
  static override properties = {
    turn: { attribute: false },
    bridge: { attribute: false },
    last: { type: Boolean },
    busy: { type: Boolean },
    editing: { state: true },
    unfolded: { state: true },
  };
  declare turn: LiveTurn;
  declare bridge: Bridge;
  /** The newest answer: its buttons are always in sight. */
  declare last: boolean;
  /** An answer is running somewhere: nothing may be sent. */
  declare busy: boolean;
  declare editing: boolean;
  /** What its editor begins with. */
  declare editedText: string;
  /** Whether the reasoning is open: undefined leaves it to the state of the turn. */
  declare unfolded: boolean | undefined;

  constructor() {
    super();
    this.last = false;
    this.busy = false;
    this.editing = false;
    this.editedText = '';
    this.addEventListener('answer-act', (event) => this.#act(event.detail));
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Opens the editor of a question, with the text that was edited before where there is one. */
  edit(text = this.turn.text.whole()): void {
    if (this.turn.role !== 'user' || this.turn.compacts || this.busy) return;
    this.editedText = text;
    this.editing = true;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('editing')) return;
    if (this.editing) {
      const area = this.querySelector('textarea');
      area?.focus();
      area?.setSelectionRange(area.value.length, area.value.length);
    } else if (changed.get('editing')) {
      this.querySelector<HTMLElement>('.edit')?.focus();
    }
  }

  protected override render(): TemplateResult {
    switch (this.turn.role) {
      case 'user':
        return this.#question();
      case 'assistant':
        return this.#answer();
      case 'notice':
        return html`<div class="notice">${icon('info')}<p dir="auto">${visible(this.turn.text.whole())}</p></div>`;
    }
  }

  #question(): TemplateResult {
    const { turn } = this;
    return html`<article class="question" aria-label=${t('You')}>
      ${this.#chips()}
      ${
        this.editing
          ? this.#editor()
          : html`<div class="bubble"><p dir="auto">${visible(turn.text.whole())}</p></div>
              <div class="tools">
                ${turn.compacts ? nothing : iconButton('edit', t('Edit and Send Again'), () => this.edit(), this.busy ? 'edit off' : 'edit')}
              </div>`
      }
      ${this.#notes()} ${this.#failure()}
    </article>`;
  }

  #editor(): TemplateResult {
    return questionEditor(this.editedText, {
      resend: () => this.#resend(),
      preview: () => this.#preview(),
      cancel: () => {
        this.editing = false;
      },
    });
  }

  #preview(): void {
    if (!this.busy)
      this.#send({
        type: 'previewRequest',
        again: { kind: 'edit', turnId: this.turn.id, text: this.#edited() },
      });
  }

  #edited(): string {
    return this.querySelector('textarea')?.value.trim() ?? '';
  }

  #resend(): void {
    const text = this.#edited();
    if (text === '' || this.busy) return;
    this.#send({ type: 'editAndResend', intentId: intentId(), turnId: this.turn.id, text });
    this.editing = false;
  }

  #answer(): TemplateResult {
    const { turn } = this;
    const running = turn.state === 'waiting' || turn.state === 'reasoning' || turn.state === 'streaming';
    return html`<article class="answer" aria-label=${t('Answer')} aria-busy=${running ? 'true' : 'false'}>
      ${this.#reasoning(running)} ${this.#waiting(running)}
      ${turn.text.empty ? nothing : html`<sf-markdown .running=${running} .feed=${turn.text}></sf-markdown>`}
      ${this.#ending()} ${this.#failure()} ${this.#notes()} ${this.#summary()} ${running ? nothing : this.#foot()}
    </article>`;
  }

  #reasoning(running: boolean): TemplateResult | typeof nothing {
    return turnReasoning(this.turn, running, this.unfolded, (open) => {
      this.unfolded = open;
    });
  }

  #waiting(running: boolean): TemplateResult | typeof nothing {
    const { turn } = this;
    if (!running || !turn.text.empty) return nothing;
    if (!turn.reasoning.empty && !turn.waitingFor) return nothing;
    return html`<p class="waiting"><span class="pulse" aria-hidden="true"></span>${visible(turn.waitingFor ?? t('Waiting for the answer…'))}</p>`;
  }

  /** How an answer that did not end by itself ended, and how it can go on. */
  #ending(): TemplateResult | typeof nothing {
    const { turn } = this;
    if (turn.state !== 'stopped' && turn.state !== 'cut') return nothing;
    const words = turn.state === 'stopped' ? t('Stopped.') : t('The answer was cut off.');
    return html`<div class="ending">
      <p>${words}</p>
      <div class="actions">
        ${
          turn.text.empty
            ? nothing
            : html`<vscode-button appearance="secondary" ?disabled=${this.busy} @click=${() => this.#again('continueAnswer')}
                >${t('Continue')}</vscode-button
              >`
        }
        <vscode-button appearance="secondary" ?disabled=${this.busy} @click=${() => this.#again('regenerate')}
          >${t('Regenerate')}</vscode-button
        >
      </div>
    </div>`;
  }

  #failure(): TemplateResult | typeof nothing {
    const { failure, id, traceId } = this.turn;
    if (!failure) return nothing;
    // A cut answer has its Continue and Regenerate in the row below; the box need not offer the same once more.
    const actions =
      this.turn.state === 'cut'
        ? failure.actions.filter((action) => action.id !== 'continueAnswer' && action.id !== 'retry')
        : failure.actions;
    const shown = { ...failure, actions, ...(failure.traceId || !traceId ? {} : { traceId }) };
    return html`<div role="alert">
      ${failureBox(
        shown,
        (action: ActionId) => this.#send({ type: 'action', id: action, turnId: id }),
        () => this.#send({ type: 'copyTraceId', turnId: id }),
      )}
    </div>`;
  }

  #notes(): TemplateResult | typeof nothing {
    const { notes } = this.turn;
    if (notes.length === 0) return nothing;
    return html`<ul class="notes">
      ${notes.map((note) => html`<li dir="auto">${icon('info')}${visible(note)}</li>`)}
    </ul>`;
  }

  /** A summary can also be the beginning of another chat. */
  #summary(): TemplateResult | typeof nothing {
    if (!this.turn.summary || !this.last) return nothing;
    return html`<div class="actions">
      <vscode-button appearance="secondary" ?disabled=${this.busy} @click=${() => this.#send({ type: 'action', id: 'newFromSummary' })}
        >${t('New Chat From This Summary')}</vscode-button
      >
    </div>`;
  }

  #chips(): TemplateResult | typeof nothing {
    const { attachments } = this.turn;
    if (attachments.length === 0) return nothing;
    return html`<ul class="chips" aria-label=${t('Attachments')}>
      ${attachments.map((one) => {
        const intent = { attachmentId: one.id };
        // What was sent stays as the record of it, unless it may not leave any more.
        const remove = one.held ? () => this.#send({ type: 'removeAttachment', ...intent }) : undefined;
        return chip(one, () => this.#send({ type: 'openAttachment', ...intent }), remove);
      })}
    </ul>`;
  }

  #foot(): TemplateResult {
    return turnFoot(this.turn, this, {
      send: (intent) => this.#send(intent),
      regenerate: () => this.#again('regenerate'),
      regenerateWith: () => this.#again('regenerateWith'),
    });
  }

  #again(type: 'regenerate' | 'regenerateWith' | 'continueAnswer'): void {
    if (!this.busy) this.#send({ type, intentId: intentId(), turnId: this.turn.id });
  }

  #act(act: AnswerAct): void {
    const turnId = this.turn.id;
    if (act.act === 'openLink') this.#send({ type: 'openLink', href: act.href.slice(0, 8_000) });
    else if (act.act === 'openFile') this.#send({ type: 'openFile', ...act.file });
    else if (act.act === 'copyAnswer') this.#send({ type: 'copyAnswer', turnId });
    else this.#send({ type: act.act, turnId, block: act.block });
  }

  #send(intent: ToHost): void {
    this.bridge.send(intent);
  }
}
