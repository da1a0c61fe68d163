// The chat's part of an `@`: the page asks what fits, and what it chose comes to wait with the other attachments.
import type { ChatRoom } from './chatRoom.ts';
import type { Handlers } from './intents.ts';
import type { WaitingAttachments } from './waitingAttachments.ts';

export function mentionHandlers(
  { ports }: ChatRoom,
  attachments: WaitingAttachments,
): Handlers<'findMentions' | 'addMention'> {
  return {
    findMentions: ({ asked, typed }, surface) =>
      ports.editor.findMentions(typed, (items) => surface.post({ type: 'mentions', asked, items })),
    addMention: async ({ mentionId }) => {
      const attached = await ports.editor.attachMention(mentionId);
      if (attached.length > 0) attachments.add(attached);
    },
  };
}
