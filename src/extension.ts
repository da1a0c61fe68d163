// Builds every part by hand, in order, leaves first. No logic lives here.
import { randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { turnSchema } from './core/chat/turn.ts';
import { withOverrides } from './core/models/overrides.ts';
import { createVault } from './core/outgoing/vault.ts';
import type { Ledger, ModelClient, Random } from './core/ports.ts';
import type { GateEvent, GateRequest } from './core/request/gateEvent.ts';
import { sentence } from './core/sentence.ts';
import { leaseRenewMs } from './core/spend/booking.ts';
import { closedLedger } from './core/spend/closedLedger.ts';
import { ledgerSentence } from './core/spend/ledgerTrouble.ts';
import { openEditorSettings } from './editor/account/editorSettings.ts';
import { fingerprint } from './editor/account/fingerprint.ts';
import { keySection } from './editor/account/keyWords.ts';
import { lookForPlantedSettings } from './editor/account/plantedRemark.ts';
import { sandboxSites, sandboxTimeLimitMs } from './editor/account/sandboxSites.ts';
import type { Access } from './editor/account/setup.ts';
import { sharedMemory } from './editor/account/sharedMemory.ts';
import { type Account, startAccount } from './editor/account/startAccount.ts';
import { startActions } from './editor/actions/startActions.ts';
import { Budgets } from './editor/budget/budgets.ts';
import { startBudget } from './editor/budget/startBudget.ts';
import { type Chat, startChat } from './editor/chat/startChat.ts';
import { machineClock } from './editor/clock.ts';
import { startDiagnose } from './editor/diagnose/startDiagnose.ts';
import { endInOrder } from './editor/ending.ts';
import { type GhostText, startGhostText } from './editor/ghostText/startGhostText.ts';
import { checkLedger } from './editor/ledgerCheck.ts';
import { openLog } from './editor/log.ts';
import { GeneratedCode } from './editor/marks/generatedCode.ts';
import { ModelShelf } from './editor/models/shelf.ts';
import { startPrices } from './editor/prices/startPrices.ts';
import { keepRecords } from './editor/records/keepRecords.ts';
import { openSentDocuments } from './editor/records/sentDocument.ts';
import { startDeletion } from './editor/records/startDeletion.ts';
import { StoreRemark, settingRemark } from './editor/remarks.ts';
import { Arrears } from './editor/requests/arrears.ts';
import { ClientSource } from './editor/requests/clientSource.ts';
import { ExcludedHere } from './editor/requests/excludedHere.ts';
import { followGuardFiles } from './editor/requests/guardFiles.ts';
import { habitShelf } from './editor/requests/habitShelf.ts';
import { StoredGrants } from './editor/requests/keptGrants.ts';
import { polledMemory } from './editor/requests/polledMemory.ts';
import { PrivateTexts } from './editor/requests/privateTexts.ts';
import { startRequests } from './editor/requests/startRequests.ts';
import { UsageHabits } from './editor/requests/usageHabits.ts';
import { WindowGuard } from './editor/requests/windowGuard.ts';
import type { SettingRemark } from './editor/settings.ts';
import { SentRequests } from './editor/showRequest/sentRequests.ts';
import { startShowRequest } from './editor/showRequest/startShowRequest.ts';
import { featureStarter } from './editor/startFeature.ts';
import { startStatus } from './editor/statusBar/startStatus.ts';
import { locale, say } from './editor/texts.ts';
import { startUsage } from './editor/usage/startUsage.ts';
import { windowMemory } from './editor/windowMemory.ts';
import { LedgerWorker } from './store/ledgerWorker.ts';
import { openStore, pollMs } from './store/openStore.ts';

const random: Random = {
  next: () => randomInt(2 ** 47) / 2 ** 47,
  id: () => randomUUID().replaceAll('-', ''),
};

let deactivated: (() => Promise<void>) | null = null;

/** The parts that in-host tests look into. */
export interface Opened {
  readonly account: Account;
  readonly chat: Chat | undefined;
  readonly ledger: Ledger;
}

/** `placeholders` stand for the commands until the features register their own. */
export async function activate(
  context: vscode.ExtensionContext,
  placeholders: vscode.Disposable,
): Promise<Opened> {
  const clock = machineClock;
  const log = openLog();
  const start = featureStarter(log);
  const windowId = random.id();
  const remarks: SettingRemark[] = [];
  const settings = openEditorSettings((remark) => {
    remarks.push(remark);
    log.warn(say(remark.words));
  });

  const opened = await openStore({ folder: context.globalStorageUri.fsPath, clock, windowId });
  const store = opened.ok ? opened.value : null;
  if (!opened.ok) log.error(say(ledgerSentence(opened.failure)));
  const ledger = opened.ok ? opened.value.ledger : closedLedger(opened.failure);
  const memory = store
    ? sharedMemory(store.memory, (listener) => store.onDidChange(listener))
    : windowMemory();
  // What a request asks for is not read from the file each time: only when another window has written.
  const pacing = store && polledMemory(store.memory, 'pacing');
  const refused = store && polledMemory(store.memory, 'refusedParameters');
  const vault = createVault(random.id().toUpperCase().slice(0, 8));
  const grants = new StoredGrants({
    stored: store?.memory ?? null,
    clock,
    masked: (placeholder) => vault.behind(placeholder),
  });
  const follow = (): void => {
    if (!store?.poll()) return;
    pacing?.refresh();
    refused?.refresh();
    grants.refresh();
  };
  const timers = [
    setInterval(follow, pollMs),
    setInterval(() => void store?.ledger.renew(windowId, clock.nowMs()), leaseRenewMs),
  ];

  // From here on nothing is waited for, so no command is ever missing.
  placeholders.dispose();
  const guard = new WindowGuard(vault, grants);
  const privateTexts = new PrivateTexts(guard);
  const excludedHere = new ExcludedHere(guard, privateTexts, () => status?.changed());
  const guardFiles = followGuardFiles(guard, settings, log);

  const userAgent = `siliconflow-assistant/${String(context.extension.packageJSON.version)} (unofficial; VS Code ${vscode.version})`;
  // The wire, and `openai` with it, is loaded at first use.
  const create = async (access: Pick<Access, 'place' | 'key' | 'account'>): Promise<ModelClient> => {
    const wire = await import('./siliconflow/client.ts');
    pacer ??= new wire.MemoryPacer(clock, random, pacing ?? windowMemory());
    dropped ??= new wire.MemoryLearnedParameters(clock, refused ?? windowMemory());
    return wire.createClient({
      site: access.place.site,
      baseUrl: access.place.baseUrl,
      apiKey: access.key,
      account: access.account,
      userAgent,
      clock,
      random,
      log,
      pacer,
      learned: dropped,
      ...(limitMs === undefined
        ? {}
        : { limits: { firstTokenMs: limitMs, reasoningFirstTokenMs: limitMs, betweenTokensMs: limitMs } }),
    });
  };
  let pacer: import('./siliconflow/client.ts').Pacer | undefined;
  let dropped: import('./siliconflow/client.ts').LearnedParameters | undefined;

  const limitMs = sandboxTimeLimitMs(context.extensionMode, process.env);
  const official = sandboxSites(context.extensionMode, process.env);
  const account = startAccount({
    log,
    secrets: context.secrets,
    memory,
    clock,
    editorSettings: settings,
    environment: process.env,
    newClient: (place, key) => create({ place, key, account: fingerprint(key) }),
    ...(official ? { official } : {}),
  });
  const clients = new ClientSource({ access: () => account.setup.access(), create });
  const budgets = new Budgets(() => settings.settings.current.budget, memory, ledger, clock);
  const budget = startBudget({ budgets, settings, setup: account.setup, memory, clock });
  const arrears = new Arrears(memory);
  const habits = new UsageHabits(
    habitShelf(store?.memory ?? null, (listener) => store?.onDidChange(listener)),
    clock,
  );
  const records =
    store &&
    keepRecords({
      clock,
      store: store.records,
      maskedIn: (text) => guard.maskedIn(text),
      days: () => settings.settings.current.privacy.recordDays,
      onDidChangeDays: (listener) => settings.settings.onDidChange(listener),
    });
  const generated = new GeneratedCode({
    mode: () => settings.settings.current.privacy.markGenerated,
    ledger,
  });
  const keyStatus = keySection({
    setup: account.setup,
    diary: account.diary,
    reminderDays: () => settings.settings.current.privacy.keyReminderDays,
    nowMs: () => clock.nowMs(),
    locale,
  });
  const requests = startRequests({
    habits,
    limits: (currency) => budgets.limits(currency),
    clock,
    random,
    ledger,
    memory,
    arrears,
    guard,
    windowId,
    client: () => clients.client(),
    onSent: (receipt, request, sent) => {
      records?.keep(receipt, request, sent);
      account.diary.noteUsed(receipt.account);
    },
    onRunning: () => status?.changed(),
  });
  const sent = new SentRequests(clock, random);
  const perform = (request: GateRequest, signal: AbortSignal): AsyncIterable<GateEvent> =>
    sent.watch(request, (ask) => requests.perform(ask, signal));
  const shelf = new ModelShelf({
    clock,
    place: () => account.setup.place,
    client: () => clients.client(),
    override: (facts) =>
      withOverrides(
        facts,
        settings.settings.current.models.get(facts.id),
        clock.localDay(clock.nowMs()),
        account.setup.place?.currency ?? null,
      ),
    chosen: () => [settings.settings.current.chat.model ?? ''].filter(Boolean),
    onChange: () => chat?.changed(),
  });
  const remarkOfStore = new StoreRemark(() => (opened.ok ? opened.value.openedAs : opened.failure), say);
  const worker = new LedgerWorker(join(context.extensionPath, 'dist', 'ledgerWorker.cjs'));
  const prices = start(sentence('prices'), () =>
    startPrices({
      clock,
      log,
      memory,
      setup: account.setup,
      settings,
      shelf,
      client: () => clients.client(),
      books: store && {
        usedModels: (sinceDay) => store.usedModels(sinceDay),
        reprice: async (order) => {
          const report = await worker.reprice(store.file, order);
          store.poll();
          await chat?.host.lookUpPrices();
          return report;
        },
      },
      onChange: () => {
        chat?.changed();
        status?.changed();
      },
    }),
  );
  const chat: Chat | undefined = start(sentence('chat'), () =>
    startChat({
      extensionUri: context.extensionUri,
      clock,
      random,
      log,
      account,
      settings,
      shelf,
      guard,
      privateTexts,
      budget,
      generated,
      budgetStates: (currency) => budgets.states(currency),
      learned: (model) => habits.forChat(model),
      ghostTextOffer: {
        banner: () => prices?.banner() ?? ghostText?.banner() ?? null,
        declineOffer: async () => {
          if (!(await prices?.dismiss())) await ghostText?.declineOffer();
        },
      },
      receipt: async (id) => {
        const found = await store?.ledger.receipt(id);
        return found?.ok ? found.value : undefined;
      },
      showPriceChanges: async () => prices?.showChanges(),
      ledger,
      sessions: store?.sessions(turnSchema) ?? null,
      client: () => clients.client(),
      sent,
      grants,
      remark: () => remarkOfStore.banner() ?? settingRemark(remarks, settings.settings, say),
      dismissRemark: () => remarkOfStore.dismiss(),
      planted: lookForPlantedSettings(memory, () => chat?.changed()),
      perform,
      onRunning: () => status?.changed(),
    }),
  );
  const ghostText: GhostText | undefined = start(sentence('ghost text'), () =>
    startGhostText({
      clock,
      random,
      memory,
      setup: account.setup,
      settings,
      shelf,
      guard,
      privateTexts,
      budgets,
      arrears,
      ledger,
      outcomes: store?.completionOutcomes ?? null,
      perform,
      askBudget: () => budget.ask('completionDay'),
      onChange: () => status?.changed(),
    }),
  );
  const actions =
    chat &&
    start(sentence('actions'), () =>
      startActions({
        clock,
        random,
        log,
        account,
        settings: settings.settings,
        guard,
        ledger,
        chat,
        perform,
      }),
    );
  const diagnosis = start(sentence('diagnosis'), () =>
    startDiagnose({
      ...{ clock, log, account, shelf, userAgent },
      extension: context.extension,
      environment: process.env,
      secrets: context.secrets,
      settings: settings.settings,
      store: opened.ok ? opened.value : opened.failure,
      checkStore: (file) => worker.check(file),
      wire: () => import('./siliconflow/client.ts'),
      client: () => clients.client(),
      formOf: (model) => ghostText?.formOf(model) ?? null,
      perform,
    }),
  );
  const status = start(sentence('status bar'), () =>
    startStatus({
      clock,
      account,
      chat,
      requests,
      budgets,
      ghostText,
      ledger,
      store,
      keyWords: () => keyStatus.words(),
      sections: [excludedHere.section, ...(prices ? [prices.section] : []), keyStatus],
    }),
  );
  const deletion = start(sentence('deletion of data'), () =>
    startDeletion({
      ...{ clock, random, log, windowId, chat, requests, sent, store },
      storage: context.globalStorageUri,
      logs: context.logUri,
      keys: account.keys,
      erase: (file, mark) => worker.eraseAll(file, mark),
    }),
  );

  const sentDocument = openSentDocuments(async (id) => {
    const found = await store?.records.find(id);
    return found?.ok ? found.value : undefined;
  });
  const showRequest =
    chat &&
    start(sentence('what was sent'), () =>
      startShowRequest({
        sent,
        show: async (id) => {
          await chat.show();
          chat.host.showSent(id);
        },
      }),
    );

  const usage = start(sentence('usage page'), () =>
    startUsage({
      extensionUri: context.extensionUri,
      version: String(context.extension.packageJSON.version),
      clock,
      log,
      account,
      ledger,
      worker,
      store: opened,
      completion: store ? (range) => worker.completionFigures(store.file, range) : null,
      canSetPrice: prices !== undefined,
      showSent: (id) => sentDocument.show(id),
    }),
  );

  const checking = new AbortController();
  const check = store?.isCheckDue
    ? checkLedger(
        {
          ...{ clock, log, store, worker },
          tell: (words) => void vscode.window.showInformationMessage(say(words)),
          onReplaced: () => chat?.changed(),
        },
        checking.signal,
      )
    : Promise.resolve();
  check.catch((error: unknown) => log.error('ledger check', error));
  account.started.catch((error: unknown) => log.error('account', error));

  if (process.env.SILICONFLOW_OPEN_CHAT === '1') void chat?.show();

  // Answers first, while everything that books and shows them still stands; the file and the log last.
  deactivated = () =>
    endInOrder(
      [
        { name: 'timers', end: () => timers.forEach(clearInterval) },
        { name: 'ledger check', end: () => checking.abort() },
        { name: 'diagnosis', end: () => diagnosis?.dispose() },
        { name: 'actions', end: () => actions?.dispose() },
        { name: 'deletion of data', end: () => deletion?.dispose() },
        { name: 'what was sent', end: () => showRequest?.dispose() },
        { name: 'ghost text', end: () => ghostText?.dispose() },
        { name: 'chat', end: () => chat?.dispose() },
        { name: 'requests', end: () => requests.dispose() },
        { name: 'usage page', end: () => usage?.dispose() },
        { name: 'records of what was sent', end: () => sentDocument.dispose() },
        { name: 'records', end: () => records?.dispose() },
        { name: 'status bar', end: () => status?.dispose() },
        { name: 'prices', end: () => prices?.dispose() },
        { name: 'budget', end: () => budget.dispose() },
        { name: 'model list', end: () => shelf.dispose() },
        { name: 'client', end: () => clients.dispose() },
        { name: 'account', end: () => account.dispose() },
        {
          name: 'guard',
          end: () => {
            for (const part of [guardFiles, excludedHere, privateTexts]) part.dispose();
          },
        },
        { name: 'settings', end: () => settings.dispose() },
        { name: 'ledger worker', end: () => worker.dispose() },
        { name: 'store', end: () => store?.close() },
        { name: 'log', end: () => log.dispose() },
      ],
      clock,
      log,
    );
  return { account, chat, ledger };
}

export async function deactivate(): Promise<void> {
  const end = deactivated;
  deactivated = null;
  await end?.();
}
