// The suites that `npm test` knows: what each runs, what it needs, and how the walks are dealt out to run beside each other.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');
const mocha = [
  join(root, 'node_modules/mocha/bin/mocha.js'),
  '--reporter',
  join(root, 'scripts/countingReporter.cjs'),
];

/** One process. */
export interface Job {
  readonly name: string;
  readonly suite: string;
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

/** A job of walks in the real editor. */
export function walks(name: string, files: readonly string[]): Job {
  const setUp = ['--timeout', '180000', '--require', join(root, 'test/e2e/closeEditors.ts')];
  return { name, suite: 'e2e', args: [...mocha, ...setUp, ...files] };
}

export function jobsOf(suite: Suite): readonly Job[] {
  switch (suite) {
    case 'unit':
      return [{ name: suite, suite, args: [...mocha, '--timeout', '20000', 'test/unit/**/*.test.ts'] }];
    case 'webview':
      return [{ name: suite, suite, args: [...mocha, '--timeout', '60000', 'test/webview/**/*.test.ts'] }];
    case 'editor':
      return [{ name: suite, suite, args: [join(root, 'test/editor/runSuite.ts')] }];
    case 'e2e': {
      const [one, two] = inTwo();
      // The canary comes last: it looks at what the others have left behind.
      return [walks('e2e-1', one), walks('e2e-2', [...two, 'test/e2e/canary.test.ts'])];
    }
  }
}

/** Suites that share an editor stay together; the others go where less is to be done, as their length tells. */
function inTwo(): readonly [readonly string[], readonly string[]] {
  const all = globSync('test/e2e/suite/*.test.ts', { cwd: root })
    .sort()
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
  const atDesk = all.filter(({ text }) => text.includes('sharedDesk()'));
  const ghosts = all.filter(({ text }) => text.includes('sharedGhostDesk()'));
  const lengthOf = (walks: readonly { readonly text: string }[]): number =>
    walks.reduce((sum, { text }) => sum + text.length, 0);
  for (const walk of all)
    if (!atDesk.includes(walk) && !ghosts.includes(walk))
      (lengthOf(atDesk) <= lengthOf(ghosts) ? atDesk : ghosts).push(walk);
  return [atDesk.map(({ file }) => file), ghosts.map(({ file }) => file)];
}
