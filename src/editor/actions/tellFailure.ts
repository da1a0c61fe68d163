// Says why a request of a command failed, in one quiet message with the cure; after it, the command once more where that helps.
import type { Failure } from '../../core/failure.ts';
import { failureAdvice } from '../../core/failureSentences.ts';
import type { OnceGrant } from '../../core/outgoing/letThrough.ts';
import { sentence } from '../../core/sentence.ts';
import { editorDialogs } from '../account/editorDialogs.ts';
import type { Chat } from '../chat/startChat.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';

export interface FailedCommand {
  readonly chat: Pick<Chat, 'failureContext' | 'act'>;
  readonly guard: Pick<WindowGuard, 'keepLetThrough'>;
  readonly model: string | undefined;
  /** The setting that a change of model is written to. */
  readonly modelSetting: string;
  /** Runs the command again; with false alarms that may go this once. */
  readonly again: (letThrough?: OnceGrant) => Promise<void>;
}

export async function tellFailure(failure: Failure, command: FailedCommand): Promise<void> {
  const { chat, guard, model, modelSetting, again } = command;
  const { sentences, actions } = failureAdvice(failure, chat.failureContext(failure, model));
  const action = await editorDialogs.tell('warning', sentences, actions);
  if (!action) return;
  if (action === 'letThroughOnce') return again(new Set(failure.letThrough));
  if (action === 'letThroughAlways') {
    for (const placeholder of failure.letThrough ?? [])
      if (await guard.keepLetThrough(placeholder))
        return void editorDialogs.tell('warning', [sentence('This could not be let through.')]);
    return again();
  }
  const about = { failure, modelSetting, ...(model ? { model } : {}) };
  if (action === 'retry' || (await chat.act(action, about))) await again();
}
