// The suites that `npm test` knows: what each runs and what it needs.
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, sep } from 'node:path';

export const root = join(import.meta.dirname, '..');
const canary = 'test/e2e/canary.test.ts';
const mocha = [
  join(root, 'node_modules/mocha/bin/mocha.js'),
  '--reporter',
  join(root, 'scripts/countingReporter.cjs'),
];

/** One process. */
export interface Job {
  readonly name: string;
  readonly args: readonly string[];
}

export const suites = ['unit', 'webview', 'editor', 'e2e'] as const;
export type Suite = (typeof suites)[number];

export type Need = 'chromium' | 'code-server' | 'build';

export const needs: Readonly<Record<Suite, readonly Need[]>> = {
  unit: [],
  webview: ['chromium', 'build'],
  editor: ['chromium', 'code-server', 'build'],
  e2e: ['chromium', 'code-server', 'build'],
};

/** In the order of their names. */
function filesOf(suite: Suite): readonly string[] {
  const pattern = `test/${suite}/**/*.test.ts`;
  const found = globSync(pattern, { cwd: root }).map((file) => file.replaceAll(sep, '/'));
  return found.toSorted();
}

/** A job of walks in the real editor. */
export function walks(name: string, files: readonly string[]): Job {
  const setUp = ['--timeout', '180000', '--require', join(root, 'test/e2e/closeEditors.ts')];
  return { name, args: [...mocha, ...setUp, ...files] };
}

/** What a suite comes to: jobs that may run beside each other, and those that need the machine for themselves, after them. */
interface Plan {
  readonly shares: readonly Job[];
  readonly alone: readonly Job[];
}

/** How many jobs run beside each other. */
export const lanes = Math.min(4, availableParallelism());

/** Tests that hold a stopwatch to what they do: these have the machine to themselves. */
export const timed: readonly string[] = [
  'test/unit/siliconflow/wire.test.ts',
  'test/unit/store/faults.test.ts',
  'test/unit/store/history.test.ts',
  'test/unit/store/locked.test.ts',
];

/** Those that take longest, longest first: each share begins with its part of them. */
export const longest: readonly string[] = [
  'test/unit/regularExpressions.test.ts',
  'test/unit/editor/requests/books.test.ts',
  'test/unit/editor/requests/racingWindows.test.ts',
  'test/unit/editor/showRequest/shownIsSent.test.ts',
  'test/unit/editor/chat/forecastHonesty.test.ts',
  'test/unit/bench/completions.test.ts',
  'test/unit/scripts/onNode24.test.ts',
];

/**
 * The walks that share a desk, so that only one share needs it, and such of the others that both shares take about as long.
 * Those that are not named here are the second share.
 */
export const firstWalks: readonly string[] = [
  'apply',
  'attachments',
  'composing',
  'conversation',
  'failures',
  'history',
  'mentions',
  'places',
  'question',
  'rendering',
  'stream',
  'ghostTextGrows',
  'ghostTextRefused',
  'ghostTextTrouble',
  'ghostText',
  'guard',
  'hostileRepository',
  'looks',
  'preview',
].map((name) => `test/e2e/suite/${name}.test.ts`);

/** Two shares, each with a browser and desks of its own. */
function dealtWalks(): Plan {
  const found = filesOf('e2e').filter((file) => file !== canary);
  const isFirst = (file: string): boolean => firstWalks.includes(file);
  const first = found.filter(isFirst);
  // The canary comes last: it looks at what the others have left behind.
  const second = [...found.filter((file) => !isFirst(file)), canary];
  return { shares: [walks('e2e-1', first), walks('e2e-2', second)], alone: [] };
}

/** The files of a suite, dealt out to so many shares. */
function dealt(suite: Suite, timeoutMs: number, count: number): Plan {
  const found = filesOf(suite);
  const isTimed = (file: string): boolean => timed.includes(file);
  const files = [...new Set([...longest, ...found])].filter((file) => found.includes(file) && !isTimed(file));
  const job = (name: string, some: readonly string[]): Job => ({
    name: `${suite}-${name}`,
    args: [...mocha, '--timeout', String(timeoutMs), ...some],
  });
  const shares = Array.from({ length: count }, (_, share) =>
    job(
      String(share + 1),
      files.filter((_file, at) => at % count === share),
    ),
  );
  const last = found.filter(isTimed);
  return { shares, alone: last.length > 0 ? [job('timed', last)] : [] };
}

export function planOf(suite: Suite): Plan {
  switch (suite) {
    case 'unit':
      return dealt(suite, 60_000, 6);
    case 'webview':
      return dealt(suite, 60_000, 4);
    case 'editor':
      return { shares: [{ name: suite, args: [join(root, 'test/editor/runSuite.ts')] }], alone: [] };
    case 'e2e':
      return dealtWalks();
  }
}
