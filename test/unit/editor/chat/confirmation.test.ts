// What may cost more than the person set waits for their word, whichever way it is sent.
import { strict as assert } from 'node:assert';
import type { Asking } from '../../../../src/core/chat/nextTurns.ts';
import { forecast } from '../../../../src/core/spend/forecast.ts';
import type { ChatHostPorts } from '../../../../src/editor/chat/chatPorts.ts';
import type { Foreseen } from '../../../../src/editor/chat/forecasts.ts';
import { plainModel } from '../../core/request/gateFixture.ts';
import { nothingLearned } from '../../fakes/nothingLearned.ts';
import { chat } from '../../siliconflow/fakes.ts';
import { attached, fileAttachment, quiet, setUpHost, shown } from './hostFixture.ts';

const price = {
  id: 'p1',
  currency: 'CNY',
  validFromMs: 0,
  checkedOn: '2026-11-01',
  confidence: 'high',
  source: 'test',
  tiers: [{ inputMicro: 2_000_000, outputMicro: 3_000_000 }],
} as const;

/** Every message likely costs 2 of whatever it is. */
function foreseen(highPico: bigint): Foreseen {
  const made = forecast(chat({ model: { ...plainModel, prices: [price] } }), 'chat', nothingLearned, 1);
  assert.ok(made.cost);
  const amount = { currency: 'CNY', pico: highPico.toString() };
  return {
    forecast: { ...made, cost: { ...made.cost, highPico } },
    view: {
      promptTokens: 10,
      cachedTokens: 0,
      answerLowTokens: 1,
      answerHighTokens: 9,
      cost: { low: amount, high: amount, most: amount, answerLow: amount, answerHigh: amount },
      parts: [],
    },
    attachments: new Map([['a', { tokens: 77, cost: amount }]]),
  };
}

function dearHost(over: Partial<ChatHostPorts> = {}) {
  const asked: Asking[] = [];
  const set = setUpHost({
    scripts: [
      [{ kind: 'text', text: 'one' }],
      [{ kind: 'text', text: 'two' }],
      [{ kind: 'text', text: 'three' }],
    ],
    over: {
      foresee: (asking) => {
        asked.push(asking);
        return asking.kind === 'ask' && !asking.text && asking.attachments.length === 0
          ? null
          : foreseen(20n);
      },
      confirmAbove: () => 10n,
      ...over,
    },
  });
  const waiting = async () => {
    await shown();
    return set.page.state?.confirmation ?? null;
  };
  const say = async (message: object): Promise<void> => {
    set.page.say(message);
    await shown();
  };
  /** Sends, and says yes. */
  const sendAnyway = async (message: object): Promise<void> => {
    await say(message);
    set.page.say({ type: 'confirmSend', confirmationId: (await waiting())?.id });
    await quiet(set.host);
  };
  return { ...set, asked, waiting, say, sendAnyway };
}

describe('a message above the limit', () => {
  it('waits, is sent once by a yes, and only then clears the draft', async () => {
    const { page, waiting, say, host, requests } = dearHost();
    await say({ type: 'send', intentId: 'i1', text: 'dear' });
    const question = await waiting();
    assert.equal(question?.kind, 'ask');
    assert.equal(question.intentId, 'i1');
    assert.deepEqual(question.above, { currency: 'CNY', pico: '10' });
    assert.equal(requests.length, 0);
    assert.equal(page.last('sendAccepted'), undefined);
    page.say({ type: 'confirmSend', confirmationId: question.id });
    page.say({ type: 'confirmSend', confirmationId: question.id });
    await quiet(host);
    assert.equal(requests.length, 1);
    assert.equal(page.last('sendAccepted')?.intentId, 'i1');
    assert.equal(await waiting(), null);
  });

  it('is taken back by a no, and nothing is lost or sent', async () => {
    const { page, waiting, say, next, requests } = dearHost();
    next.attached = [attached(fileAttachment('a'))];
    await say({ type: 'pickFile' });
    await say({ type: 'send', intentId: 'i1', text: 'dear' });
    await say({ type: 'cancelSend', confirmationId: (await waiting())?.id });
    assert.equal(page.last('sendCancelled')?.intentId, 'i1');
    assert.equal(page.state?.attachments.length, 1);
    assert.equal(requests.length, 0);
    assert.equal(await waiting(), null);
  });

  it('is asked for by every way to send: edit, regenerate, continue, retry and actions', async () => {
    const { page, waiting, say, sendAnyway, host, requests } = dearHost();
    await sendAnyway({ type: 'send', intentId: 'i1', text: 'dear' });
    const [asked, answered] = host.conversation.turns.map(({ id }) => id);
    const ways = [
      [{ type: 'editAndResend', intentId: 'i2', turnId: asked, text: 'dearer' }, 'edit'],
      [{ type: 'regenerate', intentId: 'i3', turnId: answered }, 'regenerate'],
      [{ type: 'continueAnswer', intentId: 'i4', turnId: answered }, 'continue'],
      [{ type: 'action', id: 'retry', turnId: answered }, 'regenerate'],
      [{ type: 'action', id: 'continueAnswer', turnId: answered }, 'continue'],
    ] as const;
    for (const [intent, kind] of ways) {
      await say(intent);
      const question = await waiting();
      assert.equal(question?.kind, kind);
      await say({ type: 'cancelSend', confirmationId: question.id });
    }
    assert.deepEqual(page.messages.find((one) => one.type === 'sendCancelled')?.edited, {
      turnId: asked,
      text: 'dearer',
    });
    host.ask('an action', []);
    assert.equal((await waiting())?.kind, 'ask');
    assert.equal(requests.length, 1);
    assert.equal(host.conversation.turns.length, 2, 'nothing was cut');
  });

  it('waits no longer when the chat, the attachments or the message are others', async () => {
    const { page, waiting, say, host, next, requests } = dearHost();
    await say({ type: 'send', intentId: 'i1', text: 'one' });
    await say({ type: 'send', intentId: 'i2', text: 'two' });
    assert.equal(page.last('sendCancelled')?.intentId, 'i1');
    assert.equal((await waiting())?.intentId, 'i2');
    next.attached = [attached(fileAttachment('a'))];
    await say({ type: 'pickFile' });
    assert.equal(await waiting(), null);
    await say({ type: 'send', intentId: 'i3', text: 'three' });
    await host.newChat();
    assert.equal(await waiting(), null);
    assert.equal(requests.length, 0);
  });

  it('is no question below the limit, without one, or where no price is known', async () => {
    for (const over of [
      { confirmAbove: () => 20n },
      { confirmAbove: () => undefined },
      { foresee: () => ({ ...foreseen(20n), forecast: { ...foreseen(20n).forecast, cost: null } }) },
    ]) {
      const { say, host, requests } = dearHost(over);
      await say({ type: 'send', intentId: 'i1', text: 'fine' });
      await quiet(host);
      assert.equal(requests.length, 1);
    }
  });
});

describe('the forecast of a page', () => {
  it('is of its own draft and attachments, and none while an answer runs', async () => {
    const { page, asked, next } = dearHost({ confirmAbove: () => undefined });
    assert.equal(page.state?.forecast, null);
    next.attached = [attached(fileAttachment('a'))];
    page.say({ type: 'pickFile' });
    page.say({ type: 'draft', text: 'half a thought' });
    while (page.state?.forecast === null || page.state?.attachments[0]?.tokens !== 77)
      await new Promise((resolve) => setTimeout(resolve, 2));
    const last = asked.at(-1);
    assert.ok(last?.kind === 'ask' && last.text === 'half a thought' && last.attachments.length === 1);
    assert.deepEqual(page.state.attachments[0]?.cost, { currency: 'CNY', pico: '20' });
  });
});
