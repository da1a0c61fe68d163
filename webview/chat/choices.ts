// The composer's choices: the model that answers, for all messages or the next one alone, and how it is to think.
import { html, nothing, type TemplateResult } from 'lit';
import { visible } from '../../src/core/outgoing/visible.ts';
import type { Bridge } from '../bridge.ts';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';
import type { Projection } from './chatStore.ts';
import { iconButton } from './parts.ts';

export function choices(state: Projection, bridge: Bridge): TemplateResult {
  const answers = state.nextModel ?? state.model;
  return html`<div class="choices">
    <sf-models
      .models=${state.models}
      .model=${state.model}
      .next=${state.nextModel}
      @choose-model=${({ detail }: CustomEvent<{ readonly modelId: string; readonly once: boolean }>) => bridge.send({ type: 'selectModel', ...detail })}
    ></sf-models>
    ${
      answers && state.thinking
        ? html`<sf-thinking
            .model=${answers}
            .thinking=${state.thinking}
            @set-thinking=${({ detail }: CustomEvent) => bridge.send({ type: 'setThinking', ...detail })}
          ></sf-thinking>`
        : nothing
    }
  </div>`;
}

/** Says that the next message alone goes to another model, with a way back; `left` is called before that goes away. */
export function onceLine({ model, nextModel }: Projection, bridge: Bridge, left: () => void): TemplateResult {
  const back = (): void => {
    if (model) bridge.send({ type: 'selectModel', modelId: model.id, once: true });
    left();
  };
  return html`<div role="status">
    ${
      nextModel
        ? html`<p class="once">
            ${icon('spark')}
            <span>${t('Only the next message goes to {0}', visible(nextModel.name))}</span>
            ${iconButton('close', t('Use {0} after all', visible(model?.name ?? '')), back)}
          </p>`
        : nothing
    }
  </div>`;
}
