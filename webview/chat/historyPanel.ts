// `<sf-history>`: the conversations of this workspace, to search, open, name, pin, export and delete; all of it by keyboard.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { visible } from '../../src/core/outgoing/visible.ts';
import type { HistoryEntryView, HistoryView } from '../../src/protocol/chatHistory.ts';
import type { Bridge } from '../bridge.ts';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';
import { type Doing, historyEntry } from './historyEntry.ts';
import { historyGroups } from './historyGroups.ts';
import { iconButton } from './parts.ts';
import { count } from './words.ts';

/** The host searches when typing rests this long. */
const restMs = 150;

export class HistoryPanel extends LitElement {
  static override properties = {
    history: { attribute: false },
    bridge: { attribute: false },
    doing: { state: true },
  };
  declare history: HistoryView;
  declare bridge: Bridge;
  /** A conversation that is being named or that a deletion was asked for. */
  declare doing: { readonly id: string; readonly what: NonNullable<Doing> } | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;
  /** Where the focus goes once a conversation has left the list. */
  #next: string | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override firstUpdated(): void {
    // Only the page the person is in takes the focus: the chat may be open in a view and in a tab.
    if (document.hasFocus()) this.#field?.focus();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('doing') && this.doing) {
      const { id, what } = this.doing;
      const begun = this.#row(id)?.querySelector<HTMLElement>(what === 'rename' ? '.past-name' : '.meant');
      begun?.focus();
      if (begun instanceof HTMLInputElement) begun.select();
    }
    if (this.#next === undefined || !changed.has('history')) return;
    const before = changed.get('history');
    if (before && before.entries.length <= this.history.entries.length) return;
    (this.#row(this.#next)?.querySelector<HTMLElement>('.past-open') ?? this.#field)?.focus();
    this.#next = undefined;
  }

  get #field(): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>('.history-search input');
  }

  #row(id: string): Element | undefined {
    return Array.from(this.querySelectorAll('[data-chat]')).find(
      (one) => one.getAttribute('data-chat') === id,
    );
  }

  protected override render(): TemplateResult {
    const { entries, query, remark, more } = this.history;
    return html`<main class="history" aria-labelledby="history-title" @keydown=${(event: KeyboardEvent) => this.#key(event)}>
      <header class="history-top">
        <h2 id="history-title">${t('Conversations')}</h2>
        ${iconButton('import', t('Import Conversations'), () => this.bridge.send({ type: 'importChats' }))}
        ${iconButton('close', t('Close (Esc)'), () => this.bridge.send({ type: 'closeHistory' }))}
      </header>
      <div class="history-search">
        ${icon('search')}
        <input
          type="search"
          dir="auto"
          maxlength="200"
          aria-label=${t('Search the conversations of this workspace')}
          placeholder=${t('Search')}
          @input=${() => this.#searchSoon()}
        />
      </div>
      <div role="status">
        ${
          remark
            ? html`<p class="history-remark ${remark.level}" dir="auto">
                ${icon(remark.level)}<span>${visible(remark.message)}</span>
              </p>`
            : nothing
        }
        <span class="sr">${query === '' ? '' : found(entries.length + more)}</span>
      </div>
      ${entries.length === 0 ? this.#empty() : this.#groups()}
      ${more > 0 ? html`<p class="history-more">${t('{0} older ones are not listed. A search finds them.', count(more))}</p>` : nothing}
    </main>`;
  }

  #empty(): TemplateResult | typeof nothing {
    const { query, isBusy, remark } = this.history;
    if (isBusy || remark) return nothing;
    return html`<p class="history-empty">
      ${
        query === ''
          ? t('No conversations in this workspace yet. They are kept on this machine only.')
          : t('No conversation holds “{0}”.', visible(query))
      }
    </p>`;
  }

  #groups(): TemplateResult[] {
    return historyGroups(this.history.entries, new Date()).map(
      ({ heading, entries }) => html`<section>
        <h3>${heading}</h3>
        <ul aria-label=${heading}>
          ${repeat(
            entries,
            (one) => one.id,
            (one) => this.#entry(one),
          )}
        </ul>
      </section>`,
    );
  }

  #entry(entry: HistoryEntryView): TemplateResult {
    const sessionId = entry.id;
    const doing = this.doing?.id === sessionId ? this.doing.what : null;
    return historyEntry(entry, doing, {
      open: () => this.bridge.send({ type: 'openChat', sessionId }),
      pin: () => this.bridge.send({ type: 'pinChat', sessionId, isPinned: !entry.isPinned }),
      export: () => this.bridge.send({ type: 'exportChat', sessionId }),
      rename: () => this.#begin(sessionId, 'rename'),
      renamed: (title, how) => {
        if (doing !== 'rename' || this.doing?.id !== sessionId) return;
        if (title?.trim() && title !== entry.title)
          this.bridge.send({ type: 'renameChat', sessionId, title });
        // Whoever clicked elsewhere has the focus there already.
        if (how === 'blur') this.doing = undefined;
        else this.#end(sessionId);
      },
      askDelete: () => this.#begin(sessionId, 'delete'),
      delete: (isMeant) => {
        if (isMeant) {
          this.#next = this.#neighbour(sessionId);
          this.bridge.send({ type: 'deleteChat', sessionId });
        }
        this.#end(sessionId);
      },
    });
  }

  #begin(id: string, what: NonNullable<Doing>): void {
    this.doing = { id, what };
  }

  #end(id: string): void {
    this.doing = undefined;
    void this.updateComplete.then(() => this.#row(id)?.querySelector<HTMLElement>('.past-open')?.focus());
  }

  #neighbour(id: string): string {
    const ids = Array.from(
      this.querySelectorAll('[data-chat]'),
      (one) => one.getAttribute('data-chat') ?? '',
    );
    const at = ids.indexOf(id);
    return ids[at + 1] ?? ids[at - 1] ?? '';
  }

  #searchSoon(): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#search(), restMs);
  }

  #search(): void {
    const query = this.#field?.value.trim() ?? '';
    if (query !== this.history.query) this.bridge.send({ type: 'searchHistory', query });
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    const { key, target } = event;
    const inField = target === this.#field;
    const id = target instanceof Element ? target.closest('[data-chat]')?.getAttribute('data-chat') : null;
    if (key === 'Escape') {
      const field = this.#field;
      if (inField && field && field.value !== '') {
        field.value = '';
        this.#search();
      } else this.bridge.send({ type: 'closeHistory' });
    } else if (key === 'ArrowDown' || key === 'ArrowUp') this.#move(key === 'ArrowDown' ? 1 : -1);
    else if (key === 'F2' && id) this.#begin(id, 'rename');
    else if (key === 'Delete' && id && !(target instanceof HTMLInputElement)) this.#begin(id, 'delete');
    else return;
    event.preventDefault();
  }

  /** From the search to the first conversation and on from there; above the first is the search. */
  #move(step: 1 | -1): void {
    const stops = Array.from(this.querySelectorAll<HTMLElement>('.past-open'));
    const row = document.activeElement?.closest('[data-chat]');
    const at = stops.findIndex((one) => row?.contains(one));
    const next = at + step;
    if (next < 0) this.#field?.focus();
    else stops[Math.min(next, stops.length - 1)]?.focus();
  }
}

function found(number: number): string {
  return number === 1 ? t('1 conversation found') : t('{0} conversations found', count(number));
}
