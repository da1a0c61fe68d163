// Puts ghost text together in the editor: the pipeline with its ports, the provider, the commands, and who follows what.
import * as vscode from 'vscode';
import type { Memory } from '../../core/account/memory.ts';
import { isWritten } from '../../core/completion/eligible.ts';
import { CompletionPipeline } from '../../core/completion/pipeline.ts';
import type { CompletionPorts } from '../../core/completion/pipelinePorts.ts';
import type { FimVerdict } from '../../core/completion/probe.ts';
import { restored } from '../../core/completion/restored.ts';
import { takeSnapshot } from '../../core/completion/snapshot.ts';
import { formWords, ghostTextState } from '../../core/completion/stateWords.ts';
import type { Clock, Ledger, Random } from '../../core/ports.ts';
import type { Sentence } from '../../core/sentence.ts';
import type { Receipt } from '../../core/spend/receipt.ts';
import { commands } from '../../ids.ts';
import type { ChatState } from '../../protocol/chat.ts';
import type { EditorSettings } from '../account/editorSettings.ts';
import type { Setup } from '../account/setup.ts';
import type { Budgets } from '../budget/budgets.ts';
import type { ModelShelf } from '../models/shelf.ts';
import type { Arrears } from '../requests/arrears.ts';
import type { PrivateTexts } from '../requests/privateTexts.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';
import { isOnFor } from './choices.ts';
import { Choosing } from './choosing.ts';
import { ChosenModel } from './chosenModel.ts';
import { filesIn, type Perform, probeAnswer, streamCompletion } from './completionRequests.ts';
import { Declarations } from './declarations.ts';
import { placeOf, textSource } from './documents.ts';
import { EditorShows } from './editorShows.ts';
import { FimForms } from './fimForms.ts';
import { Growth } from './growth.ts';
import { JudgedFiles } from './judgedFiles.ts';
import { keepOutcomes, keepUnasked, type OutcomeStore } from './keepOutcomes.ts';
import { Neighbours } from './neighbours.ts';
import { Obstacles } from './obstacles.ts';
import { GhostTextProvider } from './provider.ts';
import { Resting } from './resting.ts';
import { Snooze } from './snooze.ts';
import { Typing } from './typing.ts';

export interface GhostTextParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly memory: Memory;
  readonly setup: Setup;
  readonly settings: EditorSettings;
  readonly shelf: ModelShelf;
  readonly guard: WindowGuard;
  readonly privateTexts: PrivateTexts;
  readonly budgets: Budgets;
  readonly arrears: Arrears;
  readonly ledger: Ledger;
  /** null when the store could not be opened. */
  readonly outcomes: OutcomeStore | null;
  readonly perform: Perform;
  /** Asks for a daily budget for completions after the first yes. */
  readonly askBudget: () => Promise<void>;
  readonly onChange: () => void;
}

export interface GhostText {
  /** Short sentences for the status bar: the state and, while it is on, how the model is asked. */
  words(): readonly Sentence[];
  /** Of the last request that was sent; null before the first. */
  lastReceipt(): Receipt | null;
  /** How a model of the place in force is asked; null when it was not tested yet. */
  formOf(model: string): FimVerdict | null;
  /** Whether ghost text is on for any language. */
  readonly isOn: boolean;
  /** The one quiet offer to people who have not been asked yet; null when there is nothing to say. */
  banner(): ChatState['banner'];
  /** The person does not want it now. */
  declineOffer(): Promise<void>;
  dispose(): void;
}

export function startGhostText(parts: GhostTextParts): GhostText {
  const { clock, memory, setup, settings, onChange } = parts;
  const completion = () => settings.settings.current.completion;
  const isOn = (): boolean => Object.values(completion().enabled).some(Boolean);
  const isPossible = (): boolean => vscode.workspace.isTrusted && setup.stage === 'ready' && isOn();

  const chosen = new ChosenModel(setup, settings, parts.shelf);
  const forms = new FimForms(memory, (request) => probeAnswer(parts.perform, request), onChange);
  const probed = async (): Promise<void> => {
    const { facts, where } = chosen;
    if (facts) await forms.ensure(where, facts, clock.monotonicMs());
  };
  const snooze = new Snooze(memory, clock, onChange);
  const outcomes = keepOutcomes(clock, parts.outcomes, parts.ledger);
  const unasked = keepUnasked(clock, parts.outcomes);

  let lastReceipt: Receipt | null = null;
  const ports: CompletionPorts = {
    clock,
    ask: (request, signal) => {
      const id = parts.random.id();
      const events = streamCompletion(
        parts.perform,
        { id, request, files: filesIn(request.prompt, neighbours.paths), signal },
        {
          onBooked: (receipt) => {
            lastReceipt = receipt;
          },
          onFailure: (failure) => forms.noteFailure(chosen.where, request.model.id, request.form, failure),
        },
      );
      return { id, events: restored(events, parts.guard.unmasker()) };
    },
    settings: () => {
      const { leftMs } = snooze;
      return {
        ...completion(),
        ...(leftMs > 0 ? { snoozedUntilMs: clock.monotonicMs() + leftMs } : {}),
      };
    },
    model: () => {
      const { facts, where } = chosen;
      const verdict = facts && forms.verdict(where, facts.id);
      if (facts && !verdict) void probed();
      return facts && verdict ? { model: facts, form: verdict.form } : undefined;
    },
    holdsPlaceholder: (text) => parts.guard.holdsPlaceholder(text),
    neighbours: (at) => neighbours.around(at.uri),
    readText: (uri) => {
      const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
      return document && textSource(document);
    },
    onOutcome: (outcome) => outcomes.note(outcome),
    onUnasked: (outcome) => unasked.note(outcome),
    onMore: (shown) => void growth.showMore(shown),
    onState: onChange,
  };
  const growth = new Growth();
  const pipeline = new CompletionPipeline(ports);
  const judged = new JudgedFiles(parts.guard, parts.privateTexts, () => {
    neighbours.forget();
    pipeline.forget();
    onChange();
  });
  const declarations = new Declarations((uri) => judged.fileMayLeave(uri));
  const neighbours: Neighbours = new Neighbours((document) => judged.mayLeave(document), declarations);
  const resting = new Resting(async ({ document, selection: { active } }, signal) => {
    const isWanted = isPossible() && isOnFor(completion().enabled, document.languageId) && !snooze.leftMs;
    if (!isWanted || !isWritten(document.uri.scheme)) return;
    if (!(await judged.mayLeave(document)) || signal.aborted || document.isClosed) return;
    const prepare = (): void => {
      const position = document.validatePosition(active);
      neighbours.gather(document, position);
      pipeline.prepare(takeSnapshot(placeOf(document, position)));
    };
    prepare();
    if ((await declarations.look(document, active, signal)) && !signal.aborted) prepare();
  });
  const editorShows = new EditorShows(onChange);
  const obstacles = new Obstacles({ ...parts, chosen, forms, editorShows, judged, snooze, pipeline });
  const choosing = new Choosing({ ...parts, chosen, obstacles, snooze, probed });
  // Whether a file may leave is known by then or asked by the provider: nothing waits for it here.
  const typing = new Typing(pipeline, (document) => {
    obstacles.mend();
    return isPossible() && editorShows.in(document) && judged.isCleared(document);
  });
  const provider = new GhostTextProvider({
    pipeline,
    judged,
    typing,
    growth,
    isPossible,
    mend: () => obstacles.mend(),
    probed,
    onJudged: onChange,
  });
  growth.register(provider);

  function followMemory(): void {
    snooze.follow();
    obstacles.follow();
    onChange();
  }

  let asked = '';
  function followChoices(): void {
    const now = `${chosen.where} ${chosen.facts?.id}`;
    if (now !== asked) pipeline.forget();
    asked = now;
    obstacles.noteActedUpon();
    onChange();
  }

  async function toggle(): Promise<void> {
    await choosing.toggle();
    onChange();
  }

  const disposables: vscode.Disposable[] = [
    growth,
    typing,
    vscode.window.onDidChangeActiveTextEditor(onChange),
    editorShows,
    setup.onDidChange(followChoices),
    settings.settings.onDidChange(followChoices),
    memory.onDidChange(followMemory),
    vscode.commands.registerCommand(commands.toggleCompletions, toggle),
    vscode.commands.registerCommand(commands.snoozeCompletions, () => choosing.snooze()),
    vscode.commands.registerCommand(commands.triggerCompletion, () => {
      // What is on screen may be the beginning of what there is by now.
      growth.renew();
      return choosing.trigger();
    }),
    snooze,
    judged,
    resting,
    declarations,
    neighbours,
    outcomes,
    unasked,
    pipeline,
  ];
  return {
    words: () => {
      const { facts, where } = chosen;
      const state = ghostTextState(obstacles.facts());
      return isOn() ? [state, formWords(facts && forms.verdict(where, facts.id))] : [state];
    },
    lastReceipt: () => lastReceipt,
    formOf: (model) => forms.verdict(chosen.where, model),
    get isOn() {
      return isOn();
    },
    banner: () => choosing.offer(),
    declineOffer: () => choosing.declineOffer(),
    dispose: () => {
      for (const disposable of disposables.reverse()) disposable.dispose();
    },
  };
}
