// What ghost text brought for its money, whole and by language and model; and what was shown without a request.
import { html, nothing, type TemplateResult } from 'lit';
import { visible } from '../../src/core/outgoing/visible.ts';
import type { GhostTextView, UsageBlock, UsageState } from '../../src/protocol/usage.ts';
import { count, money, weight } from '../chat/words.ts';
import { t } from '../texts.ts';
import { fact } from './fact.ts';
import { shareText } from './figures.ts';

/** Ghost text that was paid for in the currency of a block. */
export function ghostTextPart({ completion: ghost, currency }: UsageBlock): TemplateResult | typeof nothing {
  if (ghost === null) return nothing;
  return html`<h3>${t('Ghost text')}</h3>
    <dl class="facts">
      ${currency === null ? nothing : fact(t('Cost per accepted line'), perLine(ghost, currency))}
      ${fact(t('Accepted lines'), count(ghost.acceptedLines))}
      ${fact(t('Accepted'), shareText(ghost.accepted, ghost.shown), t('{0} of {1} shown', count(ghost.accepted), count(ghost.shown)))}
      ${fact(t('Billed, never shown'), count(ghost.billedNeverShown), neverShown(ghost, currency))}
    </dl>
    <div class="breakdown scroll" tabindex="0" role="group" aria-label=${t('Ghost text by language and model')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t('Language')}</th>
            <th scope="col">${t('Model')}</th>
            <th scope="col" class="number">${t('Shown')}</th>
            <th scope="col" class="number">${t('Accepted')}</th>
            <th scope="col" class="number">${t('Accepted lines')}</th>
            ${currency === null ? nothing : html`<th scope="col" class="number">${t('Cost per accepted line')}</th>`}
            <th scope="col" class="number">${t('Billed, never shown')}</th>
          </tr>
        </thead>
        <tbody>
          ${ghost.parts.map(
            (part) => html`<tr>
              <th scope="row"><span>${visible(part.language)}</span></th>
              <td title=${visible(part.model)}>${visible(part.model.split('/').at(-1) ?? '')}</td>
              <td class="number">${count(part.shown)}</td>
              <td class="number">${shareText(part.accepted, part.shown)}</td>
              <td class="number">${count(part.acceptedLines)}</td>
              ${currency === null ? nothing : html`<td class="number">${perLine(part, currency)}</td>`}
              <td class="number" title=${count(part.tokensNeverShown)}>${t('{0} tokens', weight(part.tokensNeverShown))}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

type Figures = Omit<GhostTextView, 'parts'>;

function perLine({ perLinePico }: Figures, currency: string): string {
  return perLinePico === null ? '–' : money({ currency, pico: perLinePico });
}

function neverShown({ tokensNeverShown, neverShownPico }: Figures, currency: string | null): string {
  const tokens = t('{0} tokens', weight(tokensNeverShown));
  return currency === null ? tokens : `${money({ currency, pico: neverShownPico })}${t(', ')}${tokens}`;
}

/** Ghost text that needed no request: of no currency, and there also where nothing was spent. */
export function unaskedPart({ unasked }: UsageState): TemplateResult | typeof nothing {
  if (unasked.length === 0) return nothing;
  const shown = unasked.reduce((sum, one) => sum + one.shown, 0);
  const accepted = unasked.reduce((sum, one) => sum + one.accepted, 0);
  const name = t('Ghost text without a request');
  return html`<section class="block" aria-label=${name}>
    <h3>${name}</h3>
    <p class="quiet">${t('What recurs in a file is shown from there. No request is sent for it, and it costs nothing.')}</p>
    <dl class="facts">
      ${fact(t('Accepted'), shareText(accepted, shown), t('{0} of {1} shown', count(accepted), count(shown)))}
    </dl>
    <div class="breakdown scroll" tabindex="0" role="group" aria-label=${t('By {0}', t('Language'))}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t('Language')}</th>
            <th scope="col" class="number">${t('Shown')}</th>
            <th scope="col" class="number">${t('Accepted')}</th>
          </tr>
        </thead>
        <tbody>
          ${unasked.map(
            (one) => html`<tr>
              <th scope="row"><span>${visible(one.language)}</span></th>
              <td class="number">${count(one.shown)}</td>
              <td class="number">${shareText(one.accepted, one.shown)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}
