// The row `long-chat` of the numbers to hold: a conversation of 1,000 messages and 5 MB, opened in the real chat page, and
// opened again and again; beside it, in the same run, a page that draws every message.
import type { CDPSession } from 'playwright-core';
import { type ChatPage, closeShared, openChat } from '../test/webview/chatPage.ts';
import { answer, question, sampleAnswer, state } from '../test/webview/states.ts';
import { atMost, type Measured, median } from './row.ts';

export const id = 'long-chat';

const messages = 1_000;
const bytes = 5_000_000;
const freshPages = 5;
const reopens = 50;
/** What the page draws without being asked. */
const restTurns = 30;
/** The message that is to be seen first. */
const last = `Question ${messages / 2 - 1}`;

/** Heap that is still in use after a collection once the page is at rest: all drawn that it draws by itself, all coloured. */
async function heapMb(chat: ChatPage, session: CDPSession): Promise<number> {
  await chat.page.waitForFunction((count) => document.querySelectorAll('sf-turn').length >= count, restTurns);
  await chat.coloured();
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

/** Milliseconds from the snapshot's arrival until the frame that first shows `words` is over. */
async function open(chat: ChatPage, snapshot: unknown, words: string): Promise<number> {
  return chat.page.evaluate(
    async ([data, wanted]) => {
      const start = performance.now();
      window.postMessage(data, '*');
      const isThere = (): boolean =>
        document.querySelector('.scroller')?.textContent?.includes(wanted) ?? false;
      while (!isThere()) await new Promise((done) => requestAnimationFrame(done));
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      return performance.now() - start;
    },
    [snapshot, words] as const,
  );
}

/** What a page without a bound on its DOM does, as plainly as it can be written: one element for each message. */
async function naive(chat: ChatPage, texts: readonly string[]): Promise<number> {
  return chat.page.evaluate(async (all) => {
    const start = performance.now();
    const box = document.createElement('div');
    for (const text of all) {
      const message = document.createElement('div');
      for (const line of text.split('\n'))
        message.append(Object.assign(document.createElement('p'), { textContent: line }));
      box.append(message);
    }
    document.body.replaceChildren(box);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - start;
  }, texts);
}

export async function run(): Promise<readonly Measured[]> {
  const size = bytes / (messages / 2);
  const text = `${sampleAnswer}\n`.repeat(Math.ceil(size / sampleAnswer.length)).slice(0, size);
  const turns = Array.from({ length: messages / 2 }, (_, index) => [
    question(`q${index}`, `Question ${index}`),
    answer(`a${index}`, text),
  ]).flat();
  const snapshot = { type: 'snapshot', seq: 0, state: state({ turns }) };
  const other = question('q', 'Another chat');
  const another = { type: 'snapshot', seq: 0, state: state({ sessionId: 's2', turns: [other] }) };
  const firsts: number[] = [];
  try {
    for (let fresh = 0; fresh < freshPages; fresh++) {
      const chat = await openChat({ width: 420, height: 900 });
      firsts.push(await open(chat, snapshot, last));
      await chat.close();
    }
    const chat = await openChat({ width: 420, height: 900 });
    const session = await chat.page.context().newCDPSession(chat.page);
    await open(chat, snapshot, last);
    const firstMb = await heapMb(chat, session);
    const again: number[] = [];
    for (let at = 0; at < reopens; at++) {
      await open(chat, another, other.text);
      again.push(await open(chat, snapshot, last));
    }
    const lastMb = await heapMb(chat, session);
    const naiveMs = await naive(
      chat,
      turns.map((turn) => turn.text),
    );
    await chat.close();
    const beside = `${Math.round(naiveMs)} ms for a page that draws all messages, as plain text; most ${Math.round(Math.max(...firsts))} ms of ${freshPages}, ${Math.round(median(again))} ms when the page is warm`;
    return [
      { ...atMost(id, 'opened to the first paint of the last turn', median(firsts), 'ms', 300), beside },
      atMost(id, 'heap of the page', firstMb, 'MB', 100),
      atMost(id, `heap after ${reopens} re-opens ÷ the first`, lastMb / firstMb, '×', 1.1),
    ];
  } finally {
    await closeShared();
  }
}
