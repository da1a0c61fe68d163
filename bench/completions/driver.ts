// What a completion pipeline must offer to be replayed. The policies and our pipeline answer it in simulated time, the same and the rivals over the wire.
import type { ServerAnswer, ServerRequest } from './fakeServer.ts';
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
  dispose?(): void | Promise<void>;
}

export interface DriverWorld {
  readonly clock: ReplayClock;
  readonly server: { answer(request: ServerRequest, signal: AbortSignal): Pick<ServerAnswer, 'tokens'> };
}

export interface DriverKind {
  readonly name: string;
  create(world: DriverWorld): Driver;
}

export function uriOf(state: EditorState): string {
  return `file:///repository/${state.file}`;
}
