// Bars of a range as SVG, and the same figures as a table: for screen readers always, for everybody at a click.
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { UsageBlock } from '../../src/protocol/usage.ts';
import { count, money, weight } from '../chat/words.ts';
import { t } from '../texts.ts';
import { fraction } from './figures.ts';

const height = 144;
/** Room above the bars for what the highest stands for. */
const top = 20;
const base = height - 20;
/** As many names fit under the bars of a narrow page. */
const mostTicks = 8;

type Bar = UsageBlock['bars'][number];

/** A currency's bars show money, those without one tokens. */
function amountOf(bar: Bar, currency: string | null): bigint {
  return currency === null ? BigInt(bar.tokens) : BigInt(bar.costPico);
}

function valueText(value: bigint, currency: string | null): string {
  return currency === null
    ? t('{0} tokens', weight(Number(value)))
    : money({ currency, pico: String(value) });
}

/** `words` say what one bar stands for. */
export function barFigure(
  block: UsageBlock,
  words: string,
  rangeWords: string,
  asTable: boolean,
  toggle: () => void,
): TemplateResult {
  const what = block.currency === null ? t('Tokens') : t('Cost in {0}', block.currency);
  return html`<figure class="bars">
    <figcaption>
      <h3>${words}</h3>
      <button type="button" class="text-button" aria-pressed=${asTable ? 'true' : 'false'} @click=${toggle}>
        ${t('Show as Table')}
      </button>
    </figcaption>
    ${asTable ? nothing : chart(block, `${what}, ${words}, ${rangeWords}`)}
    <div class=${asTable ? 'scroll' : 'sr'} tabindex=${asTable ? '0' : nothing} role=${asTable ? 'group' : nothing} aria-label=${asTable ? words : nothing}>
      ${table(block, what, `${words}, ${rangeWords}`)}
    </div>
  </figure>`;
}

function chart({ bars, currency }: UsageBlock, label: string): TemplateResult {
  const values = bars.map((bar) => amountOf(bar, currency));
  const most = values.toSorted((a, b) => (a < b ? -1 : 1)).at(-1) ?? 0n;
  const every = Math.ceil(bars.length / mostTicks);
  const slot = 100 / Math.max(1, bars.length);
  const room = base - top;
  return html`<svg class="chart" role="img" aria-label=${label} width="100%" height=${height}>
    <line class="grid" x1="0" x2="100%" y1=${top + 0.5} y2=${top + 0.5}></line>
    <line class="axis" x1="0" x2="100%" y1=${base + 0.5} y2=${base + 0.5}></line>
    ${bars.map((bar, index) => {
      const tall = room * fraction(String(values[index] ?? 0n), most);
      const guessed = currency === null ? 0 : room * fraction(bar.estimatedPico, most);
      // A bar of little is still a bar.
      const shown = values[index] === 0n ? 0 : Math.max(2, tall);
      const x = `${(index + 0.15) * slot}%`;
      const wide = Math.min(slot * 0.7, 12);
      const width = `${wide}%`;
      return svg`<g class="bar">
        <title>${bar.label}: ${barText(bar, currency)}</title>
        <rect class="room" x="${index * slot}%" width="${slot}%" y=${top} height=${room}></rect>
        <rect class="sure" x=${x} width=${width} y=${base - shown} height=${shown} rx="1.5"></rect>
        ${guessed > 0 ? svg`<rect class="guessed" x=${x} width=${width} y=${base - shown} height=${Math.min(shown, guessed)} rx="1.5"></rect>` : nothing}
        ${index % every === 0 ? svg`<text x="${(index + 0.15) * slot + wide / 2}%" y=${height - 5} text-anchor="middle">${bar.tick}</text>` : nothing}
      </g>`;
    })}
    <text class="most" x="100%" y=${top - 5} text-anchor="end">${most === 0n ? '' : valueText(most, currency)}</text>
  </svg>`;
}

function barText(bar: Bar, currency: string | null): string {
  const mark = BigInt(bar.estimatedPico) * 100n > BigInt(bar.costPico) ? '≈' : '';
  return `${mark}${valueText(amountOf(bar, currency), currency)} · ${t('requests: {0}', count(bar.requests))}`;
}

function table({ bars, currency }: UsageBlock, what: string, caption: string): TemplateResult {
  return html`<table>
    <caption class="sr">${caption}</caption>
    <thead>
      <tr>
        <th scope="col">${t('When')}</th>
        ${currency === null ? nothing : html`<th scope="col" class="number">${what}</th>`}
        <th scope="col" class="number">${t('Requests')}</th>
        <th scope="col" class="number">${t('Tokens')}</th>
      </tr>
    </thead>
    <tbody>
      ${bars.map(
        (bar) => html`<tr>
          <th scope="row">${bar.label}</th>
          ${currency === null ? nothing : html`<td class="number">${BigInt(bar.estimatedPico) * 100n > BigInt(bar.costPico) ? '≈' : ''}${money({ currency, pico: bar.costPico })}</td>`}
          <td class="number">${count(bar.requests)}</td>
          <td class="number">${count(bar.tokens)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}
