// The two policies every figure stands beside: the floor (ask at each call) and the reference (one flight kept alive, answers kept by context).
import type { Driver, DriverKind, DriverWorld } from './driver.ts';

const LEFT = 3000;
const RIGHT = 1000;
const MAX_TOKENS = 64;

async function whole(
  server: DriverWorld['server'],
  left: string,
  right: string,
  signal: AbortSignal,
): Promise<string | null> {
  const promptCharacters = left.length + right.length;
  const request = { left, promptCharacters, maxTokens: MAX_TOKENS, stop: ['\n'] };
  let text = '';
  for await (const token of server.answer(request, signal).tokens) text += token;
  return signal.aborted ? null : text;
}

/** No cache, no reuse, one request for each call of the editor, cancelled by the next edit. */
export const naivePolicy: DriverKind = {
  name: 'naive',
  create: ({ server }: DriverWorld): Driver => ({
    provide: ({ text, caret }, signal) =>
      whole(server, text.slice(Math.max(0, caret - LEFT), caret), text.slice(caret, caret + RIGHT), signal),
  }),
};

interface Flight {
  readonly left: string;
  readonly right: string;
  readonly abort: AbortController;
  readonly text: Promise<string | null>;
  done: boolean;
}

const REFERENCE_WAIT_MS = 25;
const JOIN_CHARACTERS = 20;
const TYPED_CHARACTERS = 300;

/** A short wait, one request kept alive while the typed text extends its prompt, and a cache by left and right context. */
export const referencePolicy: DriverKind = {
  name: 'reference',
  create({ clock, server }: DriverWorld): Driver {
    const cache = new Map<string, string>();
    const key = (left: string, right: string): string => `${right}\0${left.slice(-LEFT)}`;
    let flight: Flight | undefined;

    function remembered(left: string, right: string): string | undefined {
      for (let typed = 0; typed <= Math.min(TYPED_CHARACTERS, left.length); typed++) {
        const answer = cache.get(key(left.slice(0, left.length - typed), right));
        const already = left.slice(left.length - typed);
        if (answer !== undefined && answer.length > typed && answer.startsWith(already))
          return answer.slice(typed);
      }
      return undefined;
    }

    function start(left: string, right: string): Flight {
      const abort = new AbortController();
      const started: Flight = {
        left,
        right,
        abort,
        done: false,
        text: whole(server, left.slice(-LEFT), right, abort.signal).then((text) => {
          started.done = true;
          if (text !== null) cache.set(key(left, right), text);
          return text;
        }),
      };
      return started;
    }

    return {
      async provide({ text, caret }, signal) {
        const left = text.slice(0, caret);
        const right = text.slice(caret, caret + RIGHT);
        const hit = remembered(left, right);
        if (hit !== undefined) return hit;
        const running = flight;
        if (
          running !== undefined &&
          !running.done &&
          running.right === right &&
          left.startsWith(running.left) &&
          left.length - running.left.length <= JOIN_CHARACTERS
        ) {
          await running.text;
          const joined = remembered(left, right);
          if (joined !== undefined) return joined;
          if (signal.aborted) return null;
        }
        await clock.sleep(REFERENCE_WAIT_MS, signal);
        if (signal.aborted) return null;
        if (flight !== undefined && !flight.done && !left.startsWith(flight.left)) flight.abort.abort();
        flight = start(left, right);
        return (await flight.text) || null;
      },
    };
  },
};
