// Starts the features one by one, so that one that cannot start leaves the others alive.
import * as vscode from 'vscode';
import { type Sentence, sentence } from '../core/sentence.ts';
import type { ChannelLog } from './log.ts';
import { say } from './texts.ts';

/** Runs `start`; when it throws, logs why, tells the person once and gives undefined. */
export type StartFeature = <T>(name: Sentence, start: () => T) => T | undefined;

export function featureStarter(log: ChannelLog): StartFeature {
  return (name, start) => {
    try {
      return start();
    } catch (error) {
      log.error(`${name.text} could not start`, error);
      void tell(name, log);
      return undefined;
    }
  };
}

async function tell(name: Sentence, log: ChannelLog): Promise<void> {
  const showLog = say(sentence('Show Log'));
  const words = say(
    sentence('SiliconFlow: one part could not start ({0}). The others work without it.', say(name)),
  );
  if ((await vscode.window.showErrorMessage(words, showLog)) === showLog) log.show();
}

/** Takes what a feature registers as one thing to dispose of. When a step throws, those before it are undone. */
export function together(register: () => Iterable<vscode.Disposable>): vscode.Disposable {
  const made: vscode.Disposable[] = [];
  const dispose = (): void => {
    for (const one of made.splice(0).reverse()) one.dispose();
  };
  try {
    for (const one of register()) made.push(one);
  } catch (error) {
    dispose();
    throw error;
  }
  return { dispose };
}
