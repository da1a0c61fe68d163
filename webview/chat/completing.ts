// What the composer offers to complete while it is typed: a command after a slash, something to attach after an `@`.
import { html, type TemplateResult } from 'lit';
import type { MentionView } from '../../src/protocol/chatMentions.ts';
import type { Bridge } from '../bridge.ts';
import { t } from '../texts.ts';
import type { Projection } from './chatStore.ts';
import { MentionTyping } from './mentionTyping.ts';
import { commandRows, typedCommand } from './slashList.ts';
import { TypeAhead } from './typeAhead.ts';

/** The composer, as far as what is completed is concerned. */
export interface Completed {
  readonly area: HTMLTextAreaElement | null;
  readonly bridge: Bridge;
  draft: string;
  /** To be called when the text in the area was changed. */
  draftChanged(): void;
  submit(): void;
  focus(): void;
  requestUpdate(): void;
}

export class Completing {
  readonly #composer: Completed;
  readonly #mentions: MentionTyping;
  /** The name of a command that is being typed; null when none is. */
  #command: string | null = null;

  constructor(composer: Completed) {
    this.#composer = composer;
    this.#mentions = new MentionTyping(() => composer.requestUpdate());
  }

  /** The list, to be drawn before the text area. */
  list({ commands, trusted }: Projection): TemplateResult {
    // Nothing of such a workspace is listed: an empty list would say that nothing fits.
    const note = this.#mentions.isOn && this.#mentions.rows.length === 0 && !trusted;
    return html`<sf-typeahead
      .note=${note ? t('This workspace is not trusted: only pages of the web can be attached so.') : ''}
      .label=${this.#mentions.isOn ? t('What to attach') : t('Commands')}
      .rows=${this.#command === null ? this.#mentions.rows : commandRows(commands, this.#command)}
      @choose=${(event: CustomEvent) => (this.#command === null ? this.#choseMention(event.detail.id) : this.#choseCommand(event.detail))}
      @leave=${() => {
        this.#setCommand(null);
        if (this.#composer.area) this.#mentions.dismiss(this.#composer.area);
      }}
      @active-changed=${(event: Event) => this.#markActive(event.currentTarget)}
    ></sf-typeahead>`;
  }

  /** The text has changed. */
  typed(): void {
    const typed = typedCommand(this.#composer.draft, this.#composer.area?.selectionStart ?? 0);
    // Prompts are files of the person's: they are read when one may be meant, not before.
    if (typed !== null && this.#command === null) this.#composer.bridge.send({ type: 'listCommands' });
    this.#setCommand(typed);
    this.caretMoved();
  }

  caretMoved(): void {
    if (this.#composer.area) this.#mentions.follow(this.#composer.area, this.#composer.bridge);
  }

  /** What fits what is being typed after an `@`. */
  listMentions(asked: number, items: readonly MentionView[]): void {
    this.#mentions.show(asked, items);
  }

  /** The area has lost the focus. */
  left(): void {
    this.#setCommand(null);
    this.#mentions.shut();
  }

  #setCommand(command: string | null): void {
    if (command === this.#command) return;
    this.#command = command;
    this.#composer.requestUpdate();
  }

  #choseMention(id: string): void {
    const { area, bridge } = this.#composer;
    if (!area) return;
    this.#mentions.choose(id, area, bridge);
    this.#composer.draftChanged();
    this.#composer.focus();
  }

  /** Enter on a whole name runs it; otherwise the name is completed, and more can be typed behind it. */
  #choseCommand({ id, byEnter }: { readonly id: string; readonly byEnter: boolean }): void {
    const isWhole = this.#composer.draft.trim().toLowerCase() === `/${id}`;
    this.#composer.draft = `/${id} `;
    this.#setCommand(null);
    this.#composer.focus();
    if (isWhole && byEnter) this.#composer.submit();
  }

  /** The text area keeps the focus and names the row that is meant. */
  #markActive(list: EventTarget | null): void {
    const { area } = this.#composer;
    const id = list instanceof TypeAhead ? list.activeId : '';
    if (!area) return;
    if (id) area.setAttribute('aria-activedescendant', id);
    else area.removeAttribute('aria-activedescendant');
  }
}
