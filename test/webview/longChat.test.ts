// A conversation of a thousand messages: what is drawn first, what later, and where a person finds the place again.
import { strict as assert } from 'node:assert';
import type { TurnView } from '../../src/protocol/chatTurns.ts';
import { type ChatPage, openChat } from './chatPage.ts';
import { answer, question, sampleAnswer, state } from './states.ts';

describe('a long conversation on the page', () => {
  let chat: ChatPage;
  beforeEach(async () => {
    chat = await openChat({ height: 500 });
  });
  afterEach(() => chat.close());

  const longTurns = (): TurnView[] =>
    Array.from({ length: 500 }, (_, index) => [
      question(`q${index}`, `Question ${index}`),
      answer(`a${index}`, `${sampleAnswer}\n`.repeat(7)),
    ]).flat();
  const drawn = (of: ChatPage): Promise<string[]> =>
    of.page
      .locator('sf-turn')
      .evaluateAll((all) => all.map((one) => (one as unknown as { turn: TurnView }).turn.id));

  it('opens a conversation of 1,000 messages at its end, quickly, and shows earlier ones when asked', async () => {
    await chat.snapshot(state({ turns: longTurns() }));
    await chat.page.getByText('Question 499').waitFor();
    await chat.page.waitForFunction(() => document.querySelectorAll('sf-turn').length === 30);
    await chat.page.locator('.scroller').evaluate((node) => node.scrollTo(0, 0));
    await chat.page.getByText('Question 480').waitFor({ state: 'attached' });
  });

  it('draws the last messages first, then fills upward in order, with the end in view all the time', async () => {
    await chat.page.evaluate(() => {
      const log: { count: number; atEnd: boolean }[] = [];
      Object.assign(window, { log });
      const look = (): void => {
        const scroller = document.querySelector('.scroller');
        const count = document.querySelectorAll('sf-turn').length;
        if (scroller && count > 0 && count !== log.at(-1)?.count)
          log.push({ count, atEnd: scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 2 });
        requestAnimationFrame(() => setTimeout(look));
      };
      look();
    });
    const turns = longTurns();
    await chat.snapshot(state({ turns }));
    await chat.page.waitForFunction(() => document.querySelectorAll('sf-turn').length === 30);
    await chat.settled();
    const log = await chat.page.evaluate(
      () => (window as unknown as { log: { count: number; atEnd: boolean }[] }).log,
    );
    assert.ok((log[0]?.count ?? 99) <= 4, JSON.stringify(log));
    assert.ok(
      log.every((one) => one.atEnd),
      JSON.stringify(log),
    );
    assert.deepEqual(
      await drawn(chat),
      turns.slice(-30).map((one) => one.id),
    );
  });

  it('comes back to the message that was being read when the page is made anew', async () => {
    const turns = longTurns();
    await chat.snapshot(state({ turns }));
    const reading = chat.page.locator('sf-turn', { hasText: 'Question 490' });
    await reading.waitFor({ state: 'attached' });
    await chat.page.locator('.scroller').hover();
    await chat.page.mouse.wheel(0, -100);
    await reading.evaluate((node) => node.scrollIntoView({ block: 'start' }));
    await chat.settled();
    const top = (of: ChatPage): Promise<number> =>
      of.page
        .locator('sf-turn', { hasText: 'Question 490' })
        .evaluate((node) => node.getBoundingClientRect().top);
    await chat.page.waitForFunction(() =>
      JSON.stringify((window as unknown as { kept: unknown }).kept)?.includes('q490'),
    );
    const again = await openChat({ kept: await chat.kept() });
    await again.snapshot(state({ turns }));
    await again.page.waitForFunction(() => document.querySelectorAll('sf-turn').length === 30);
    await again.settled();
    assert.ok(Math.abs((await top(again)) - (await top(chat))) < 2, `${await top(again)} ${await top(chat)}`);
    assert.deepEqual(
      await drawn(again),
      turns.slice(-30).map((one) => one.id),
    );
    await again.close();
  });
});
