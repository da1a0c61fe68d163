// `npm test [-- SUITE …]`: fetches what the tests need, builds once, runs the suites, ends with `N passed, N failed`.
// What fails in a browser, a walk or a page, is run once more by itself, and named, whatever the second time brings.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from '../test/editor/chromium.ts';
import { installCodeServer } from '../test/editor/codeServer.ts';
import { buildExtension } from './buildExtension.ts';
import { runNamed, runToEnd } from './children.ts';
import { onLanes } from './lanes.ts';
import { type Job, lanes, type Need, needs, planOf, root, type Suite, suites, walks } from './suites.ts';
import { failedFiles, failuresOf, readCounts, type SuiteResult, sumUp, withRepeated } from './testCounts.ts';

const results = join(root, 'test-results');
/** Tests that wait for what a browser draws, which a busy machine may draw late. */
const drawn = ['test/e2e/suite/', 'test/webview/'];
/** More than so many failed files are no accident of a busy machine. */
const repeatedFiles = 4;

const preparations: Readonly<Record<Need, () => Promise<unknown>>> = {
  chromium: findChromium,
  'code-server': installCodeServer,
  build: () => buildExtension(root),
};

/** `beside`: other jobs run meanwhile, so each line that it prints begins with its name. */
async function run({ name, args }: Job, beside = false): Promise<SuiteResult> {
  if (!beside) console.log(`\n== ${name} ==`);
  const countsFile = join(results, `${name}.counts.json`);
  rmSync(countsFile, { force: true });
  const startMs = performance.now();
  const options = { cwd: root, env: { ...process.env, SILICONFLOW_TEST_COUNTS: countsFile } };
  const exitCode = beside
    ? await runNamed(name, process.execPath, args, options)
    : await runToEnd(process.execPath, args, options);
  const counts = readCounts(countsFile);
  const seconds = ((performance.now() - startMs) / 1_000).toFixed(1);
  const pending = counts?.pending ? `, ${counts.pending} pending` : '';
  console.log(
    `== ${name}: ${counts?.passes ?? 0} passed, ${counts?.failures ?? 0} failed${pending}, ${seconds} s ==`,
  );
  return { suite: name, exitCode, counts };
}

/** All that may run beside each other, the longest first, so that no processor is idle before the end; then the rest. */
async function runSuites(chosen: readonly Suite[]): Promise<readonly SuiteResult[]> {
  const startMs = performance.now();
  const plans = chosen.map(planOf);
  const shares = plans.toReversed().flatMap((plan) => plan.shares);
  const results = [...(await onLanes(lanes, shares, (job) => run(job, shares.length > 1)))];
  for (const job of plans.flatMap(({ alone }) => alone)) results.push(await run(job));
  console.log(`== in all: ${((performance.now() - startMs) / 1_000).toFixed(1)} s ==`);
  return results;
}

/** The walks and pages that failed, once more and with the machine to themselves. Anything else that failed has failed. */
async function onceMore(done: readonly SuiteResult[]): Promise<readonly SuiteResult[]> {
  const failed = done.flatMap(({ counts }) => (counts ? failedFiles(counts) : []));
  const repeated = failed.filter((file) => drawn.some((folder) => file.startsWith(folder)));
  if (repeated.length === 0 || repeated.length > repeatedFiles) return done;
  const again = await run(walks('again', repeated));
  if (again.counts === undefined) return [...done, again];
  const { counts } = again;
  console.log(`Failed at first and run once more: ${repeated.join(', ')}`);
  return done.map((result) => {
    const own = result.counts && failedFiles(result.counts).filter((file) => repeated.includes(file));
    if (!result.counts || !own || own.length === 0) return result;
    const second = Object.fromEntries(Object.entries(counts.files).filter(([file]) => own.includes(file)));
    const both = withRepeated(result.counts, { ...counts, files: second });
    return { ...result, exitCode: both.failures === 0 ? 0 : result.exitCode, counts: both };
  });
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !suites.some((suite) => suite === name));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}; the suites are ${suites.join(', ')}.`);
  process.exit(2);
}
const chosen = suites.filter((name) => wanted.length === 0 || wanted.includes(name));
mkdirSync(results, { recursive: true });
try {
  for (const need of new Set(chosen.flatMap((suite) => needs[suite]))) await preparations[need]();
  const done = await onceMore(await runSuites(chosen));
  const { passed, failed, notes } = sumUp(done);
  console.log('');
  for (const line of failuresOf(done)) console.log(line);
  for (const note of notes) console.log(note);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
