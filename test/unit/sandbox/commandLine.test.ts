// `node test/sandbox/main.ts` as a process: one JSON line when it listens, and a quiet end on SIGTERM.
import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { KEYS } from '../../sandbox/keys.ts';
import { at } from './peer.ts';

const MAIN = fileURLToPath(new URL('../../sandbox/main.ts', import.meta.url));

describe('the sandbox as a command', () => {
  it('prints its address, serves, and ends when told to', async () => {
    const child = spawn(process.execPath, [MAIN, '--port', '0', '--site', 'global', '--list-faults']);
    try {
      const [line] = await once(createInterface({ input: child.stdout }), 'line');
      const ready: unknown = JSON.parse(String(line));
      assert.equal(at(ready, 'key'), KEYS.global);
      const headers = { authorization: `Bearer ${KEYS.global}` };
      const models: unknown = await (
        await fetch(`${at(ready, 'baseUrl')}/models?sub_type=chat`, { headers })
      ).json();
      assert.match(JSON.stringify(models), /"sandbox\/cut-after"/);
    } finally {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      const [code, signal] = await exit;
      assert.ok(process.platform === 'win32' || (code === 0 && signal === null), `${code} ${signal}`);
    }
  }).timeout(60_000);
});
