// What fill-in-the-middle models really do wrong, made from the right answer.
import type { Hole } from './holes.ts';

/** An answer that a model might give for a hole. */
export type Answer = (hole: Hole) => string;

const firstLines = (text: string, count: number): string => text.split('\n').slice(0, count).join('\n');

export const answers: Readonly<Record<string, Answer>> = {
  right: ({ middle }) => middle,
  'the rest of the file again': ({ middle, right }) => middle + firstLines(right, 6),
  'far too long': ({ middle, elsewhere }) => `${middle}\n\n${elsewhere}`,
  'in a fence': ({ middle, languageId }) => `\`\`\`${languageId}\n${middle}\n\`\`\``,
  'with prose around': ({ middle }) =>
    `Here is the completed code:\n\n${middle}\n\nThis completes the code as requested.`,
  'with markers': ({ middle }) => `${middle}<|fim_pad|><|endoftext|>${firstLines(middle, 1)}`,
  'in tabs or spaces of its own': ({ middle, indentUnit }) =>
    middle.replace(/^[ \t]+/gm, (blank) =>
      indentUnit === '\t' ? blank.replaceAll('\t', '    ') : blank.replaceAll(indentUnit, '\t'),
    ),
  'indented once more': ({ middle, left, indentUnit }) =>
    /(^|\n)[ \t]*$/.test(left) ? indentOf(left) + middle : middle.replaceAll('\n', `\n${indentUnit}`),
  'repeating its last line': ({ middle }) => middle + `\n${middle.split('\n').at(-1) ?? ''}`.repeat(8),
  'with a bracket too many': ({ middle }) => `${middle})}`,
  'broken off': ({ middle }) => middle.slice(0, Math.ceil(middle.length * 0.7)),
  'from elsewhere': ({ elsewhere }) => elsewhere.trimStart(),
};

function indentOf(left: string): string {
  return /[ \t]*$/.exec(left)?.[0] ?? '';
}
