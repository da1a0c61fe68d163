// One pipeline replayed in a process of its own, in real time over the wire: `node oneReplay.cjs PLAN.json`. Tells its parent what came of it.
import { readFileSync } from 'node:fs';
import type { Driver } from '../driver.ts';
import { replayed } from '../replay.ts';
import type { ReplayLog } from '../score.ts';
import type { Step } from '../session.ts';
import { RealClock } from '../simulatedClock.ts';
import type { Books } from './ourDriver.ts';
import type { Rival } from './rivals.ts';

/** `idle` has nothing to say: what the replay itself takes. */
export type Policy = 'ours' | 'reference' | 'idle' | Rival;

/** What the child is told. */
export interface Plan {
  readonly policy: Policy;
  /** Where a rival is installed. */
  readonly folder: string;
  readonly baseUrl: string;
  /** Zero of the parent's clock. */
  readonly zeroMs: number;
  readonly steps: readonly Step[];
  readonly initial: readonly (readonly [string, string])[];
  readonly resets: readonly (readonly [number, readonly (readonly [string, string])[]])[];
}

/** What the child tells. */
export interface Told {
  readonly log: ReplayLog;
  /** Processor time over the second half of the typing: by then what is loaded and compiled at first use has been. */
  readonly cpuMs: number;
  /** Resident memory at the end. */
  readonly residentMb: number;
  readonly books?: Books;
}

/** Nobody carries what another one needs. */
async function driverOf({ policy, folder, baseUrl }: Plan): Promise<Driver & { books?(): Books }> {
  switch (policy) {
    case 'idle':
      return { provide: async () => null };
    case 'ours':
      return (await import('./ourDriver.ts')).ourDriver(baseUrl);
    case 'reference':
      return (await import('./referenceDriver.ts')).referenceDriver(baseUrl);
    case 'Copilot':
      return (await import('./copilotDriver.ts')).copilotDriver(folder, baseUrl);
    case 'Continue':
      return (await import('./continueDriver.ts')).continueDriver(folder, baseUrl);
    case 'Tabby':
      return (await import('./tabbyDriver.ts')).tabbyDriver(folder, baseUrl);
  }
}

async function main(planFile: string): Promise<void> {
  const plan: Plan = JSON.parse(readFileSync(planFile, 'utf8'));
  const driver = await driverOf(plan);
  const clock = new RealClock(plan.zeroMs);
  let before = process.cpuUsage();
  clock.at(clock.monotonicMs() + (plan.steps.at(-1)?.atMs ?? 0) / 2, () => {
    before = process.cpuUsage();
  });
  let after = before;
  const log = await replayed(
    {
      onEdit: (state, edits) => driver.onEdit?.(state, edits),
      provide: (state, signal) => driver.provide(state, signal),
      dispose: () => {
        after = process.cpuUsage();
        return driver.dispose?.();
      },
    },
    {
      steps: plan.steps,
      initial: new Map(plan.initial),
      resets: new Map(plan.resets.map(([at, files]) => [at, new Map(files)])),
    },
    clock,
  );
  const told: Told = {
    log,
    cpuMs: (after.user - before.user + after.system - before.system) / 1000,
    residentMb: process.memoryUsage.rss() / 2 ** 20,
    ...(driver.books === undefined ? {} : { books: driver.books() }),
  };
  process.send?.(told, () => process.exit(0));
}

void main(process.argv[2] ?? '');
