// The range of days that is shown: the usual ones at a click, any other by its first and last day.
import { html, nothing, type TemplateResult } from 'lit';
import type { UsageQuery, UsageState } from '../../src/protocol/usage.ts';
import { t } from '../texts.ts';

type Preset = NonNullable<UsageQuery['preset']>;

function presets(): readonly (readonly [Preset, string])[] {
  return [
    ['today', t('Today')],
    ['yesterday', t('Yesterday')],
    ['days7', t('Last 7 Days')],
    ['days30', t('Last 30 Days')],
    ['month', t('This Month')],
    ['lastMonth', t('Last Month')],
    ['year', t('This Year')],
    ['all', t('Everything')],
  ];
}

export function rangePart(
  state: UsageState,
  query: UsageQuery,
  choose: (preset: Preset | null, range: UsageQuery['range']) => void,
): TemplateResult {
  const days = (change: Partial<UsageState['range']>): void => {
    const range = { ...state.range, ...change };
    if (range.fromDay !== '' && range.toDay !== '') choose(null, range);
  };
  const typedIn = (event: Event): string =>
    event.target instanceof HTMLInputElement ? event.target.value : '';
  return html`<div class="range">
    <div class="choices" role="group" aria-label=${t('Range')}>
      ${presets().map(
        ([preset, words]) =>
          html`<button type="button" aria-pressed=${query.preset === preset ? 'true' : 'false'} @click=${() => choose(preset, null)}>
            ${words}
          </button>`,
      )}
    </div>
    <div class="days">
      <label>${t('From')} <input type="date" .value=${state.range.fromDay} @change=${(event: Event) => days({ fromDay: typedIn(event) })} /></label>
      <label>${t('To')} <input type="date" .value=${state.range.toDay} @change=${(event: Event) => days({ toDay: typedIn(event) })} /></label>
    </div>
    <p class="range-words" role="status">
      ${state.rangeWords} ${state.loading ? html`<vscode-progress-ring aria-label=${t('Reading the receipts…')}></vscode-progress-ring>` : nothing}
    </p>
  </div>`;
}
