// The receipts themselves: what is looked for, a line for each, and everything that is known of one that is opened.
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { visible } from '../../src/core/outgoing/visible.ts';
import type { ReceiptView, UsageQuery, UsageState } from '../../src/protocol/usage.ts';
import { count, duration, money, weight } from '../chat/words.ts';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';
import { bandText, tokensOf } from './figures.ts';
import type { ReceiptRows } from './receiptRows.ts';

export type Filter = UsageQuery['filter'];

export interface ReceiptActs {
  readonly filter: (filter: Filter, soon: boolean) => void;
  readonly open: (id: string) => void;
  readonly more: () => void;
  readonly copy: (traceId: string) => void;
  readonly setPrice: (model: string) => void;
  readonly showSent: (id: string) => void;
}

const purposes = ['chat', 'completion', 'action', 'commit', 'provider', 'probe'] as const;
const outcomes = ['done', 'stopped', 'cut', 'failed', 'lost'] as const;

function purposeWords(purpose: ReceiptView['purpose']): string {
  switch (purpose) {
    case 'chat':
      return t('Chat');
    case 'completion':
      return t('Completion');
    case 'action':
      return t('Action');
    case 'commit':
      return t('Commit message');
    case 'provider':
      return t('Other extension');
    case 'probe':
      return t('Probe');
  }
}

function outcomeWords(outcome: ReceiptView['outcome']): string {
  switch (outcome) {
    case 'done':
      return t('Done');
    case 'stopped':
      return t('Stopped');
    case 'cut':
      return t('Cut off');
    case 'failed':
      return t('Failed');
    case 'lost':
      return t('Lost');
  }
}

export function receiptsPart(
  state: UsageState,
  filter: Filter,
  list: ReceiptRows | null,
  open: ReadonlySet<string>,
  acts: ReceiptActs,
): TemplateResult {
  return html`<section class="receipts" aria-labelledby="receipts-title">
    <h2 id="receipts-title">${t('Receipts')}</h2>
    ${filterRow(state, filter, acts)}
    ${
      list === null
        ? html`<p class="quiet" role="status">${t('Searching…')}</p>`
        : list.rows.length === 0
          ? html`<p class="quiet" role="status">${t('No receipt in this range matches.')}</p>`
          : html`<ul class="rows" aria-label=${t('Receipts, newest first')}>
              ${repeat(
                list.rows,
                (row) => row.id,
                (row) => receiptLine(row, open.has(row.id), state, acts),
              )}
            </ul>`
    }
    ${list?.next ? html`<vscode-button appearance="secondary" class="more" @click=${acts.more}>${t('Show More')}</vscode-button>` : nothing}
  </section>`;
}

function filterRow(state: UsageState, filter: Filter, acts: ReceiptActs): TemplateResult {
  const choose = (change: Partial<Filter>): void => acts.filter({ ...filter, ...change }, false);
  const chosenIn = (event: Event): string =>
    event.target instanceof HTMLSelectElement || event.target instanceof HTMLInputElement
      ? event.target.value
      : '';
  const models =
    filter.model === '' || state.models.includes(filter.model)
      ? state.models
      : [...state.models, filter.model];
  return html`<div class="filters" role="search">
    <input
      type="search"
      aria-label=${t('Search receipts')}
      placeholder=${t('Model, trace ID, workspace, file')}
      maxlength="200"
      .value=${filter.text}
      @input=${(event: Event) => acts.filter({ ...filter, text: chosenIn(event) }, true)}
    />
    <select aria-label=${t('Kind')} @change=${(event: Event) => choose({ purpose: purposes.find((one) => one === chosenIn(event)) ?? '' })}>
      <option value="" ?selected=${filter.purpose === ''}>${t('All kinds')}</option>
      ${purposes.map((one) => html`<option value=${one} ?selected=${filter.purpose === one}>${purposeWords(one)}</option>`)}
    </select>
    <select aria-label=${t('Outcome')} @change=${(event: Event) => choose({ outcome: outcomes.find((one) => one === chosenIn(event)) ?? '' })}>
      <option value="" ?selected=${filter.outcome === ''}>${t('All outcomes')}</option>
      ${outcomes.map((one) => html`<option value=${one} ?selected=${filter.outcome === one}>${outcomeWords(one)}</option>`)}
    </select>
    <select aria-label=${t('Model')} @change=${(event: Event) => choose({ model: chosenIn(event) })}>
      <option value="" ?selected=${filter.model === ''}>${t('All models')}</option>
      ${models.map((one) => html`<option value=${one} ?selected=${filter.model === one}>${visible(one)}</option>`)}
    </select>
  </div>`;
}

function costText({ cost, state }: ReceiptView): string {
  if (cost === null || state === 'unknown') return '?';
  if (cost.currency === null) return BigInt(cost.pico) === 0n ? '0' : '?';
  return `${state === 'estimated' ? '≈' : ''}${money({ currency: cost.currency, pico: cost.pico })}`;
}

function receiptLine(
  row: ReceiptView,
  isOpen: boolean,
  state: UsageState,
  acts: ReceiptActs,
): TemplateResult {
  const isWell = row.outcome === 'done' || row.outcome === 'stopped';
  const cost = costText(row);
  return html`<li class=${isOpen ? 'open' : ''}>
    <button type="button" class="line" aria-expanded=${isOpen ? 'true' : 'false'} @click=${() => acts.open(row.id)}>
      ${icon('chevron')}
      <span class="when">${row.time}</span>
      <span class="what"><span class="kind">${purposeWords(row.purpose)}</span> <span class="model">${visible(row.model)}</span></span>
      <span class="outcome ${isWell ? '' : 'bad'}">${outcomeWords(row.outcome)}</span>
      <span class="tokens">${row.usage === null ? '–' : t('{0} tokens', weight(tokensOf(row.usage)))}</span>
      <span class="cost">${cost === '?' ? html`<span aria-hidden="true">?</span><span class="sr">${t('price unknown')}</span>` : cost}</span>
    </button>
    ${isOpen ? receiptDetail(row, state, acts) : nothing}
  </li>`;
}

function receiptDetail(row: ReceiptView, state: UsageState, acts: ReceiptActs): TemplateResult {
  const { usage, cost, price, traceId } = row;
  const line = (label: string, value: unknown): TemplateResult =>
    html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
  const currency = cost?.currency ?? null;
  return html`<dl class="detail">
    ${
      cost !== null && currency !== null && row.state === 'estimated'
        ? line(t('Estimate'), bandText(cost, currency) ?? `≈${money({ currency, pico: cost.pico })}`)
        : nothing
    }
    ${line(
      t('Price'),
      price === null
        ? html`${t('price unknown')}
            ${state.canSetPrice && row.state === 'unknown' ? html`<button type="button" class="text-button" @click=${() => acts.setPrice(row.model)}>${t('Set Price')}</button>` : nothing}`
        : html`${price.words} <small>${price.checked} · ${visible(price.source)}</small>`,
    )}
    ${
      usage === null
        ? nothing
        : line(
            t('Tokens'),
            t(
              '{0} in, {1} of them cached; {2} out, {3} of them reasoning',
              count(usage.promptTokens),
              count(usage.cachedTokens),
              count(usage.completionTokens),
              count(usage.reasoningTokens),
            ),
          )
    }
    ${currency !== null && BigInt(row.savedPico) > 0n ? line(t('Saved by the cache'), money({ currency, pico: row.savedPico })) : nothing}
    ${line(t('Time'), row.firstTokenMs === undefined ? duration(row.durationMs) : t('{0}, first text after {1}', duration(row.durationMs), duration(row.firstTokenMs)))}
    ${line(t('Site'), `${row.siteName} · ${visible(row.host)}`)}
    ${row.failure === undefined ? nothing : line(t('Failure'), visible(row.failure))}
    ${row.workspace === undefined ? nothing : line(t('Workspace'), visible(row.workspace))}
    ${row.insertedInto === undefined ? nothing : line(t('Its code went to'), visible(row.insertedInto.replaceAll('\n', ', ')))}
    ${line(t('What was sent'), html`<button type="button" class="text-button" @click=${() => acts.showSent(row.id)}>${t('Show Record')}</button>`)}
    ${
      traceId === undefined
        ? nothing
        : line(
            t('Trace ID'),
            html`<code>${visible(traceId)}</code>
              <vscode-button appearance="icon" aria-label=${t('Copy Trace ID')} title=${t('Copy Trace ID')} @click=${() => acts.copy(traceId)}>${icon('copy')}</vscode-button>`,
          )
    }
  </dl>`;
}
