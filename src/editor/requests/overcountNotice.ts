// Says once for each model of a window that the site counted more tokens than can be: the money shown is then an estimate.
import * as vscode from 'vscode';
import type { Place } from '../../core/account/place.ts';
import type { Failure } from '../../core/failure.ts';
import { failureAdvice } from '../../core/failureSentences.ts';
import { sentence } from '../../core/sentence.ts';
import type { Receipt } from '../../core/spend/receipt.ts';
import { commands } from '../../ids.ts';
import { paragraph } from '../account/failureView.ts';
import { say } from '../texts.ts';

/** To be told of every receipt, and of what went wrong with its request. */
export function overcountNotice(setup: {
  readonly place: Place | null;
}): (receipt: Receipt, failure: Failure | undefined) => void {
  const told = new Set<string>();
  return ({ model, purpose }, failure) => {
    // What is asked for while somebody types never opens a pop-up: its receipt says it (ARCHITECTURE.md, invariant 6).
    if (failure?.kind !== 'overcounted' || purpose === 'completion' || purpose === 'probe') return;
    if (told.has(model)) return;
    told.add(model);
    const { name: place } = setup.place ?? {};
    const { sentences } = failureAdvice(failure, { during: 'chat', ...(place ? { place } : {}) });
    const show = say(sentence('Show Usage'));
    void vscode.window
      .showWarningMessage(paragraph([...sentences, sentence('Model: {0}.', model)], say), show)
      .then((picked) => picked && vscode.commands.executeCommand(commands.showUsage));
  };
}
