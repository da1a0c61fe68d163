import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { textTokens } from '../../../../src/core/tokens/textTokens.ts';

/** Counts so much else that nothing of an earlier text is remembered. */
function forget(): void {
  for (const character of ['~', '^', '|']) textTokens(character.repeat(1_000));
}

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('  ', '\n\n', ' ', 'a', 'A', 'HTTPServer', '42', '.', '\ud83d', '\ude00', '中文', '\t'),
);

describe('the tokens of a text', () => {
  it('are the same whether it is counted at once or as it was typed', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.string({ minLength: 400, maxLength: 600 }),
        (pieces, start) => {
          forget();
          let text = start;
          const typed = [textTokens(text)];
          for (const one of pieces) {
            text += one;
            typed.push(textTokens(text));
          }
          text = start;
          const whole = pieces.map((one) => {
            text += one;
            forget();
            return textTokens(text);
          });
          assert.deepEqual(typed.slice(1), whole);
        },
      ),
    );
  });
});
