import { strict as assert } from 'node:assert';
import { seenText } from '../../../../src/core/mentions/seenText.ts';
import { spentMs } from '../../fakes/spentMs.ts';

describe('the output of a command', () => {
  it('is what was seen: no colours, links, titles or bells', () => {
    const link = '\u001b]8;;https://a.b\u001b\\here\u001b]8;;\u0007';
    const title = '\u001b]0;npm\u0007';
    assert.equal(seenText(`${title}\u001b[1m\u001b[31mFAIL\u001b[0m see ${link}\u0007\r\n`), 'FAIL see here');
  });

  it('is the last state of a line that was written over', () => {
    assert.equal(seenText('10 %\r50 %\r100 %\r\ndone\r\n'), '100 %\ndone');
  });

  it('keeps the lines of Windows and Unix', () => {
    assert.equal(seenText('one\r\ntwo\nthree'), 'one\ntwo\nthree');
  });

  it('comes to an end for what was made to cost time', () => {
    const tookMs = spentMs(() => {
      for (const piece of ['\u001b]', '\u001b[', '\r', '\u001b]8;;']) seenText(piece.repeat(20_000));
    });
    assert.ok(tookMs < 2_000, `${tookMs} ms`);
  });
});
