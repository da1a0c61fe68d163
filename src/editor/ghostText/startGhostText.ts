// Puts ghost text together in the editor: the provider, what it is told of edits, consent, snooze and its state.
import * as vscode from 'vscode';
import type { Memory } from '../../core/account/memory.ts';
import { placeId } from '../../core/account/place.ts';
import {
  CompletionPipeline,
  type CompletionPorts,
  type DocumentEdit,
  type Suggestion,
} from '../../core/completion/pipeline.ts';
import { type CompletionSettings, defaultSettings } from '../../core/completion/settings.ts';
import { takeSnapshot } from '../../core/completion/snapshot.ts';
import { formWords, ghostTextState } from '../../core/completion/stateWords.ts';
import type { Failure } from '../../core/failure.ts';
import { factsOf } from '../../core/models/catalogue.ts';
import type { ModelFacts } from '../../core/models/model.ts';
import { defaultModels } from '../../core/models/sites.ts';
import type { Clock, Log, Random } from '../../core/ports.ts';
import type { GateEvent, GateRequest } from '../../core/request/gateEvent.ts';
import type { CompletionRequest, ModelEvent } from '../../core/request/modelRequest.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { commands, settings as keys } from '../../ids.ts';
import type { EditorSettings } from '../account/editorSettings.ts';
import type { Setup } from '../account/setup.ts';
import type { Budgets } from '../budget/budgets.ts';
import { spellingsOf } from '../chat/sources.ts';
import type { ModelShelf } from '../models/shelf.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';
import { locale, say } from '../texts.ts';
import { acceptedCharacters } from './acceptance.ts';
import { askConsent } from './consent.ts';
import { editsOf, placeOf, textSource } from './documents.ts';
import { FimForms } from './fimForms.ts';
import { Neighbours } from './neighbours.ts';

export interface GhostTextParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly memory: Memory;
  readonly setup: Setup;
  readonly settings: EditorSettings;
  readonly shelf: ModelShelf;
  readonly guard: WindowGuard;
  readonly budgets: Budgets;
  readonly perform: (request: GateRequest, signal: AbortSignal) => AsyncIterable<GateEvent>;
  /** Asks for a daily budget for completions after the first yes. */
  readonly askBudget: () => Promise<void>;
  readonly onChange: () => void;
}

export interface GhostText {
  /** Short sentences for the status bar: the state, and how the model is asked. */
  words(): readonly Sentence[];
  /** Whether ghost text is on for any language. */
  readonly isOn: boolean;
  enable(): Promise<void>;
  dispose(): void;
}

const snoozeKey = 'completion.snoozedUntilMs';

export function startGhostText(parts: GhostTextParts): GhostText {
  const { clock, memory, setup, settings, guard, budgets } = parts;
  const completion = () => settings.settings.current.completion;

  const model = (): ModelFacts | null => {
    const { place } = setup;
    if (!place || setup.stage !== 'ready') return null;
    const id = completion().model ?? defaultModels(place.site, place.currency).completion;
    return parts.shelf.find(id)?.facts ?? factsOf(place.site, id, place.currency);
  };
  const where = (): string => (setup.place ? placeId(setup.place) : '');

  const forms = new FimForms(memory, (request) => attempt(request), parts.onChange);

  /** One request of a probe, its answer as a whole. */
  async function attempt(
    request: CompletionRequest,
  ): Promise<{ readonly text: string; readonly failure?: Failure }> {
    let text = '';
    for await (const event of parts.perform(
      { request, purpose: 'probe', floorOutputTokens: 1 },
      new AbortController().signal,
    )) {
      if (event.kind === 'text') text += event.text;
      if (event.kind === 'failed') return { text, failure: event.failure };
    }
    return { text };
  }

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
      if (event.kind === 'booked' || event.kind === 'masked' || event.kind === 'limited') continue;
      if (event.kind === 'failed') forms.noteFailure(where(), request.model.id, event.failure);
      yield event;
    }
  }

  const snoozedUntilMs = (): number => Number(memory.get(snoozeKey) ?? 0);
  const ports: CompletionPorts = {
    clock,
    ask: (request, signal) => {
      const id = parts.random.id();
      return { id, events: ask(id, request, signal) };
    },
    settings: (): CompletionSettings => {
      const { enabled, trigger, maxLines, minimumDelayMs } = completion();
      const snoozeMs = snoozedUntilMs() - clock.nowMs();
      return {
        ...defaultSettings,
        enabled,
        trigger,
        maxLines,
        minimumDelayMs,
        ...(snoozeMs > 0 ? { snoozedUntilMs: clock.monotonicMs() + snoozeMs } : {}),
      };
    },
    model: () => {
      const facts = model();
      const verdict = facts && forms.verdict(where(), facts.id);
      if (facts && !verdict) forms.ensure(where(), facts, clock.monotonicMs());
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

  /** Verdicts of the guard by file; forgotten when rules change. */
  let judged = new Map<string, boolean>();
  async function mayLeave(uri: vscode.Uri): Promise<boolean> {
    const key = uri.toString();
    const known = judged.get(key);
    if (known !== undefined) return known;
    const into = judged;
    const may = guard.refusal(await spellingsOf(uri)) === null;
    into.set(key, may);
    return may;
  }
  const neighbours = new Neighbours(mayLeave);
  let shown: Suggestion | null = null;

  const provider: vscode.InlineCompletionItemProvider = {
    async provideInlineCompletionItems(document, position, context, token) {
      if (!vscode.workspace.isTrusted || setup.stage !== 'ready' || !isOn()) return [];
      // The suggest widget has its own selected item: a text that contradicts it would only flicker beside it.
      if (context.selectedCompletionInfo) return [];
      const version = document.version;
      if (!(await mayLeave(document.uri))) return [];
      if (token.isCancellationRequested || document.version !== version) return [];
      const abort = new AbortController();
      const listening = token.onCancellationRequested(() => abort.abort());
      const trigger =
        context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke ? 'manual' : 'automatic';
      try {
        const result = await pipeline.provide(
          takeSnapshot(placeOf(document, position)),
          trigger,
          abort.signal,
        );
        if (result.kind !== 'suggestion') return [];
        shown = result;
        const range = new vscode.Range(position, position.translate(0, result.replaceRight));
        return [new vscode.InlineCompletionItem(result.insertText, range)];
      } finally {
        listening.dispose();
      }
    },
  };

  const isOn = (): boolean => Object.values(completion().enabled).some(Boolean);
  const isOnFor = (language: string): boolean =>
    completion().enabled[language] ?? completion().enabled['*'] ?? false;

  const facts = () => {
    const currency = setup.place?.currency ?? null;
    const editor = vscode.window.activeTextEditor;
    const used = currency ? budgets.states(currency).filter((state) => state.level === 'reached') : [];
    const chosen = model();
    return {
      on: editor ? isOnFor(editor.document.languageId) : isOn(),
      manual: completion().trigger === 'manual',
      snoozedMinutes: Math.max(0, Math.ceil((snoozedUntilMs() - clock.nowMs()) / 60_000)),
      excluded: editor ? judged.get(editor.document.uri.toString()) === false : false,
      trusted: vscode.workspace.isTrusted,
      budgetReached: used.length > 0,
      breaker: pipeline.state.name,
      verdict: chosen ? forms.verdict(where(), chosen.id) : null,
    };
  };

  async function enable(): Promise<void> {
    const { place } = setup;
    const chosen = model();
    if (!place || !chosen) return;
    if (!(await askConsent(place, chosen, clock.nowMs()))) return;
    await settings.write(keys.completionEnabled, { ...completion().enabled, '*': true });
    settings.settings.reload();
    if (place.currency && budgets.limits(place.currency).completionDailyPico === undefined)
      await parts.askBudget();
  }

  async function toggle(): Promise<void> {
    if (!isOn()) return enable();
    const language = vscode.window.activeTextEditor?.document.languageId;
    const everywhere = { label: say(sentence('Turn off everywhere')), next: { '*': false } };
    const here = language
      ? [
          {
            label: isOnFor(language)
              ? say(sentence('Turn off for {0}', language))
              : say(sentence('Turn on for {0}', language)),
            next: { ...completion().enabled, [language]: !isOnFor(language) },
          },
        ]
      : [];
    const picked = await vscode.window.showQuickPick([...here, everywhere], {
      title: say(sentence('Ghost Text')),
    });
    if (picked) await settings.write(keys.completionEnabled, picked.next);
  }

  async function snooze(): Promise<void> {
    const minutes = [5, 15, 60, 8 * 60];
    const number = new Intl.NumberFormat(locale());
    const picked = await vscode.window.showQuickPick(
      [
        ...minutes.map((count) => ({ label: say(sentence('For {0} minutes', number.format(count))), count })),
        ...(snoozedUntilMs() > clock.nowMs()
          ? [{ label: say(sentence('End the snooze now')), count: 0 }]
          : []),
      ],
      { title: say(sentence('Snooze Ghost Text')) },
    );
    if (!picked) return;
    await memory.set(
      snoozeKey,
      picked.count === 0 ? undefined : String(clock.nowMs() + picked.count * 60_000),
    );
    parts.onChange();
  }

  async function trigger(): Promise<void> {
    if (!isOn() && setup.stage === 'ready') return enable();
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
  }

  let lastEdit: DocumentEdit | null = null;

  /**
   * The selection follows an edit in an event of its own. A caret inside what was just inserted (auto-closed brackets
   * leave it in the middle) is the edit's own; any other one is the person going elsewhere.
   */
  function onSelection({ textEditor, selections }: vscode.TextEditorSelectionChangeEvent): void {
    const { document } = textEditor;
    const edit = lastEdit;
    const caret = selections[0];
    const offset = caret ? document.offsetAt(caret.active) : -1;
    const isOwn =
      edit?.uri === document.uri.toString() &&
      caret?.isEmpty === true &&
      offset >= edit.from &&
      offset <= edit.from + edit.inserted.length;
    if (!edit || !caret || !isOwn) {
      lastEdit = null;
      pipeline.noteCaretMoved();
      return;
    }
    // Whether the file may leave is known by then or asked by the provider: nothing here waits.
    const may =
      vscode.workspace.isTrusted && setup.stage === 'ready' && isOn() && judged.get(edit.uri) === true;
    if (may) pipeline.anticipate(takeSnapshot(placeOf(document, caret.active)));
  }

  const forgetRules = (): void => {
    judged = new Map();
    neighbours.forget();
    pipeline.forget();
    parts.onChange();
  };
  const disposables: vscode.Disposable[] = [
    vscode.languages.registerInlineCompletionItemProvider({ pattern: '**' }, provider),
    vscode.workspace.onDidChangeTextDocument((event) => {
      for (const edit of editsOf(event)) {
        const taken = shown ? acceptedCharacters(shown, edit) : 0;
        if (shown && taken > 0) pipeline.noteAccepted(shown, taken);
        pipeline.noteEdit(edit);
        lastEdit = edit;
      }
    }),
    vscode.window.onDidChangeTextEditorSelection((event) => onSelection(event)),
    guard.onDidChange(forgetRules),
    setup.onDidChange(() => pipeline.reset()),
    settings.settings.onDidChange(() => {
      pipeline.reset();
      parts.onChange();
    }),
    memory.onDidChange(() => parts.onChange()),
    vscode.commands.registerCommand(commands.toggleCompletions, toggle),
    vscode.commands.registerCommand(commands.snoozeCompletions, snooze),
    vscode.commands.registerCommand(commands.triggerCompletion, trigger),
    neighbours,
    pipeline,
  ];
  return {
    words: () => {
      const now = facts();
      return now.on ? [ghostTextState(now), formWords(now.verdict)] : [ghostTextState(now)];
    },
    get isOn() {
      return isOn();
    },
    enable,
    dispose: () => {
      for (const disposable of disposables.reverse()) disposable.dispose();
    },
  };
}

function workspaceOf(): { readonly workspace?: string } {
  const name = vscode.workspace.workspaceFolders?.[0]?.name;
  return name === undefined ? {} : { workspace: name };
}
