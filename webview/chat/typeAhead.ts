// `<sf-typeahead>`: the list above the composer while something is typed that it can complete (ARIA combobox with a listbox:
// the text area keeps the focus, and names the row that is meant).
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { visible } from '../../src/core/outgoing/visible.ts';

export interface TypeAheadRow {
  readonly id: string;
  readonly label: string;
  /** What it does or where it is, in a quieter tone. */
  readonly detail: string;
  /** A heading that stands before the first row of each group. */
  readonly group?: string;
}

export const typeAheadListId = 'typeahead-list';

export class TypeAhead extends LitElement {
  static override properties = {
    rows: { attribute: false },
    label: { attribute: false },
    note: { attribute: false },
    active: { state: true },
  };
  declare rows: readonly TypeAheadRow[];
  /** What kind of thing is listed. */
  declare label: string;
  /** Said in place of rows, or under them. */
  declare note: string;
  declare active: number;

  constructor() {
    super();
    this.rows = [];
    this.label = '';
    this.note = '';
    this.active = 0;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  get isOpen(): boolean {
    return this.rows.length > 0 || this.note !== '';
  }

  /** The id of the row that is meant, for `aria-activedescendant`. */
  get activeId(): string {
    return this.rows[this.active] ? `typeahead-${this.active}` : '';
  }

  /** Takes a key of the text area; false leaves it to the text. */
  key(event: KeyboardEvent): boolean {
    const last = this.rows.length - 1;
    if (!this.isOpen) return false;
    if (event.key === 'Escape') this.dispatchEvent(new CustomEvent('leave'));
    else if (last < 0) return false;
    else if (event.key === 'ArrowDown') this.#move(this.active >= last ? 0 : this.active + 1);
    else if (event.key === 'ArrowUp') this.#move(this.active <= 0 ? last : this.active - 1);
    else if (event.key === 'PageDown') this.#move(Math.min(last, this.active + 5));
    else if (event.key === 'PageUp') this.#move(Math.max(0, this.active - 5));
    else if (
      (event.key === 'Enter' && !event.shiftKey && !event.altKey) ||
      (event.key === 'Tab' && !event.shiftKey)
    )
      this.#choose(this.rows[this.active], event.key === 'Enter');
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('rows')) return;
    const before: unknown = changed.get('rows');
    const id = Array.isArray(before) ? Reflect.get(Object(before[this.active]), 'id') : undefined;
    // The row that was meant stays meant while the list narrows around it; else the best one is.
    this.active =
      this.active > 0
        ? Math.max(
            0,
            this.rows.findIndex((row) => row.id === id),
          )
        : 0;
  }

  protected override updated(): void {
    this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
    this.dispatchEvent(new CustomEvent('active-changed'));
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.isOpen) return nothing;
    return html`<div class="popup typeahead">
      <ul role="listbox" id=${typeAheadListId} aria-label=${this.label} tabindex="-1">
        ${this.rows.map((row, at) => this.#row(row, at))}
      </ul>
      ${this.note ? html`<p class="empty-list" role="status" dir="auto">${visible(this.note)}</p>` : nothing}
    </div>`;
  }

  #row(row: TypeAheadRow, at: number): TemplateResult {
    const begins = row.group !== undefined && row.group !== this.rows[at - 1]?.group;
    return html`${begins ? html`<li role="presentation" class="group">${visible(row.group ?? '')}</li>` : nothing}
      <li
        role="option"
        id="typeahead-${at}"
        aria-selected=${at === this.active ? 'true' : 'false'}
        @mousedown=${(event: Event) => event.preventDefault()}
        @click=${() => this.#choose(row, false)}
      >
        <span class="row-name" dir="auto">${visible(row.label)}</span>
        <span class="row-facts" dir="auto">${visible(row.detail)}</span>
      </li>`;
  }

  #move(to: number): void {
    this.active = to;
  }

  #choose(row: TypeAheadRow | undefined, byEnter: boolean): void {
    if (row) this.dispatchEvent(new CustomEvent('choose', { detail: { id: row.id, byEnter } }));
  }
}
