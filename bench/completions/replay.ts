// The modelled editor, the same for everyone: 50 ms debounce, cancel on the next edit, ghost text that lives while the typed characters match it.
import type { Driver, DriverKind, EditorState } from './driver.ts';
import { FakeServer, type ServerSpeed } from './fakeServer.ts';
import { type Call, type ReplayLog, type Score, scoreOf } from './score.ts';
import type { Session, Step, Typing } from './session.ts';
import { applied } from './session.ts';
import { type ReplayClock, SimulatedClock } from './simulatedClock.ts';

/** `InlineCompletionsDebounce` of VS Code. */
const EDITOR_DEBOUNCE_MS = 50;
const AFTERGLOW_MS = 2500;

interface Ghost {
  readonly file: string;
  readonly at: number;
  readonly text: string;
}

interface Pending {
  readonly abort: AbortController;
  readonly call: Call;
  over: boolean;
}

const LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'typescript',
  js: 'javascript',
  mjs: 'javascript',
  json: 'json',
  rs: 'rust',
  py: 'python',
  go: 'go',
  java: 'java',
  kt: 'kotlin',
  c: 'c',
  h: 'c',
  cpp: 'cpp',
  yaml: 'yaml',
  yml: 'yaml',
  md: 'markdown',
  css: 'css',
  svelte: 'svelte',
};

/** A session in simulated time, driver and server in this process. */
export async function replay(
  kind: DriverKind,
  session: Session,
  { speed, seed }: { readonly speed: ServerSpeed; readonly seed: number },
): Promise<Score> {
  const clock = new SimulatedClock();
  const server = new FakeServer(clock, session, speed, seed);
  const log = await replayed(kind.create({ clock, server }), session, clock);
  return scoreOf(log, server.bill, server.mostOpen);
}

/** Types a session at one driver and disposes of it. */
export async function replayed(driver: Driver, typing: Typing, clock: ReplayClock): Promise<ReplayLog> {
  const texts = new Map(typing.initial);
  const startMs = clock.monotonicMs();
  const tally = { typed: 0, covered: 0, wrong: 0 };
  const calls: Call[] = [];
  const errors: string[] = [];
  let ghost: Ghost | undefined;
  let pending: Pending | undefined;
  let version = 1;

  function begin(state: EditorState, current: Pending): void {
    if (current.over) return;
    const { call } = current;
    call.beginMs = clock.monotonicMs();
    driver.provide(state, current.abort.signal).then(
      (text) => {
        call.endMs = clock.monotonicMs();
        if (current.over) return;
        current.over = true;
        if (text === null || text === '') return;
        ghost = { file: state.file, at: state.caret, text };
        call.shown = true;
      },
      (error: unknown) => {
        current.over = true;
        errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
      },
    );
  }

  function edited(step: Step, index: number): void {
    for (const [file, text] of typing.resets.get(index) ?? []) texts.set(file, text);
    const before = texts.get(step.file) ?? '';
    const text = applied(before, step.edits);
    texts.set(step.file, text);
    const edit = step.edits.length === 1 ? step.edits[0] : undefined;
    const inserted = edit !== undefined && edit[0] === edit[1] ? edit[2] : null;
    // The editor hides ghost text when the caret goes elsewhere.
    if (ghost !== undefined && (ghost.file !== step.file || ghost.at !== edit?.[0])) ghost = undefined;
    if (inserted?.length === 1) {
      tally.typed += 1;
      if (ghost !== undefined) tally[ghost.text.startsWith(inserted) ? 'covered' : 'wrong'] += 1;
    }
    if (ghost !== undefined) {
      const fits =
        inserted !== null && ghost.text.startsWith(inserted) && ghost.text.length > inserted.length;
      ghost = fits ? { file: step.file, at: step.caret, text: ghost.text.slice(inserted.length) } : undefined;
    }
    if (pending !== undefined && !pending.over) {
      pending.over = true;
      pending.abort.abort();
    }
    version += 1;
    const languageId = LANGUAGES[step.file.split('.').at(-1) ?? ''] ?? 'plaintext';
    const state: EditorState = { file: step.file, languageId, version, text, caret: step.caret };
    const fitting = ghost !== undefined && ghost.file === state.file && ghost.at === state.caret;
    const call: Call = {
      editMs: clock.monotonicMs(),
      fitting,
      beginMs: null,
      endMs: null,
      shown: false,
    };
    calls.push(call);
    const current: Pending = { abort: new AbortController(), call, over: false };
    pending = current;
    driver.onEdit?.(state, step.edits);
    clock.at(clock.monotonicMs() + EDITOR_DEBOUNCE_MS, () => begin(state, current));
  }

  let index = 0;
  function next(): void {
    const step = typing.steps[index];
    if (step === undefined) return;
    edited(step, index);
    index += 1;
    const following = typing.steps[index];
    if (following !== undefined) clock.at(startMs + following.atMs, next);
  }
  clock.at(startMs, next);
  await clock.runUntil(startMs + (typing.steps.at(-1)?.atMs ?? 0) + AFTERGLOW_MS);
  await driver.dispose?.();
  await clock.runUntil(clock.monotonicMs() + 10);
  return { edits: typing.steps.length, ...tally, calls, errors };
}
