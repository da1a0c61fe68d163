// The commands of reviews, and the reviews themselves once there is one: nothing of them is loaded before.
import * as vscode from 'vscode';
import { sentence } from '../../core/sentence.ts';
import { commands } from '../../ids.ts';
import { together } from '../startFeature.ts';
import { say } from '../texts.ts';
import type { ReviewParts, Reviews } from './reviews.ts';

export interface ReviewsOnDemand extends vscode.Disposable {
  /** The reviews of this window, loaded at the first call. */
  readonly get: () => Promise<Reviews>;
}

export function startReviews(parts: ReviewParts): ReviewsOnDemand {
  let loading: Promise<Reviews> | null = null;
  const made: vscode.Disposable[] = [];
  const get = (): Promise<Reviews> => {
    loading ??= import('./reviews.ts').then(({ Reviews: Made }) => {
      const reviews = new Made(parts);
      made.push(reviews.register());
      return reviews;
    });
    return loading;
  };
  const command = (
    id: string,
    work: (reviews: Reviews, argument: unknown) => Promise<void>,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(id, async (argument: unknown) => {
      try {
        await work(await get(), argument);
      } catch (error) {
        parts.log.error(`${id} failed`, error);
        void vscode.window.showErrorMessage(say(sentence('This did not work. The log has the details.')));
      }
    });
  const registered = together(function* () {
    yield command(commands.acceptChange, (reviews, argument) => reviews.decide(argument, 'accept'));
    yield command(commands.rejectChange, (reviews, argument) => reviews.decide(argument, 'reject'));
    yield command(commands.acceptAllChanges, (reviews) => reviews.decideAll('accept'));
    yield command(commands.rejectAllChanges, (reviews) => reviews.decideAll('reject'));
  });
  return {
    get,
    dispose: () => {
      registered.dispose();
      for (const one of made) one.dispose();
    },
  };
}
