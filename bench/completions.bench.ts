// `npm run bench -- completions [--trace FILE]… [--ttft MS] [--token MS] [--empty SHARE] [--edits COUNT] [--no-rivals]`: replays typing against our pipeline,
// beside a naive and a reference policy in simulated time, and beside the rivals of npm in real time (about nine minutes for each recording; `--no-rivals` leaves them out).
// It compares policies, not products: the server knows the answers and is right in a fixed share of places, prompts have the size each client chooses, nobody presses Tab,
// and Copilot runs without its own model and experiments.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run as hits } from './completionHit.bench.ts';
import { besideReference } from './completions/besideReference.ts';
import { besideRivals } from './completions/besideRivals.ts';
import { ownHistory } from './completions/history.ts';
import { recording } from './completions/recordings.ts';
import type { Measured } from './row.ts';

export const id = 'completions';

const MOST_EDITS = 6000;
const DEFAULT_SPEEDS = [
  { ttftMs: 250, tokenMs: 8 },
  { ttftMs: 600, tokenMs: 15 },
];
const root = join(import.meta.dirname, '..');

export async function run(options: readonly string[]): Promise<readonly Measured[]> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      trace: { type: 'string', multiple: true, default: [] },
      ttft: { type: 'string' },
      token: { type: 'string' },
      empty: { type: 'string', default: '0' },
      edits: { type: 'string', default: String(MOST_EDITS) },
      rivals: { type: 'boolean', default: true },
    },
    allowNegative: true,
    strict: false,
  });
  const files = [values.trace].flat().filter((file) => typeof file === 'string');
  const recordings = files.length > 0 ? files.map((file) => recording(file)) : [ownHistory(root)];
  const emptyShare = Number(values.empty);
  const speeds = (
    values.ttft === undefined && values.token === undefined
      ? DEFAULT_SPEEDS
      : [{ ttftMs: Number(values.ttft ?? 250), tokenMs: Number(values.token ?? 8) }]
  ).map((speed) => ({ ...speed, emptyShare }));
  const rows: Omit<Measured, 'id'>[] = [...(await hits())];
  for (const one of recordings) {
    const of: Omit<Measured, 'id'>[] = [];
    for (const speed of speeds) of.push(...(await besideReference(one, speed, Number(values.edits))));
    if (values.rivals === true) of.push(...(await besideRivals(one, speeds, join(root, '.cache'))));
    rows.push(
      ...of.map((row) => (recordings.length > 1 ? { ...row, what: `${one.name}, ${row.what}` } : row)),
    );
  }
  return rows.map((row) => ({ ...row, id }));
}
