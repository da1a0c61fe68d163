// The suites that `npm test` knows: what each runs and what it needs.
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
  return { name, args: [...mocha, ...setUp, ...files] };
}

export function jobOf(suite: Suite): Job {
  switch (suite) {
    case 'unit':
      return { name: suite, args: [...mocha, '--timeout', '20000', 'test/unit/**/*.test.ts'] };
    case 'webview':
      return { name: suite, args: [...mocha, '--timeout', '60000', 'test/webview/**/*.test.ts'] };
    case 'editor':
      return { name: suite, args: [join(root, 'test/editor/runSuite.ts')] };
    case 'e2e':
      // The canary comes last: it looks at what the others have left behind.
      return walks(suite, ['test/e2e/suite/*.test.ts', 'test/e2e/canary.test.ts']);
  }
}
