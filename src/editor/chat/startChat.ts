// Puts the chat together in the editor: host, pages, commands, and what surrounds a conversation.
import * as vscode from 'vscode';
import type { Conversation } from '../../core/chat/conversation.ts';
import { type ChatChoices, type PreparedChat, prepareChat } from '../../core/chat/prepareRequest.ts';
import { hasImages } from '../../core/chat/prompt.ts';
import { SavedSessions, type SessionHead, type TurnStore } from '../../core/chat/savedSessions.ts';
import { purposeOf } from '../../core/chat/session.ts';
import type { AssistantTurn, Attachment, Turn } from '../../core/chat/turn.ts';
import { asFailure } from '../../core/chat/turnFailure.ts';
import type { Failure, Result } from '../../core/failure.ts';
import { failureAdvice } from '../../core/failureSentences.ts';
import type { FailureContext } from '../../core/failures/advice.ts';
import { factsOf } from '../../core/models/catalogue.ts';
import { cheaperModel } from '../../core/models/cheaperModel.ts';
import type { ModelFacts } from '../../core/models/model.ts';
import { priceText } from '../../core/models/priceText.ts';
import { defaultModels } from '../../core/models/sites.ts';
import { successorOf } from '../../core/models/successor.ts';
import type { KeptGrants } from '../../core/outgoing/letThrough.ts';
import type { Clock, Ledger, Log, ModelClient, Random, SpendSummary } from '../../core/ports.ts';
import type { GateEvent, GateRequest } from '../../core/request/gateEvent.ts';
import { sentence } from '../../core/sentence.ts';
import type { BudgetState } from '../../core/spend/budgetPlan.ts';
import type { Learned } from '../../core/spend/forecast.ts';
import { formatMoney } from '../../core/spend/money.ts';
import type { Receipt } from '../../core/spend/receipt.ts';
import { spendFigures } from '../../core/spend/summary.ts';
import { estimateTextTokens } from '../../core/tokens/estimator.ts';
import { imageTokens } from '../../core/tokens/imageTokens.ts';
import { commands, settings as settingKeys, views } from '../../ids.ts';
import type { ActionId } from '../../protocol/actions.ts';
import type { ChatState } from '../../protocol/chat.ts';
import type { AmountView } from '../../protocol/chatShapes.ts';
import type { EditorSettings } from '../account/editorSettings.ts';
import { failureView } from '../account/failureView.ts';
import type { PlantedRemark } from '../account/plantedRemark.ts';
import type { Account } from '../account/startAccount.ts';
import type { Budget } from '../budget/startBudget.ts';
import type { GeneratedCode } from '../marks/generatedCode.ts';
import { modelView } from '../models/modelView.ts';
import type { ModelShelf } from '../models/shelf.ts';
import type { PrivateTexts } from '../requests/privateTexts.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';
import type { Settings } from '../settings.ts';
import { openBody } from '../showRequest/bodyDocuments.ts';
import { grantViews } from '../showRequest/pieceViews.ts';
import type { SentRequests } from '../showRequest/sentRequests.ts';
import { sentView } from '../showRequest/sentView.ts';
import { together } from '../startFeature.ts';
import { locale, pageTexts, say, timeOfDay } from '../texts.ts';
import { Attacher } from './attach.ts';
import { ChatHost } from './chatHost.ts';
import type { Suggestion, Surroundings } from './chatPorts.ts';
import { ChatTab, registerChatView } from './chatView.ts';
import { copy, insertAtCursor, openAsNewFile, openLink } from './codeInEditor.ts';
import { foresee } from './forecasts.ts';
import { nextRequest } from './nextRequest.ts';
import { pickModel, pickSession } from './picks.ts';
import { refusalNow, Sources } from './sources.ts';
import { waitingText } from './waitingText.ts';

export interface LoadedConversation {
  readonly head: SessionHead;
  readonly turns: readonly Turn[];
}

/** Conversations as the store keeps them; null without a store. */
export interface SessionShelf extends TurnStore {
  load(id: string): Promise<Result<LoadedConversation | null>>;
  loadLast(workspace: string): Promise<Result<LoadedConversation | null>>;
  list(workspace?: string, limit?: number): Promise<Result<readonly SessionHead[]>>;
}

export interface ChatParts {
  readonly extensionUri: vscode.Uri;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log & { show(): void };
  readonly account: Account;
  readonly settings: EditorSettings;
  readonly shelf: ModelShelf;
  readonly guard: WindowGuard;
  readonly privateTexts: PrivateTexts;
  readonly budget: Budget;
  /** Marks code of answers and notes where it went. */
  readonly generated: GeneratedCode;
  /** The budgets of a currency with what is gone of them. */
  readonly budgetStates: (currency: string) => readonly BudgetState[];
  /** What usage taught about a model. */
  readonly learned: (model: string) => Learned;
  /** Offered once, after the budget's own offer was answered. */
  readonly ghostTextOffer: {
    banner(): Surroundings['banner'];
    declineOffer(): Promise<void>;
  };
  /** Shows which prices changed. */
  readonly showPriceChanges: () => Promise<void>;
  readonly ledger: Ledger;
  /** The receipt booked under an id, if any. */
  readonly receipt: (id: string) => Promise<Receipt | undefined>;
  readonly sessions: SessionShelf | null;
  /** Said above the composer: trouble with the store or with a setting. */
  readonly remark: () => Surroundings['banner'];
  /** True when that was something to take away. */
  readonly dismissRemark: () => boolean;
  /** What the workspace tried to set. */
  readonly planted: PlantedRemark;
  readonly perform: (request: GateRequest, signal: AbortSignal) => AsyncIterable<GateEvent>;
  /** The model client for the place and key in force. */
  readonly client: () => Promise<Result<ModelClient>>;
  /** What was sent of late. */
  readonly sent: SentRequests;
  readonly grants: KeptGrants;
  readonly onRunning: (running: boolean) => void;
}

/** What an action belongs to. */
export interface ActedOn {
  readonly model?: string;
  readonly failure?: Failure;
  /** The setting that a change of model is written to; the chat's by default. */
  readonly modelSetting?: string;
}

export interface Chat {
  readonly host: ChatHost;
  /** Turns code of the editor into attachments. */
  readonly sources: Sources;
  /** The model that would answer now; of another id, what is known about that one. */
  readonly model: (id?: string | null) => ModelFacts | null;
  show(): Promise<void>;
  /** What is known around a failure of a request for this model, the chat's without one. */
  failureContext(failure: Failure, modelId: string | undefined): FailureContext;
  /** Carries out what a button next to a failure says; true when the request may be tried again. */
  act(action: ActionId, about: ActedOn): Promise<boolean>;
  changed(): void;
  /** Ends what runs, keeps it, and begins an empty chat: what is in the store by then is not written again. */
  forget(): Promise<void>;
  dispose(): Promise<void>;
}

/** Registers the view, the tab and the chat's commands. The last conversation of this workspace opens again. */
export function startChat(parts: ChatParts): Chat {
  const { account, clock, settings, shelf, guard, ledger, log } = parts;
  const { setup } = account;
  const folder = vscode.workspace.workspaceFolders?.[0];
  const workspaceKey = folder?.uri.toString() ?? '';
  const saved = parts.sessions
    ? new SavedSessions(parts.sessions, workspaceKey, () => clock.nowMs(), log)
    : null;

  const current = (): Settings => settings.settings.current;
  const chosenId = (): string | null => {
    const { place } = setup;
    return place ? (current().chat.model ?? defaultModels(place.site, place.currency).chat) : null;
  };
  const factsFor = (id: string | null): ModelFacts | null => {
    const { place } = setup;
    if (!place || !id) return null;
    return shelf.about(id)?.facts ?? factsOf(place.site, id, place.currency);
  };
  const model = (id?: string | null): ModelFacts | null => factsFor(id ?? chosenId());
  const choices = (purpose: 'chat' | 'action'): ChatChoices => {
    const { place } = setup;
    const { chat, action } = current();
    const vision = place ? (chat.visionModel ?? defaultModels(place.site, place.currency).vision) : null;
    return {
      ...chat,
      model: model(purpose === 'action' ? action.model : null),
      visionModel: factsFor(vision),
    };
  };

  const prepare = (turns: readonly Turn[], continuing: boolean, boundarySeed: string): PreparedChat => {
    const access = setup.access();
    if (!access.ok) return access;
    const { systemPrompt } = current().chat;
    return prepareChat(
      { ownInstruction: systemPrompt, turns, continuing, boundarySeed },
      choices(purposeOf(turns)),
    );
  };

  const attacher = new Attacher({
    random: parts.random,
    refusal: (spellings) => guard.refusal(spellings),
    mask: (text) => guard.mask(text, host.granted),
    textTokens: (text) => estimateTextTokens(text),
    imageTokens: (width, height) => imageTokens({ width, height }, 'high'),
  });
  const sources = new Sources(attacher, parts.privateTexts);

  let models: { readonly from: unknown; readonly views: ChatState['models'] } | null = null;
  const modelViews = (): ChatState['models'] => {
    const offered = shelf.models();
    if (models?.from !== offered)
      models = { from: offered, views: offered.map((one) => modelView(one, clock.nowMs(), locale(), say)) };
    return models.views;
  };

  const surroundings = (): Surroundings => {
    const { place } = setup;
    const ready = setup.stage === 'ready';
    const list = ready ? modelViews() : [];
    const today = spendFigures(
      ledger.summary({ day: clock.localDay(clock.nowMs()) }),
      place?.currency ?? undefined,
    );
    const id = chosenId();
    return {
      setup: setup.view(say),
      place: place?.local ? say(sentence('Local server')) : (place?.name ?? ''),
      host: place?.host ?? '',
      sandbox: place?.local ?? false,
      trusted: vscode.workspace.isTrusted,
      inFolder: isFolderOpen(),
      model: list.find((one) => one.id === id) ?? null,
      models: list,
      thinking: current().chat.thinking,
      today: today.figures.map((figure) => amountView(figure.amount)),
      todayApproximate: today.figures.some((figure) => figure.approximate),
      suggestions: suggestions(),
      banner: parts.remark() ?? listBanner() ?? offers(),
    };
  };

  /** Offers stand in an empty chat only, so that they never take room from an answer; warnings stand anywhere. */
  function offers(): Surroundings['banner'] {
    const all = [parts.planted, parts.budget, parts.ghostTextOffer].flatMap((one) => one.banner() ?? []);
    // What is wrong goes before what is offered.
    const banner = all.find((one) => one.level !== 'info') ?? all[0] ?? null;
    return banner?.level === 'info' && host.conversation.turns.length > 0 ? null : banner;
  }

  function listBanner(): Surroundings['banner'] {
    const { failure } = shelf;
    const { place } = setup;
    if (!failure || !place || setup.stage !== 'ready') return null;
    const view = failureView(
      failure,
      { during: 'chat', place: place.name, host: place.host, links: place.links },
      say,
    );
    return {
      level: 'warning',
      message: view.message,
      actions: view.actions.filter((action) => action.id !== 'continueAnswer'),
    };
  }

  function failureOf(
    turn: AssistantTurn,
    kept: NonNullable<AssistantTurn['failure']>,
  ): ReturnType<typeof failureView> {
    const failure = asFailure(kept);
    return failureView(failure, contextOf(failure, turn.model, turn.text !== ''), say);
  }

  function contextOf(failure: Failure, modelId: string | undefined, hasText: boolean): FailureContext {
    const { place } = setup;
    const id = modelId || chosenId() || undefined;
    const successor = successorFor(id);
    return {
      during: 'chat',
      ...(place
        ? { place: place.name, host: place.host, custom: place.site === 'custom', links: place.links }
        : {}),
      ...(id ? { model: id } : {}),
      ...(successor
        ? {
            successor: successor.name,
            successorPrice: say(priceText(successor, clock.nowMs(), locale()).main),
          }
        : {}),
      ...budgetContext(modelId, failure),
      hasText,
    };
  }

  function budgetContext(modelId: string | undefined, failure: Failure): Partial<FailureContext> {
    if (failure.kind !== 'overBudget') return {};
    const { onLimit } = current().budget;
    const cheaper = cheaperThan(modelId, failure);
    const named = cheaper
      ? { cheaper: { name: cheaper.name, price: say(priceText(cheaper, clock.nowMs(), locale()).main) } }
      : {};
    const { budget } = failure;
    if (!budget) return { onLimit, ...named };
    const money = (pico: bigint): string => formatMoney({ currency: budget.currency, pico }, locale());
    const [limit, spent, reserved] = [budget.limitPico, budget.spentPico, budget.reservedPico].map(BigInt);
    const gone = (spent ?? 0n) + (reserved ?? 0n);
    const left = (limit ?? 0n) - gone;
    return {
      onLimit,
      ...named,
      budget: {
        needed: money(BigInt(budget.neededPico)),
        left: money(left > 0n ? left : 0n),
        limit: money(limit ?? 0n),
        gone: money(gone),
        ...(budget.untilMs === undefined ? {} : { until: timeOfDay(budget.untilMs) }),
      },
    };
  }

  const forecastPorts = { clock, say, prepare, learned: parts.learned, budgets: parts.budgetStates };
  const host: ChatHost = new ChatHost(
    {
      clock,
      random: parts.random,
      log,
      workspace: folder?.name ?? '',
      store: saved ?? { save: () => undefined },
      perform: parts.perform,
      prepare: (turns, continuing) => prepare(turns, continuing, host.conversation.id),
      foresee: (asking, conversation) => foresee(forecastPorts, asking, conversation),
      confirmAbove: (currency) => current().budget.confirmAbove.get(currency),
      projection: {
        say,
        unmask: (text) => guard.unmask(text),
        unmaskGrowing: (text) => guard.unmaskGrowing(text),
        failure: failureOf,
        modelName: (id) => factsFor(id)?.name ?? id,
      },
      editor: {
        copy,
        insert: (text, origin) => insertAtCursor(text, origin, parts.generated),
        newFile: (text, language, origin) => openAsNewFile(text, language, origin, parts.generated),
        openLink,
        openAttachment,
        pickFiles: () => sources.pickFiles(),
        fromUris: (uris) => sources.fromUriTexts(uris),
        fromSelection: () => sources.fromSelection(),
        fromImage: (name, dataUrl) => attacher.image(name, dataUrl),
        showHistory: () => showHistory(),
      },
      surroundings,
      receipt: parts.receipt,
      chatCost: (sessionId) => costOf(ledger.summary({ sessionId })),
      clearance: {
        refusal: (attachment) => refusalNow(attachment, guard, parts.privateTexts),
        mask: (text, once) => guard.mask(text, once),
        keep: (placeholder) => guard.keepLetThrough(placeholder),
      },
      preview: {
        next: (asking, conversation, choices) =>
          nextRequest(
            {
              ...forecastPorts,
              client: parts.client,
              guard: (request, once) => guard.guard(request, once),
              mask: (text, once) => guard.mask(text, once),
              maskedBy: (placeholder) => guard.maskedBy(placeholder),
              grants: () => grantViews(parts.grants, locale()),
              problem: (failure) => failureView(failure, contextOf(failure, undefined, false), say).message,
            },
            asking,
            conversation,
            choices,
          ),
        sent: (id) => {
          const request = parts.sent.find(id);
          if (!request) return undefined;
          const view = sentView(request, {
            say,
            locale: locale(),
            time: timeOfDay,
            maskedBy: (placeholder) => guard.maskedBy(placeholder),
          });
          return { view, whole: request };
        },
        revoke: (id) => parts.grants.revoke(id),
        copy,
        openBody,
      },
      act: actOnTurn,
      selectModel: (id) => settings.write(settingKeys.chatModel, id),
      setThinking: (thinking) => settings.write(settingKeys.chatThinking, thinking),
      onPageReady: () => {
        if (setup.stage === 'ready') void shelf.refresh();
      },
      onRunning: (running) => {
        // The way to the site was broken when the list was asked for; it may be mended by now.
        if (!running && shelf.failure) void shelf.refresh();
        parts.onRunning(running);
      },
      waitingText,
    },
    null,
  );

  function actOnTurn(action: ActionId, turn: AssistantTurn | null): Promise<boolean> {
    const { turns } = host.conversation;
    const asked = turn ? purposeOf(turns.slice(0, turns.indexOf(turn))) : 'chat';
    const hasOwn = asked === 'action' && current().action.model !== null;
    return act(action, {
      ...(turn ? { model: turn.model } : {}),
      ...(turn?.failure ? { failure: asFailure(turn.failure) } : {}),
      // A button of the banner about the model list.
      ...(turn === null && shelf.failure && !parts.remark() ? { failure: shelf.failure } : {}),
      ...(hasOwn ? { modelSetting: settingKeys.actionModel } : {}),
    });
  }

  async function act(action: ActionId, about: ActedOn): Promise<boolean> {
    const refusal = about.failure?.budget;
    const modelSetting = about.modelSetting ?? settingKeys.chatModel;
    switch (action) {
      case 'showLog':
        parts.log.show();
        return false;
      case 'selectModel':
        await selectModel();
        return false;
      case 'useSuccessorModel': {
        const successor = successorFor(about.model || chosenId());
        if (successor) await settings.write(modelSetting, successor.id);
        return Boolean(successor);
      }
      case 'useCheaperModel': {
        const cheaper = cheaperThan(about.model, about.failure);
        if (cheaper) await settings.write(modelSetting, cheaper.id);
        return Boolean(cheaper);
      }
      case 'raiseBudget':
      case 'raiseBudgetToday':
        return parts.budget.raise(refusal, action === 'raiseBudgetToday');
      case 'changeMinuteLimit':
        return parts.budget.raise(refusal, false);
      case 'goOnNow':
        return parts.budget.goOn();
      case 'setBudget':
        await parts.budget.setBudget();
        return false;
      case 'setPrice':
        await vscode.commands.executeCommand(commands.setPrice, about.model || chosenId());
        return false;
      case 'showPriceChanges':
        await parts.showPriceChanges();
        return false;
      case 'enableCompletions':
        await vscode.commands.executeCommand(commands.toggleCompletions);
        return false;
      case 'dismissBanner':
        // The banner in sight is the first of the three that has something to say.
        if (parts.dismissRemark()) host.changed();
        else if (await parts.planted.dismiss()) host.changed();
        else if (!(await parts.budget.dismiss())) await parts.ghostTextOffer.declineOffer();
        return false;
      case 'retry':
        await shelf.refresh(true);
        return false;
      default:
        await account.actions.act(action, action === 'openSettings' ? settingsQuery(about) : undefined);
        return false;
    }
  }

  /** What cures a failure stands among many settings; without one all of ours are shown. */
  function settingsQuery({ failure, model: modelId }: ActedOn): string {
    const advice = failure && failureAdvice(failure, contextOf(failure, modelId, false));
    return advice?.settingsQuery ?? 'siliconflow';
  }

  /** What a model was replaced by, when its site withdrew it. */
  function successorFor(id: string | null | undefined): ModelFacts | null {
    const facts = factsFor(id ?? null);
    return facts ? successorOf(facts, (other) => shelf.about(other)) : null;
  }

  /** A model to name when the budget refuses this answer's model. */
  function cheaperThan(modelId: string | undefined, failure: Failure | undefined): ModelFacts | null {
    const facts = factsFor(modelId || chosenId());
    const offered = shelf.models().map((one) => one.facts);
    const { budget } = failure ?? {};
    const refused = budget && {
      neededPico: BigInt(budget.neededPico),
      leftPico: BigInt(budget.limitPico) - BigInt(budget.spentPico) - BigInt(budget.reservedPico),
    };
    return facts
      ? cheaperModel(offered, facts, clock.nowMs(), hasImages(host.conversation.turns), refused)
      : null;
  }

  async function selectModel(): Promise<void> {
    void shelf.refresh();
    const id = await pickModel({
      models: modelViews(),
      chosen: chosenId(),
      pricePage: setup.place?.links?.prices,
    });
    if (id) await settings.write(settingKeys.chatModel, id);
  }

  async function showHistory(): Promise<void> {
    await saved?.written();
    const heads = await parts.sessions?.list(workspaceKey);
    const id = await pickSession(heads?.ok ? heads.value : [], host.conversation.id, locale());
    if (id) await open(await parts.sessions?.load(id));
  }

  async function open(loaded: Result<LoadedConversation | null> | undefined): Promise<void> {
    if (!loaded?.ok || !loaded.value) return;
    const conversation = conversationOf(loaded.value);
    saved?.loaded(conversation);
    await host.open(conversation);
  }

  const show = async (): Promise<void> => {
    await vscode.commands.executeCommand(`${views.chat}.focus`);
    host.focus();
  };
  const withChat = async (work: () => Promise<void>): Promise<void> => {
    await work();
    await show();
  };

  const tab = new ChatTab(parts.extensionUri, host, pageTexts);
  const registered = together(function* () {
    yield registerChatView(parts.extensionUri, host, pageTexts);
    yield tab;
    yield setup.onDidChange(() => {
      host.changed();
      if (setup.stage === 'ready' && host.hasPage) void shelf.refresh();
    });
    yield settings.settings.onDidChange(() => {
      shelf.forget();
      host.changed();
    });
    yield guard.onDidChange(() => host.judgeAgain());
    yield ledger.onDidChange(() => host.changed());
    yield parts.sent.onDidChange(() => host.sentChanged());
    yield vscode.workspace.onDidGrantWorkspaceTrust(() => host.changed());
    yield vscode.commands.registerCommand(commands.openChat, show);
    yield vscode.commands.registerCommand(commands.openChatInEditor, () => tab.show());
    yield vscode.commands.registerCommand(commands.newChat, () => withChat(() => host.newChat()));
    yield vscode.commands.registerCommand(commands.showHistory, showHistory);
    yield vscode.commands.registerCommand(commands.selectModel, selectModel);
    yield vscode.commands.registerCommand(commands.addSelectionToChat, () =>
      withChat(async () => host.addAttachments([await sources.fromSelection()])),
    );
    yield vscode.commands.registerCommand(commands.addFileToChat, (uri?: vscode.Uri) =>
      withChat(async () => {
        const target = uri instanceof vscode.Uri ? uri : vscode.window.activeTextEditor?.document.uri;
        host.addAttachments(target ? [await sources.fromUri(target)] : await sources.pickFiles());
      }),
    );
  });

  // The last conversation opens again; a window that died while an answer streamed finds what was received.
  const restored = parts.sessions?.loadLast(workspaceKey).then((last) => {
    if (!last.ok || !last.value) return;
    const conversation = conversationOf(last.value);
    saved?.loaded(conversation);
    host.restore(conversation);
  });
  restored?.catch((error: unknown) => log.error('the last conversation could not be opened', error));

  return {
    host,
    sources,
    model,
    show,
    failureContext: (failure, modelId) => contextOf(failure, modelId, false),
    act,
    changed: () => host.changed(),
    forget: async () => {
      await host.forget();
      await saved?.written();
    },
    dispose: async () => {
      registered.dispose();
      await host.dispose();
      await saved?.written();
    },
  };
}

function conversationOf({ head, turns }: LoadedConversation): Conversation {
  return { id: head.id, title: head.title, createdMs: head.createdMs, turns };
}

function costOf(summary: SpendSummary): Pick<ChatState, 'chatCost' | 'chatCostApproximate'> {
  const { figures } = spendFigures(summary);
  return {
    chatCost: figures.map((figure) => amountView(figure.amount)),
    chatCostApproximate: figures.some((figure) => figure.approximate),
  };
}

function amountView(amount: { readonly currency: string; readonly pico: bigint }): AmountView {
  return { currency: amount.currency, pico: amount.pico.toString() };
}

function isFolderOpen(): boolean {
  return Boolean(vscode.workspace.workspaceFolders?.length);
}

function suggestions(): readonly Suggestion[] {
  const inWorkspace = isFolderOpen();
  const texts = inWorkspace
    ? [
        sentence('Explain the file I have open.'),
        sentence('Find a bug in the selected code.'),
        sentence('Write a test for the selected function.'),
      ]
    : [sentence('Write a function that reads a CSV file.'), sentence('What can you help me with?')];
  return texts.map((text) => ({ text: say(text), attaches: inWorkspace }));
}

async function openAttachment(attachment: Attachment): Promise<void> {
  if (!attachment.uri) return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(attachment.uri));
  const start = Math.max(0, (attachment.startLine ?? 1) - 1);
  await vscode.window.showTextDocument(document, {
    preview: true,
    selection: new vscode.Range(start, 0, Math.max(start, attachment.endLine ?? start), 0),
  });
}
