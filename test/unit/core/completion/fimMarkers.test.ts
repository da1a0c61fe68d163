// A file about language models must not end its own prompt.
import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { fimTemplateOf, neutraliseFimMarkers } from '../../../../src/core/completion/fimMarkers.ts';

const markers = ['Qwen/Qwen3-Coder-30B-A3B-Instruct', 'deepseek-ai/DeepSeek-V3'].flatMap((id) => {
  const template = fimTemplateOf(id);
  assert.ok(template);
  return [template.before, template.between, template.after, ...template.stop];
});

describe('fill-in-the-middle markers', () => {
  it('are broken up wherever they stand, and twice changes nothing more', () => {
    const piece = fc.oneof(
      fc.constantFrom(...markers, '<', '|', '｜', '>', 'fim_prefix', '<fim_suffix>'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const neutral = neutraliseFimMarkers(pieces.join(''));
        for (const marker of markers) assert.ok(!neutral.includes(marker), neutral);
        assert.equal(neutraliseFimMarkers(neutral), neutral);
        assert.equal(neutral.replaceAll('< ', '<'), pieces.join('').replaceAll('< ', '<'));
      }),
    );
  });

  it('leave ordinary code alone', () => {
    const code = 'if (a <| b |> c) { x<|y; z |> f } // <|> a << b || c >> d <div> <｜ ｜';
    assert.equal(neutraliseFimMarkers(code), code);
  });

  it('are known for two families', () => {
    assert.equal(fimTemplateOf('tencent/Hy3'), null);
  });
});
