// How far the figures can be trusted: how sure each price is, and what the site's own bill says beside them.
import { html, nothing, type TemplateResult } from 'lit';
import { visible } from '../../src/core/outgoing/visible.ts';
import type { BillView, UsageState } from '../../src/protocol/usage.ts';
import { money } from '../chat/words.ts';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';
import { shareText } from './figures.ts';

type Comparable = UsageState['comparable'][number];
export type Site = Comparable['site'];
export type BillOf = Pick<Comparable, 'site' | 'currency' | 'period'>;

export interface TrustActs {
  readonly openPrices: (site: Site) => void;
  readonly openBill: (site: Site) => void;
  readonly setPrice: (model: string) => void;
  readonly setBill: (bill: BillOf, amount: string) => void;
  readonly removeBill: (bill: BillOf) => void;
}

export function pricesPart(state: UsageState, acts: TrustActs): TemplateResult | typeof nothing {
  if (state.prices.length === 0) return nothing;
  const toCheck = state.prices.filter((price) => price.toCheck).length;
  return html`<section class="prices" aria-labelledby="prices-title">
    <h2 id="prices-title">${t('Prices behind these sums')}</h2>
    <p class="quiet">
      ${
        toCheck === 0
          ? t('Every price was read within the last 30 days or set by you.')
          : t('Prices that are old or not certain: {0}. Look at the page of the site.', toCheck)
      }
    </p>
    <div class="scroll" tabindex="0" role="group" aria-labelledby="prices-title">
      <table>
        <thead>
          <tr>
            <th scope="col">${t('Model')}</th>
            <th scope="col">${t('Price')}</th>
            <th scope="col">${t('Read on')}</th>
            <th scope="col">${t('How sure')}</th>
            <th scope="col"><span class="sr">${t('Actions')}</span></th>
          </tr>
        </thead>
        <tbody>
          ${state.prices.map(
            (price) => html`<tr>
              <th scope="row">${visible(price.model)} <small>${price.siteName}</small></th>
              <td>${price.words}</td>
              <td class="date">${price.checkedOn}</td>
              <td>${price.toCheck ? html`<span class="warn">${icon('warning')}</span>` : nothing}${price.confidenceWords}</td>
              <td><div class="price-acts">
                ${
                  price.toCheck && price.hasPage
                    ? html`<button type="button" class="text-button" aria-label=${t('Check Prices: {0}', price.siteName)} @click=${() => acts.openPrices(price.site)}>${t('Check Prices')}</button>`
                    : nothing
                }
                ${
                  price.toCheck && state.canSetPrice
                    ? html`<button type="button" class="text-button" aria-label=${t('Set Price: {0}', visible(price.model))} @click=${() => acts.setPrice(price.model)}>${t('Set Price')}</button>`
                    : nothing
                }
              </div></td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

export function billPart(state: UsageState, refused: string | null, acts: TrustActs): TemplateResult {
  return html`<section class="bills" aria-labelledby="bills-title">
    <h2 id="bills-title">${t('Beside the bill')}</h2>
    <p class="quiet">
      ${
        state.comparable.length > 0
          ? t('Type in what the bill of the site says; the difference is shown and kept.')
          : t('Choose a day or a month to compare it with the bill of the site.')
      }
    </p>
    ${state.comparable.map((one) => billForm(one, state.bills, refused, acts))}
    <div role="alert">${refused === null ? nothing : html`<p class="refused">${refused}</p>`}</div>
    ${state.bills.length === 0 ? nothing : billTable(state.bills, acts)}
  </section>`;
}

function isOf(bill: BillView, one: Comparable): boolean {
  return bill.site === one.site && bill.currency === one.currency && bill.period === one.period;
}

function billForm(
  one: Comparable,
  bills: readonly BillView[],
  refused: string | null,
  acts: TrustActs,
): TemplateResult {
  const kept = bills.some((bill) => isOf(bill, one));
  const label = t('{0}, {1}: bill in {2}', one.siteName, one.periodWords, one.currency);
  const keep = (event: Event): void => {
    const from = event.target;
    const form = from instanceof Element ? from.closest('.bill-form') : null;
    const input = form?.querySelector('input');
    if (!input || input.value.trim() === '') return;
    acts.setBill(one, input.value);
    input.value = '';
  };
  return html`<div class="bill-form">
    <label>
      <span>${label}</span>
      <input
        type="text"
        inputmode="decimal"
        maxlength="30"
        placeholder="0.00"
        aria-invalid=${refused === null ? 'false' : 'true'}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'Enter' && !event.isComposing) keep(event);
        }}
      />
    </label>
    <vscode-button appearance="secondary" @click=${keep}>${kept ? t('Change') : t('Compare')}</vscode-button>
    ${one.hasPage ? html`<button type="button" class="text-button" @click=${() => acts.openBill(one.site)}>${t('Open the Bill of {0}', one.siteName)}</button>` : nothing}
  </div>`;
}

function billTable(bills: readonly BillView[], acts: TrustActs): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('Bills that were compared')}>
    <table>
      <thead>
        <tr>
          <th scope="col">${t('Period')}</th>
          <th scope="col">${t('Site')}</th>
          <th scope="col" class="number">${t('Bill')}</th>
          <th scope="col" class="number">${t('Counted here')}</th>
          <th scope="col" class="number">${t('Difference')}</th>
          <th scope="col"><span class="sr">${t('Actions')}</span></th>
        </tr>
      </thead>
      <tbody>
        ${bills.map((bill) => {
          const { currency } = bill;
          const off = BigInt(bill.billPico) - BigInt(bill.countedPico);
          const sign = off > 0n ? '+' : off < 0n ? '−' : '';
          const amount = money({ currency, pico: String(off < 0n ? -off : off) });
          const share = shareText(Number(off < 0n ? -off : off), Number(BigInt(bill.billPico)));
          return html`<tr>
            <th scope="row">${bill.periodWords}</th>
            <td>${bill.siteName}</td>
            <td class="number">${money({ currency, pico: bill.billPico })}</td>
            <td class="number">${bill.approximate ? '≈' : ''}${money({ currency, pico: bill.countedPico })}</td>
            <td class="number">${sign}${amount} <small>${off === 0n ? '' : `${sign}${share}`}</small></td>
            <td>
              <button type="button" class="icon-button" aria-label=${t('Remove the bill of {0}, {1}', bill.siteName, bill.periodWords)} title=${t('Remove')} @click=${() => acts.removeBill(bill)}>${icon('close')}</button>
            </td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}
