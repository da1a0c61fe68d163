// Ours and the rivals at once, each in a process of its own, in real time: their waits are timers that nobody else can wind.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { slimOpenai } from '../../../scripts/bundling/slimOpenai.ts';
import { startChild, stopChild } from '../../../scripts/children.ts';
import { type Billed, FakeServer, type ServerSpeed } from '../fakeServer.ts';
import { type Score, scoreOf } from '../score.ts';
import type { Session } from '../session.ts';
import { machineMs, RealClock } from '../simulatedClock.ts';
import { serveOverWire } from './httpServer.ts';
import type { Plan, Policy, Told } from './oneReplay.ts';

/** A replay over the wire, as score and as load. */
export interface WireScore extends Score {
  readonly policy: Policy;
  readonly cpuMs: number;
  readonly residentMb: number;
  readonly bill: readonly Billed[];
  readonly books?: Told['books'];
}

export interface WireRun {
  readonly policy: Policy;
  readonly folder: string;
  readonly session: Session;
  readonly speed: ServerSpeed;
  readonly seed: number;
}

/** Beyond the typing itself: start, last answers, end. */
const GRACE_MS = 60_000;

/** Replays once; throws with the child's last words when it fails. */
export async function overWire({ policy, folder, session, speed, seed }: WireRun): Promise<WireScore> {
  const zeroMs = machineMs();
  const server = new FakeServer(new RealClock(zeroMs), session, speed, seed);
  const wire = await serveOverWire(server);
  const scratch = mkdtempSync(join(tmpdir(), 'replay-'));
  const file = join(scratch, 'plan.json');
  const plan: Plan = {
    policy,
    folder,
    baseUrl: wire.baseUrl,
    zeroMs,
    steps: session.steps,
    initial: [...session.initial],
    resets: [...session.resets].map(([at, files]) => [at, [...files]]),
  };
  writeFileSync(file, JSON.stringify(plan));
  const program = join(scratch, 'oneReplay.cjs');
  try {
    await bundle(program);
    const { log, ...rest } = await childTells([program, file], (session.steps.at(-1)?.atMs ?? 0) + GRACE_MS);
    return { policy, ...scoreOf(log, server.bill, server.mostOpen), bill: server.bill, ...rest };
  } finally {
    rmSync(scratch, { recursive: true });
    await wire.close();
  }
}

/** As one file of JavaScript, in the form in which ours is shipped (esbuild.mjs); the rivals load what they publish. */
async function bundle(program: string): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, 'oneReplay.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [slimOpenai],
    logLevel: 'error',
  });
}

async function childTells(words: readonly string[], withinMs: number): Promise<Told> {
  const child = startChild(process.execPath, words, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let lastWords = '';
  child.stderr?.on('data', (piece: Buffer) => {
    lastWords = (lastWords + piece.toString()).slice(-2000);
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Told>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('it did not end in time')), withinMs);
      child.once('message', (told: Told) => resolve(told));
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${lastWords}`)));
    });
  } finally {
    clearTimeout(timer);
    await stopChild(child);
  }
}
