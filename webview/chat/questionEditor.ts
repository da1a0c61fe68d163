// The editor of a question that was sent: its text once more, to be changed and sent again.
import { html, type TemplateResult } from 'lit';
import { t } from '../texts.ts';

export interface QuestionEditorActs {
  readonly resend: () => void;
  readonly preview: () => void;
  readonly cancel: () => void;
}

export function questionEditor(
  text: string,
  { resend, preview, cancel }: QuestionEditorActs,
): TemplateResult {
  const key = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      cancel();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (event.altKey) preview();
      else resend();
    }
  };
  return html`<div class="editor">
    <textarea aria-label=${t('Edit the message')} dir="auto" .value=${text} @keydown=${key}></textarea>
    <div class="actions">
      <vscode-button appearance="primary" @click=${resend}>${t('Save and Resend')}</vscode-button>
      <vscode-button appearance="secondary" @click=${cancel}>${t('Cancel')}</vscode-button>
      <button type="button" class="text-button" title=${t('Show what will be sent, piece by piece (Alt+Enter)')} @click=${preview}>${t('Preview')}</button>
    </div>
  </div>`;
}
