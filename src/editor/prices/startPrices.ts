// Puts everything about prices together in the editor: setting one, news of them, withdrawn models, and the balance.
import * as vscode from 'vscode';
import { balanceWords } from '../../core/account/balance.ts';
import type { Memory } from '../../core/account/memory.ts';
import type { Result } from '../../core/failure.ts';
import { wholeCatalogue } from '../../core/models/catalogue.ts';
import type { ModelFacts } from '../../core/models/model.ts';
import { changeWords, priceKey } from '../../core/models/priceChanges.ts';
import { defaultModels, officialSites } from '../../core/models/sites.ts';
import type { Clock, Log, ModelClient } from '../../core/ports.ts';
import { sentence } from '../../core/sentence.ts';
import type { RepriceOrder, RepriceReport } from '../../core/spend/reprice.ts';
import { commands, settings as keys } from '../../ids.ts';
import type { ChatState } from '../../protocol/chat.ts';
import { editorDialogs } from '../account/editorDialogs.ts';
import type { EditorSettings } from '../account/editorSettings.ts';
import type { Setup } from '../account/setup.ts';
import type { ModelShelf } from '../models/shelf.ts';
import { together } from '../startFeature.ts';
import type { StatusSection } from '../statusBar/section.ts';
import { locale, say } from '../texts.ts';
import { Balances } from './balances.ts';
import { PriceNews } from './priceNews.ts';
import { priceBanner, priceSection } from './priceWords.ts';
import { type Withdrawn, withdrawn } from './withdrawn.ts';

export interface PriceParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly memory: Memory;
  readonly setup: Setup;
  readonly settings: EditorSettings;
  readonly shelf: ModelShelf;
  readonly client: () => Promise<Result<ModelClient>>;
  /** Null without a store. */
  readonly books: {
    /** Models with a receipt on or after a day. */
    usedModels(sinceDay: string): Result<readonly { readonly site: string; readonly model: string }[]>;
    /** Prices what has no price yet; the window's sums are new when it resolves. */
    reprice(order: RepriceOrder): Promise<Result<RepriceReport>>;
  } | null;
  readonly onChange: () => void;
}

export interface Prices {
  /** What the status bar says of prices and balance. */
  readonly section: StatusSection;
  /** A chosen model that is gone, or news of prices; null when there is nothing to say. */
  banner(): ChatState['banner'];
  /** The person has read the news. False when there were none. */
  dismiss(): Promise<boolean>;
  showChanges(): Promise<void>;
  dispose(): void;
}

/** The start must not wait for a look at all prices; nor does anybody wait for news of them. */
const newsAfterMs = 5_000;
const usedWithinMs = 90 * 24 * 3_600_000;

export function startPrices(parts: PriceParts): Prices {
  const { clock, memory, setup, settings, shelf, books, log } = parts;
  const current = () => settings.settings.current;
  const ended = new AbortController();

  const balances = new Balances({
    memory,
    clock,
    place: () => setup.place,
    account: () => {
      const access = setup.access();
      return access.ok ? access.value.account : null;
    },
    client: parts.client,
    onChange: parts.onChange,
  });
  const news = new PriceNews({
    memory,
    clock,
    catalogue: wholeCatalogue,
    concerns,
    onChange: parts.onChange,
  });
  clock
    .sleep(newsAfterMs, ended.signal)
    .then(() => (ended.signal.aborted ? undefined : news.start()))
    .catch((error: unknown) => log.error('news of prices could not be kept', error));

  /** Used within 90 days or chosen, and charged at the catalogue's price. */
  function concerns(): ((facts: ModelFacts) => boolean) | null {
    const since = clock.localDay(clock.nowMs() - usedWithinMs);
    const used = books?.usedModels(since);
    if (!used?.ok) return null;
    const usedKeys = new Set(used.value.map(({ site, model }) => `${site} ${model}`));
    const { place } = setup;
    for (const id of chosenIds()) if (place) usedKeys.add(`${place.site} ${id}`);
    return (facts) => {
      const own = current().models.get(facts.id)?.prices ?? [];
      const currency = facts.site === 'custom' ? null : officialSites[facts.site].currency;
      return usedKeys.has(priceKey(facts)) && !own.some((price) => price.currency === currency);
    };
  }

  function chosenIds(): readonly string[] {
    const { place } = setup;
    const { chat, completion, action, commit } = current();
    const defaults = place ? Object.values(defaultModels(place.site, place.currency)) : [];
    const own = [chat.model, chat.visionModel, completion.model, action.model, commit.model];
    return [...own.flatMap((id) => id ?? []), ...defaults];
  }

  async function showChanges(): Promise<void> {
    const lines = news.changes.map((change) => {
      const links = change.facts.site === 'custom' ? null : officialSites[change.facts.site].pages;
      return {
        label: change.facts.name,
        description: change.facts.id,
        detail: changeWords(change, clock.nowMs(), locale())
          .map(say)
          .join(say(sentence(', '))),
        page: links?.prices,
      };
    });
    const picked = await vscode.window.showQuickPick(lines, {
      title: say(sentence('Changed Prices')),
      placeHolder: say(sentence('Receipts keep their price. Choose a model to open the page with prices.')),
      matchOnDetail: true,
    });
    await news.dismiss();
    if (picked?.page) await vscode.env.openExternal(vscode.Uri.parse(picked.page));
  }

  const gone = (what: 'chat' | 'completion'): Withdrawn | null =>
    setup.stage === 'ready'
      ? withdrawn(what, {
          place: () => setup.place,
          settings: current,
          find: (id) => shelf.about(id),
          nowMs: () => clock.nowMs(),
          locale,
          say,
        })
      : null;

  async function showBalance(): Promise<void> {
    const before = balances.last;
    const told = await balances.ask().catch(() => null);
    if (told?.kind === 'told') {
      tell(say(sentence('Balance: {0}', say(balanceWords(told, clock.nowMs(), locale())))));
    } else if (told?.kind === 'gone') {
      tell(say(sentence('This site does not tell the balance any more. Its website shows it.')));
    } else if (before !== null) {
      tell(
        say(
          sentence(
            'The balance could not be read now. Last known: {0}',
            say(balanceWords(before, clock.nowMs(), locale())),
          ),
        ),
      );
    } else tell(say(sentence('The balance could not be read now.')));
  }

  const tell = (text: string): void => void vscode.window.setStatusBarMessage(text, 8_000);

  const registered = together(function* () {
    yield news;
    yield balances;
    yield { dispose: () => ended.abort() };
    yield vscode.commands.registerCommand(commands.setPrice, async (model?: unknown) => {
      const { setPrice } = await import('./setPrice.ts');
      await setPrice(
        {
          clock,
          dialogs: editorDialogs,
          place: () => setup.place,
          models: () => shelf.models(),
          facts: (id) => shelf.about(id)?.facts ?? null,
          readSetting: () => vscode.workspace.getConfiguration().inspect(keys.models)?.globalValue,
          writeSetting: (value) => settings.write(keys.models, value),
          reprice: books && ((order) => books.reprice(order)),
          locale,
        },
        typeof model === 'string' && model.length <= 200 ? model : undefined,
      );
    });
  });

  const words = { clock, setup, settings, shelf, news, balances, gone, showChanges, showBalance };
  return {
    section: priceSection(words),
    banner: () => priceBanner(words),
    dismiss: async () => {
      if (gone('chat') !== null || news.changes.length === 0) return false;
      await news.dismiss();
      return true;
    },
    showChanges,
    dispose: () => registered.dispose(),
  };
}
