// A window as a process of its own: admits, "sends" (writes what the platform would bill to a file), settles, until the
// budget refuses. Started by windows.test.ts as `node spendingWindow.ts FOLDER WINDOW LIMIT ROUNDS [PER_MINUTE]`.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../../src/store/openStore.ts';
import { ask, estimated, exact, realClock } from './storeFixture.ts';

const [folder = '', windowId = '', limit = '0', rounds = '0', perMinute] = process.argv.slice(2);
const opened = await openStore({ folder, windowId, clock: realClock });
if (!opened.ok) throw new Error(opened.failure.detail);
const { ledger } = opened.value;
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

for (let n = 0; n < Number(rounds); n += 1) {
  const id = `${windowId}-${n}`;
  const admission = await ledger.admit(ask(id, { windowId, nowMs: Date.now() }), {
    dailyPico: BigInt(limit),
    ...(perMinute === undefined ? {} : { perMinutePico: BigInt(perMinute) }),
  });
  if (admission.kind === 'failed') throw new Error(admission.failure.detail);
  if (admission.kind === 'refused') break;
  // What the platform bills lies anywhere within what was admitted; a fixed pattern keeps runs alike.
  const cost = 1_000n + BigInt((n * 37) % (admission.outputTokens + 1)) * 10n;
  appendFileSync(join(folder, 'bill.txt'), `${id} ${cost}\n`);
  say('sent');
  const receipt = n % 5 === 0 ? estimated(id, cost - 10n, cost, cost + 10n) : exact(id, cost);
  const settled = await ledger.settle({ ...receipt, windowId });
  if (!settled.ok) throw new Error(settled.failure.detail);
}
opened.value.close();
say('over');
