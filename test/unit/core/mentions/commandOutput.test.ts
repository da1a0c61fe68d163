import { strict as assert } from 'node:assert';
import {
  cutOutput,
  endOfOutput,
  mostOutput,
  outputText,
} from '../../../../src/core/mentions/commandOutput.ts';

describe('what a command printed', () => {
  const about = { command: 'npm test', exitCode: undefined };

  it('is attached whole as it was seen, and says nothing of a cut', () => {
    const end = endOfOutput('\u001b[31mfailed\u001b[0m\r\n', false);
    assert.equal(end.isCut, false);
    assert.match(outputText({ ...about, ...end, exitCode: 1 }), /^\$ npm test\nfailed\s*\[exit code 1\]$/);
  });

  it('is attached from its end where it is long, and says so to the model and on the chip', () => {
    for (const [printed, wasCut] of [
      [`first\n${'x'.repeat(mostOutput)}last`, false],
      ['last', true],
    ] as const) {
      const end = endOfOutput(printed, wasCut);
      assert.ok(end.isCut && end.text.length <= mostOutput && end.text.endsWith('last'));
      assert.match(outputText({ ...about, ...end }), /^\$ npm test\n\[cut here\]\n(?!first)/);
    }
    assert.match(cutOutput.text, /Only the end/);
  });

  it('is not cut for colours, which nobody sees', () => {
    const coloured = '\u001b[1m\u001b[0m'.repeat(mostOutput);
    assert.deepEqual(endOfOutput(`${coloured}last`, false), { text: 'last', isCut: false });
  });
});
