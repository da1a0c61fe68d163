// Puts something into the cache folder exactly once, also when several processes ask at the same moment.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const staleMs = 30_000;

/**
 * Runs `install(folder)` unless `folder` carries a stamp that says `version`. Others wait for the one that installs; a
 * lock whose owner died is taken over, because its owner renews it every five seconds.
 */
export async function installOnce(
  folder: string,
  version: string,
  install: (folder: string) => Promise<void>,
): Promise<void> {
  const stamp = join(folder, '.installed');
  const lock = `${folder}.lock`;
  const isInstalled = (): boolean => existsSync(stamp) && readFileSync(stamp, 'utf8') === version;
  mkdirSync(join(folder, '..'), { recursive: true });
  while (!isInstalled()) {
    if (!tryLock(lock)) {
      await sleep(200);
      continue;
    }
    const renewal = setInterval(() => utimesSync(lock, new Date(), new Date()), 5_000);
    try {
      if (isInstalled()) return;
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      await install(folder);
      writeFileSync(stamp, version);
    } finally {
      clearInterval(renewal);
      rmSync(lock, { force: true });
    }
  }
}

function tryLock(lock: string): boolean {
  try {
    if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > staleMs) rmSync(lock, { force: true });
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    // Someone else holds it, or has just let go: ask again.
    return false;
  }
}
