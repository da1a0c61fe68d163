// What a command printed in a terminal, as it is attached: from its end, and saying so where that is not all.
import { sentence } from '../sentence.ts';
import { seenText } from './seenText.ts';

export interface CommandOutput {
  readonly command: string;
  /** As it was seen, from its end. */
  readonly text: string;
  /** What it printed first is not in the text. */
  readonly isCut: boolean;
  /** Undefined while it runs, and where the shell does not tell. */
  readonly exitCode: number | undefined;
}

/** Of an output that was cut, for the person. */
export const cutOutput = sentence('Only the end of the output is attached.');

/** UTF-16 units of an output. */
export const mostOutput = 32_000;

/** What is seen of the end of what was printed; `isCut` tells that some of it is gone already. */
export function endOfOutput(printed: string, isCut: boolean): Pick<CommandOutput, 'text' | 'isCut'> {
  const seen = seenText(printed);
  return { text: seen.slice(-mostOutput), isCut: isCut || seen.length > mostOutput };
}

/** As it is attached: the command, what it printed, and how it ended. */
export function outputText({ command, text, isCut, exitCode }: CommandOutput): string {
  return `$ ${command}\n${isCut ? '[cut here]\n' : ''}${text}${exitCode ? `\n[exit code ${exitCode}]` : ''}`;
}
