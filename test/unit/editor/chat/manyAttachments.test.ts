// Fifty files in one message, from the drop to what is sent, with the real weighing of each.
import { strict as assert } from 'node:assert';
import { type ChatChoices, prepareChat } from '../../../../src/core/chat/prepareRequest.ts';
import type { Turn } from '../../../../src/core/chat/turn.ts';
import { sentence } from '../../../../src/core/sentence.ts';
import { uncalibrated } from '../../../../src/core/tokens/calibration.ts';
import { estimateTextTokens } from '../../../../src/core/tokens/estimator.ts';
import { Attacher } from '../../../../src/editor/chat/attach.ts';
import { foresee } from '../../../../src/editor/chat/forecasts.ts';
import { countingRandom, plainModel } from '../../core/request/gateFixture.ts';
import { nothingLearned } from '../../fakes/nothingLearned.ts';
import { attempt, finished, headers, text, used } from '../../fakes/scriptedClient.ts';
import { asTheModelLikes } from '../../siliconflow/fakes.ts';
import { inEnglish, setUpHost, shown } from './hostFixture.ts';

/** Processor time for a drop of 700 kB, the chips with their weights, and the forecast of the message. */
const mostMs = 2_000;

const choices: ChatChoices = {
  model: { ...plainModel, windowTokens: 1_000_000 },
  visionModel: null,
  thinking: asTheModelLikes,
  maxTokens: 1_000,
  temperature: null,
  topP: null,
};
const prepare = (turns: readonly Turn[], continuing: boolean) =>
  prepareChat({ ownInstruction: '', turns, continuing, boundarySeed: 's' }, choices);

describe('fifty attachments', () => {
  it('come in with one patch, each with its own name, weight and price, and all are sent', async () => {
    const attacher = new Attacher({
      random: countingRandom(),
      refusal: (spellings) =>
        spellings.some((one) => one.includes('p13/')) ? sentence('{0} stays here.', 'p13') : null,
      mask: (words) => ({ text: words, rules: [], stops: false, offered: [] }),
      textTokens: (words) => estimateTextTokens(words, uncalibrated),
      imageTokens: () => 0,
    });
    const { host, page, next, requests } = setUpHost({
      scripts: [[attempt(), headers(), text('Fine.'), used(90, 5), finished()]],
      over: {
        prepare,
        foresee: (asking, conversation) =>
          foresee(
            {
              clock: { nowMs: () => 1_763_769_600_000 },
              say: inEnglish,
              prepare,
              learned: () => nothingLearned,
              budgets: () => [],
            },
            asking,
            conversation,
          ),
      },
    });
    await shown();
    const before = process.cpuUsage();
    const messages = page.messages.length;
    next.attached = Array.from({ length: 51 }, (_, at) => {
      const shortPath = `packages/p${at}/src/index.ts`;
      const line = `export const price${at} = (grams: number): number => Math.ceil(grams / ${at + 1});\n`;
      return attacher.text({
        ...{ uri: `file:///ws/${shortPath}`, spellings: [`/ws/${shortPath}`], shortPath },
        ...{ languageId: 'typescript', text: line.repeat(190) },
      });
    });
    page.say({ type: 'dropUris', uris: Array.from({ length: 50 }, (_, at) => `file:///ws/${at}`) });
    await shown();
    const unwritten = JSON.stringify(page.state?.forecast);
    page.say({ type: 'draft', text: 'Which of these is the dearest?' });
    // Only this page has the draft: it is not to be compared with another one, as `shown` does.
    while (JSON.stringify(page.state?.forecast) === unwritten)
      await new Promise((resolve) => setTimeout(resolve, 2));
    const { user, system } = process.cpuUsage(before);
    assert.ok((user + system) / 1_000 < mostMs, `${(user + system) / 1_000} ms of processor time`);

    const chips = page.state?.attachments ?? [];
    assert.equal(chips.length, 50);
    assert.ok(page.messages.length - messages <= 5, `${page.messages.length - messages} messages`);
    assert.equal(new Set(chips.map(({ label }) => label)).size, 50);
    assert.equal(chips[7]?.label, 'p7/src/index.ts');
    for (const { tokens, cost } of chips) assert.ok(tokens > 1_000 && cost);
    assert.equal(page.state?.banner?.message, 'p13 stays here.');

    page.say({ type: 'send', intentId: 'i1', text: 'Which of these is the dearest?' });
    while (page.state?.turns.at(-1)?.state !== 'done' || host.isRunning)
      await new Promise((resolve) => setTimeout(resolve, 2));
    assert.equal(requests.length, 1);
    const sent = JSON.stringify(requests[0]?.request);
    for (const { detail } of chips) assert.ok(sent.includes(`source=\\"${detail}\\"`), detail);
    assert.doesNotMatch(sent, /price13\b/);
    assert.deepEqual(page.state?.attachments, []);
  });

  it('of which several are refused are told of in one sentence', async () => {
    const { page, next } = setUpHost();
    next.attached = ['a', 'b', 'c'].map((name) => ({
      ok: false,
      message: sentence('{0} stays here.', name),
    }));
    page.say({ type: 'pickFile' });
    await shown();
    assert.equal(page.state?.banner?.message, '3 of 3 were not attached. a stays here.');
  });
});
