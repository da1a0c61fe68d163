// Finds secrets inside Base64 and hexadecimal: a Secret of Kubernetes, a key in a kubeconfig, a login of a registry.
import { base64Characters, forEachRun } from './characterRuns.ts';
import type { SecretSpan } from './secrets.ts';

const shortestRun = 32;
const shortestHex = 40;
/** Of a larger file only the beginning is looked into; a multiple of four. */
const longest = 100_000;
/** Characters that are decoded before the rest: text that a machine drew is printable so far once in a thousand times. */
const probed = 12;

/** Runs that are text in disguise with a secret in it, whole. `find` looks into what they stand for. */
export function findEncoded(text: string, find: (decoded: string) => readonly SecretSpan[]): SecretSpan[] {
  const spans: SecretSpan[] = [];
  forEachRun(text, base64Characters, shortestRun, (start, end) => {
    const isHex = end - start >= shortestHex && beginsPrintable(text, start, hexValue, 4);
    if (!isHex && !beginsPrintable(text, start, base64Value, 6)) return;
    const run = text.slice(start, Math.min(end, start + longest));
    const [first] = find(isHex ? textOfHex(run) : textOfBase64(run));
    if (first !== undefined) spans.push({ rule: first.rule, start, end });
  });
  return spans;
}

/** What each character stands for; 255 for none. */
function valuesOf(alphabet: string): Uint8Array {
  const values = new Uint8Array(128).fill(255);
  for (const [value, character] of [...alphabet].entries()) values[character.charCodeAt(0)] = value;
  return values;
}

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const base64Value = valuesOf(`${base64}+/`);
base64Value[0x2d] = 62;
base64Value[0x5f] = 63;
const hexValue = valuesOf('0123456789abcdef');
for (const [at, digit] of [...'ABCDEF'].entries()) hexValue[digit.charCodeAt(0)] = 10 + at;

/** Whether the first characters of a run are bytes of printable text, line ends and tabs. */
function beginsPrintable(text: string, start: number, values: Uint8Array, bits: number): boolean {
  let held = 0;
  let count = 0;
  for (let at = start; at < start + probed; at += 1) {
    const value = values[text.charCodeAt(at)] ?? 255;
    if (value === 255) return false;
    held = (held << bits) | value;
    count += bits;
    if (count < 8) continue;
    count -= 8;
    const byte = (held >> count) & 0xff;
    if ((byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13) || byte > 0x7e) return false;
    held &= (1 << count) - 1;
  }
  return true;
}

/** Each character one byte. */
function textOfBase64(run: string): string {
  const standard = run.replaceAll('-', '+').replaceAll('_', '/');
  return atob(standard.slice(0, standard.length - (standard.length % 4 === 1 ? 1 : 0)));
}

function textOfHex(run: string): string {
  return run.replace(/[0-9A-Fa-f]{2}/g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}
