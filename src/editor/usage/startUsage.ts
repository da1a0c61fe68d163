// Opens the usage page in an editor tab, and exports usage with or without it.
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { Result } from '../../core/failure.ts';
import type { SiteId } from '../../core/models/model.ts';
import type { Clock, Ledger, Log } from '../../core/ports.ts';
import { sentence } from '../../core/sentence.ts';
import type { CompletionUsage } from '../../core/spend/completionUsage.ts';
import type { ReceiptPage, ReceiptQuery } from '../../core/spend/receiptQuery.ts';
import type { ExportFacts, ExportFormat } from '../../core/spend/usageExport.ts';
import type { UsageQuestion, UsageReport } from '../../core/spend/usageFigures.ts';
import type { DayRange } from '../../core/spend/usageRange.ts';
import { commands } from '../../ids.ts';
import { chatPageHtml } from '../../protocol/page.ts';
import type { Account } from '../account/startAccount.ts';
import { together } from '../startFeature.ts';
import { tabIcon } from '../tabIcon.ts';
import { locale, pageTexts, say } from '../texts.ts';
import type { BillMemory } from './bills.ts';
import { deleteRange, exportRange, type RangeBooks, type RangeParts } from './rangeFiles.ts';
import { type UsageBooks, type UsageEditor, UsageHost } from './usageHost.ts';

/** What is used of the store's worker. */
export interface UsageWorker {
  hold(): { dispose(): void };
  usage(file: string, question: UsageQuestion): Promise<Result<UsageReport>>;
  receipts(file: string, query: ReceiptQuery): Promise<Result<ReceiptPage>>;
  writeFile(
    file: string,
    job: { readonly format: ExportFormat; readonly facts: ExportFacts; readonly target: string },
    signal: AbortSignal,
  ): Promise<Result<number | null>>;
  deleteReceipts(file: string, range: DayRange): Promise<Result<number>>;
}

export interface UsageParts {
  readonly extensionUri: vscode.Uri;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly account: Account;
  readonly ledger: Ledger;
  readonly worker: UsageWorker;
  /** The store, or why there is none. */
  readonly store: Result<{
    readonly file: string;
    readonly memory: BillMemory;
    /** Notices what the worker did. */
    poll(): boolean;
    onDidChange(listener: () => void): { dispose(): void };
  }>;
  readonly completion: ((range: DayRange) => Promise<Result<CompletionUsage>>) | null;
  readonly showSent: (receiptId: string) => Promise<void>;
  /** The feature that asks for prices has started. */
  readonly canSetPrice: boolean;
}

const viewType = 'siliconflow.usage';

export function startUsage(parts: UsageParts): { dispose(): void } {
  const { extensionUri, clock, log, account, ledger, worker, store } = parts;
  const machine = vscode.env.remoteName ? `${hostname()} (${vscode.env.remoteName})` : hostname();
  const books: Result<UsageBooks & RangeBooks> = store.ok
    ? { ok: true, value: booksOf(worker, store.value) }
    : store;
  const rangeParts: RangeParts = {
    books,
    clock,
    machine,
    writtenBy: `siliconflow-assistant ${parts.version}`,
  };
  const editor: UsageEditor = {
    copy: async (text) => {
      await vscode.env.clipboard.writeText(text);
      vscode.window.setStatusBarMessage(say(sentence('Copied.')), 2_000);
    },
    showSent: (id) => parts.showSent(id),
    exportRange: (range) => exportRange(rangeParts, range),
    deleteRange: (range) => deleteRange(rangeParts, range),
    setPrice: async (model) => {
      await vscode.commands.executeCommand(commands.setPrice, model);
    },
    openSitePage: async (site: SiteId, page) => {
      const found = account.places.of(site);
      const address = found.ok ? found.place.links?.[page] : undefined;
      if (address !== undefined) await vscode.env.openExternal(vscode.Uri.parse(address, true));
    },
    openChat: async () => {
      await vscode.commands.executeCommand(commands.openChat);
    },
  };

  let panel: vscode.WebviewPanel | null = null;
  function show(): void {
    if (panel) panel.reveal();
    else {
      const title = say(sentence('SiliconFlow Usage'));
      bring(vscode.window.createWebviewPanel(viewType, title, vscode.ViewColumn.Active, {}));
    }
  }

  /** Fills a tab that was opened now, or that the editor kept over a reload of the window. */
  function bring(made: vscode.WebviewPanel): void {
    panel = made;
    made.iconPath = tabIcon(extensionUri);
    // A page that shows asks again and again: the thread stays for it.
    const held = worker.hold();
    const host = new UsageHost(
      {
        post: (message) => void made.webview.postMessage(message),
        onMessage: (listener) => made.webview.onDidReceiveMessage(listener),
      },
      {
        clock,
        log,
        books,
        bills: store.ok ? store.value.memory : null,
        completion: parts.completion,
        canSetPrice: parts.canSetPrice,
        place: () => account.setup.place,
        editor,
        say,
        locale: locale(),
        machine,
      },
    );
    const changed = (): void => {
      if (made.visible) host.changed();
    };
    const following = [
      host,
      held,
      ledger.onDidChange(changed),
      account.setup.onDidChange(changed),
      ...(store.ok ? [store.value.onDidChange(changed)] : []),
    ];
    made.onDidDispose(() => {
      if (panel === made) panel = null;
      for (const one of following) one.dispose();
    });
    fill(made.webview, extensionUri);
  }

  const registered = together(function* () {
    yield vscode.commands.registerCommand(commands.showUsage, show);
    yield vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (kept) => bring(kept),
    });
    yield vscode.commands.registerCommand(commands.exportUsage, () => exportRange(rangeParts, null));
    yield { dispose: () => panel?.dispose() };
  });
  return { dispose: () => registered.dispose() };
}

function booksOf(
  worker: UsageWorker,
  store: { readonly file: string; poll(): boolean },
): UsageBooks & RangeBooks {
  return {
    usage: (question) => worker.usage(store.file, question),
    receipts: (query) => worker.receipts(store.file, query),
    writeFile: (job, signal) => worker.writeFile(store.file, job, signal),
    deleteReceipts: async (range) => {
      const deleted = await worker.deleteReceipts(store.file, range);
      // The worker wrote through a connection of its own: everything that shows sums hears of it at once.
      store.poll();
      return deleted;
    },
  };
}

function fill(webview: vscode.Webview, extensionUri: vscode.Uri): void {
  webview.options = {
    enableScripts: true,
    enableCommandUris: false,
    enableForms: false,
    localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')],
  };
  const inDist = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
  webview.html = chatPageHtml({
    nonce: crypto.randomUUID().replaceAll('-', ''),
    cspSource: webview.cspSource,
    scriptUri: inDist('usage.js'),
    styleUri: inDist('usage.css'),
    lang: vscode.env.language,
    home: 'tab',
    texts: pageTexts(),
  });
}
