// A key in the environment: offered, never taken. A container can inject one, and other tools use the names for both sites.
import { cleanKey, judgeKey } from '../../core/account/keyShape.ts';
import type { Memory } from '../../core/account/memory.ts';
import type { Place } from '../../core/account/place.ts';
import { fingerprint } from './fingerprint.ts';

export interface EnvironmentKey {
  /** Name of the variable. */
  readonly name: string;
  readonly key: string;
  readonly fingerprint: string;
}

/** Names in the order in which they are tried (siliconflow-api.md §1: other tools' names). */
const names = {
  cn: ['SILICONFLOW_CN_API_KEY', 'SILICONFLOW_API_KEY'],
  global: ['SILICONFLOW_API_KEY'],
  custom: [],
} as const;

/** The environment's key for a site, or null. One that could not be a key is passed over. */
export function environmentKey(
  place: Place,
  environment: Readonly<Record<string, string | undefined>>,
): EnvironmentKey | null {
  // A gateway elsewhere is offered no key that was meant for SiliconFlow; a server on this machine is the person's own.
  for (const name of place.site === 'custom' && place.local ? names.global : names[place.site]) {
    const key = cleanKey(environment[name] ?? '');
    if (judgeKey(key)?.kind === 'impossible') continue;
    return { name, key, fingerprint: fingerprint(key) };
  }
  return null;
}

/** Has the person said yes to this very key for this very site? */
export function isConfirmed(memory: Memory, place: Place, key: EnvironmentKey): boolean {
  return confirmedFingerprint(memory, place) === key.fingerprint;
}

/** Fingerprint of the key the person has said yes to for this site. */
export function confirmedFingerprint(memory: Memory, place: Place): string | undefined {
  return memory.get(confirmationKey(place));
}

/** Remembers the yes. Only the fingerprint is kept. */
export async function confirm(memory: Memory, place: Place, key: EnvironmentKey): Promise<void> {
  await memory.set(confirmationKey(place), key.fingerprint);
}

/** Takes the yes back, so that the key is only on offer again. */
export async function withdraw(memory: Memory, place: Place): Promise<void> {
  await memory.set(confirmationKey(place), undefined);
}

function confirmationKey(place: Place): string {
  return `environmentKey.${place.site}`;
}
