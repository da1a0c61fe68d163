// Reads `.env` files as the programs do that load them: what stands in one is what must not leave.
import { type KnownValue, longestValue } from './knownValues.ts';

const assignment =
  /^[ \t]{0,40}(?:(?:export|set|setx)[ \t]{1,8}|\$env:)?([\w.-]{1,100})[ \t]{0,40}(?:=|:[ \t])(.*)$/i;
/** A quoted value may go on over this many lines. */
const mostLines = 200;

/**
 * Names and values: `export`, quotes, escapes, values of several lines and references to earlier names are read; comments
 * and broken lines are passed over. A value of several lines counts line by line as well.
 */
export function parseEnv(text: string): readonly KnownValue[] {
  const values: KnownValue[] = [];
  const latest = new Map<string, string>();
  const lines = text.split(/\r\n|\r|\n/);
  for (const [at, line] of lines.entries()) {
    const [, name, raw] = assignment.exec(line) ?? [];
    if (name === undefined || raw === undefined) continue;
    const quoted = quotedValue(raw.trimStart(), lines, at);
    const value = quoted?.value ?? (raw.trim().split(/\s#/)[0] ?? '').trimEnd();
    const whole = quoted?.quote === "'" ? value : resolved(value, latest);
    latest.set(name, whole);
    for (const one of new Set([value, whole, ...(whole.includes('\n') ? whole.split('\n') : [])]))
      if (one !== '') values.push({ name, value: one });
  }
  return values;
}

/**
 * The value that begins with a quote on line `first`, of which `rest` is what stands there; null without an end. The lines
 * it takes are read on their own as well: one quote that is missing must not hide what follows it.
 */
function quotedValue(
  rest: string,
  lines: readonly string[],
  first: number,
): { readonly value: string; readonly quote: string } | null {
  const quote = rest.charAt(0);
  if (quote === '' || !'"\'`'.includes(quote)) return null;
  let value = '';
  for (let number = first; number < Math.min(lines.length, first + mostLines); number += 1) {
    const line = number === first ? rest.slice(1) : (lines[number] ?? '');
    for (let at = 0; at < line.length; at += 1) {
      const character = line.charAt(at);
      if (character === quote) return { value, quote };
      const isEscape = character === '\\' && quote === '"' && at + 1 < line.length;
      if (isEscape) at += 1;
      value += isEscape ? unescaped(line.charAt(at)) : character;
    }
    value += '\n';
  }
  return null;
}

function unescaped(letter: string): string {
  const meant = { n: '\n', r: '\r', t: '\t' }[letter];
  return meant ?? (/["\\$`]/.test(letter) ? letter : `\\${letter}`);
}

const reference = /\$(?:\{(\w{1,100})(?:[:?-][^{}]{0,200})?\}|(\w{1,100}))/g;

/** With references replaced by what the file said before; a value that would grow without bound stays as it is written. */
function resolved(value: string, latest: ReadonlyMap<string, string>): string {
  if (value.length > longestValue) return value;
  const whole = value.replace(reference, (written, braced, bare) => latest.get(braced ?? bare) ?? written);
  return whole.length > longestValue ? value : whole;
}
