// `npm test [-- SUITE …]`: fetches what the tests need, builds once, runs the suites in order, ends with `N passed, N failed`.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from '../test/editor/chromium.ts';
import { installCodeServer } from '../test/editor/codeServer.ts';
import { buildExtension } from './buildExtension.ts';
import { runToEnd } from './children.ts';
import { readCounts, type SuiteResult, sumUp } from './testCounts.ts';

const root = join(import.meta.dirname, '..');
const results = join(root, 'test-results');
const mochaBin = join(root, 'node_modules/mocha/bin/mocha.js');
const reporter = ['--reporter', join(root, 'scripts/countingReporter.cjs')];

interface Suite {
  readonly args: readonly string[];
  readonly needs: readonly ('chromium' | 'code-server' | 'build')[];
}

const suites: Readonly<Record<string, Suite>> = {
  unit: { args: [mochaBin, ...reporter, '--timeout', '20000', 'test/unit/**/*.test.ts'], needs: [] },
  webview: {
    args: [mochaBin, ...reporter, '--timeout', '60000', 'test/webview/**/*.test.ts'],
    needs: ['chromium', 'build'],
  },
  editor: {
    args: [join(root, 'test/editor/runSuite.ts')],
    needs: ['chromium', 'code-server', 'build'],
  },
  e2e: {
    args: [
      mochaBin,
      ...reporter,
      ...['--timeout', '180000', '--require', join(root, 'test/e2e/closeEditors.ts')],
      'test/e2e/suite/*.test.ts',
      // Last: it looks at what all the others have left behind.
      'test/e2e/canary.test.ts',
    ],
    needs: ['chromium', 'code-server', 'build'],
  },
};

const preparations = {
  chromium: findChromium,
  'code-server': installCodeServer,
  build: () => buildExtension(root),
};

async function runSuite(name: string, suite: Suite): Promise<SuiteResult> {
  console.log(`\n== ${name} ==`);
  const countsFile = join(results, `${name}.counts.json`);
  rmSync(countsFile, { force: true });
  const startMs = performance.now();
  const exitCode = await runToEnd(process.execPath, suite.args, {
    cwd: root,
    env: { ...process.env, SILICONFLOW_TEST_COUNTS: countsFile },
  });
  const counts = readCounts(countsFile);
  const seconds = ((performance.now() - startMs) / 1_000).toFixed(1);
  const pending = counts?.pending ? `, ${counts.pending} pending` : '';
  console.log(
    `== ${name}: ${counts?.passes ?? 0} passed, ${counts?.failures ?? 0} failed${pending}, ${seconds} s ==`,
  );
  return { suite: name, exitCode, counts };
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}; the suites are ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}
const chosen = Object.entries(suites).filter(([name]) => wanted.length === 0 || wanted.includes(name));
mkdirSync(results, { recursive: true });
try {
  for (const need of new Set(chosen.flatMap(([, suite]) => suite.needs))) await preparations[need]();
  const done: SuiteResult[] = [];
  for (const [name, suite] of chosen) done.push(await runSuite(name, suite));
  const { passed, failed, notes } = sumUp(done);
  console.log('');
  for (const note of notes) console.log(note);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
