// Puts the chat together in the editor: host, pages, commands, and what surrounds a conversation.
import * as vscode from 'vscode';
import type { Failure } from '../../core/failure.ts';
import type { FailureContext } from '../../core/failures/advice.ts';
import type { ModelFacts } from '../../core/models/model.ts';
import { estimateTextTokens } from '../../core/tokens/estimator.ts';
import { imageTokens } from '../../core/tokens/imageTokens.ts';
import { settings as settingKeys, views } from '../../ids.ts';
import type { ActionId } from '../../protocol/actions.ts';
import { LateCodebase } from '../codebase/lateCodebase.ts';
import { LateMentions } from '../mentions/lateMentions.ts';
import { TerminalOutput } from '../mentions/terminalOutput.ts';
import { OwnPrompts } from '../prompts/ownPrompts.ts';
import { together } from '../startFeature.ts';
import { pageTexts, say } from '../texts.ts';
import { chatCostOf } from './amounts.ts';
import { Attacher } from './attach.ts';
import { type ActsOf, act, actOnTurn } from './chatActs.ts';
import { attachmentCommands, conversationCommands, showChat } from './chatCommands.ts';
import { ChatFailures } from './chatFailures.ts';
import { ChatHost } from './chatHost.ts';
import { ChatModels } from './chatModels.ts';
import type { ActedOn, ChatParts } from './chatParts.ts';
import { ChatTab, registerChatView } from './chatView.ts';
import { copy, insertAtCursor, openAsNewFile, openLink } from './codeInEditor.ts';
import { filesAt } from './droppedFiles.ts';
import { EarlierChats } from './earlierChats.ts';
import { followDocuments } from './followedDocuments.ts';
import { foresee } from './forecasts.ts';
import { exportInSight, historyOf } from './historyOfChats.ts';
import { meterOf } from './longChat.ts';
import { MentionedFiles } from './mentionedFiles.ts';
import { OpenedSources } from './openedSources.ts';
import { findRulesFiles } from './rulesFiles.ts';
import { runSlash } from './runSlash.ts';
import { shownRequests } from './shownRequests.ts';
import { refusalNow, Sources } from './sources.ts';
import { surroundings } from './surroundings.ts';
import { waitingText } from './waitingText.ts';

export interface Chat {
  readonly host: ChatHost;
  /** Turns code of the editor into attachments. */
  readonly sources: Sources;
  /** What commands printed in the terminals. */
  readonly terminal: Pick<TerminalOutput, 'commands'>;
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
  const workspace = folder?.uri.toString() ?? '';
  const earlier = parts.kept
    ? new EarlierChats({ ...{ kept: parts.kept, workspace, clock, log }, host: () => host })
    : null;
  const showHistory = async (): Promise<void> => {
    host.showHistory();
    await vscode.commands.executeCommand(`${views.chat}.focus`);
  };

  const models = new ChatModels(parts);
  const failures = new ChatFailures(parts, models, () => host.conversation.turns);
  const acts: ActsOf = {
    ...{ parts, models, failures },
    conversation: () => host.conversation,
    changed: () => host.changed(),
  };
  const attacher = new Attacher({
    random: parts.random,
    refusal: (spellings) => guard.refusal(spellings),
    mask: (text) => guard.mask(text, host.granted),
    textTokens: (text) => estimateTextTokens(text),
    imageTokens: (width, height) => imageTokens({ width, height }, 'high'),
  });
  const sources = new Sources(attacher, parts.privateTexts);
  const opened = new OpenedSources();
  const terminal = new TerminalOutput();
  const mentions = new LateMentions({ sources, attacher, guard, terminal, log });
  const mentioned = new MentionedFiles(guard);
  const codebase = new LateCodebase({ ...parts.codebase, guard, sources, log });
  const forecastPorts = {
    ...{ clock, say, learned: parts.learned, budgets: parts.budgetStates },
    prepare: (...asked: Parameters<ChatModels['prepare']>) => models.prepare(...asked),
  };

  const prompts = new OwnPrompts(parts.storageUri, guard);
  const meterPorts = {
    prepare: forecastPorts.prepare,
    calibration: (model: string) => parts.learned(model).calibration,
  };

  const host: ChatHost = new ChatHost(
    {
      ...{ clock, log, waitingText, random: parts.random, perform: parts.perform, receipt: parts.receipt },
      workspace: folder?.name ?? '',
      store: earlier?.store ?? { save: () => undefined },
      windowId: parts.windowId,
      lease: earlier?.lease ?? {
        view: null,
        takeOver: () => Promise.resolve(),
        left: () => Promise.resolve(),
      },
      history: earlier && historyOf(earlier, parts),
      maskKnownValues: (text) => guard.maskKnownValues(text),
      prepare: (turns, continuing) => models.prepare(turns, continuing, host.conversation.id),
      foresee: (asking, conversation) => foresee(forecastPorts, asking, conversation),
      rulesFiles: findRulesFiles,
      slash: { prompts: () => prompts.all(), run: (name, input) => runSlash(name, input, prompts) },
      meter: (fill) => meterOf(meterPorts, fill),
      confirmAbove: (currency) => settings.settings.current.budget.confirmAbove.get(currency),
      projection: {
        say,
        unmask: (text) => guard.unmask(text),
        unmaskGrowing: (text) => guard.unmaskGrowing(text),
        failure: (turn, kept) => failures.ofTurn(turn, kept),
        modelName: (id) => models.facts(id)?.name ?? id,
      },
      editor: {
        ...{ copy, openLink },
        openAttachment: (attachment) => opened.open(attachment),
        findFiles: (paths) => mentioned.found(paths),
        openFile: (path, line, column) => mentioned.open(path, line, column),
        apply: async (answer) => {
          const { applyAnswer } = await import('../apply/applyAnswer.ts');
          const reviews = await parts.reviews.get();
          return applyAnswer(answer, { reviews, holdsPlaceholder: (text) => guard.holdsPlaceholder(text) });
        },
        putInTerminal: async (code, language) => {
          const { putInTerminal } = await import('../apply/runInTerminal.ts');
          return putInTerminal(code, language);
        },
        insert: (text, origin) => insertAtCursor(text, origin, parts.generated),
        newFile: (text, language, origin) => openAsNewFile(text, language, origin, parts.generated),
        pickFiles: () => sources.pickFiles(),
        findMentions: (typed, tell) => mentions.find(typed, tell),
        attachMention: (id) => mentions.attach(id),
        searchCodebase: (question) => codebase.search(question),
        fromUris: (uris) => filesAt(uris, sources),
        fromSelection: () => sources.fromSelection(),
        fromImage: (name, dataUrl, about) => attacher.image(name, dataUrl, about),
      },
      surroundings: () => surroundings(parts, models, host.conversation.turns.length === 0),
      chatCost: (sessionId) => chatCostOf(ledger.summary({ sessionId })),
      clearance: {
        refusal: (attachment) => refusalNow(attachment, guard, parts.privateTexts),
        mask: (text, once) => guard.mask(text, once),
        keep: (placeholder) => guard.keepLetThrough(placeholder),
      },
      changedSince: {
        follow: followDocuments,
        sourceOf: (attachment) => sources.sourceOf(attachment),
        thingOf: (attachment) => sources.thingOf(attachment),
        again: (attachment) => sources.again(attachment),
      },
      preview: shownRequests(parts, forecastPorts, failures),
      act: (action, turn) => actOnTurn(acts, action, turn),
      usualModel: (purpose) => models.usualId(purpose),
      pickModelAgain: (asked) => models.pickAgain(asked),
      selectModel: (id) => settings.write(settingKeys.chatModel, id),
      thinking: (id) => models.thinking(id),
      setThinking: (id, choice) => models.setThinking(id, choice),
      onPageReady: () => {
        if (setup.stage === 'ready') void shelf.refresh();
      },
      onRunning: (running) => {
        // The way to the site was broken when the list was asked for; it may be mended by now.
        if (!running && shelf.failure) void shelf.refresh();
        parts.onRunning(running);
      },
    },
    null,
  );

  const tab = new ChatTab(parts.extensionUri, host, pageTexts);
  const registered = together(function* () {
    yield registerChatView(parts.extensionUri, host, pageTexts);
    yield tab;
    yield opened;
    yield terminal;
    yield mentions;
    yield setup.onDidChange(() => {
      host.changed();
      if (setup.stage === 'ready' && host.hasPage) void shelf.refresh();
    });
    yield settings.settings.onDidChange(() => {
      shelf.forget();
      host.changed();
    });
    yield guard.onDidChange(() => host.judgeAgain());
    yield ledger.onDidChange(() => {
      earlier?.follow();
      host.storeChanged();
    });
    yield parts.sent.onDidChange(() => host.sentChanged());
    yield vscode.workspace.onDidGrantWorkspaceTrust(() => host.changed());
    yield* conversationCommands(host, tab, {
      showHistory,
      exportChat: () => exportInSight(host),
      selectModel: () => models.select(),
    });
    yield* attachmentCommands(host, sources);
  });
  earlier
    ?.restoreLast()
    .catch((error: unknown) => log.error('the last conversation could not be opened', error));

  return {
    host,
    sources,
    terminal,
    model: (id) => models.model(id),
    show: () => showChat(host),
    failureContext: (failure, modelId) => failures.context(failure, modelId, false),
    act: (action, about) => act(acts, action, about),
    changed: () => host.changed(),
    forget: async () => {
      terminal.forget();
      await codebase.forget();
      await (earlier ?? host).forget();
    },
    dispose: async () => {
      registered.dispose();
      await codebase.forget();
      await host.dispose();
      await earlier?.written();
    },
  };
}
