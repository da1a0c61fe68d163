import { strict as assert } from 'node:assert';
import type { Judged } from '../../../../src/core/diagnosis/finding.ts';
import {
  judgeStream,
  modelForStreamTest,
  streamTest,
  streamTestBound,
} from '../../../../src/core/diagnosis/streamCheck.ts';
import { unsent } from '../../../../src/core/failure.ts';
import { factsOf } from '../../../../src/core/models/catalogue.ts';
import { english } from './english.ts';

const context = { during: 'chat', host: 'api.siliconflow.cn' } as const;
const check = (pieceMs: readonly number[], verdict: Judged['verdict'], words: RegExp): void => {
  const judged = judgeStream(context, { pieceMs, failure: null });
  assert.equal(judged.verdict, verdict, english(judged));
  assert.match(english(judged), words);
};
const pieces = (count: number, fromMs: number, everyMs: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => fromMs + index * everyMs);

describe('the test of streaming', () => {
  it('is fine when pieces arrive over time', () => {
    check(pieces(30, 350, 16), 'ok', /the first after 350 ms, the last after 814 ms/);
  });
  it('finds a middlebox when all arrive together, late', () => {
    check(pieces(30, 900, 0), 'warning', /at once after 900 ms.*holds answers back.*exception/);
    check(pieces(30, 900, 1), 'warning', /at once/);
  });
  it('does not judge what was made as fast as it came, or was too short', () => {
    check(pieces(30, 40, 0), 'skipped', /too fast/);
    check(pieces(3, 900, 0), 'skipped', /too short/);
    check([], 'skipped', /within 5 seconds/);
  });
  it('says why there was no answer, and that it was not wanted', () => {
    const failed = judgeStream(context, { pieceMs: [], failure: unsent('arrears') });
    assert.equal(failed.verdict, 'warning');
    assert.equal(judgeStream(context, null).verdict, 'skipped');
  });

  const model = (id: string) => factsOf('cn', id, 'CNY');
  it('asks a model whose cost is bounded: without a chain of thought, or with one that is switched off', () => {
    const coder = model('Qwen/Qwen3-Coder-30B-A3B-Instruct');
    const unknown = { ...coder, reasoning: 'unknown', thinkingSwitch: 'unknown' } as const;
    assert.equal(modelForStreamTest([unknown, { ...coder, reasoning: 'no' }])?.reasoning, 'no');
    assert.equal(modelForStreamTest([unknown]), undefined);
    assert.equal(streamTest(coder).thinking, 'off');
  });
  it('costs at most the prompt and 64 tokens, and says so beforehand', () => {
    const facts = model('deepseek-ai/DeepSeek-V3.2');
    const bound = streamTestBound(facts, Date.UTC(2026, 10, 22));
    assert.equal(bound?.currency, 'CNY');
    // ¥6 per million out: 64 tokens are ¥0.000384; the prompt of some tens of tokens at ¥4 comes on top.
    assert.ok(bound.pico > 384_000_000n && bound.pico < 1_500_000_000n, String(bound.pico));
    assert.equal(streamTestBound({ ...facts, prices: [] }, 0), null);
  });
});
