// What a person does about ghost text: says yes once, turns it on and off, snoozes it, asks for it by hand.
import * as vscode from 'vscode';
import type { Memory } from '../../core/account/memory.ts';
import type { Clock } from '../../core/ports.ts';
import { sentence } from '../../core/sentence.ts';
import { settings as keys } from '../../ids.ts';
import type { ChatState } from '../../protocol/chat.ts';
import type { EditorSettings } from '../account/editorSettings.ts';
import type { Setup } from '../account/setup.ts';
import type { Budgets } from '../budget/budgets.ts';
import { say } from '../texts.ts';
import { type Enabled, pickChoice, pickSnooze } from './choices.ts';
import type { ChosenModel } from './chosenModel.ts';
import { askConsent } from './consent.ts';
import type { Obstacles } from './obstacles.ts';
import type { Snooze } from './snooze.ts';

const offeredKey = 'completion.offered';

export interface ChoosingParts {
  readonly clock: Clock;
  readonly memory: Memory;
  readonly setup: Setup;
  readonly settings: EditorSettings;
  readonly budgets: Budgets;
  readonly chosen: ChosenModel;
  readonly obstacles: Obstacles;
  readonly snooze: Snooze;
  readonly probed: () => Promise<void>;
  /** Asks for a daily budget for completions after the first yes. */
  readonly askBudget: () => Promise<void>;
}

export class Choosing {
  readonly #parts: ChoosingParts;

  constructor(parts: ChoosingParts) {
    this.#parts = parts;
  }

  /** The one quiet offer to people who have not been asked yet; null when there is nothing to say. */
  offer(): ChatState['banner'] {
    const { setup, memory, chosen } = this.#parts;
    if (setup.stage !== 'ready' || this.#isOn() || memory.get(offeredKey) !== undefined || !chosen.facts)
      return null;
    return {
      level: 'info',
      message: say(sentence('Turn on ghost text? It suggests code while you type.')),
      actions: [
        { id: 'enableCompletions', label: say(sentence('Turn On Ghost Text')), primary: true },
        { id: 'dismissBanner', label: say(sentence('Not Now')) },
      ],
    };
  }

  declineOffer(): Promise<void> {
    return this.#parts.memory.set(offeredKey, 'done');
  }

  async toggle(): Promise<void> {
    if (!this.#isOn()) return this.#enable();
    const { obstacles } = this.#parts;
    const language = vscode.window.activeTextEditor?.document.languageId;
    const picked = await pickChoice(this.#enabled(), language, obstacles.trouble() !== null);
    if (picked?.kind === 'enable') await this.#write(picked.enabled);
    if (picked?.kind === 'tryAgain') obstacles.tryAgain();
  }

  async snooze(): Promise<void> {
    const { snooze } = this.#parts;
    const minutes = await pickSnooze(snooze.leftMs > 0);
    if (minutes !== undefined) await snooze.begin(minutes);
  }

  async trigger(): Promise<void> {
    if (!this.#isOn() && this.#parts.setup.stage === 'ready') return this.#enable();
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
  }

  async #enable(): Promise<void> {
    const { setup, chosen, clock, budgets, probed, askBudget } = this.#parts;
    const { place } = setup;
    const model = chosen.facts;
    if (!place || !model) return;
    const yes = await askConsent(place, model, clock.nowMs());
    await this.declineOffer();
    if (!yes) return;
    await this.#write({ ...this.#enabled(), '*': true });
    void probed();
    if (place.currency && budgets.limits(place.currency).completionDailyPico === undefined) await askBudget();
  }

  #enabled(): Enabled {
    return this.#parts.settings.settings.current.completion.enabled;
  }

  #isOn(): boolean {
    return Object.values(this.#enabled()).some(Boolean);
  }

  async #write(enabled: Enabled): Promise<void> {
    const { settings } = this.#parts;
    await settings.write(keys.completionEnabled, enabled);
    settings.settings.reload();
  }
}
