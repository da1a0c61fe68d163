// Puts ghost text together in the editor: the provider, what it is told of edits, consent, snooze and its state.
import * as vscode from 'vscode';
import type { Memory } from '../../core/account/memory.ts';
import { placeId } from '../../core/account/place.ts';
import { needsPerson } from '../../core/completion/breaker.ts';
import { CompletionPipeline } from '../../core/completion/pipeline.ts';
import type { CompletionPorts } from '../../core/completion/pipelinePorts.ts';
import type { ProbeAnswer } from '../../core/completion/probe.ts';
import type { CompletionSettings } from '../../core/completion/settings.ts';
import { takeSnapshot } from '../../core/completion/snapshot.ts';
import { formWords, type GhostTextFacts, ghostTextState } from '../../core/completion/stateWords.ts';
import type { Failure } from '../../core/failure.ts';
import { factsOf } from '../../core/models/catalogue.ts';
import type { ModelFacts } from '../../core/models/model.ts';
import { defaultModels } from '../../core/models/sites.ts';
import type { Clock, Random } from '../../core/ports.ts';
import type { GateEvent, GateRequest } from '../../core/request/gateEvent.ts';
import type { CompletionRequest, ModelEvent } from '../../core/request/modelRequest.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { Receipt } from '../../core/spend/receipt.ts';
import { commands, settings as keys } from '../../ids.ts';
import type { ChatState } from '../../protocol/chat.ts';
import type { EditorSettings } from '../account/editorSettings.ts';
import type { Setup } from '../account/setup.ts';
import type { Budgets } from '../budget/budgets.ts';
import type { ModelShelf } from '../models/shelf.ts';
import type { Arrears } from '../requests/arrears.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';
import { say, timeOfDay } from '../texts.ts';
import { isOnFor, pickChoice, pickSnooze } from './choices.ts';
import { askConsent } from './consent.ts';
import { placeOf, textSource } from './documents.ts';
import { FimForms } from './fimForms.ts';
import { JudgedFiles } from './judgedFiles.ts';
import { Neighbours } from './neighbours.ts';
import { Typing } from './typing.ts';

export interface GhostTextParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly memory: Memory;
  readonly setup: Setup;
  readonly settings: EditorSettings;
  readonly shelf: ModelShelf;
  readonly guard: WindowGuard;
  readonly budgets: Budgets;
  readonly arrears: Arrears;
  readonly perform: (request: GateRequest, signal: AbortSignal) => AsyncIterable<GateEvent>;
  /** Asks for a daily budget for completions after the first yes. */
  readonly askBudget: () => Promise<void>;
  readonly onChange: () => void;
}

export interface GhostText {
  /** Short sentences for the status bar: the state and, while it is on, how the model is asked. */
  words(): readonly Sentence[];
  /** Of the last request that was sent; null before the first. */
  lastReceipt(): Receipt | null;
  /** Whether ghost text is on for any language. */
  readonly isOn: boolean;
  /** The one quiet offer to people who have not been asked yet; null when there is nothing to say. */
  banner(): ChatState['banner'];
  /** The person does not want it now. */
  declineOffer(): Promise<void>;
  dispose(): void;
}

const snoozeKey = 'completion.snoozedUntilMs';
const offeredKey = 'completion.offered';

export function startGhostText(parts: GhostTextParts): GhostText {
  const { clock, memory, setup, settings, budgets, arrears } = parts;
  const completion = () => settings.settings.current.completion;
  const isOn = (): boolean => Object.values(completion().enabled).some(Boolean);
  const isPossible = (): boolean => vscode.workspace.isTrusted && setup.stage === 'ready' && isOn();

  const model = (): ModelFacts | null => {
    const { place } = setup;
    if (!place || setup.stage !== 'ready') return null;
    const id = completion().model ?? defaultModels(place.site, place.currency).completion;
    return parts.shelf.about(id)?.facts ?? factsOf(place.site, id, place.currency);
  };
  const where = (): string => (setup.place ? placeId(setup.place) : '');

  const forms = new FimForms(memory, (request) => attempt(request), parts.onChange);
  const probed = async (): Promise<void> => {
    const facts = model();
    if (facts) await forms.ensure(where(), facts, clock.monotonicMs());
  };

  /** One request of a probe, its answer as a whole. */
  async function attempt(request: CompletionRequest): Promise<ProbeAnswer> {
    let text = '';
    const never = new AbortController().signal;
    for await (const event of parts.perform({ request, purpose: 'probe', floorOutputTokens: 1 }, never)) {
      if (event.kind === 'text') text += event.text;
      if (event.kind === 'failed') return { text, failure: event.failure };
    }
    return { text };
  }

  let lastReceipt: Receipt | null = null;
  async function* ask(
    id: string,
    request: CompletionRequest,
    signal: AbortSignal,
  ): AsyncGenerator<ModelEvent> {
    const gate = parts.perform(
      { id, request, purpose: 'completion', floorOutputTokens: request.maxTokens, ...workspaceOf() },
      signal,
    );
    for await (const event of gate) {
      if (event.kind === 'booked') lastReceipt = event.receipt;
      if (event.kind === 'booked' || event.kind === 'masked' || event.kind === 'limited') continue;
      if (event.kind === 'failed') forms.noteFailure(where(), request.model.id, event.failure);
      yield event;
    }
  }

  // Kept at hand: the pipeline asks for it several times for each key.
  let snoozedUntilMs = 0;
  const readSnooze = (): void => {
    snoozedUntilMs = Number(memory.get(snoozeKey) ?? 0);
  };
  readSnooze();
  const ports: CompletionPorts = {
    clock,
    ask: (request, signal) => {
      const id = parts.random.id();
      return { id, events: ask(id, request, signal) };
    },
    settings: (): CompletionSettings => {
      const snoozeMs = snoozedUntilMs - clock.nowMs();
      return {
        ...completion(),
        ...(snoozeMs > 0 ? { snoozedUntilMs: clock.monotonicMs() + snoozeMs } : {}),
      };
    },
    model: () => {
      const facts = model();
      const verdict = facts && forms.verdict(where(), facts.id);
      if (facts && !verdict) void probed();
      return facts && verdict ? { model: facts, form: verdict.form } : undefined;
    },
    neighbours: (at) => neighbours.around(at.uri),
    readText: (uri) => {
      const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
      return document && textSource(document);
    },
    onState: parts.onChange,
  };
  const pipeline = new CompletionPipeline(ports);
  const judged = new JudgedFiles(parts.guard, () => {
    neighbours.forget();
    pipeline.forget();
    parts.onChange();
  });
  const neighbours: Neighbours = new Neighbours((uri) => judged.mayLeave(uri));
  // Whether a file may leave is known by then or asked by the provider: nothing waits for it here.
  const typing = new Typing(pipeline, (document) => {
    mend();
    return isPossible() && judged.isCleared(document.uri);
  });

  const provider: vscode.InlineCompletionItemProvider = {
    async provideInlineCompletionItems(document, position, context, token) {
      if (!isPossible()) return [];
      // The suggest widget has its own selected item: a text that contradicts it would only flicker beside it.
      if (context.selectedCompletionInfo) return [];
      const { version } = document;
      const isOver = (): boolean => token.isCancellationRequested || document.version !== version;
      if (!(await judged.mayLeave(document.uri))) {
        parts.onChange();
        return [];
      }
      if (isOver()) return [];
      mend();
      const abort = new AbortController();
      const listening = token.onCancellationRequested(() => abort.abort());
      const isManual = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
      const provide = () =>
        pipeline.provide(
          takeSnapshot(placeOf(document, position)),
          isManual ? 'manual' : 'automatic',
          abort.signal,
        );
      try {
        let result = await provide();
        if (result.kind === 'none' && result.reason === 'noModel') {
          await probed();
          if (!isOver()) result = await provide();
        }
        if (isOver()) return [];
        typing.noteOffered(result.kind === 'suggestion' ? result : null);
        if (result.kind !== 'suggestion') return [];
        const range = new vscode.Range(position, position.translate(0, result.replaceRight));
        return [new vscode.InlineCompletionItem(result.insertText, range)];
      } finally {
        listening.dispose();
      }
    },
  };

  /** Why requests have stopped: what the pipeline met, else what kept its probe from being judged. */
  function stoppedBy(): Failure | null {
    const { state } = pipeline;
    if (state.name !== 'working') return state.failure;
    const chosen = model();
    return chosen && forms.trouble(where(), chosen.id);
  }

  /** What stopped requests may be over: a budget was raised or its day or minute has passed. */
  function mend(): void {
    const refusal = stoppedBy()?.budget;
    if (!refusal) return;
    const { window, currency, neededPico } = refusal;
    const minute = budgets.minute(currency);
    const budget =
      window === 'minute'
        ? minute && { spentPico: minute.gonePico, limitPico: minute.limitPico }
        : budgets.states(currency).find((one) => one.window === window);
    if (!budget || budget.spentPico + BigInt(neededPico) <= budget.limitPico) actedUpon();
  }

  const inArrears = (): boolean => {
    const access = setup.access();
    return access.ok && arrears.has(access.value.account);
  };
  let wasInArrears = inArrears();
  function followMemory(): void {
    readSnooze();
    mend();
    const is = inArrears();
    if (wasInArrears && !is) actedUpon();
    wasInArrears = is;
    parts.onChange();
  }

  /** The person did something about what stopped requests. */
  function actedUpon(): void {
    forms.retry();
    pipeline.reset();
  }

  let asked = '';
  function followChoices(): void {
    const now = `${where()} ${model()?.id}`;
    if (now !== asked) pipeline.forget();
    asked = now;
    wasInArrears = inArrears();
    actedUpon();
    parts.onChange();
  }

  const trouble = (): GhostTextFacts['trouble'] => {
    if (inArrears()) return { kind: 'arrears', untilActed: true };
    const failure = stoppedBy();
    if (!failure) return null;
    const pausedUntilMs = failure.budget?.untilMs;
    if (pausedUntilMs !== undefined && pausedUntilMs <= clock.nowMs()) return null;
    return {
      kind: failure.kind,
      untilActed: needsPerson(failure),
      ...(pausedUntilMs === undefined ? {} : { pausedUntil: timeOfDay(pausedUntilMs) }),
    };
  };

  const facts = (): GhostTextFacts => {
    const currency = setup.place?.currency ?? null;
    const document = vscode.window.activeTextEditor?.document;
    const { enabled, trigger } = completion();
    return {
      on: isOn(),
      offFor: document && !isOnFor(enabled, document.languageId) ? document.languageId : null,
      manual: trigger === 'manual',
      snoozedMinutes: Math.max(0, Math.ceil((snoozedUntilMs - clock.nowMs()) / 60_000)),
      excluded: document !== undefined && judged.isExcluded(document.uri),
      trusted: vscode.workspace.isTrusted,
      budgetReached: currency !== null && budgets.states(currency).some(({ level }) => level === 'reached'),
      trouble: trouble(),
    };
  };

  async function enable(): Promise<void> {
    const { place } = setup;
    const chosen = model();
    if (!place || !chosen) return;
    const yes = await askConsent(place, chosen, clock.nowMs());
    await memory.set(offeredKey, 'done');
    if (!yes) return;
    await write({ ...completion().enabled, '*': true });
    void probed();
    if (place.currency && budgets.limits(place.currency).completionDailyPico === undefined)
      await parts.askBudget();
  }

  async function write(enabled: Readonly<Record<string, boolean>>): Promise<void> {
    await settings.write(keys.completionEnabled, enabled);
    settings.settings.reload();
  }

  async function toggle(): Promise<void> {
    if (!isOn()) return enable();
    const language = vscode.window.activeTextEditor?.document.languageId;
    const picked = await pickChoice(completion().enabled, language, trouble() !== null);
    if (picked?.kind === 'enable') await write(picked.enabled);
    if (picked?.kind !== 'tryAgain') return;
    const access = setup.access();
    if (access.ok) arrears.clear(access.value.account);
    actedUpon();
    parts.onChange();
  }

  async function snooze(): Promise<void> {
    const minutes = await pickSnooze(snoozedUntilMs > clock.nowMs());
    if (minutes === undefined) return;
    await memory.set(snoozeKey, minutes === 0 ? undefined : String(clock.nowMs() + minutes * 60_000));
  }

  async function trigger(): Promise<void> {
    if (!isOn() && setup.stage === 'ready') return enable();
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
  }

  const disposables: vscode.Disposable[] = [
    vscode.languages.registerInlineCompletionItemProvider({ pattern: '**' }, provider),
    typing,
    vscode.window.onDidChangeActiveTextEditor(parts.onChange),
    setup.onDidChange(followChoices),
    settings.settings.onDidChange(followChoices),
    memory.onDidChange(followMemory),
    vscode.commands.registerCommand(commands.toggleCompletions, toggle),
    vscode.commands.registerCommand(commands.snoozeCompletions, snooze),
    vscode.commands.registerCommand(commands.triggerCompletion, trigger),
    judged,
    neighbours,
    pipeline,
  ];
  return {
    words: () => {
      const chosen = model();
      const form = (): Sentence => formWords(chosen && forms.verdict(where(), chosen.id));
      const state = ghostTextState(facts());
      return isOn() ? [state, form()] : [state];
    },
    lastReceipt: () => lastReceipt,
    get isOn() {
      return isOn();
    },
    banner: () =>
      setup.stage !== 'ready' || isOn() || memory.get(offeredKey) !== undefined || !model()
        ? null
        : {
            level: 'info',
            message: say(sentence('Turn on ghost text? It suggests code while you type.')),
            actions: [
              { id: 'enableCompletions', label: say(sentence('Turn On Ghost Text')), primary: true },
              { id: 'dismissBanner', label: say(sentence('Not Now')) },
            ],
          },
    declineOffer: () => memory.set(offeredKey, 'done'),
    dispose: () => {
      for (const disposable of disposables.reverse()) disposable.dispose();
    },
  };
}

function workspaceOf(): { readonly workspace?: string } {
  const name = vscode.workspace.workspaceFolders?.[0]?.name;
  return name === undefined ? {} : { workspace: name };
}
