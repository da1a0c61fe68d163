// What a completion pipeline must offer to be replayed. Ours, the two policies and (from npm, in real time only) the rivals answer it.
import type { FakeServer } from './fakeServer.ts';
import type { TextEdit } from './session.ts';
import type { ReplayClock } from './simulatedClock.ts';

export interface EditorState {
  readonly file: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
  readonly caret: number;
}

export interface Driver {
  /** Called at each change, before the editor's own debounce. */
  onEdit?(state: EditorState, edits: readonly TextEdit[]): void;
  /** The text to show at the caret, or null. The signal aborts at the next change. */
  provide(state: EditorState, signal: AbortSignal): Promise<string | null>;
  /** Ghost text was put on screen for this state. */
  onShown?(state: EditorState, text: string): void;
  dispose?(): void | Promise<void>;
}

export interface DriverWorld {
  readonly clock: ReplayClock;
  readonly server: FakeServer;
}

export interface DriverKind {
  readonly name: string;
  create(world: DriverWorld): Driver | Promise<Driver>;
}
