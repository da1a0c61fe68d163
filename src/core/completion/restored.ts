// Puts masked values back into a completion as it streams: what is compared with the person's document must read like it.
import type { Unmasker } from '../outgoing/vault.ts';
import type { ModelEvent } from '../request/modelRequest.ts';

/** Every event in order; text that may be the beginning of a placeholder waits for the next one, at the latest for the end. */
export async function* restored(
  events: AsyncIterable<ModelEvent>,
  unmasker: Unmasker,
): AsyncGenerator<ModelEvent> {
  for await (const event of events) {
    const isEnd = event.kind === 'finished' || event.kind === 'failed' || event.kind === 'aborted';
    const text = event.kind === 'text' ? unmasker.push(event.text) : isEnd ? unmasker.flush() : '';
    if (text !== '') yield { kind: 'text', text };
    if (event.kind !== 'text') yield event;
  }
}
