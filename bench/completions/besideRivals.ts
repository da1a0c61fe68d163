// Our pipeline beside the rivals of npm, in real time over the wire: three slices of the recording, everyone at once on each.
import { median } from '../row.ts';
import {
  atLeastRow,
  atMostRow,
  type CompletionRow,
  economies,
  forSpeed,
  labelOf,
  pointOf,
  scoreLine,
} from './besideReference.ts';
import { interpolated } from './curve.ts';
import type { ServerSpeed } from './fakeServer.ts';
import { ourPipeline } from './ours.ts';
import { replay } from './replay.ts';
import { coverage, requestsPer100, type Score, tokensPerCovered } from './score.ts';
import { type Recording, type Session, session } from './session.ts';
import { cancelledInBand, exactOverBill } from './wire/ledgerAndBill.ts';
import type { Policy } from './wire/oneReplay.ts';
import { installed, type Rival } from './wire/rivals.ts';
import { overWire, type WireScore } from './wire/sideBySide.ts';

const RIVALS = ['Copilot', 'Continue', 'Tabby'] as const satisfies readonly Rival[];
/** What needs nothing from npm. */
const OWN = ['ours', 'reference', 'idle'] as const satisfies readonly Policy[];
const SLICES = 3;
/** Typing in each slice. */
const SLICE_MS = 150_000;

/** One slice at one speed: everyone over the wire, and our economy settings in simulated time. */
interface Round {
  readonly wire: ReadonlyMap<Policy, WireScore>;
  readonly economies: readonly Score[];
}

export async function besideRivals(
  recording: Recording,
  speeds: readonly ServerSpeed[],
  cache: string,
): Promise<readonly CompletionRow[]> {
  const folders = await installedRivals(cache);
  const rounds = speeds.map((speed) => ({ speed, rounds: [] as Round[] }));
  for (let slice = 0; slice < SLICES; slice++) {
    const from = Math.floor((recording.steps.length * slice) / SLICES);
    // A recording shorter than a slice is typed from its start each time, with other answers.
    const typed = session(recording, { seed: slice, longestMs: SLICE_MS });
    const whole = typed.steps.length < recording.steps.length;
    const sliced = whole ? session(recording, { seed: slice, from, longestMs: SLICE_MS }) : typed;
    await Promise.all(
      rounds.map(async (at) => at.rounds.push(await oneRound(sliced, at.speed, slice, folders))),
    );
  }
  return rounds.flatMap(({ speed, rounds: all }) => {
    console.log(`\n${labelOf(recording, speed)}: real time, median of ${SLICES} slices`);
    for (const policy of ['ours', 'reference', ...RIVALS] as const) {
      const scores = all.map(({ wire }) => wire.get(policy)).filter((score) => score !== undefined);
      console.log(scores.length < SLICES ? `${policy.padEnd(16)} not measured` : wireLine(policy, scores));
    }
    return forSpeed(rowsOf(all), speed);
  });
}

/** Those that could be fetched. */
async function installedRivals(cache: string): Promise<ReadonlyMap<Rival, string>> {
  const folders = new Map<Rival, string>();
  for (const rival of RIVALS) {
    try {
      folders.set(rival, await installed(rival, cache));
    } catch (error) {
      console.log(`${rival} is not measured: ${error instanceof Error ? error.message : error}`);
    }
  }
  return folders;
}

async function oneRound(
  sliced: Session,
  speed: ServerSpeed,
  seed: number,
  folders: ReadonlyMap<Rival, string>,
): Promise<Round> {
  const wire = new Map<Policy, WireScore>();
  await Promise.all(
    [...OWN.map((policy) => [policy, ''] as const), ...folders].map(async ([policy, folder]) => {
      try {
        wire.set(policy, await overWire({ policy, folder, session: sliced, speed, seed }));
      } catch (error) {
        console.log(`${policy} is not measured: ${error instanceof Error ? error.message : error}`);
      }
    }),
  );
  const swept: Score[] = [];
  for (const economy of economies)
    swept.push(await replay(ourPipeline({ economy }), sliced, { speed, seed }));
  return { wire, economies: swept };
}

function wireLine(policy: string, scores: readonly WireScore[]): string {
  const of = (value: (score: WireScore) => number): number => median(scores.map(value));
  return [
    scoreLine(policy, scores),
    `overhead ${of((score) => median(score.overheadMs)).toFixed(0)} ms`,
    `CPU ${(of((score) => score.cpuMs) / 1000).toFixed(1)} s`,
    `resident ${of((score) => score.residentMb).toFixed(0)} MB`,
  ].join('   ');
}

type Figure = (score: WireScore, idle: WireScore) => number;

function rowsOf(rounds: readonly Round[]): readonly CompletionRow[] {
  const ratios = (policy: Policy, rival: Rival, of: Figure): readonly number[] =>
    rounds.flatMap(({ wire }) => {
      const [one, theirs, idle] = [wire.get(policy), wire.get(rival), wire.get('idle')];
      if (one === undefined || theirs === undefined || idle === undefined) return [];
      return [of(one, idle) / of(theirs, idle)];
    });
  const over = (what: string, rival: Rival, bound: number, of: Figure): CompletionRow => {
    const ours = ratios('ours', rival, of);
    const named = `${what} ÷ ${rival}`;
    return ours.length < SLICES
      ? notMeasured(named, rival)
      : atMostRow(named, median(ours), 'x', bound, rival);
  };
  const cpu = beyondIdle((score) => score.cpuMs);
  const ours = rounds.map(({ wire }) => wire.get('ours')).filter((score) => score !== undefined);
  return [
    over('requests', 'Copilot', 1, (score) => score.requests),
    over('tokens per covered key', 'Continue', 0.8, tokensPerCovered),
    over('overhead p50', 'Tabby', 0.6, (score) => median(score.overheadMs)),
    {
      ...over('CPU', 'Copilot', 0.2, cpu),
      beside: `Copilot (reference's own ${median(ratios('reference', 'Copilot', cpu)).toFixed(2)})`,
    },
    over(
      'resident memory',
      'Copilot',
      0.2,
      beyondIdle((score) => score.residentMb),
    ),
    atMostRow(
      'overhead over the server, real time, p50',
      median(ours.map((one) => median(one.overheadMs))),
      'ms',
      60,
    ),
    ...RIVALS.map((rival) => curveRow(rounds, rival)),
    ...ledgerRows(ours),
  ];
}

/** What the replay itself takes in a process is nobody's load. */
function beyondIdle(of: (score: WireScore) => number): Figure {
  return (score, idle) => of(score) - of(idle);
}

/** Our coverage where we would send as many requests as the rival, by our economy settings. */
function curveRow(rounds: readonly Round[], rival: Rival): CompletionRow {
  const what = `coverage at its requests ÷ ${rival}`;
  const ratios = rounds.flatMap(({ wire, economies: swept }) => {
    const theirs = wire.get(rival);
    if (theirs === undefined) return [];
    return [interpolated(swept.map(pointOf), requestsPer100(theirs)) / coverage(theirs)];
  });
  return ratios.length < SLICES ? notMeasured(what, rival) : atLeastRow(what, median(ratios), 1, rival);
}

function ledgerRows(ours: readonly WireScore[]): readonly CompletionRow[] {
  const beside = "the server's bill";
  const exact = median(ours.map(exactOverBill));
  const inBand = Math.min(...ours.map(cancelledInBand));
  const row = (what: string, value: number): CompletionRow => ({
    what,
    value: Number(value.toPrecision(6)),
    unit: 'x',
    bound: '= 1',
    holds: value === 1,
    beside,
  });
  return [
    row('ledger ÷ bill, exact receipts', exact),
    row('cancelled requests billed within their band', inBand),
  ];
}

/** What could not be measured does not hold. */
function notMeasured(what: string, beside: string): CompletionRow {
  return {
    what: `${what}: not measured`,
    value: Number.NaN,
    unit: '',
    bound: '',
    holds: false,
    beside,
  };
}
