// The buttons beside a failure and above the composer: what is the chat's own is done here, the rest by the editor.
import type { Conversation } from '../../core/chat/conversation.ts';
import type { AssistantTurn } from '../../core/chat/turn.ts';
import { asFailure } from '../../core/chat/turnFailure.ts';
import { sentence } from '../../core/sentence.ts';
import type { Banner } from './chatPorts.ts';
import type { ChatRoom } from './chatRoom.ts';
import type { Clearance } from './clearance.ts';
import type { Intent } from './intents.ts';
import { newFromSummary } from './longChat.ts';
import type { Sending } from './sending.ts';
import type { WaitingAttachments } from './waitingAttachments.ts';

export interface ButtonParts {
  readonly sending: Sending;
  readonly attachments: WaitingAttachments;
  readonly clearance: Clearance;
  readonly open: (conversation: Conversation) => Promise<void>;
}

/** Carries out what a button says; `turnId` is the answer it stands beside, if any. */
export async function pressButton(
  { id, turnId }: Intent<'action'>,
  room: ChatRoom,
  { sending, attachments, clearance, open }: ButtonParts,
): Promise<void> {
  const turn = room.session.conversation.turns.find((candidate) => candidate.id === turnId);
  const answer: AssistantTurn | null = turn?.role === 'assistant' ? turn : null;
  switch (id) {
    case 'letThroughOnce':
    case 'letThroughAlways': {
      const { failure } = answer ?? {};
      const refused = await attachments.letThrough(
        (failure && asFailure(failure).letThrough) ?? clearance.offer?.placeholders ?? [],
        id === 'letThroughOnce' ? 'once' : 'always',
      );
      if (refused) room.warn(sentence('This could not be let through.'));
      else if (turn) sending.again({ kind: 'regenerate', turnId: turn.id });
      else room.remark(letThroughRemark(id, room));
      return room.changed();
    }
    case 'continueAnswer':
      return sending.again({ kind: 'continue', turnId: turn?.id ?? '' });
    case 'compactChat':
      return sending.compact();
    case 'newFromSummary':
      return newFromSummary(room, sending, open);
    case 'pickFile':
      return attachments.pickFiles();
    case 'addSelection':
      return attachments.addSelection();
    case 'retry':
      // Beside an answer it means that answer; above the composer it is about what surrounds the chat.
      if (turn) return sending.again({ kind: 'regenerate', turnId: turn.id });
  }
  if ((await room.ports.act(id, answer)) && answer) {
    // A model was chosen for the conversation, so a question that had one of its own goes to that now.
    const isChosen = id === 'useCheaperModel' || id === 'useSuccessorModel';
    sending.again({ kind: 'regenerate', turnId: answer.id, ...(isChosen ? { ownModel: null } : {}) });
  }
  room.changed();
}

function letThroughRemark(id: 'letThroughOnce' | 'letThroughAlways', room: ChatRoom): Banner {
  const words =
    id === 'letThroughOnce'
      ? sentence('It goes with your next message. Send it again.')
      : sentence('It is no longer held back. Send your message again.');
  return { level: 'info', message: room.say(words), actions: [] };
}
