// `GET /models?sub_type=chat`: what exists for this key, and the cheapest way to check a key (siliconflow-api.md §5).
import * as v from 'valibot';
import type { Failure, Result } from '../core/failure.ts';
import { boundedText } from './boundedBody.ts';
import { errorWordsOf } from './errorBody.ts';
import { failureOfAnswer, traceIdOf } from './errors.ts';
import type { Wire } from './send.ts';

const limitMs = 30_000;
const maxBytes = 4 * 1024 * 1024;

const list = v.object({
  data: v.pipe(v.array(v.object({ id: v.string() })), v.maxLength(10_000)),
});

/** Ids of printable characters only: they become labels and parts of keys. */
const idShape = /^[\p{L}\p{N}][\p{L}\p{N} ._:/@+-]{0,199}$/u;

/** The ids in the site's order, without doubles. An abort comes back as a failure of kind `timeout` with `sent` true. */
export async function listModels(wire: Wire, signal: AbortSignal): Promise<Result<readonly string[]>> {
  const { clock, keyWatch, transport } = wire;
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  const over = new AbortController();
  clock.sleep(limitMs, over.signal).then(
    () => {
      if (!over.signal.aborted) abort();
    },
    () => {},
  );
  try {
    const response = await transport.get('/models', { sub_type: 'chat' }, controller.signal);
    const { text, isCut } = await boundedText(response, maxBytes);
    const traceId = traceIdOf(response.headers, keyWatch);
    const failed = (kind: Failure['kind'], detail: string): Result<readonly string[]> => ({
      ok: false,
      failure: {
        kind,
        status: response.status,
        ...(traceId === undefined ? {} : { traceId }),
        detail: keyWatch.clean(detail),
        sent: true,
      },
    });
    if (isCut) return failed('tooBig', '');
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return failed('badReply', text.slice(0, 1_000));
    }
    const parsed = v.safeParse(list, value);
    if (parsed.success) {
      const ids = parsed.output.data.map((model) => model.id).filter((id) => idShape.test(id));
      return { ok: true, value: [...new Set(ids)] };
    }
    const words = errorWordsOf(value);
    if (words === null) return failed('badReply', text.slice(0, 1_000));
    const answer = { status: response.status, headers: response.headers, nowMs: clock.nowMs() };
    return { ok: false, failure: failureOfAnswer(words, answer, keyWatch) };
  } catch (error) {
    if (controller.signal.aborted) {
      return { ok: false, failure: { kind: 'timeout', detail: '', sent: true } };
    }
    return { ok: false, failure: transport.failureOf(error) };
  } finally {
    over.abort();
    signal.removeEventListener('abort', abort);
  }
}
