// Child processes that never outlive this one: each gets a process group of its own, and all groups are ended together.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const alive = new Set<ChildProcess>();
let guarded = false;

/** Starts a program in a process group of its own. It ends with this process at the latest, also on Ctrl+C. */
export function startChild(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ChildProcess {
  guardExit();
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  alive.add(child);
  // The group can outlive its leader, so a child is forgotten only by stopChild.
  child.once('error', () => alive.delete(child));
  return child;
}

/** Ends a child and everything it started: asks first, and after `graceMs` insists. Resolves when it is gone. */
export async function stopChild(child: ChildProcess, graceMs = 3_000): Promise<void> {
  alive.delete(child);
  const gone = hasEnded(child) ? Promise.resolve() : once(child, 'exit');
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
  await gone;
  clearTimeout(timer);
  signalGroup(child, 'SIGKILL');
}

export async function stopAllChildren(): Promise<void> {
  await Promise.all([...alive].map((child) => stopChild(child)));
}

/** Runs a program to its end with its output shown; resolves with its exit code. */
export async function runToEnd(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<number> {
  const child = startChild(command, args, { stdio: 'inherit', ...options });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  await stopChild(child);
  return code ?? 1;
}

/** Runs a program to its end with its output shown line by line, each after its name: for what runs beside others. */
export async function runNamed(
  name: string,
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<number> {
  const child = startChild(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const input of [child.stdout, child.stderr])
    if (input) createInterface({ input }).on('line', (line) => console.log(`${name} | ${line}`));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  await stopChild(child);
  return code ?? 1;
}

/** Runs a program to its end and keeps what it prints. */
export async function runQuietly(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<{ readonly code: number; readonly output: string }> {
  const child = startChild(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  alive.delete(child);
  return { code, output };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The whole group is gone already: that is what was wanted.
  }
}

function guardExit(): void {
  if (guarded) return;
  guarded = true;
  process.on('exit', () => {
    for (const child of alive) signalGroup(child, 'SIGKILL');
  });
  const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      void stopAllChildren().finally(() => process.exit(signals[signal]));
    });
  }
}
