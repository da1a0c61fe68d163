// Sends the tiny streamed request of the diagnosis through the gate and notes when each piece of the answer came in.

import { stepLimitMs } from '../../core/diagnosis/inTime.ts';
import { type StreamLook, streamTest } from '../../core/diagnosis/streamCheck.ts';
import type { Failure } from '../../core/failure.ts';
import type { ModelFacts } from '../../core/models/model.ts';
import type { Clock } from '../../core/ports.ts';
import type { GateEvent, GateRequest } from '../../core/request/gateEvent.ts';

const limitMs = stepLimitMs - 500;

/** Ends when the answer does or the signal aborts; what was sent has its receipt then. Never rejects for the outside's sake. */
export async function probeStream(
  perform: (request: GateRequest, signal: AbortSignal) => AsyncIterable<GateEvent>,
  model: ModelFacts,
  clock: Pick<Clock, 'monotonicMs' | 'sleep'>,
  signal: AbortSignal,
): Promise<StreamLook> {
  const request = streamTest(model);
  const pieceMs: number[] = [];
  let startMs = clock.monotonicMs();
  let failure: Failure | null = null;
  // What came in by then is judged, and the receipt booked, before the step's own time is over.
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  void clock.sleep(limitMs, either).then(() => over.abort());
  const ask = { request, purpose: 'probe', floorOutputTokens: request.maxTokens } as const;
  for await (const event of perform(ask, either)) {
    if (event.kind === 'attempt') startMs = clock.monotonicMs();
    if (event.kind === 'text' || event.kind === 'reasoning') pieceMs.push(clock.monotonicMs() - startMs);
    if (event.kind === 'failed') failure = event.failure;
  }
  over.abort();
  return { pieceMs, failure };
}
