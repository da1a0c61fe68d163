// The modelled editor, the same for everyone: 50 ms debounce, cancel on the next edit, ghost text that lives while the typed characters match it.
import type { DriverKind, EditorState } from './driver.ts';
import { FakeServer, type ServerSpeed } from './fakeServer.ts';
import type { Session, Step } from './session.ts';
import { applied } from './session.ts';
import type { ReplayClock } from './simulatedClock.ts';

/** `InlineCompletionsDebounce` of VS Code. */
const EDITOR_DEBOUNCE_MS = 50;
const AFTERGLOW_MS = 2500;

export interface Score {
  readonly policy: string;
  readonly edits: number;
  readonly typed: number;
  readonly covered: number;
  readonly wrong: number;
  readonly calls: number;
  readonly shown: number;
  readonly shownFromMemory: number;
  readonly requests: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly mostOpen: number;
  readonly askedWhileFitting: number;
  readonly overheadMs: readonly number[];
  readonly waitMs: readonly number[];
  readonly errors: readonly string[];
}

interface Ghost {
  readonly file: string;
  readonly at: number;
  readonly text: string;
}

interface Call {
  readonly abort: AbortController;
  over: boolean;
}

export interface ReplayOptions {
  readonly speed: ServerSpeed;
  readonly seed: number;
  /** Hides ghost text when the caret goes elsewhere, as the editor does; off only to compare with tools that do not. */
  readonly caretAware?: boolean;
}

const LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'typescript',
  js: 'javascript',
  mjs: 'javascript',
  json: 'json',
  rs: 'rust',
  py: 'python',
  md: 'markdown',
  css: 'css',
  svelte: 'svelte',
};

export async function replay(
  kind: DriverKind,
  session: Session,
  clock: ReplayClock,
  options: ReplayOptions,
): Promise<Score> {
  const server = new FakeServer(clock, session, options.speed, options.seed);
  const driver = await kind.create({ clock, server });
  const texts = new Map(session.initial);
  const startMs = clock.monotonicMs();
  const tally = {
    typed: 0,
    covered: 0,
    wrong: 0,
    calls: 0,
    shown: 0,
    shownFromMemory: 0,
    askedWhileFitting: 0,
  };
  const overheadMs: number[] = [];
  const waitMs: number[] = [];
  const errors: string[] = [];
  let ghost: Ghost | undefined;
  let call: Call | undefined;
  let version = 1;

  function begin(state: EditorState, current: Call, requestsBefore: number): void {
    if (current.over) return;
    tally.calls += 1;
    const requestsAtCall = server.bill.length;
    const beginMs = clock.monotonicMs();
    const fitting = ghost !== undefined && ghost.file === state.file && ghost.at === state.caret;
    driver.provide(state, current.abort.signal).then(
      (text) => {
        if (fitting) tally.askedWhileFitting += server.bill.length - requestsAtCall;
        if (current.over) return;
        current.over = true;
        if (text === null || text === '') return;
        const endMs = clock.monotonicMs();
        ghost = { file: state.file, at: state.caret, text };
        driver.onShown?.(state, text);
        tally.shown += 1;
        const asked = server.bill[requestsBefore];
        if (asked === undefined) tally.shownFromMemory += 1;
        else {
          overheadMs.push(endMs - beginMs - (asked.lastTokenMs - asked.startMs));
          waitMs.push(asked.startMs - beginMs);
        }
      },
      (error: unknown) => {
        current.over = true;
        errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
      },
    );
  }

  function edited(step: Step, index: number): void {
    for (const [file, text] of session.resets.get(index) ?? []) texts.set(file, text);
    const before = texts.get(step.file) ?? '';
    const text = applied(before, step.edits);
    texts.set(step.file, text);
    const edit = step.edits.length === 1 ? step.edits[0] : undefined;
    const inserted = edit !== undefined && edit[0] === edit[1] ? edit[2] : null;
    if (
      options.caretAware !== false &&
      ghost !== undefined &&
      (ghost.file !== step.file || ghost.at !== edit?.[0])
    )
      ghost = undefined;
    if (inserted?.length === 1) {
      tally.typed += 1;
      if (ghost !== undefined) tally[ghost.text.startsWith(inserted) ? 'covered' : 'wrong'] += 1;
    }
    if (ghost !== undefined) {
      const fits =
        inserted !== null && ghost.text.startsWith(inserted) && ghost.text.length > inserted.length;
      ghost = fits ? { file: step.file, at: step.caret, text: ghost.text.slice(inserted.length) } : undefined;
    }
    if (call !== undefined && !call.over) {
      call.over = true;
      call.abort.abort();
    }
    version += 1;
    const languageId = LANGUAGES[step.file.split('.').at(-1) ?? ''] ?? 'plaintext';
    const state: EditorState = { file: step.file, languageId, version, text, caret: step.caret };
    // A request sent at the key press, before the editor's call, is as much this answer's as one sent in the call.
    const requestsBefore = server.bill.length;
    driver.onEdit?.(state, step.edits);
    const fits = ghost !== undefined && ghost.file === state.file && ghost.at === state.caret;
    if (fits) tally.askedWhileFitting += server.bill.length - requestsBefore;
    const current: Call = { abort: new AbortController(), over: false };
    call = current;
    clock.at(clock.monotonicMs() + EDITOR_DEBOUNCE_MS, () => begin(state, current, requestsBefore));
  }

  let index = 0;
  function next(): void {
    const step = session.steps[index];
    if (step === undefined) return;
    edited(step, index);
    index += 1;
    const following = session.steps[index];
    if (following !== undefined) clock.at(startMs + following.atMs, next);
  }
  clock.at(startMs, next);
  await clock.runUntil(startMs + (session.steps.at(-1)?.atMs ?? 0) + AFTERGLOW_MS);
  await driver.dispose?.();
  await clock.runUntil(clock.monotonicMs() + 10);
  return {
    policy: kind.name,
    edits: session.steps.length,
    ...tally,
    requests: server.bill.length,
    promptTokens: sum(server.bill.map((entry) => entry.promptTokens)),
    outputTokens: sum(server.bill.map((entry) => entry.outputTokens)),
    mostOpen: server.mostOpen,
    overheadMs,
    waitMs,
    errors,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
