// The row `masking` of the numbers to hold: secrets masked in outgoing text, in ordinary source of installed packages.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { maskText } from '../src/core/outgoing/outgoing.ts';
import { createVault } from '../src/core/outgoing/vault.ts';
import type { Measured } from './row.ts';

const policy = { mode: 'mask', vault: createVault('BENCH0') } as const;

/** About `bytes` of TypeScript, JavaScript, JSON and Markdown. */
function sourceText(bytes: number): string {
  const root = new URL('../node_modules/', import.meta.url).pathname;
  const texts: string[] = [];
  let size = 0;
  for (const name of ['openai', 'valibot', 'lit', 'markdown-it', 'mocha', 'fast-check', 'highlight.js']) {
    for (const file of readdirSync(join(root, name), { recursive: true, encoding: 'utf8' })) {
      if (!/\.(?:[cm]?[jt]s|json|md)$/.test(file) || size >= bytes) continue;
      const text = readFileSync(join(root, name, file), 'utf8');
      texts.push(text);
      size += text.length;
    }
  }
  return texts.join('\n').slice(0, bytes);
}

/** Milliseconds of one call, the median of `rounds`. */
function medianMs(rounds: number, run: () => void): number {
  const times = Array.from({ length: rounds }, () => {
    const started = performance.now();
    run();
    return performance.now() - started;
  });
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}

export const id = 'masking';

export async function run(): Promise<readonly Measured[]> {
  const large = sourceText(4_000_000);
  const pieces = Array.from({ length: 20 }, (_, at) => large.slice(at * 100_000, (at + 1) * 100_000));
  for (const piece of pieces) maskText(piece, policy);
  const megabytesPerSecond = large.length / 1000 / medianMs(7, () => maskText(large, policy));
  const pieceMs = Math.max(...pieces.map((piece) => medianMs(9, () => maskText(piece, policy))));
  const row = (what: string, value: number, unit: string, bound: string, holds: boolean): Measured => {
    return { id, what, value: Math.round(value * 100) / 100, unit, bound, holds };
  };
  return [
    row('ordinary source masked', megabytesPerSecond, 'MB/s', '≥ 20', megabytesPerSecond >= 20),
    row('100 kB masked, slowest of 20 pieces', pieceMs, 'ms', '≤ 5', pieceMs <= 5),
  ];
}
