// `<sf-usage>`: the page. It shows what the host read in the books and sends intents; it keeps only what it is asked to show.
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import * as v from 'valibot';
import { visible } from '../../src/core/outgoing/visible.ts';
import { type ToUsageHost, toUsagePage, type UsageQuery, type UsageState } from '../../src/protocol/usage.ts';
import type { Bridge } from '../bridge.ts';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';
import { currencyBlock, type Dimension, dimensions } from './currencyBlock.ts';
import { unaskedPart } from './ghostTextPart.ts';
import { rangePart } from './rangePart.ts';
import { type ReceiptRows, withPage } from './receiptRows.ts';
import { type Filter, receiptsPart } from './receiptsPart.ts';
import { billPart, pricesPart, type TrustActs } from './trustPart.ts';

const everything: Filter = { text: '', model: '', purpose: '', outcome: '' };
const day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));
/** What was kept while the page was hidden; the figures are the host's. */
const kept = v.object({
  preset: v.fallback(
    v.nullable(v.picklist(['today', 'yesterday', 'days7', 'days30', 'month', 'lastMonth', 'year', 'all'])),
    'month',
  ),
  range: v.fallback(v.nullable(v.object({ fromDay: day, toDay: day })), null),
  dimension: v.fallback(v.picklist(dimensions), 'model'),
  asTable: v.fallback(v.boolean(), false),
});
/** A person who types is not searched for at every letter. */
const typingMs = 250;

export class UsageApp extends LitElement {
  static override properties = {
    state: { state: true },
    query: { state: true },
    list: { state: true },
    dimension: { state: true },
    asTable: { state: true },
    open: { state: true },
    refused: { state: true },
  };
  declare state: UsageState | null;
  declare query: UsageQuery;
  declare list: ReceiptRows | null;
  declare dimension: Dimension;
  declare asTable: boolean;
  declare open: ReadonlySet<string>;
  /** Why an amount was not taken. */
  declare refused: string | null;
  readonly #bridge: Bridge<ToUsageHost>;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(bridge: Bridge<ToUsageHost>) {
    super();
    this.#bridge = bridge;
    const before = v.safeParse(kept, bridge.load());
    const { preset, range, dimension, asTable } = before.success
      ? before.output
      : { preset: 'month' as const, range: null, dimension: 'model' as const, asTable: false };
    this.state = null;
    this.query = { preset: range === null ? (preset ?? 'month') : preset, range, filter: everything };
    this.list = null;
    this.dimension = dimension;
    this.asTable = asTable;
    this.open = new Set();
    this.refused = null;
    bridge.onMessage((message) => this.#receive(message));
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override firstUpdated(): void {
    this.#bridge.send({ type: 'ready', query: this.query });
  }

  #receive(raw: unknown): void {
    const parsed = v.safeParse(toUsagePage, raw);
    if (!parsed.success) {
      const where = v.getDotPath(parsed.issues[0]) ?? '';
      this.#bridge.send({ type: 'pageError', message: `message refused at "${where}"`.slice(0, 2_000) });
      return;
    }
    const message = parsed.output;
    if (message.type === 'state') {
      this.state = message.state;
      this.refused = null;
    } else if (message.type === 'receipts') {
      this.list = withPage(this.list ?? { rows: [], next: null }, message);
    } else {
      this.refused = message.message;
    }
  }

  #save(): void {
    const { preset, range } = this.query;
    this.#bridge.save({ preset, range, dimension: this.dimension, asTable: this.asTable });
  }

  #show(query: UsageQuery): void {
    clearTimeout(this.#typing);
    this.query = query;
    this.#save();
    this.#bridge.send({ type: 'show', query });
  }

  #filter(filter: Filter, soon: boolean): void {
    this.query = { ...this.query, filter };
    clearTimeout(this.#typing);
    if (soon) this.#typing = setTimeout(() => this.#show(this.query), typingMs);
    else this.#show(this.query);
  }

  #look(dimension: Dimension, key: string): void {
    const purpose = (['chat', 'completion', 'action', 'commit', 'provider', 'probe'] as const).find(
      (one) => dimension === 'purpose' && one === key,
    );
    this.#filter(
      {
        ...everything,
        model: dimension === 'model' ? key : '',
        purpose: purpose ?? '',
        text: dimension === 'workspace' ? key.slice(0, 200) : '',
      },
      false,
    );
    this.querySelector<HTMLElement>('.filters input')?.focus();
  }

  #toggle(id: string): void {
    const open = new Set(this.open);
    if (!open.delete(id)) open.add(id);
    this.open = open;
  }

  readonly #trust: TrustActs = {
    openPrices: (site) => this.#bridge.send({ type: 'openPrices', site }),
    openBill: (site) => this.#bridge.send({ type: 'openBill', site }),
    setPrice: (model) => this.#bridge.send({ type: 'setPrice', model }),
    setBill: ({ site, currency, period }, amount) =>
      this.#bridge.send({ type: 'setBill', site, currency, period, amount }),
    removeBill: ({ site, currency, period }) =>
      this.#bridge.send({ type: 'removeBill', site, currency, period }),
  };

  protected override render(): TemplateResult {
    const { state } = this;
    return html`<main>${state === null ? this.#first() : this.#page(state)}</main>`;
  }

  #first(): TemplateResult {
    return html`<p class="quiet waiting" role="status">
      <vscode-progress-ring></vscode-progress-ring> ${t('Reading the receipts…')}
    </p>`;
  }

  #page(state: UsageState): TemplateResult {
    if (state.trouble !== null) return this.#trouble(state.trouble, state.covers);
    return html`${this.#head(state)}
      ${state.empty ? this.#empty() : this.#filled(state)}`;
  }

  #head(state: UsageState): TemplateResult {
    return html`<header>
      <div class="title">
        <h1>${t('Usage')}</h1>
        <p class="quiet">${visible(state.covers)}</p>
      </div>
      ${
        state.empty
          ? nothing
          : html`<div class="head-tools">
              <vscode-button appearance="secondary" @click=${() => this.#bridge.send({ type: 'export' })}>${t('Export…')}</vscode-button>
              <vscode-button appearance="secondary" @click=${() => this.#bridge.send({ type: 'deleteRange' })}>${t('Delete…')}</vscode-button>
            </div>`
      }
    </header>`;
  }

  #trouble(words: string, covers: string): TemplateResult {
    return html`<header>
        <div class="title">
          <h1>${t('Usage')}</h1>
          <p class="quiet">${visible(covers)}</p>
        </div>
      </header>
      <div class="trouble" role="alert">
        ${icon('warning')}
        <p>${visible(words)}</p>
        <vscode-button appearance="secondary" @click=${() => this.#show(this.query)}>${t('Try Again')}</vscode-button>
      </div>`;
  }

  #empty(): TemplateResult {
    return html`<div class="empty">
      <h2>${t('Nothing was sent yet')}</h2>
      <p>
        ${t('With the first request this page shows what it cost: sums by model, kind, workspace and site, what the cache saved, and a receipt for every request, failed and stopped ones too.')}
      </p>
      <vscode-button @click=${() => this.#bridge.send({ type: 'openChat' })}>${t('Open Chat')}</vscode-button>
    </div>`;
  }

  #filled(state: UsageState): TemplateResult {
    return html`${rangePart(state, this.query, (preset, range) => this.#show({ ...this.query, preset, range }))}
      <div class=${state.loading ? 'figures stale' : 'figures'} aria-busy=${state.loading ? 'true' : 'false'}>
        ${
          state.blocks.length === 0
            ? html`<p class="quiet">${state.loading ? t('Reading the receipts…') : t('No request in this range.')}</p>`
            : state.blocks.map((block) =>
                currencyBlock(block, state, this.dimension, this.asTable, {
                  chooseDimension: (dimension) => {
                    this.dimension = dimension;
                    this.#save();
                  },
                  toggleTable: () => {
                    this.asTable = !this.asTable;
                    this.#save();
                  },
                  look: (dimension, key) => this.#look(dimension, key),
                  setPrice: this.#trust.setPrice,
                }),
              )
        }
        ${unaskedPart(state)} ${pricesPart(state, this.#trust)} ${billPart(state, this.refused, this.#trust)}
      </div>
      ${receiptsPart(state, this.query.filter, this.list, this.open, {
        filter: (filter, soon) => this.#filter(filter, soon),
        open: (id) => this.#toggle(id),
        more: () => {
          if (this.list?.next) this.#bridge.send({ type: 'more', before: this.list.next });
        },
        copy: (traceId) => this.#bridge.send({ type: 'copyTraceId', traceId }),
        setPrice: this.#trust.setPrice,
        showSent: (id) => this.#bridge.send({ type: 'showSent', id }),
      })}`;
  }
}
