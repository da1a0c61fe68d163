// A conversation that fills the model's window: how full it is, and the summary that makes room again.
import { beginningFrom, lastSummary } from '../../core/chat/compaction.ts';
import type { Conversation } from '../../core/chat/conversation.ts';
import { type Asking, nextTurns } from '../../core/chat/nextTurns.ts';
import type { PreparedChat } from '../../core/chat/prepareRequest.ts';
import { promptShares } from '../../core/chat/promptShares.ts';
import type { Turn, UserTurn } from '../../core/chat/turn.ts';
import { shouldOfferCompaction, windowMeter } from '../../core/chat/windowMeter.ts';
import { outputReserve } from '../../core/request/outputLimits.ts';
import type { Calibration } from '../../core/tokens/calibration.ts';
import type { MeterView } from '../../protocol/chatForecast.ts';
import type { ChatRoom } from './chatRoom.ts';
import type { Sending } from './sending.ts';

export interface MeterPorts {
  readonly prepare: (turns: readonly Turn[], continuing: boolean, sessionId: string) => PreparedChat;
  readonly calibration: (model: string) => Calibration;
}

/** What would be sent now: the turns, and what waits in the composer. */
export interface Fill {
  readonly conversation: Pick<Conversation, 'id' | 'turns'>;
  readonly asking: Extract<Asking, { kind: 'ask' }>;
}

/** How full the window would be; null without a model, or where its size is not known. */
export function meterOf(ports: MeterPorts, { conversation, asking }: Fill): MeterView | null {
  const asked = nextTurns(conversation.turns, asking);
  const { ownModel } = asking;
  // With nothing typed yet the history is weighed alone.
  const turns = asked?.turns ?? [...conversation.turns, { ...nothing, ...(ownModel ? { ownModel } : {}) }];
  const prepared = ports.prepare(turns, false, conversation.id);
  const request = prepared.ok ? prepared.value : prepared.tooLong;
  if (!request) return null;
  const shares = promptShares(request, turns, ports.calibration(request.model.id));
  const words = asked ? shares.words : 0;
  const meter = windowMeter(request.model.windowTokens, { ...shares, words }, outputReserve(request));
  return meter && { ...meter, offersSummary: shouldOfferCompaction(meter) };
}

const nothing: UserTurn = { role: 'user', id: 'next', createdMs: 0, text: '', attachments: [] };

/**
 * Opens a new conversation that begins with a summary of this one; asks for the summary first when the last one is not of
 * everything. Does nothing more when that was refused, stopped, or waits for the person's yes.
 */
export async function newFromSummary(
  room: ChatRoom,
  sending: Pick<Sending, 'compact'>,
  open: (conversation: Conversation) => Promise<void>,
): Promise<void> {
  if (!endsWithSummary(room.session.conversation.turns)) {
    sending.compact();
    await room.session.ended();
  }
  const { title, turns } = room.session.conversation;
  if (!endsWithSummary(turns)) return;
  const { random, clock } = room.ports;
  const beginning = beginningFrom(turns, () => random.id());
  await open({ id: random.id(), title, createdMs: clock.nowMs(), turns: beginning });
}

function endsWithSummary(turns: readonly Turn[]): boolean {
  const at = lastSummary(turns);
  return at >= 0 && at === turns.length - 2;
}
