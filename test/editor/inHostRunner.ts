// Runs inside the extension host: mocha over the bundled suite files that lie beside this bundle.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { reportMark } from './reportMark.ts';

/** Called by VS Code. Resolves when every test passed, rejects otherwise: that becomes the exit code. */
export async function run(): Promise<void> {
  Mocha.reporters.Base.consoleLog = (...parts: readonly unknown[]) => {
    for (const line of format(...parts).split('\n')) console.log(`${reportMark}${line}`);
  };
  process.setSourceMapsEnabled(true);
  const reporter = process.env.SILICONFLOW_TEST_REPORTER;
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false, ...(reporter ? { reporter } : {}) });
  for (const file of globSync('suite/**/*.test.cjs', { cwd: __dirname }).sort())
    mocha.addFile(join(__dirname, file));
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}
