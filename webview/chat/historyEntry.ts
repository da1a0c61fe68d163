// One conversation of the list: what it is called, when and at what cost it was held, where the searched words stand, and
// what can be done with it.
import { html, nothing, type TemplateResult } from 'lit';
import { visible } from '../../src/core/outgoing/visible.ts';
import { type HistoryEntryView, maxTitle } from '../../src/protocol/chatHistory.ts';
import { type IconName, icon } from '../icons.ts';
import { t } from '../texts.ts';
import { whenText } from './historyGroups.ts';
import { count, sums } from './words.ts';

export interface EntryActs {
  readonly open: () => void;
  readonly pin: () => void;
  readonly export: () => void;
  /** Begins and ends the naming of it; ends with the new name, or without one. */
  readonly rename: () => void;
  readonly renamed: (title: string | null, how: 'key' | 'blur') => void;
  /** Asks, and does what the answer is. */
  readonly askDelete: () => void;
  readonly delete: (isMeant: boolean) => void;
}

/** What is being done with it just now. */
export type Doing = 'rename' | 'delete' | null;

export function historyEntry(entry: HistoryEntryView, doing: Doing, acts: EntryActs): TemplateResult {
  const title = visible(entry.title) || t('Untitled');
  return html`<li class="past ${entry.isOpen ? 'open' : ''}" data-chat=${entry.id}>
    ${
      doing === 'rename'
        ? nameField(entry.title, acts)
        : html`<button
            type="button"
            class="past-open"
            aria-current=${entry.isOpen ? 'true' : nothing}
            @click=${acts.open}
          >
            <span class="past-title" dir="auto">${title}</span>
            <span class="past-facts">${facts(entry).join(' · ')}</span>
            ${excerpt(entry)}
          </button>`
    }
    ${doing === 'delete' ? question(title, acts) : tools(entry, title, acts)}
  </li>`;
}

function facts(entry: HistoryEntryView): string[] {
  return [
    whenText(entry.updatedMs, new Date()),
    entry.messages === 1 ? t('1 message') : t('{0} messages', count(entry.messages)),
    entry.cost.length > 0 ? sums(entry.cost, entry.isCostApproximate) : '',
    entry.isElsewhere ? t('open in another window') : '',
  ].filter(Boolean);
}

function excerpt({ found }: HistoryEntryView): TemplateResult | typeof nothing {
  if (!found) return nothing;
  return html`<span class="past-found" dir="auto"
    >${visible(found.before)}${found.hit ? html`<mark>${visible(found.hit)}</mark>` : nothing}${visible(found.after)}</span
  >`;
}

function tools(entry: HistoryEntryView, title: string, acts: EntryActs): TemplateResult {
  const pinLabel = entry.isPinned ? t('Unpin {0}', title) : t('Pin {0}', title);
  return html`<span class="past-tools ${entry.isPinned ? 'pinned' : ''}">
    ${tool('edit', t('Rename {0}', title), t('Rename (F2)'), acts.rename)}
    ${tool('export', t('Export {0}', title), t('Export'), acts.export)}
    ${tool('trash', t('Delete {0}', title), t('Delete (Del)'), acts.askDelete)}
    ${tool('pin', pinLabel, entry.isPinned ? t('Unpin') : t('Pin'), acts.pin, entry.isPinned)}
  </span>`;
}

function tool(
  name: IconName,
  label: string,
  hint: string,
  press: () => void,
  isPressed?: boolean,
): TemplateResult {
  return html`<button
    type="button"
    class="icon-button tool-${name}"
    aria-label=${label}
    aria-pressed=${isPressed === undefined ? nothing : isPressed ? 'true' : 'false'}
    title=${hint}
    @click=${press}
  >
    ${icon(name)}
  </button>`;
}

function nameField(title: string, { renamed }: EntryActs): TemplateResult {
  const key = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    renamed(
      event.key === 'Enter' && event.target instanceof HTMLInputElement ? event.target.value : null,
      'key',
    );
  };
  return html`<input
    class="past-name"
    type="text"
    dir="auto"
    maxlength=${maxTitle}
    aria-label=${t('Name of the conversation')}
    .value=${title}
    @keydown=${key}
    @blur=${({ target }: FocusEvent) => renamed(target instanceof HTMLInputElement ? target.value : null, 'blur')}
  />`;
}

function question(title: string, acts: EntryActs): TemplateResult {
  const key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    acts.delete(false);
  };
  return html`<div class="past-question" role="group" aria-label=${t('Delete {0}', title)} @keydown=${key}>
    <p>${t('Delete this conversation for good? What it cost stays in the books.')}</p>
    <div class="actions">
      <vscode-button class="meant" appearance="primary" @click=${() => acts.delete(true)}>${t('Delete')}</vscode-button>
      <vscode-button appearance="secondary" @click=${() => acts.delete(false)}>${t('Keep')}</vscode-button>
    </div>
  </div>`;
}
