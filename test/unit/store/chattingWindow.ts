// A window as a process of its own that has a conversation open: it polls as a window does, gives the lease to who asks for
// it, and takes it again when it is free. Started by sessionLeases.test.ts as `node chattingWindow.ts FOLDER WINDOW SESSION`.
import { openStore, pollMs } from '../../../src/store/openStore.ts';
import { realClock } from './storeFixture.ts';

const [folder = '', windowId = '', sessionId = ''] = process.argv.slice(2);
const opened = await openStore({ folder, windowId, clock: realClock });
if (!opened.ok) throw new Error(opened.failure.detail);
const store = opened.value;
let told = '';

function tell(by: string): void {
  if (by !== told) process.stdout.write(`${by}\n`);
  told = by;
}

async function follow(): Promise<void> {
  const held = store.leases.heldBy(sessionId);
  if (!held.ok) return;
  if (held.value.by === 'me' && held.value.isWanted) {
    await store.leases.release(sessionId);
    tell('other');
  } else if (held.value.by === 'nobody') {
    const claimed = await store.leases.claim(sessionId);
    if (claimed.ok) tell(claimed.value.by);
  } else tell(held.value.by);
}

store.onDidChange(() => void follow());
await follow();
setInterval(() => store.poll(), pollMs);
