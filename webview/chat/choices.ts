// The composer's choices: the model that answers, and whether it thinks before it does.
import { html, nothing, type TemplateResult } from 'lit';
import type { Bridge } from '../bridge.ts';
import { t } from '../texts.ts';
import type { Projection } from './chatStore.ts';

export function choices(state: Projection, bridge: Bridge): TemplateResult {
  return html`<div class="choices">
    <sf-models
      .models=${state.models}
      .model=${state.model}
      @choose-model=${(event: CustomEvent<string>) => bridge.send({ type: 'selectModel', modelId: event.detail })}
    ></sf-models>
    ${thinking(state, bridge)}
  </div>`;
}

function thinking(state: Projection, bridge: Bridge): TemplateResult | typeof nothing {
  if (state.model?.thinking !== 'switchable') return nothing;
  const chosen = ({ target }: Event): void => {
    const value: unknown = target ? Reflect.get(target, 'value') : undefined;
    if (value === state.thinking) return;
    if (value === 'auto' || value === 'on' || value === 'off')
      bridge.send({ type: 'setThinking', thinking: value });
  };
  return html`<vscode-dropdown
    class="thinking"
    position="above"
    aria-label=${t('Thinking')}
    title=${t('Thinking: the model reasons before it answers. It costs output tokens.')}
    @change=${chosen}
  >
    <vscode-option value="auto">${t('Auto')}</vscode-option>
    <vscode-option value="on">${t('Think')}</vscode-option>
    <vscode-option value="off">${t('Direct')}</vscode-option>
  </vscode-dropdown>`;
}

/** To be called when the state was drawn: a drop-down of the toolkit takes its choice only after its options are there. */
export function showThinking(composer: Element, state: Projection): void {
  const dropdown = composer.querySelector('vscode-dropdown.thinking');
  if (dropdown && Reflect.get(dropdown, 'value') !== state.thinking)
    Reflect.set(dropdown, 'value', state.thinking);
}
