// Our pipeline beside the reference policy and the naive one, in simulated time: the same figures on every machine.
import type { Economy } from '../../src/core/completion/settings.ts';
import { type Measured, median } from '../row.ts';
import { interpolated, type Point } from './curve.ts';
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

/** One seed: everyone on the same keys and the same answers. */
interface Round {
  readonly naive: Score;
  readonly reference: Score;
  /** Ours, by economy. */
  readonly thrifty: Score;
  readonly balanced: Score;
  readonly generous: Score;
}

export async function besideReference(
  recording: Recording,
  speed: ServerSpeed,
  edits: number,
): Promise<readonly CompletionRow[]> {
  const rounds: Round[] = [];
  for (const seed of SEEDS) {
    const score = (kind: DriverKind): Promise<Score> =>
      replay(kind, session(recording, { seed, count: edits }), { speed, seed });
    rounds.push({
      naive: await score(naivePolicy),
      reference: await score(referencePolicy),
      thrifty: await score(ourPipeline({ economy: 'thrifty' })),
      balanced: await score(ourPipeline()),
      generous: await score(ourPipeline({ economy: 'generous' })),
    });
  }
  console.log(
    `\n${labelOf(recording, speed)}: ${rounds[0]?.naive.edits ?? 0} edits, median of ${SEEDS.length}`,
  );
  for (const policy of ['naive', 'reference', ...economies] as const) {
    const name = policy === 'naive' || policy === 'reference' ? policy : `ours, ${policy}`;
    console.log(
      scoreLine(
        name,
        rounds.map((round) => round[policy]),
      ),
    );
  }
  return forSpeed(rowsOf(rounds, speed), speed);
}

/** Rows that say which server they were measured at. */
export function forSpeed(rows: readonly CompletionRow[], { ttftMs }: ServerSpeed): readonly CompletionRow[] {
  return rows.map((row) => ({ ...row, what: `${ttftMs} ms: ${row.what}` }));
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

function rowsOf(rounds: readonly Round[], speed: ServerSpeed): readonly CompletionRow[] {
  const ours = rounds.map((round) => round.balanced);
  const ratio = (of: (score: Score) => number): number =>
    median(rounds.map((round) => of(round.balanced) / of(round.reference)));
  const worst = (of: (score: Score) => number): number => Math.max(...ours.map(of));
  const onCurve = rounds.map(
    (round) =>
      interpolated(
        economies.map((economy) => pointOf(round[economy])),
        requestsPer100(round.reference),
      ) / coverage(round.reference),
  );
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
    atLeastRow('coverage at its requests ÷ reference', median(onCurve), 1, beside),
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

/** A place on the plane of coverage against requests. */
export function pointOf(score: Score): Point {
  return { x: requestsPer100(score), y: coverage(score) };
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
