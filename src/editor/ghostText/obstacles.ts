// What stands between ghost text and its model, in the words of the status bar, and when it is out of the way again.
import * as vscode from 'vscode';
import { needsPerson } from '../../core/completion/breaker.ts';
import { isWritten } from '../../core/completion/eligible.ts';
import type { CompletionPipeline } from '../../core/completion/pipeline.ts';
import { doubtsVerdict } from '../../core/completion/probe.ts';
import type { GhostTextFacts } from '../../core/completion/stateWords.ts';
import type { Failure } from '../../core/failure.ts';
import type { Clock } from '../../core/ports.ts';
import type { EditorSettings } from '../account/editorSettings.ts';
import type { Setup } from '../account/setup.ts';
import type { Budgets } from '../budget/budgets.ts';
import type { Arrears } from '../requests/arrears.ts';
import { timeOfDay } from '../texts.ts';
import { isOnFor } from './choices.ts';
import type { ChosenModel } from './chosenModel.ts';
import { type EditorShows, inlineSuggestSetting } from './editorShows.ts';
import type { FimForms } from './fimForms.ts';
import type { JudgedFiles } from './judgedFiles.ts';
import type { Snooze } from './snooze.ts';

export interface ObstacleParts {
  readonly clock: Clock;
  readonly setup: Setup;
  readonly settings: EditorSettings;
  readonly budgets: Budgets;
  readonly arrears: Arrears;
  readonly chosen: ChosenModel;
  readonly forms: FimForms;
  readonly editorShows: EditorShows;
  readonly judged: JudgedFiles;
  readonly snooze: Snooze;
  readonly pipeline: CompletionPipeline;
}

export class Obstacles {
  readonly #parts: ObstacleParts;
  #wasInArrears: boolean;

  constructor(parts: ObstacleParts) {
    this.#parts = parts;
    this.#wasInArrears = this.#inArrears();
  }

  facts(): GhostTextFacts {
    const { setup, settings, budgets, judged, snooze, editorShows } = this.#parts;
    const currency = setup.place?.currency ?? null;
    const document = vscode.window.activeTextEditor?.document;
    const { enabled, trigger } = settings.settings.current.completion;
    return {
      on: Object.values(enabled).some(Boolean),
      offFor: document && !isOnFor(enabled, document.languageId) ? document.languageId : null,
      manual: trigger === 'manual',
      hiddenBy: document && !editorShows.in(document) ? inlineSuggestSetting : null,
      notWritten: document !== undefined && !isWritten(document.uri.scheme),
      snoozedMinutes: snooze.leftMinutes,
      excludedBy: document ? judged.excludedBy(document) : null,
      trusted: vscode.workspace.isTrusted,
      budgetReached: currency !== null && budgets.states(currency).some(({ level }) => level === 'reached'),
      trouble: this.trouble(),
    };
  }

  trouble(): GhostTextFacts['trouble'] {
    if (this.#inArrears()) return { kind: 'arrears', untilActed: true };
    const failure = this.#stoppedBy();
    if (!failure) return null;
    const pausedUntilMs = failure.budget?.untilMs;
    if (pausedUntilMs !== undefined && pausedUntilMs <= this.#parts.clock.nowMs()) return null;
    return {
      kind: failure.kind,
      untilActed: needsPerson(failure),
      ...(pausedUntilMs === undefined ? {} : { pausedUntil: timeOfDay(pausedUntilMs) }),
    };
  }

  /** What stopped requests may be over by itself: a budget was raised or its day or minute has passed, another way to ask was found. */
  mend(): void {
    if (this.#hasAnotherWay()) this.#parts.pipeline.reset();
    const refusal = this.#stoppedBy()?.budget;
    if (!refusal) return;
    const { budgets } = this.#parts;
    const { window, currency, neededPico } = refusal;
    const minute = budgets.minute(currency);
    const budget =
      window === 'minute'
        ? minute && { spentPico: minute.gonePico, limitPico: minute.limitPico }
        : budgets.states(currency).find((one) => one.window === window);
    if (!budget || budget.spentPico + BigInt(neededPico) <= budget.limitPico) this.noteActedUpon();
  }

  /** Something that windows share has changed. */
  follow(): void {
    this.mend();
    const isInArrears = this.#inArrears();
    if (this.#wasInArrears && !isInArrears) this.noteActedUpon();
    this.#wasInArrears = isInArrears;
  }

  /** The person did something about what stopped requests. */
  noteActedUpon(): void {
    this.#wasInArrears = this.#inArrears();
    this.#parts.forms.retry();
    this.#parts.pipeline.reset();
  }

  /** The person asks to try again: what the account owes is taken for paid until the site says otherwise. */
  tryAgain(): void {
    const access = this.#parts.setup.access();
    if (access.ok) this.#parts.arrears.clear(access.value.account);
    this.noteActedUpon();
  }

  /** Why requests have stopped: what the pipeline met, else what kept its probe from being judged. */
  #stoppedBy(): Failure | null {
    const { pipeline, chosen, forms } = this.#parts;
    const { state } = pipeline;
    if (state.name !== 'working') return state.failure;
    const model = chosen.facts;
    return model && forms.trouble(chosen.where, model.id);
  }

  /** The site refused requests, and the probe that followed has found how it takes them. */
  #hasAnotherWay(): boolean {
    const { pipeline, chosen, forms, clock } = this.#parts;
    const { state } = pipeline;
    const model = chosen.facts;
    return (
      state.name === 'needsPerson' &&
      doubtsVerdict(state.failure) &&
      model !== null &&
      forms.trustAgain(chosen.where, model.id, clock.localDay(clock.nowMs()))
    );
  }

  #inArrears(): boolean {
    const access = this.#parts.setup.access();
    return access.ok && this.#parts.arrears.has(access.value.account);
  }
}
