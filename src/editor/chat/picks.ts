// The chat's quick picks: a model, an earlier conversation.
import * as vscode from 'vscode';
import type { SessionHead } from '../../core/chat/savedSessions.ts';
import { sentence } from '../../core/sentence.ts';
import type { ModelView } from '../../protocol/chat.ts';
import { say } from '../texts.ts';

/** The chosen model's id, or nothing. */
export async function pickModel(
  models: readonly ModelView[],
  chosen: string | null,
): Promise<string | undefined> {
  const picked = await vscode.window.showQuickPick(
    models.map((model) => ({
      label: `${model.id === chosen ? '$(check) ' : ''}${model.name}`,
      description: model.id,
      detail: [model.price, model.vision ? say(sentence('sees images')) : '', model.note ?? '']
        .filter(Boolean)
        .join(' · '),
      id: model.id,
    })),
    {
      title: say(sentence('Select Model')),
      placeHolder: say(sentence('Models that this site offers for your key')),
      matchOnDescription: true,
      matchOnDetail: true,
    },
  );
  return picked?.id;
}

/** The chosen conversation's id, or nothing. */
export async function pickSession(
  heads: readonly SessionHead[],
  current: string,
  locale: string,
): Promise<string | undefined> {
  const when = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const picked = await vscode.window.showQuickPick(
    heads.map((head) => ({
      label: `${head.id === current ? '$(check) ' : ''}${head.title || say(sentence('Untitled'))}`,
      description: when.format(head.updatedMs),
      id: head.id,
    })),
    {
      title: say(sentence('Chat History')),
      placeHolder:
        heads.length > 0
          ? say(sentence('Conversations of this workspace'))
          : say(sentence('No conversations yet')),
    },
  );
  return picked?.id;
}
