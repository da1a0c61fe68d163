// `GET /user/info`: the balance of an account, where the site still tells it (siliconflow-api.md §5: CN answers 410).
import * as v from 'valibot';
import { decimalPico } from '../core/account/balance.ts';
import type { Failure, Result } from '../core/failure.ts';
import type { Pico } from '../core/spend/money.ts';
import { boundedText } from './boundedBody.ts';
import { errorWordsOf } from './errorBody.ts';
import { failureOfAnswer } from './errors.ts';
import type { Wire } from './send.ts';

const limitMs = 15_000;
const maxBytes = 64 * 1024;

/** Amounts come as strings; the sum of the paid and the given part is what a person has. */
const answer = v.object({ data: v.object({ totalBalance: v.string() }) });

/** The total in pico-units of the site's currency, which the answer does not name. A withdrawn endpoint is `gone`. */
export async function readBalance(wire: Wire, signal: AbortSignal): Promise<Result<Pico>> {
  const { clock, keyWatch, transport } = wire;
  const over = new AbortController();
  const late = new AbortController();
  void clock.sleep(limitMs, over.signal).then(() => {
    if (!over.signal.aborted) late.abort();
  });
  const both = AbortSignal.any([signal, late.signal]);
  try {
    const response = await transport.get('/user/info', {}, both);
    const { text, isCut } = await boundedText(response, maxBytes);
    const unreadable: Failure = { kind: 'badReply', status: response.status, detail: '', sent: true };
    if (isCut) return { ok: false, failure: unreadable };
    const value: unknown = JSON.parse(text);
    const parsed = v.safeParse(answer, value);
    const pico = parsed.success ? decimalPico(parsed.output.data.totalBalance) : null;
    if (pico !== null) return { ok: true, value: pico };
    const words = errorWordsOf(value);
    if (words === null) return { ok: false, failure: unreadable };
    const { status, headers } = response;
    return {
      ok: false,
      failure: failureOfAnswer(words, { status, headers, nowMs: clock.nowMs() }, keyWatch),
    };
  } catch (error) {
    if (both.aborted) return { ok: false, failure: { kind: 'timeout', detail: '', sent: true } };
    if (error instanceof SyntaxError)
      return { ok: false, failure: { kind: 'badReply', detail: '', sent: true } };
    return { ok: false, failure: transport.failureOf(error) };
  } finally {
    over.abort();
  }
}
