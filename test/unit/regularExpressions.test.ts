// No regular expression of the extension takes long for any text: each literal is judged by recheck, which looks for a
// text on which the work grows faster than its length (https://makenowjust-labs.github.io/recheck/), and that text is tried.
import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { runQuietly } from '../../scripts/children.ts';
import { onLanes } from '../../scripts/lanes.ts';
import { sourceFiles } from '../../scripts/sourceText.ts';
import { installOnce } from '../editor/lockedInstall.ts';
import { spentMs } from './fakes/spentMs.ts';

const root = join(import.meta.dirname, '../..');
const tools = 'recheck@4.5.0 acorn@8.19.0';
const folder = join(root, '.cache/recheck-4.5.0');
const safeFile = join(root, '.cache/recheck-safe.json');
const atOnce = 2;

/**
 * Files whose patterns only ever meet short texts: the line that cuts them. There a pattern may be slow by a power of the
 * length (the search for such texts is by chance, so which of them are found changes from run to run), never exponentially.
 */
const cutBefore: Readonly<Record<string, RegExp>> = {
  'src/core/apply/definitions.ts': /if \(text\.length > 500\) return '';/,
  'src/core/apply/elision.ts':
    /if \(text === '' \|\| text\.length > longest \|\| isInFile\(text\)\) return false;/,
  'src/core/apply/namedFile.ts': /if \(line\.length > longestLine\) return null;/,
  'webview/markdown/fileReference.ts': /if \(text\.length > longest \|\|/,
  'src/siliconflow/errors.ts': /const read = words\.message\.slice\(0, longestRead\);/,
};

type Tokens = Iterable<{ readonly type: { readonly label: string }; readonly value?: unknown }>;
const verdictSchema = v.looseObject({
  status: v.picklist(['safe', 'vulnerable', 'unknown']),
  complexity: v.optional(v.looseObject({ type: v.string(), summary: v.string() })),
  attack: v.optional(v.looseObject({ pattern: v.string(), string: v.string() })),
});
/** Ways of the checker; one that runs out of time has no verdict. */
type Limits = Readonly<Record<'timeout' | 'maxRepeatCount' | 'maxSimpleRepeatCount', number>>;
/** About all texts; with bounds of repetitions as high as ours this can grow beyond measure. */
const byReason: Limits = { timeout: 4_000, maxRepeatCount: 600, maxSimpleRepeatCount: 600 };
/** As the checker does by itself: where bounds are high it tries texts by chance. Seconds on a machine with nothing else to do. */
const byChance: Limits = { timeout: 120_000, maxRepeatCount: 30, maxSimpleRepeatCount: 30 };
/** A text that takes the square of its length costs seconds: the checker makes it so long. */
const slowMs = 100;
const regularExpression = v.object({ pattern: v.string(), flags: v.string() });

interface Tools {
  readonly tokens: (code: string) => Tokens;
  readonly check: (source: string, flags: string, limits: Limits) => Promise<unknown>;
}

async function installed(): Promise<Tools> {
  await installOnce(folder, tools, async () => {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const { code, output } = await runQuietly(
      'npm',
      ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...tools.split(' ')],
      { cwd: folder, shell: process.platform === 'win32' },
    );
    if (code !== 0) throw new Error(`The checker of regular expressions cannot be fetched: ${output}`);
  });
  const { resolve } = createRequire(join(folder, 'package.json'));
  const load = async (name: string): Promise<Record<string, unknown>> =>
    import(pathToFileURL(resolve(name)).href);
  const named = async (name: string, key: string): Promise<(...args: readonly unknown[]) => unknown> => {
    const made = (await load(name))[key];
    if (typeof made !== 'function') throw new Error(`${name} has no ${key}.`);
    return (...args) => Reflect.apply(made, undefined, args);
  };
  const tokenizer = await named('acorn', 'tokenizer');
  const check = await named('recheck', 'check');
  return {
    tokens: (code) => tokenizer(code, { ecmaVersion: 'latest', sourceType: 'module' }) as Tokens,
    // It does not know the flag v; what is used of it means the same with u.
    check: async (source, flags, limits) => check(source, flags.replace('v', 'u'), limits),
  };
}

/** Literals by how they are written, with the file that holds them. */
function literals(tokens: Tools['tokens']): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { path, text } of sourceFiles(root, ['src/**/*.ts', 'webview/**/*.ts'])) {
    for (const token of tokens(stripTypeScriptTypes(text))) {
      if (token.type.label !== 'regexp') continue;
      const { pattern, flags } = v.parse(regularExpression, token.value);
      found.set(`/${pattern}/${flags}`, path);
    }
  }
  return found;
}

/** Literals that were found safe before. */
function knownSafe(): readonly string[] {
  if (!existsSync(safeFile)) return [];
  const parsed = v.safeParse(v.array(v.string()), JSON.parse(readFileSync(safeFile, 'utf8')));
  return parsed.success ? parsed.output : [];
}

/** Nothing in it repeats: from each place of a text it takes at most so many steps as it has signs of its own. */
const repeatsNothing = (literal: string): boolean => !/[*+{]/.test(literal);

/** Null when it is safe, else why it is not; `meetsLong`: a text that slows it down by a power of its length is tried. */
async function judge(check: Tools['check'], literal: string, meetsLong: boolean): Promise<string | null> {
  const end = literal.lastIndexOf('/');
  const within = async (limits: Limits): Promise<v.InferOutput<typeof verdictSchema>> =>
    v.parse(verdictSchema, await check(literal.slice(1, end), literal.slice(end + 1), limits));
  const first = await within(byReason);
  const verdict = first.status === 'unknown' ? await within(byChance) : first;
  if (verdict.status === 'safe') return null;
  // Where the checker can only try texts by chance, it reckons from short ones how slow a long one would be.
  if (meetsLong && verdict.complexity?.type === 'polynomial' && verdict.attack) {
    const pattern = new RegExp(literal.slice(1, end), literal.slice(end + 1));
    if (spentMs(() => pattern.test(verdict.attack?.string ?? '')) < slowMs) return null;
  }
  return `${verdict.complexity?.summary ?? verdict.status}: ${verdict.attack?.pattern ?? ''}`.slice(0, 200);
}

describe('the regular expressions of src and webview', () => {
  let judged: (literal: string, meetsLong: boolean) => Promise<string | null>;
  let all: ReadonlyMap<string, string>;

  before(async function () {
    this.timeout(120_000);
    const { tokens, check } = await installed();
    all = literals(tokens);
    judged = (literal, meetsLong) => judge(check, literal, meetsLong);
  });

  it('are found: a pattern that is known to be slow is judged so', async function () {
    this.timeout(120_000);
    assert.ok(all.size > 200, `${all.size} literals`);
    assert.match((await judged('/^(a|a)*$/', true)) ?? '', /exponential/);
    assert.match((await judged('/^a*a*$/', true)) ?? '', /polynomial/);
  });

  it('take no longer than a text is long, or are only given short texts', async function () {
    this.timeout(400_000);
    const safe = new Set(knownSafe());
    const open = [...all].filter(([literal]) => !safe.has(literal) && !repeatsNothing(literal));
    const slow: string[] = [];
    await onLanes(atOnce, open, async ([literal, path]) => {
      const isExcused = path in cutBefore;
      const why = await judged(literal, !isExcused);
      if (why === null) safe.add(literal);
      else if (!isExcused || /exponential/.test(why)) slow.push(`${path}: ${literal} ${why}`);
    });
    mkdirSync(join(root, '.cache'), { recursive: true });
    writeFileSync(safeFile, JSON.stringify([...safe], null, 1));
    assert.deepEqual(slow, []);
  });

  it('that are excused meet short texts only', () => {
    for (const [path, cut] of Object.entries(cutBefore))
      assert.match(readFileSync(join(root, path), 'utf8'), cut);
  });
});
