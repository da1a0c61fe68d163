// What is said of prices and of the balance: above the chat, in the tooltip of the status bar and in its menu.
import { balanceWords } from '../../core/account/balance.ts';
import type { ModelFacts } from '../../core/models/model.ts';
import { changeWords } from '../../core/models/priceChanges.ts';
import { priceText } from '../../core/models/priceText.ts';
import { defaultModels } from '../../core/models/sites.ts';
import type { Clock } from '../../core/ports.ts';
import { sentence } from '../../core/sentence.ts';
import { commands } from '../../ids.ts';
import type { ChatState } from '../../protocol/chat.ts';
import type { EditorSettings } from '../account/editorSettings.ts';
import type { Setup } from '../account/setup.ts';
import type { ModelShelf } from '../models/shelf.ts';
import type { MenuEntry } from '../statusBar/menu.ts';
import type { StatusSection } from '../statusBar/section.ts';
import { locale, say } from '../texts.ts';
import type { Balances } from './balances.ts';
import type { PriceNews } from './priceNews.ts';
import type { Withdrawn } from './withdrawn.ts';

export interface PriceWordsParts {
  readonly clock: Clock;
  readonly setup: Setup;
  readonly settings: EditorSettings;
  readonly shelf: ModelShelf;
  readonly news: PriceNews;
  readonly balances: Balances;
  /** The model of the chat or of ghost text, when its site has withdrawn it. */
  readonly gone: (what: 'chat' | 'completion') => Withdrawn | null;
  readonly showChanges: () => Promise<void>;
  readonly showBalance: () => Promise<void>;
}

/** Above the chat: its model is gone, or prices changed. Null when there is nothing to say. */
export function priceBanner({ clock, setup, news, gone }: PriceWordsParts): ChatState['banner'] {
  const chat = gone('chat');
  if (chat !== null) {
    const { successor } = chat;
    return {
      level: 'warning',
      message: say(chat.words),
      actions: [
        ...(successor
          ? [{ id: 'useSuccessorModel' as const, label: say(successor.label), primary: true }]
          : []),
        { id: 'selectModel', label: say(sentence('Select Model')) },
      ],
    };
  }
  const [first, ...others] = news.changes;
  if (first === undefined || setup.stage !== 'ready') return null;
  const words = changeWords(first, clock.nowMs(), locale())
    .map(say)
    .join(say(sentence(', ')));
  return {
    level: 'info',
    message:
      others.length === 0
        ? say(sentence('New price. {0}: {1}', first.facts.name, words))
        : say(sentence('New prices of {0} models. {1}: {2}', news.changes.length, first.facts.name, words)),
    actions: [
      ...(others.length === 0 ? [] : [{ id: 'showPriceChanges' as const, label: say(sentence('Show All')) }]),
      { id: 'dismissBanner', label: say(sentence('Dismiss')) },
    ],
  };
}

/** In the status bar: the price of the chat's model, what changed, what is gone, and the balance. */
export function priceSection(parts: PriceWordsParts): StatusSection {
  const { clock, setup, settings, news, balances, gone } = parts;
  const current = () => settings.settings.current;
  /** The chat's model and what it costs now. */
  const chosen = (): ModelFacts | null => {
    const { place } = setup;
    if (!place || setup.stage !== 'ready') return null;
    return (
      parts.shelf.about(current().chat.model ?? defaultModels(place.site, place.currency).chat)?.facts ?? null
    );
  };

  return {
    rows: () => {
      const facts = chosen();
      const { last } = balances;
      return [
        ...(facts === null
          ? []
          : [{ label: sentence('Price'), value: priceText(facts, clock.nowMs(), locale()).main }]),
        ...(last === null
          ? []
          : [{ label: sentence('Balance'), value: balanceWords(last, clock.nowMs(), locale()) }]),
      ];
    },
    remarks: () => {
      const completion = current().completion.enabled;
      const isOn = Object.values(completion).some(Boolean);
      const words = isOn ? gone('completion')?.words : undefined;
      return [
        ...(words ? [sentence('Ghost text: {0}', say(words))] : []),
        ...(news.changes.length > 0 ? [sentence('Prices of models you use have changed.')] : []),
      ];
    },
    links: () => {
      const facts = chosen();
      const page = setup.place?.links?.prices;
      return facts && page && priceText(facts, clock.nowMs(), locale()).toCheck
        ? [{ label: sentence('Check Prices'), address: page }]
        : [];
    },
    entries: () => {
      if (setup.stage !== 'ready') return [];
      balances.refreshIfOld();
      const successor = gone('completion')?.successor ?? null;
      const { last } = balances;
      const entries: MenuEntry[] = [];
      if (news.changes.length > 0) {
        const description = [sentence('{0}', news.changes.length)];
        entries.push({
          label: sentence('Changed Prices'),
          icon: 'info',
          description,
          run: 'call',
          call: parts.showChanges,
        });
      }
      if (successor !== null) {
        const call = () => settings.write(successor.setting, successor.id);
        const description = [successor.label];
        entries.push({
          label: sentence('Ghost Text: Use Its Successor'),
          icon: 'arrow-swap',
          description,
          run: 'call',
          call,
        });
      }
      entries.push({
        label: sentence('Set Price'),
        icon: 'tag',
        description: [],
        run: 'command',
        command: commands.setPrice,
      });
      if (balances.isOffered) {
        const description = last === null ? [] : [balanceWords(last, clock.nowMs(), locale())];
        entries.push({
          label: sentence('Show Balance'),
          icon: 'credit-card',
          description,
          run: 'call',
          call: parts.showBalance,
        });
      }
      return entries;
    },
  };
}
