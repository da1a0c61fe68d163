// Looks for keys and secrets where they have no business: in every file of a machine that has ended, and in what it printed.
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EndedMachine } from '../editor/realEditor.ts';
import { KEYS } from '../sandbox/keys.ts';

export interface Finding {
  readonly place: string;
  /** The name of what was found, never its value. */
  readonly what: string;
  readonly encoding: string;
}

/** What is looked for: a name and the value. */
export type Canaries = ReadonlyMap<string, string>;

/**
 * A value as it may lie in a file: as text, in two bytes a character, in hexadecimal, backwards, and inside base64 at each
 * of its three alignments. Characters at the ends of a base64 form also hold bits of their neighbours and are left off.
 */
export function disguisesOf(value: string): readonly { readonly encoding: string; readonly bytes: Buffer }[] {
  const bytes = Buffer.from(value, 'utf8');
  const inBase64 = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return whole.slice(shift === 0 ? 0 : shift + 1, -1);
  });
  return [
    { encoding: 'text', bytes },
    { encoding: 'UTF-16', bytes: Buffer.from(value, 'utf16le') },
    { encoding: 'hexadecimal', bytes: Buffer.from(bytes.toString('hex')) },
    { encoding: 'reversed', bytes: Buffer.from([...value].reverse().join('')) },
    ...inBase64.map((text) => ({ encoding: 'base64', bytes: Buffer.from(text) })),
  ];
}

export function findIn(place: string, content: Buffer, canaries: Canaries): readonly Finding[] {
  return [...canaries].flatMap(([what, value]) =>
    disguisesOf(value)
      .filter(({ bytes }) => content.includes(bytes))
      .map(({ encoding }) => ({ place, what, encoding })),
  );
}

/** Every file below a folder, whole: of a database also its write-ahead log and its free pages. Links are not followed. */
export function sweep(folder: string, canaries: Canaries): readonly Finding[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const stat = lstatSync(path);
    if (stat.isDirectory()) return sweep(path, canaries);
    return stat.isFile() ? findIn(path, readFileSync(path), canaries) : [];
  });
}

/** What every fake key of the tests has in it, beginning and end; and the secrets of the canary's own walk. */
export const canaries: ReadonlyMap<string, string> = new Map([
  ['a key', KEYS.cn.slice(0, 14)],
  ['the end of a key', KEYS.cn.slice(-16)],
  ['a GitHub token', ['ghp', 'C4n4ryB1rd0fTh3M1n3sS1ngsN0Morex2q7Z'].join('_')],
  ['a password', 'canary-Pw-7h!gWq29x'],
]);

/** What was found on the machines that have ended so far. */
export const findings: Finding[] = [];
export let sweptMachines = 0;

export function sweepEnded({ dataFolder, said }: EndedMachine): void {
  sweptMachines++;
  findings.push(...sweep(dataFolder, canaries), ...findIn('what was printed', Buffer.from(said), canaries));
}
