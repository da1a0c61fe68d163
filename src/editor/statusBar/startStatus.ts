// Puts the status bar together: the item, its menu and the command that stops everything.
import * as vscode from 'vscode';
import type { Result } from '../../core/failure.ts';
import { officialSites } from '../../core/models/sites.ts';
import type { Clock, Ledger } from '../../core/ports.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { minuteMs } from '../../core/spend/perMinute.ts';
import type { StatusFacts } from '../../core/spend/statusText.ts';
import { commands, contextKeys } from '../../ids.ts';
import type { Account } from '../account/startAccount.ts';
import type { Budgets } from '../budget/budgets.ts';
import type { Chat } from '../chat/startChat.ts';
import type { GhostText } from '../ghostText/startGhostText.ts';
import type { Requests } from '../requests/startRequests.ts';
import { together } from '../startFeature.ts';
import { locale, say } from '../texts.ts';
import type { StatusSection } from './section.ts';
import { StatusBar } from './statusBar.ts';
import { newStatusItem, showMenu } from './statusItem.ts';

export interface StatusParts {
  readonly clock: Clock;
  readonly account: Account;
  /** Undefined when the chat could not start. */
  readonly chat: Chat | undefined;
  readonly requests: Requests;
  readonly budgets: Budgets;
  readonly ghostText: GhostText | undefined;
  readonly ledger: Ledger;
  /** What is said of the key in use. */
  readonly keyWords: () => readonly Sentence[];
  /** What other parts add to the tooltip and the menu. */
  readonly sections: readonly StatusSection[];
  readonly store: {
    onDidChange(listener: () => void): { dispose(): void };
    readonly completionOutcomes: { unaskedOn(day: string): Result<StatusFacts['unaskedGhostText']> };
  } | null;
}

export interface Status {
  changed(): void;
  dispose(): void;
}

export function startStatus({
  clock,
  account,
  chat,
  requests,
  budgets,
  ghostText,
  ledger,
  store,
  keyWords,
  sections,
}: StatusParts): Status {
  const { setup } = account;
  let runningShown = false;
  const spentSites = (day: string): StatusFacts['sites'] =>
    (['cn', 'global', 'custom'] as const)
      .map((site) => ({
        name: site === 'custom' ? say(sentence('custom site')) : officialSites[site].name,
        today: ledger.summary({ day, site }),
      }))
      .filter(({ today }) => today.totals.length > 0 || today.unpricedRequests > 0);
  const ended = new AbortController();
  let isMinuteAwaited = false;
  /** What counts against the limit per minute is gone after a minute, without anything having happened. */
  function minuteNow(): StatusFacts['minute'] {
    const { place } = setup;
    const minute = place?.currency ? budgets.minute(place.currency) : null;
    if (minute && minute.gonePico > 0n && !isMinuteAwaited) {
      isMinuteAwaited = true;
      void clock.sleep(minuteMs + 1_000, ended.signal).then(() => {
        isMinuteAwaited = false;
        changed();
      });
    }
    return minute;
  }
  const bar: StatusBar = new StatusBar(
    newStatusItem(),
    () => {
      const day = clock.localDay(clock.nowMs());
      const unasked = store?.completionOutcomes.unaskedOn(day);
      return {
        stage: setup.stage,
        place: setup.place,
        model: chat?.model()?.name ?? null,
        running: requests.running > 0,
        today: ledger.summary({ day }),
        month: ledger.summary({ month: day.slice(0, 7) }),
        chat: chat ? ledger.summary({ sessionId: chat.host.conversation.id }) : null,
        sites: spentSites(day),
        minute: minuteNow(),
        lastGhostText: ghostText?.lastReceipt() ?? null,
        unaskedGhostText: unasked?.ok ? unasked.value : null,
        budgets: setup.place?.currency ? budgets.states(setup.place.currency) : [],
        ghostText: setup.stage === 'ready' ? (ghostText?.words() ?? []) : [],
        locale: locale(),
        added: {
          rows: sections.flatMap((section) => section.rows()),
          remarks: sections.flatMap((section) => section.remarks()),
          links: sections.flatMap((section) => section.links()),
        },
      };
    },
    clock,
  );
  const changed = (): void => {
    bar.changed();
    const running = requests.running > 0;
    if (running === runningShown) return;
    runningShown = running;
    void vscode.commands.executeCommand('setContext', contextKeys.running, running);
  };
  const registered = together(function* () {
    yield bar;
    yield { dispose: () => ended.abort() };
    // The first use of Intl takes 10 ms: the start does not wait for it.
    const first = setImmediate(changed);
    yield { dispose: () => clearImmediate(first) };
    yield setup.onDidChange(changed);
    yield ledger.onDidChange(changed);
    if (store) yield store.onDidChange(changed);
    yield vscode.commands.registerCommand(commands.stopAll, async () => {
      const told = await requests.stopAll();
      const words = told
        ? sentence('All requests in all windows were stopped.')
        : sentence(
            'The requests of this window were stopped. The other windows could not be told: stop them there.',
          );
      if (told) vscode.window.setStatusBarMessage(say(words), 4_000);
      else void vscode.window.showWarningMessage(say(words));
    });
    yield vscode.commands.registerCommand(commands.showMenu, () =>
      showMenu(
        {
          isReady: setup.stage === 'ready',
          isRunning: requests.running > 0,
          model: chat?.model()?.name ?? null,
          placeName: setup.place?.name ?? null,
          key: keyWords(),
          ghostText: { isOn: ghostText?.isOn ?? false, words: ghostText?.words() ?? [] },
          hasBills: Boolean(setup.place?.links?.bill),
          added: sections.flatMap((section) => section.entries()),
        },
        async (action) => {
          await account.actions.act(action, 'siliconflow');
        },
      ),
    );
  });
  return { changed, dispose: () => registered.dispose() };
}
