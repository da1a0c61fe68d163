// Under the composer: what today and this chat cost.
import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../texts.ts';
import type { Projection } from './chatStore.ts';
import { sums } from './words.ts';

export function spendLine(state: Projection): TemplateResult {
  return html`<p class="spend">
    ${
      state.today.length > 0
        ? html`<span>${t('Today {0}', sums(state.today, state.todayApproximate))}</span>`
        : nothing
    }
    ${
      state.chatCost.length > 0
        ? html`<span>${t('This chat {0}', sums(state.chatCost, state.chatCostApproximate))}</span>`
        : nothing
    }
  </p>`;
}
