// What a person saw of what a command wrote to its terminal.
import { withoutTail } from '../withoutTail.ts';

/** Colours, links and cursor moves of a terminal: CSI, OSC and single sequences (ECMA-48). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are to go
const sequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\^_=>])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are to go
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** No sequences; of a line that was written over, as a progress bar is, its last state. */
export function seenText(text: string): string {
  return text
    .replace(sequences, '')
    .split('\n')
    .map((line) => withoutTail(line, '\r'))
    .map((line) => line.slice(line.lastIndexOf('\r') + 1))
    .join('\n')
    .replace(controls, '')
    .trim();
}
