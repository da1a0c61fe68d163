// One request for an answer, sent through the gate: what comes of it is told as events of the conversation, up to an end.
import type { Failure } from '../failure.ts';
import type { GateRequest } from '../request/gateEvent.ts';
import type { ChatRequest } from '../request/modelRequest.ts';
import { modelEvents } from './answerEvents.ts';
import { promptTurns } from './compaction.ts';
import { withoutRepetition } from './continuation.ts';
import type { Conversation, ConversationEvent } from './conversation.ts';
import type { SessionPorts } from './sessionPorts.ts';
import { filesOf, purposeOf } from './turn.ts';

/** Design §4: an answer of fewer tokens is not worth having. */
const floorOutputTokens = 1_024;

export interface AskedNow extends Pick<GateRequest, 'letThrough'> {
  readonly request: ChatRequest;
  /** With the answer that begins. */
  readonly conversation: Conversation;
  /** What there is of the answer already, when it is continued. */
  readonly before: string;
}

/** Resolves when everything is told and booked; never rejects for what the outside can cause. */
export async function oneAnswer(
  ports: Pick<SessionPorts, 'perform' | 'clock' | 'log' | 'workspace'>,
  turnId: string,
  { conversation, before, ...asked }: AskedNow,
  signal: AbortSignal,
  tell: (event: ConversationEvent) => void,
): Promise<void> {
  const startMs = ports.clock.monotonicMs();
  const elapsed = (): number => ports.clock.monotonicMs() - startMs;
  const { id: sessionId, turns } = conversation;
  try {
    const gate = ports.perform(
      {
        ...asked,
        ...{ purpose: purposeOf(turns), sessionId, floorOutputTokens },
        files: promptTurns(turns).flatMap(filesOf),
        ...(ports.workspace ? { workspace: ports.workspace } : {}),
      },
      signal,
    );
    const model = modelEvents(turnId, gate, tell);
    for await (const event of before ? withoutRepetition(before, model) : model)
      tell({ kind: 'model', turnId, event, elapsedMs: elapsed() });
  } catch (error) {
    // The gate reports failures as data; an exception is a bug, but the person still gets an end and a sentence.
    ports.log.error('chat: the answer broke off by a fault in the extension', error);
    const failure: Failure = { kind: 'badReply', detail: 'internal error, see the log', sent: true };
    tell({ kind: 'model', turnId, event: { kind: 'failed', failure }, elapsedMs: elapsed() });
  }
}

/** Whether the request was ended from here. */
export function isAborted(event: ConversationEvent): boolean {
  return event.kind === 'model' && event.event.kind === 'aborted';
}
