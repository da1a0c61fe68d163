// The top of the page: the conversation's title, where it goes, a new one and earlier ones.
import { html, nothing, type TemplateResult } from 'lit';
import { visible } from '../../src/core/outgoing/visible.ts';
import { t } from '../texts.ts';
import type { Projection } from './chatStore.ts';
import { iconButton } from './parts.ts';

export interface HeaderActs {
  readonly newChat: () => void;
  readonly showHistory: () => void;
}

export function header(state: Projection, { newChat, showHistory }: HeaderActs): TemplateResult {
  const title = visible(state.title) || t('New Chat');
  const place = state.host === state.place ? state.place : `${state.place} · ${state.host}`;
  return html`<header class="top">
    <h1 dir="auto" title=${title}>${title}</h1>
    ${
      state.place
        ? html`<span class="place ${state.sandbox ? 'sandbox' : ''}" title=${visible(place)}>${visible(state.place)}</span>`
        : nothing
    }
    <span class="top-tools">
      ${iconButton('add', t('New Chat'), newChat)}
      ${iconButton('history', t('Show Earlier Chats'), showHistory)}
    </span>
  </header>`;
}
