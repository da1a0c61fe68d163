// Everything of one currency: the sum, its facts, the bars, and what it went to. Sums of two currencies never meet.
import { html, nothing, type TemplateResult } from 'lit';
import { visible } from '../../src/core/outgoing/visible.ts';
import type { UsageBlock, UsageGroupView, UsageState } from '../../src/protocol/usage.ts';
import { count, money, weight } from '../chat/words.ts';
import { t } from '../texts.ts';
import { barFigure } from './bars.ts';
import { fact } from './fact.ts';
import { bandText, fraction, shareText, sumText, tokensOf } from './figures.ts';
import { ghostTextPart } from './ghostTextPart.ts';

export type Dimension = keyof UsageBlock['groups'];
export const dimensions: readonly Dimension[] = ['model', 'purpose', 'workspace', 'site'];

export interface BlockActs {
  readonly chooseDimension: (dimension: Dimension) => void;
  readonly toggleTable: () => void;
  /** Shows the receipts of a line. */
  readonly look: (dimension: Dimension, key: string) => void;
  readonly setPrice: (model: string) => void;
}

export function currencyBlock(
  block: UsageBlock,
  state: UsageState,
  dimension: Dimension,
  asTable: boolean,
  acts: BlockActs,
): TemplateResult {
  const band = block.currency === null ? null : bandText(block, block.currency);
  const isEstimated = block.currency !== null && block.lowPico !== block.highPico;
  const name = block.currency ?? t('No price known');
  return html`<section class="block" aria-label=${name}>
    <div class="total">
      <h2 class="sum">${block.currency === null ? t('No price known') : sumText(block, block.currency)}</h2>
      <p class="band">
        ${block.currency === null ? t('Tokens are counted; what they cost is not known and in no sum.') : block.currency}
        ${isEstimated ? html`· ${t('partly estimated')}` : nothing}${band === null ? nothing : html`${t(', ')}${band}`}
      </p>
    </div>
    ${facts(block)}
    ${barFigure(block, state.unitWords, state.rangeWords, asTable, acts.toggleTable)}
    ${breakdown(block, state, dimension, acts)} ${ghostTextPart(block)}
  </section>`;
}

function facts(block: UsageBlock): TemplateResult {
  const { currency } = block;
  return html`<dl class="facts">
    ${fact(t('Requests'), count(block.requests))}
    ${fact(t('Input tokens'), count(block.promptTokens))}
    ${fact(t('Output tokens'), count(block.completionTokens))}
    ${fact(t('Input from cache'), shareText(block.cachedTokens, block.promptTokens))}
    ${currency === null ? nothing : fact(t('Saved by the cache'), money({ currency, pico: block.savedPico }))}
    ${fact(t('Failed'), count(block.failedRequests), block.failedRequests === 0 ? null : shareText(block.failedRequests, block.requests))}
    ${block.unpricedRequests === 0 ? nothing : fact(t('Without a price'), count(block.unpricedRequests))}
  </dl>`;
}

export function dimensionWords(dimension: Dimension): string {
  if (dimension === 'model') return t('Model');
  if (dimension === 'purpose') return t('Kind');
  return dimension === 'workspace' ? t('Workspace') : t('Site');
}

function breakdown(
  block: UsageBlock,
  state: UsageState,
  dimension: Dimension,
  acts: BlockActs,
): TemplateResult {
  const groups = block.groups[dimension];
  const whole =
    block.currency === null
      ? groups.reduce((sum, group) => sum + BigInt(tokensOf(group)), 0n)
      : groups.reduce((sum, group) => sum + BigInt(group.costPico), 0n);
  return html`<div class="breakdown">
    <div class="choices" role="group" aria-label=${t('Break down by')}>
      ${dimensions.map(
        (one) =>
          html`<button type="button" aria-pressed=${one === dimension ? 'true' : 'false'} @click=${() => acts.chooseDimension(one)}>
            ${dimensionWords(one)}
          </button>`,
      )}
    </div>
    <div class="scroll" tabindex="0" role="group" aria-label=${t('By {0}', dimensionWords(dimension))}>
      <table>
        <thead>
          <tr>
            <th scope="col">${dimensionWords(dimension)}</th>
            <th scope="col" class="number">${t('Cost')}</th>
            <th scope="col"><span class="sr">${t('Share')}</span></th>
            <th scope="col" class="number">${t('Requests')}</th>
            <th scope="col" class="number">${t('Tokens')}</th>
            <th scope="col" class="number">${t('Cached')}</th>
            <th scope="col" class="number">${t('Saved')}</th>
            <th scope="col" class="number">${t('Failed')}</th>
          </tr>
        </thead>
        <tbody>
          ${groups.map((group) => line(group, block, state, dimension, whole, acts))}
        </tbody>
      </table>
    </div>
  </div>`;
}

function line(
  group: UsageGroupView,
  { currency }: UsageBlock,
  state: UsageState,
  dimension: Dimension,
  whole: bigint,
  acts: BlockActs,
): TemplateResult {
  const part = fraction(currency === null ? String(tokensOf(group)) : group.costPico, whole);
  const label = visible(group.label);
  const isSearchable = dimension !== 'site' && group.key !== '' && group.key !== '\u2026';
  const lacksPrice = dimension === 'model' && group.unpricedRequests > 0 && state.canSetPrice;
  return html`<tr>
    <th scope="row">
      ${
        isSearchable
          ? html`<button type="button" class="text-button" title=${t('Show the receipts of {0}', label)} @click=${() => acts.look(dimension, group.key)}>${label}</button>`
          : html`<span title=${label}>${label}</span>`
      }
      ${lacksPrice ? html`<button type="button" class="text-button set-price" aria-label=${t('Set Price: {0}', label)} @click=${() => acts.setPrice(group.key)}>${t('Set Price')}</button>` : nothing}
    </th>
    <td class="number">${sumText(group, currency)}</td>
    <td class="share">
      <svg width="100%" height="8" aria-hidden="true">
        <rect class="share-room" width="100%" height="8" rx="2"></rect>
        <rect class="sure" width="${part * 100}%" height="8" rx="2"></rect>
      </svg>
      <span class="sr">${shareText(part, 1)}</span>
    </td>
    <td class="number">${count(group.requests)}</td>
    <td class="number" title=${count(tokensOf(group))}>${weight(tokensOf(group))}</td>
    <td class="number">${shareText(group.cachedTokens, group.promptTokens)}</td>
    <td class="number">${currency === null ? '–' : money({ currency, pico: group.savedPico })}</td>
    <td class="number">${count(group.failedRequests)}</td>
  </tr>`;
}
