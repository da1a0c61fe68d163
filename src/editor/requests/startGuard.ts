// Puts together what decides which files and texts may leave: the window's guard, what feeds it, and what a person let through.
import { createVault } from '../../core/outgoing/vault.ts';
import type { Clock, Log, Random } from '../../core/ports.ts';
import type { EditorSettings } from '../account/editorSettings.ts';
import type { StatusSection } from '../statusBar/section.ts';
import { ExcludedHere } from './excludedHere.ts';
import { followGuardFiles } from './guardFiles.ts';
import { StoredGrants } from './keptGrants.ts';
import type { ReadableSpace } from './polledMemory.ts';
import { PrivateTexts } from './privateTexts.ts';
import { WindowGuard } from './windowGuard.ts';

export interface GuardParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly settings: EditorSettings;
  /** The store's memory; null without a store. */
  readonly stored: ReadableSpace | null;
  /** Another file is at hand, or the rules for it have changed. */
  readonly onChange: () => void;
}

export interface Guarding {
  readonly guard: WindowGuard;
  readonly grants: StoredGrants;
  readonly privateTexts: PrivateTexts;
  /** What the status bar says of the file at hand. */
  readonly section: StatusSection;
  dispose(): void;
}

export function startGuard({ clock, random, log, settings, stored, onChange }: GuardParts): Guarding {
  const vault = createVault(random.id().toUpperCase().slice(0, 8));
  const grants = new StoredGrants({ stored, clock, masked: (placeholder) => vault.behind(placeholder) });
  const guard = new WindowGuard(vault, grants);
  const privateTexts = new PrivateTexts(guard);
  const excludedHere = new ExcludedHere(guard, privateTexts, onChange);
  const files = followGuardFiles(guard, settings, clock, log);
  return {
    guard,
    grants,
    privateTexts,
    section: excludedHere.section,
    dispose: () => {
      for (const part of [files, excludedHere, privateTexts]) part.dispose();
    },
  };
}
