// `npm run bench -- context`: of the names that a person was about to type and that only the rest of the workspace knows, how many does the gathered context hold?
// Beside it what Copilot's similar-files snippets hold of them, as its package on npm chooses them from the same files. It compares
// what is put into a prompt, not what a model makes of it. Continue's and Tabby's snippets are not measured: the queries by which
// Continue finds imports are not in its package, and Tabby's agent is handed its declarations and snippets by an editor plug-in.
import { wordsOf } from '../src/core/completion/neighbourhood/words.ts';
import { estimateTextTokens } from '../src/core/tokens/estimator.ts';
import { copilotContext, type RivalContext } from './context/copilot.ts';
import { corpus } from './context/corpus.ts';
import { type LanguageServer, languageServer } from './context/languageServer.ts';
import { ourContext } from './context/ours.ts';
import { type HeldPlace, placesIn } from './context/places.ts';
import { prefixBytes } from './context/prefixShare.ts';
import { atMost, type Measured, median } from './row.ts';

export const id = 'context';

const TOKENS = 1000;
const PLACES = 30;
const SEED = 7;

/** Places of each workspace that are typed for the share of the prefix cache. */
const TYPED = 8;

export async function run(): Promise<readonly Measured[]> {
  const { workspaces, require } = await corpus();
  const copilot: RivalContext | null = await copilotContext().catch((error: unknown) => {
    console.log(`Copilot not measured: ${error instanceof Error ? error.message : error}`);
    return null;
  });
  const took: number[] = [];
  const once: number[] = [];
  const tokens: number[] = [];
  const ours = new Count();
  const theirs = new Count();
  const bytes = { all: 0, same: 0 };
  for (const workspace of workspaces) {
    const places = placesIn(workspace, PLACES, SEED);
    const server: LanguageServer | null = workspace.files.some(({ path }) => path.endsWith('.py'))
      ? null
      : languageServer(workspace, require);
    const here = new Count();
    const there = new Count();
    for (const place of places) {
      const { text, tookMs, onceMs } = ourContext(place, TOKENS, server);
      took.push(tookMs);
      once.push(onceMs);
      tokens.push(estimateTextTokens(text));
      here.note(place, text);
      if (copilot !== null) there.note(place, await copilot(place, TOKENS));
    }
    const typed = prefixBytes(places.slice(0, TYPED), true);
    bytes.all += typed.all;
    bytes.same += typed.same;
    ours.add(here);
    theirs.add(there);
    const beside = copilot === null ? '' : `; Copilot ${there.share.toFixed(2)}`;
    console.log(
      `${workspace.name.padEnd(12)}${workspace.files.length} files, ${places.length} places: ${here.words()}${beside}`,
    );
  }
  console.log(`all: ${ours.words()}, ${Math.round(median(tokens))} tokens`);
  return [
    atLeast('names held at 1,000 tokens', ours.share, '', 0.5),
    ...(copilot === null
      ? []
      : [atLeast('the same ÷ Copilot', ours.share / theirs.share, 'x', 1.3, 'chat-lib 0.66.0')]),
    atLeast('bytes as in the prompt before', bytes.same / bytes.all, '', 0.9),
    {
      ...atMost(id, 'choosing ÷ looking for words once', median(took) / median(once), 'x', 20),
      beside: `${median(took).toPrecision(2)} ms, p50`,
    },
  ];
}

function atLeast(what: string, value: number, unit: string, least: number, beside?: string): Measured {
  return {
    id,
    what,
    value: Number(value.toPrecision(3)),
    unit,
    bound: `≥ ${least}`,
    holds: value >= least,
    ...(beside === undefined ? {} : { beside }),
  };
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
