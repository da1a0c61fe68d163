import { strict as assert } from 'node:assert';
import { prepareChat } from '../../../../src/core/chat/prepareRequest.ts';
import type { Turn } from '../../../../src/core/chat/turn.ts';
import { uncalibrated } from '../../../../src/core/tokens/calibration.ts';
import type { ChatHostPorts } from '../../../../src/editor/chat/chatPorts.ts';
import { meterOf } from '../../../../src/editor/chat/longChat.ts';
import { plainModel } from '../../core/request/gateFixture.ts';
import { attempt, finished, headers, never, type Step, text, used } from '../../fakes/scriptedClient.ts';
import { asTheModelLikes } from '../../siliconflow/fakes.ts';
import { attached, fileAttachment, quiet, setUpHost, shown } from './hostFixture.ts';

const windowTokens = 4_000;
const says = (words: string): readonly Step[] => [
  ...[attempt(), headers(), text(words), used(90, 5), finished()],
];

/** The real preparation, for a model with a small window. */
const prepare = (turns: readonly Turn[], continuing: boolean): ReturnType<ChatHostPorts['prepare']> =>
  prepareChat(
    { ownInstruction: '', turns, continuing, boundarySeed: 'seed' },
    {
      model: { ...plainModel, windowTokens },
      ...{ visionModel: null, thinking: asTheModelLikes, maxTokens: 1_000 },
      ...{ temperature: null, topP: null },
    },
  );

let sent = 0;
const send = (words: string) => ({ type: 'send', intentId: `long${++sent}`, text: words });

function longChat(scripts: readonly (readonly Step[])[]) {
  return setUpHost({
    scripts,
    over: { prepare, meter: (fill) => meterOf({ prepare, calibration: () => uncalibrated }, fill) },
  });
}

describe('a chat that fills the window', () => {
  it('shows what the window is filled with, and offers a summary before it is full', async () => {
    const { host, page } = longChat([says('x '.repeat(2_000))]);
    await shown();
    const { system, history, reserve } = page.state?.meter ?? {};
    assert.ok(system && system > 50 && history === 0 && reserve === 1_000);
    assert.equal(page.state?.meter?.offersSummary, false);
    page.say(send('y '.repeat(100)));
    await quiet(host);
    const meter = page.state?.meter;
    assert.ok(meter && meter.history > 1_000 && meter.windowTokens === windowTokens);
    host.addAttachments([attached(fileAttachment('a', { text: 'word '.repeat(1_000) }))]);
    await shown();
    assert.ok((page.state?.meter?.attachments ?? 0) > 500, JSON.stringify(page.state?.meter));
    assert.equal(page.state?.meter?.offersSummary, true);
  });

  it('makes room by a summary: what did not fit goes back into the composer, and fits then', async () => {
    const { host, page, client } = longChat([says('x '.repeat(2_000)), says('SUMMARY'), says('at last')]);
    page.say(send('first'));
    await quiet(host);
    host.addAttachments([attached(fileAttachment('a', { text: 'word '.repeat(2_500) }))]);
    page.say(send('does not fit'));
    await quiet(host);
    const refused = page.state?.turns.at(-1);
    assert.equal(refused?.state, 'failed');
    assert.equal(client.prepared.length, 1, 'nothing was sent');
    page.say({ type: 'action', id: 'compactChat', turnId: refused?.id });
    await quiet(host);
    assert.deepEqual(
      page.state?.turns.map(({ role, compacts, summary }) => [role, compacts ?? summary ?? false]),
      [
        ['user', false],
        ['assistant', false],
        ['user', true],
        ['assistant', true],
      ],
    );
    assert.equal(page.last('prefill')?.text, 'does not fit');
    assert.deepEqual(
      page.state?.attachments.map(({ label }) => label),
      ['a.ts'],
    );
    assert.match(page.state?.turns.at(-1)?.notes.join() ?? '', /this summary is sent in place/);
    page.say(send('does not fit'));
    await quiet(host);
    const body = JSON.stringify(client.prepared.at(-1));
    assert.ok(body.includes('SUMMARY') && body.includes('does not fit') && !body.includes('x x x x'));
    assert.equal(page.state?.turns.at(-1)?.text, 'at last');
  });

  it('begins anew with a summary, which is asked for only when there is none yet', async () => {
    const { host, page, client, saved } = longChat([says('answer'), says('SUMMARY'), says('on we go')]);
    page.say(send('first'));
    await quiet(host);
    const before = page.state?.sessionId;
    page.say({ type: 'action', id: 'newFromSummary' });
    await quiet(host);
    await quiet(host);
    assert.notEqual(page.state?.sessionId, before);
    assert.deepEqual(
      page.state?.turns.map(({ text: words }) => words.slice(0, 9)),
      ['Summarise', 'SUMMARY'],
    );
    assert.equal(page.state?.title, 'first');
    assert.ok(
      saved.some((one) => one.id === before && one.turns.length === 4),
      'the old one is kept whole',
    );
    const second = page.state?.sessionId;
    page.say({ type: 'action', id: 'newFromSummary' });
    await quiet(host);
    assert.notEqual(page.state?.sessionId, second);
    assert.equal(client.prepared.length, 2, 'no second summary of the same');
    page.say(send('and now?'));
    await quiet(host);
    assert.ok(JSON.stringify(client.prepared.at(-1)).includes('SUMMARY'));
  });

  it('stays where it is when the summary is stopped', async () => {
    const { host, page } = longChat([says('answer'), [attempt(), headers(), text('SUM'), never]]);
    page.say(send('first'));
    await quiet(host);
    const before = page.state?.sessionId;
    page.say({ type: 'action', id: 'newFromSummary' });
    await shown();
    await host.stop();
    await quiet(host);
    assert.equal(page.state?.sessionId, before);
    assert.equal(page.state?.turns.at(-1)?.state, 'stopped');
    assert.equal(page.state?.turns.at(-1)?.summary, undefined);
  });

  it('says so when there is nothing to summarise', async () => {
    const { page } = longChat([[]]);
    page.say({ type: 'action', id: 'compactChat' });
    await shown();
    assert.match(page.state?.banner?.message ?? '', /nothing to summarise/);
  });
});
