// `npm run bench -- context`: of the names that a person was about to type and that only the rest of the workspace knows, how many does the gathered context hold?
// It compares what is put into a prompt, not what a model makes of it.

import { wordsOf } from '../src/core/completion/neighbourhood/words.ts';
import { estimateTextTokens } from '../src/core/tokens/estimator.ts';
import { corpus } from './context/corpus.ts';
import { type LanguageServer, languageServer } from './context/languageServer.ts';
import { ourContext } from './context/ours.ts';
import { type HeldPlace, placesIn } from './context/places.ts';
import { atMost, type Measured, median } from './row.ts';

export const id = 'context';

const TOKENS = 1000;
const PLACES = 30;
const SEED = 7;

export async function run(): Promise<readonly Measured[]> {
  const { workspaces, require } = await corpus();
  const took: number[] = [];
  const tokens: number[] = [];
  const ours = new Count();
  for (const workspace of workspaces) {
    const places = placesIn(workspace, PLACES, SEED);
    const server: LanguageServer | null = workspace.files.some(({ path }) => path.endsWith('.py'))
      ? null
      : languageServer(workspace, require);
    const here = new Count();
    for (const place of places) {
      const { text, tookMs } = ourContext(place, TOKENS, server);
      took.push(tookMs);
      tokens.push(estimateTextTokens(text));
      here.note(place, text);
    }
    ours.add(here);
    console.log(
      `${workspace.name.padEnd(12)}${workspace.files.length} files, ${places.length} places: ${here.words()}`,
    );
  }
  console.log(`all: ${ours.words()}, ${Math.round(median(tokens))} tokens`);
  return [
    {
      id,
      what: 'names held at 1,000 tokens',
      value: Number(ours.share.toPrecision(3)),
      unit: '',
      bound: '≥ 0.5',
      holds: ours.share >= 0.5,
    },
    atMost(id, 'choosing, p50', median(took), 'ms', 15),
  ];
}

/** Names that were wanted, and those of them that a context held. */
class Count {
  wanted = 0;
  held = 0;
  wantedOfFile = 0;
  heldOfFile = 0;

  note(place: HeldPlace, context: string): void {
    const has = new Set(wordsOf(context));
    for (const name of place.wanted) {
      this.wanted += 1;
      if (has.has(name)) this.held += 1;
      if (place.isElsewhere(name)) {
        this.wantedOfFile += 1;
        if (has.has(name)) this.heldOfFile += 1;
      }
    }
  }

  add(other: Count): void {
    this.wanted += other.wanted;
    this.held += other.held;
    this.wantedOfFile += other.wantedOfFile;
    this.heldOfFile += other.heldOfFile;
  }

  get share(): number {
    return this.held / this.wanted;
  }

  words(): string {
    return `${this.held} of ${this.wanted} names held (${this.share.toFixed(2)}); of those that the file has nowhere else ${(this.heldOfFile / this.wantedOfFile).toFixed(2)}`;
  }
}
