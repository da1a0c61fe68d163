// What a run of the suites amounts to: counts added up, and a suite that ran nothing is a failure.
import { existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';

const countsOfFile = v.object({ passes: v.number(), failures: v.number(), pending: v.number() });
const countsSchema = v.object({
  ...countsOfFile.entries,
  files: v.record(v.string(), countsOfFile),
  /** What failed, in the order in which it did, each with the first words of its error. */
  failed: v.array(v.object({ title: v.string(), reason: v.string() })),
});

export type Counts = v.InferOutput<typeof countsSchema>;

export interface SuiteResult {
  readonly suite: string;
  readonly exitCode: number;
  /** undefined when the suite died before it could count. */
  readonly counts: Counts | undefined;
}

/** Reads what the counting reporter wrote; undefined when there is no such file or it is cut. */
export function readCounts(file: string): Counts | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return v.parse(countsSchema, JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** The files in which something failed. */
export function failedFiles({ files }: Counts): readonly string[] {
  return Object.keys(files).filter((file) => (files[file]?.failures ?? 0) > 0);
}

/** The counts of a run of which some files were run once more: what these files came to the second time is what counts. */
export function withRepeated(first: Counts, again: Counts): Counts {
  const files = { ...first.files, ...again.files };
  const sum = (what: keyof v.InferOutput<typeof countsOfFile>): number =>
    Object.values(files).reduce((total, file) => total + file[what], 0);
  const failed = [...first.failed, ...again.failed];
  return { passes: sum('passes'), failures: sum('failures'), pending: sum('pending'), files, failed };
}

/** One line for each test that failed, with what it said, for whoever gets to see no more than the end of the output. */
export function failuresOf(results: readonly SuiteResult[]): readonly string[] {
  return results.flatMap(({ suite, counts }) =>
    (counts?.failed ?? []).map(
      ({ title, reason }) => `failed in ${suite}: ${title}: ${reason.replace(/\s+/g, ' ')}`,
    ),
  );
}

/** Sums up. A suite that died, ran no test, or exited with an error for no counted reason counts as one failure more. */
export function sumUp(results: readonly SuiteResult[]): {
  readonly passed: number;
  readonly failed: number;
  readonly notes: readonly string[];
} {
  let passed = 0;
  let failed = 0;
  const notes: string[] = [];
  for (const { suite, exitCode, counts } of results) {
    passed += counts?.passes ?? 0;
    failed += counts?.failures ?? 0;
    if (counts === undefined) notes.push(`${suite}: ended with code ${exitCode} before its tests were over.`);
    else if (counts.passes + counts.failures === 0) notes.push(`${suite}: ran no test.`);
    else if (exitCode !== 0 && counts.failures === 0)
      notes.push(`${suite}: every test passed, yet it ended with code ${exitCode}.`);
  }
  return { passed, failed: failed + notes.length, notes };
}
