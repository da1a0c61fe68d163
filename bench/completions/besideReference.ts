// Our pipeline beside the reference policy and the naive one, in simulated time: the same figures on every machine.
import type { Economy } from '../../src/core/completion/settings.ts';
import { type Measured, median } from '../row.ts';
import type { DriverKind } from './driver.ts';
import type { ServerSpeed } from './fakeServer.ts';
import { ourPipeline } from './ours.ts';
import { naivePolicy, referencePolicy } from './policies.ts';
import { replay } from './replay.ts';
import { coverage, fromMemory, quotient, requestsPer100, type Score, tokensPerCovered } from './score.ts';
import { type Recording, session } from './session.ts';

/** A row of the one benchmark that all of this belongs to. */
export type CompletionRow = Omit<Measured, 'id'>;

export const economies = ['thrifty', 'balanced', 'generous'] as const satisfies readonly Economy[];

const SEEDS = [0, 1, 2];
/** From here on a server is slow, and the bound on coverage another. */
const SLOW_MS = 500;

interface Trio {
  readonly ours: Score;
  readonly reference: Score;
  readonly naive: Score;
}

export async function besideReference(
  recording: Recording,
  speed: ServerSpeed,
  edits: number,
): Promise<readonly CompletionRow[]> {
  const trios: Trio[] = [];
  for (const seed of SEEDS) {
    const score = (kind: DriverKind): Promise<Score> =>
      replay(kind, session(recording, { seed, count: edits }), { speed, seed });
    trios.push({
      ours: await score(ourPipeline()),
      reference: await score(referencePolicy),
      naive: await score(naivePolicy),
    });
  }
  console.log(
    `\n${labelOf(recording, speed)}: ${trios[0]?.ours.edits ?? 0} edits, median of ${SEEDS.length}`,
  );
  for (const policy of ['naive', 'reference', 'ours'] as const) {
    console.log(
      scoreLine(
        policy,
        trios.map((trio) => trio[policy]),
      ),
    );
  }
  return rowsOf(trios, speed);
}

/** Fewer and surer against more: prints what each economy setting costs and covers. */
export async function sweep(recording: Recording, speed: ServerSpeed, edits: number): Promise<void> {
  for (const economy of economies) {
    const scores: Score[] = [];
    for (const seed of SEEDS) {
      scores.push(
        await replay(ourPipeline({ economy }), session(recording, { seed, count: edits }), { speed, seed }),
      );
    }
    console.log(scoreLine(`ours, ${economy}`, scores));
  }
}

export function labelOf(recording: Recording, { ttftMs, tokenMs, emptyShare = 0 }: ServerSpeed): string {
  const silent = emptyShare > 0 ? `, ${100 * emptyShare} % of places without an answer` : '';
  return `${recording.name}, ${ttftMs} ms + ${tokenMs} ms a token${silent}`;
}

export function scoreLine(policy: string, scores: readonly Score[]): string {
  const of = (value: (score: Score) => number): number => median(scores.map(value));
  return [
    policy.padEnd(16),
    `coverage ${(100 * of(coverage)).toFixed(1)} %`,
    `wrong ${(100 * of((score) => score.wrong / score.typed)).toFixed(1)} %`,
    `requests per 100 edits ${of(requestsPer100).toFixed(1)}`,
    `tokens per covered key ${of(tokensPerCovered).toFixed(0)}`,
    `without request ${(100 * of(fromMemory)).toFixed(0)} %`,
  ].join('   ');
}

function rowsOf(trios: readonly Trio[], speed: ServerSpeed): readonly CompletionRow[] {
  const ratio = (of: (score: Score) => number): number =>
    median(trios.map((trio) => of(trio.ours) / of(trio.reference)));
  const worst = (of: (score: Score) => number): number => Math.max(...trios.map((trio) => of(trio.ours)));
  const { ours } = { ours: trios.map((trio) => trio.ours) };
  const beside = 'reference';
  return [
    atLeastRow('coverage ÷ reference', ratio(coverage), speed.ttftMs >= SLOW_MS ? 1.15 : 1, beside),
    atLeastRow('(predicted ÷ wrong) ÷ reference', ratio(quotient), 1.5, beside),
    atMostRow(
      'requests ÷ reference',
      ratio((score) => score.requests),
      'x',
      0.9,
      beside,
    ),
    shareRow(median(ours.map(fromMemory)), ratio(fromMemory)),
    atMostRow(
      'requests while typed equals shown',
      worst((score) => score.askedWhileFitting),
      'requests',
      0,
    ),
    atMostRow(
      'most requests open',
      worst((score) => score.mostOpen),
      'requests',
      2,
    ),
    atMostRow('overhead over the server, p50', median(ours.map((one) => median(one.overheadMs))), 'ms', 60),
    atMostRow(
      'errors',
      worst((score) => score.errors.length),
      'errors',
      0,
    ),
  ];
}

/** The reference answers up to nine in ten from memory where runs are long; 1.15 times that is more than all. */
function shareRow(share: number, besideReference: number): CompletionRow {
  return {
    what: 'share without request ÷ reference',
    value: Number(besideReference.toPrecision(3)),
    unit: 'x',
    bound: `≥ 1.15, or share ≥ 0.95 (is ${share.toFixed(2)})`,
    holds: besideReference >= 1.15 || share >= 0.95,
    beside: 'reference',
  };
}

/** Shown with three significant digits, judged with all. */
export function atLeastRow(what: string, value: number, bound: number, beside: string): CompletionRow {
  return {
    what,
    value: Number(value.toPrecision(3)),
    unit: 'x',
    bound: `≥ ${bound}`,
    holds: value >= bound,
    beside,
  };
}

export function atMostRow(
  what: string,
  value: number,
  unit: string,
  bound: number,
  beside?: string,
): CompletionRow {
  return {
    what,
    value: Number(value.toPrecision(3)),
    unit,
    bound: `≤ ${bound}`,
    holds: value <= bound,
    ...(beside === undefined ? {} : { beside }),
  };
}
