// Builds every part by hand, in order, leaves first. No logic lives here.
import { randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { turnSchema } from './core/chat/turn.ts';
import { withOverrides } from './core/models/overrides.ts';
import type { Ledger, ModelClient, Random } from './core/ports.ts';
import { sentence } from './core/sentence.ts';
import { leaseRenewMs } from './core/spend/booking.ts';
import { closedLedger } from './core/spend/closedLedger.ts';
import { ledgerSentence } from './core/spend/ledgerTrouble.ts';
import type { Receipt } from './core/spend/receipt.ts';
import { openEditorSettings } from './editor/account/editorSettings.ts';
import { fingerprint } from './editor/account/fingerprint.ts';
import { keySection } from './editor/account/keyWords.ts';
import { lookForPlantedSettings } from './editor/account/plantedRemark.ts';
import { sandboxSites, sandboxTimeLimitMs } from './editor/account/sandboxSites.ts';
import type { Access } from './editor/account/setup.ts';
import { sharedMemory } from './editor/account/sharedMemory.ts';
import { type Account, startAccount } from './editor/account/startAccount.ts';
import { startActions } from './editor/actions/startActions.ts';
import { type ReviewsOnDemand, startReviews } from './editor/apply/startReviews.ts';
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
import { openSentDocuments } from './editor/records/sentDocument.ts';
import { startDeletion } from './editor/records/startDeletion.ts';
import { StoreRemark, settingRemark } from './editor/remarks.ts';
import { ClientSource } from './editor/requests/clientSource.ts';
import { goingOn } from './editor/requests/goingOn.ts';
import { polledMemory } from './editor/requests/polledMemory.ts';
import { startGate } from './editor/requests/startGate.ts';
import { startGuard } from './editor/requests/startGuard.ts';
import type { SettingRemark } from './editor/settings.ts';
import { startShowRequest } from './editor/showRequest/startShowRequest.ts';
import { featureStarter } from './editor/startFeature.ts';
import { startStatus } from './editor/statusBar/startStatus.ts';
import { locale, say } from './editor/texts.ts';
import { startUsage } from './editor/usage/startUsage.ts';
import { windowMemory } from './editor/windowMemory.ts';
import type { ClientMaker } from './siliconflow/client.ts';
import { MemoryLearnedParameters } from './siliconflow/learnedParameters.ts';
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
  readonly reviews: ReviewsOnDemand;
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
  const ledger = goingOn(
    opened.ok ? opened.value.ledger : closedLedger(opened.failure),
    () => settings.settings.current.budget.onLedgerTrouble === 'goOn',
  );
  const memory = store
    ? sharedMemory(store.memory, (listener) => store.onDidChangeFacts(listener))
    : windowMemory();
  // What a request asks for is not read from the file each time: only when another window has written.
  const pacing = store && polledMemory(store.memory, 'pacing');
  const storedRefused = store && polledMemory(store.memory, 'refusedParameters');
  const refused = storedRefused ?? windowMemory();
  const refusedParameters = new MemoryLearnedParameters(clock, refused);
  const thinking = store && polledMemory(store.memory, 'thinking');
  const follow = (): void => {
    if (!store?.poll()) return;
    pacing?.refresh();
    storedRefused?.refresh();
    thinking?.refresh();
    guarding.grants.refresh();
  };
  const timers = [
    setInterval(follow, pollMs),
    setInterval(() => void store?.ledger.renew(windowId, clock.nowMs()), leaseRenewMs),
  ];

  // From here on nothing is waited for, so no command is ever missing.
  placeholders.dispose();
  const guarding = startGuard({
    ...{ clock, random, log, settings },
    stored: store?.memory ?? null,
    onChange: () => status?.changed(),
  });
  const { guard, grants, privateTexts } = guarding;

  const userAgent = `siliconflow-assistant/${String(context.extension.packageJSON.version)} (unofficial; VS Code ${vscode.version})`;
  // The wire, and `openai` with it, is loaded at first use.
  let maker: Promise<ClientMaker> | undefined;
  const create = async ({ place, key, account }: Omit<Access, 'from'>): Promise<ModelClient> => {
    maker ??= import('./siliconflow/client.ts').then(({ clientMaker }) =>
      clientMaker({
        ...{ userAgent, clock, random, log },
        pacing: pacing ?? windowMemory(),
        refused,
        ...(limitMs === undefined
          ? {}
          : { limits: { firstTokenMs: limitMs, reasoningFirstTokenMs: limitMs, betweenTokensMs: limitMs } }),
      }),
    );
    return (await maker)({ site: place.site, baseUrl: place.baseUrl, apiKey: key, account });
  };
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
  const gate = startGate({
    ...{ clock, random, windowId, memory, ledger, store, settings, account, guard },
    client: () => clients.client(),
    onRunning: () => status?.changed(),
  });
  const { requests, budgets, budget, arrears, habits, sent, perform } = gate;
  const generated = new GeneratedCode({
    mode: () => settings.settings.current.privacy.markGenerated,
    ledger,
  });
  const reviews = startReviews({ clock, random, log, generated });
  const keyStatus = keySection({
    setup: account.setup,
    diary: account.diary,
    reminderDays: () => settings.settings.current.privacy.keyReminderDays,
    nowMs: () => clock.nowMs(),
    locale,
  });
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
  const receipt = async (id: string): Promise<Receipt | undefined> => {
    const found = await store?.ledger.receipt(id);
    return found?.ok ? found.value : undefined;
  };
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
      storageUri: context.globalStorageUri,
      clock,
      random,
      log,
      account,
      settings,
      thinking: {
        memory: thinking ?? windowMemory(),
        refused: ({ site, id }) => refusedParameters.dropped(site, id),
      },
      shelf,
      guard,
      privateTexts,
      budget,
      generated,
      reviews,
      codebase: {
        storage: context.globalStorageUri,
        openIndex: async (file) => {
          const { CodebaseIndex } = await import('./store/codebaseIndex.ts');
          return new CodebaseIndex(join(context.extensionPath, 'dist', 'codebaseWorker.cjs'), file);
        },
      },
      budgetStates: (currency) => budgets.states(currency),
      learned: (model) => habits.forChat(model),
      ghostTextOffer: {
        banner: () => prices?.banner() ?? ghostText?.banner() ?? null,
        declineOffer: async () => {
          if (!(await prices?.dismiss())) await ghostText?.declineOffer();
        },
      },
      receipt,
      showPriceChanges: async () => prices?.showChanges(),
      ledger,
      windowId,
      kept: store && {
        sessions: store.sessions(turnSchema),
        leases: store.leases,
        thread: {
          find: (question) => worker.history(store.file, question, clock.nowMs()),
          scrub: () => worker.forgetTurns(store.file),
        },
      },
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
        reviews,
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
      sections: [guarding.section, ...(prices ? [prices.section] : []), keyStatus],
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

  const sentDocument = openSentDocuments({
    receipt,
    record: async (id) => {
      const found = await store?.records.find(id);
      return found?.ok ? found.value : undefined;
    },
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
      completion: store ? (range) => worker.completions(store.file, range) : null,
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
        { name: 'reviews', end: () => reviews.dispose() },
        { name: 'deletion of data', end: () => deletion?.dispose() },
        { name: 'what was sent', end: () => showRequest?.dispose() },
        { name: 'ghost text', end: () => ghostText?.dispose() },
        { name: 'chat', end: () => chat?.dispose() },
        { name: 'requests', end: () => requests.dispose() },
        { name: 'usage page', end: () => usage?.dispose() },
        { name: 'records of what was sent', end: () => sentDocument.dispose() },
        { name: 'status bar', end: () => status?.dispose() },
        { name: 'prices', end: () => prices?.dispose() },
        { name: 'gate', end: () => gate.dispose() },
        { name: 'model list', end: () => shelf.dispose() },
        { name: 'client', end: () => clients.dispose() },
        { name: 'account', end: () => account.dispose() },
        { name: 'guard', end: () => guarding.dispose() },
        { name: 'settings', end: () => settings.dispose() },
        { name: 'ledger worker', end: () => worker.dispose() },
        { name: 'store', end: () => store?.close() },
        { name: 'log', end: () => log.dispose() },
      ],
      clock,
      log,
    );
  return { account, chat, ledger, reviews };
}

export async function deactivate(): Promise<void> {
  const end = deactivated;
  deactivated = null;
  await end?.();
}
