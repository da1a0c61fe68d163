// The reference policy over the wire with bare `fetch` and whole answers: what sending anything at all takes of a processor.
import * as v from 'valibot';
import type { Driver, DriverWorld } from '../driver.ts';
import type { ServerRequest } from '../fakeServer.ts';
import { referencePolicy } from '../policies.ts';
import { RealClock } from '../simulatedClock.ts';

const AnswerSchema = v.object({ choices: v.tuple([v.object({ text: v.string() })]) });

export function referenceDriver(baseUrl: string): Driver {
  const server: DriverWorld['server'] = {
    answer: (request, signal) => ({ tokens: whole(`${baseUrl}/v1/completions`, request, signal) }),
  };
  return referencePolicy.create({ clock: new RealClock(), server });
}

async function* whole(
  url: string,
  { left, promptCharacters, maxTokens, stop }: ServerRequest,
  signal: AbortSignal,
): AsyncGenerator<string, void, void> {
  // The text right of the caret is no part of what the policy asks this server with, but its size is.
  const suffix = ' '.repeat(promptCharacters - left.length);
  const body = JSON.stringify({ model: 'fake', prompt: left, suffix, max_tokens: maxTokens, stop });
  const headers = { 'content-type': 'application/json' };
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    yield v.parse(AnswerSchema, await response.json()).choices[0].text;
  } catch (error) {
    // Given up: the policy asks the signal.
    if (!signal.aborted) throw error;
  }
}
