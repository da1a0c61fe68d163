// Children of our scripts: when one is stopped, what it started is gone too.
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { runQuietly, startChild, stopChild } from '../../../scripts/children.ts';

const children = new URL('../../../scripts/children.ts', import.meta.url).href;

describe('a child process', () => {
  it('ends with its own children, also one that ignores the polite request', async function () {
    if (process.platform === 'win32') this.skip();
    const grandchild =
      'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log(process.pid)';
    const code = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' }); setInterval(() => {}, 1000)`;
    const child = startChild(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    // The output closes only when the last process that holds it is gone.
    const closed = once(child, 'close');
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    await stopChild(child, 200);
    await closed;
  });

  it('answers with its exit code and both outputs', async () => {
    const run = await runQuietly(process.execPath, [
      '-e',
      'console.log(1); console.error(2); process.exit(3)',
    ]);
    assert.equal(run.code, 3);
    assert.deepEqual(run.output.trim().split('\n').sort(), ['1', '2']);
  });

  it('beside others is shown line by line after its name, both outputs to their last line', async () => {
    const beside = `import { runNamed } from ${JSON.stringify(children)};
      process.exitCode = await runNamed('one', process.execPath, ['-e', 'console.log("a"); console.log("b"); console.error("c"); process.exit(3)']);`;
    const run = await runQuietly(process.execPath, ['--input-type=module', '-e', beside]);
    assert.equal(run.code, 3);
    assert.deepEqual(run.output.trim().split('\n').sort(), ['one | a', 'one | b', 'one | c']);
  });

  it('that cannot be started is an error', async () => {
    await assert.rejects(runQuietly('/no/such/program', []));
  });
});
