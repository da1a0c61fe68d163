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

function named(names: readonly string[]): readonly string[] {
  return names.map((name) => `test/e2e/suite/${name}.test.ts`);
}

/**
 * The first share, in its order: the walks that share a desk stand beside each other and come last, so that no window stays
 * open for long that nobody uses, and one that leaves a desk unfit for others is the last at it.
 */
export const firstWalks: readonly string[] = named([
  'ghostText',
  'hostileRepository',
  'looks',
  'ghostTextGrows',
  'ghostTextRefused',
  'ghostTextTrouble',
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
  'forecast',
  'preview',
]);

/** What the second share begins with, in this order and for the same reason; then come all that are named nowhere here. */
export const secondWalks: readonly string[] = named(['guard', 'statusBar', 'diagnose']);

/** Two shares, each with a browser and desks of its own. */
function dealtWalks(): Plan {
  const isNamed = (file: string): boolean =>
    file === canary || firstWalks.includes(file) || secondWalks.includes(file);
  const others = filesOf('e2e').filter((file) => !isNamed(file));
  // The canary comes last: it looks at what the others have left behind.
  const second = [...secondWalks, ...others, canary];
  return { shares: [walks('e2e-1', firstWalks), walks('e2e-2', second)], alone: [] };
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
