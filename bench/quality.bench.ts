// `npm run bench -- quality`: holes cut into open code of twelve languages, answered rightly and with the real faults of models.
// After the pipeline the file parses at least as often as with the raw answer, and what is shown is never less right than it. The
// answers are made from the right one, not a model's own: the set judges the transforms, not a model.
import { Cut } from '../src/core/completion/cut.ts';
import { judge, wantsBlock } from '../src/core/completion/judged.ts';
import { type Snapshot, takeSnapshot } from '../src/core/completion/snapshot.ts';
import { answers } from './quality/faults.ts';
import { type Hole, holesIn } from './quality/holes.ts';
import { type Parses, qualitySources } from './quality/sources.ts';
import type { Measured } from './row.ts';

export const id = 'quality';

const HOLES = 27;
const CUT_LIMITS = { characters: 1200, lines: 30 };
const MOST_LINES = 30;

interface Tally {
  cases: number;
  shown: number;
  rawParses: number;
  parses: number;
  rawRight: number;
  right: number;
}

export async function run(options: readonly string[] = []): Promise<readonly Measured[]> {
  const isVerbose = options.includes('--faults');
  const byFault = new Map<string, Tally>();
  const byLanguage = new Map<string, Tally>();
  let holes = 0;
  let languages = 0;
  for (const source of await qualitySources()) {
    const cut = holesIn(source, HOLES);
    holes += cut.length;
    languages += cut.length > 0 ? 1 : 0;
    for (const hole of cut) {
      for (const [name, answer] of Object.entries(answers)) {
        const seen = outcome(hole, answer(hole), source.parses);
        add(byFault, name, seen);
        add(byLanguage, hole.languageId, seen);
        const isWorse = (seen.rawParses && !seen.parses) || (seen.rawRight && !seen.right);
        if (isVerbose && isWorse) tell(hole, name, answer(hole), seen);
      }
    }
  }
  console.log(`\n${holes} holes in ${languages} languages, each answered in ${byFault.size} ways`);
  console.log(
    'answer                          shown   parses: raw, ours    right or its beginning: raw, ours',
  );
  for (const [name, tally] of [...byFault, ...byLanguage]) console.log(line(name, tally));
  const all = [...byFault.values()];
  const worst = (of: (tally: Tally) => number): number => Math.min(...all.map(of));
  const row = (what: string, value: number, bound: number): Measured => ({
    id,
    what,
    value: Number(value.toPrecision(3)),
    unit: '',
    bound: `≥ ${bound}`,
    holds: value >= bound,
  });
  return [
    row('holes', holes, 300),
    row('languages', languages, 12),
    row(
      'parses after ÷ before, worst answer',
      worst(({ parses, rawParses }) => ratio(parses, rawParses)),
      1,
    ),
    row(
      'right after ÷ before, worst answer',
      worst(({ right, rawRight }) => ratio(right, rawRight)),
      1,
    ),
  ];
}

/** What was never there cannot be lost. */
function ratio(after: number, before: number): number {
  return before === 0 ? 1 : after / before;
}

interface Seen {
  readonly text: string | null;
  readonly rawParses: boolean;
  readonly parses: boolean;
  readonly rawRight: boolean;
  readonly right: boolean;
}

/** One answer, put in as it came and as the pipeline shows it; where nothing is shown nothing is put in. */
function outcome(hole: Hole, raw: string, parses: Parses): Seen {
  const { left, middle, right } = hole;
  const at = placeOf(hole);
  const cut = new Cut(at, CUT_LIMITS);
  // In pieces, as it streams.
  for (let k = 0; k < raw.length && cut.reason === undefined; k += 5) cut.push(raw.slice(k, k + 5));
  if (cut.reason === undefined) cut.end();
  const judged = judge(cut.text, at, { block: wantsBlock(at), maxLines: MOST_LINES, growing: false });
  const insertion = judged.ok ? judged.insertion : { text: '', replaceRight: 0 };
  const after = right.slice(insertion.replaceRight);
  return {
    text: judged.ok ? insertion.text : null,
    rawParses: parses(left + raw + right),
    parses: parses(left + insertion.text + after),
    rawRight: isRight(raw + right, middle + right, raw),
    right: insertion.text !== '' && isRight(insertion.text + after, middle + right, insertion.text),
  };
}

/** The same text as was there, or a beginning of it. */
function isRight(now: string, was: string, inserted: string): boolean {
  if (inserted.trim() === '') return false;
  return now === was || was.startsWith(inserted.trimEnd());
}

function placeOf({ left, right, languageId, indentUnit }: Hole): Snapshot {
  return takeSnapshot({
    uri: 'file:///hole',
    scheme: 'file',
    languageId,
    version: 1,
    text: left + right,
    offset: left.length,
    eol: '\n',
    indentUnit,
    selectionCount: 1,
    selectionEmpty: true,
  });
}

function add(tallies: Map<string, Tally>, name: string, seen: Seen): void {
  const tally = tallies.get(name) ?? { cases: 0, shown: 0, rawParses: 0, parses: 0, rawRight: 0, right: 0 };
  tally.cases += 1;
  tally.shown += Number(seen.text !== null);
  tally.rawParses += Number(seen.rawParses);
  tally.parses += Number(seen.parses);
  tally.rawRight += Number(seen.rawRight);
  tally.right += Number(seen.right);
  tallies.set(name, tally);
}

function line(name: string, { cases, shown, rawParses, parses, rawRight, right }: Tally): string {
  const share = (count: number): string => `${((100 * count) / cases).toFixed(1)} %`.padStart(8);
  return `${name.padEnd(30)}${share(shown)}${share(rawParses)}${share(parses)}   ${share(rawRight)}${share(right)}`;
}

function tell({ languageId, kind, left, right }: Hole, name: string, raw: string, seen: Seen): void {
  const around = `${JSON.stringify(left.slice(-60))} | ${JSON.stringify(right.slice(0, 40))}`;
  console.log(
    `${languageId}, ${kind}, ${name}: ${around}\n  raw  ${JSON.stringify(raw.slice(0, 160))}\n  ours ${JSON.stringify(seen.text)}`,
  );
}
