// Runs in-host tests in the browser-run VS Code, told by the flags of a desktop one.
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format, parseArgs } from 'node:util';
import { closeSharedBrowser, RealEditor } from './realEditor.ts';
import { reportMark } from './reportMark.ts';

/** A host that says nothing for this long is taken for dead. */
const silenceMs = 120_000;

const results = join(import.meta.dirname, '../../test-results');
const hostLog = join(results, 'editor-host.log');

/** Runs the tests that `--extensionTestsPath` names and resolves with the exit code: 0 when `run()` resolved. */
export async function runInHostTests(args: readonly string[]): Promise<number> {
  // Unknown flags are those that only a desktop has a use for.
  const { values, positionals } = parseArgs({ args: [...args], strict: false, allowPositionals: true });
  const { extensionDevelopmentPath, extensionTestsPath } = values;
  if (typeof extensionDevelopmentPath !== 'string' || typeof extensionTestsPath !== 'string') {
    console.error('The launcher wants --extensionDevelopmentPath and --extensionTestsPath.');
    return 2;
  }
  mkdirSync(results, { recursive: true });
  rmSync(hostLog, { force: true });
  const editor = await RealEditor.start({ developmentPath: resolve(extensionDevelopmentPath) });
  try {
    return await new Promise<number>((done, failed) => {
      const fail = (): void => {
        failed(
          new Error(`The extension host said nothing for ${silenceMs / 1_000} s:\n${editor.server.output()}`),
        );
      };
      let timer = setTimeout(fail, silenceMs);
      const onLog = (type: string, lines: readonly unknown[]): void => {
        clearTimeout(timer);
        timer = setTimeout(fail, silenceMs);
        show(type, lines);
      };
      const onExit = (code: number): void => {
        clearTimeout(timer);
        done(code);
      };
      const workspace = positionals[0] === undefined ? undefined : resolve(positionals[0]);
      editor.openWindow({ workspace, testsPath: resolve(extensionTestsPath), onExit, onLog }).catch(failed);
    });
  } finally {
    await editor.stop();
    await closeSharedBrowser();
  }
}

/** The workbench carries hundreds of lines of its own: the log file gets all, the person those of the test report. */
function show(type: string, lines: readonly unknown[]): void {
  const line = format(...lines);
  appendFileSync(hostLog, `${type}: ${line}\n`);
  if (line.startsWith(reportMark)) console.log(line.slice(reportMark.length));
}
