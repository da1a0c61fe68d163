// The site's word is doubted only where no tokenizer, template or hidden chain of thought can explain it.
import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { isOvercounted } from '../../../../src/core/spend/overcounted.ts';

const usage = { promptTokens: 100, cachedTokens: 0, completionTokens: 50, reasoningTokens: 0 };
const short = { bodyLength: 200, textLength: 100, outputTokens: 1_000 };

describe('a usage beyond what can be', () => {
  it('is one of more tokens than bytes were sent, beside what a template may add', () => {
    assert.ok(!isOvercounted({ ...usage, promptTokens: 20_600 }, short));
    assert.ok(isOvercounted({ ...usage, promptTokens: 20_601 }, short));
  });

  it('is one of far more output than was admitted and shown', () => {
    assert.ok(!isOvercounted({ ...usage, completionTokens: 67_536 }, short));
    assert.ok(isOvercounted({ ...usage, completionTokens: 67_537 }, short));
    assert.ok(!isOvercounted({ ...usage, completionTokens: 67_537 }, { ...short, textLength: 30_000 }));
  });

  it('is none where each byte that was sent and received is a token, whatever was thought in silence', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        fc.nat(32_768),
        fc.nat(32_768),
        (body, text, maxTokens, thought) => {
          const counted = {
            ...usage,
            promptTokens: Buffer.byteLength(body),
            completionTokens: Buffer.byteLength(text) + thought,
          };
          const exchanged = { bodyLength: body.length, textLength: text.length, outputTokens: maxTokens };
          assert.ok(!isOvercounted(counted, exchanged));
        },
      ),
    );
  });
});
