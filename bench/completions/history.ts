// The project's own history as a typing session, for when no recording is given: added lines are typed with slips, removed lines deleted.
// The text is real, the order of the keys is invented: runs are longer than a person's and the figures kinder than those of a recording.
import { execFileSync } from 'node:child_process';
import { generator } from './random.ts';
import type { RawStep, Recording } from './session.ts';
import { applied } from './session.ts';

/** Enough for figures that hold still, little enough for a few seconds. */
const MOST_STEPS = 4000;
/** Larger additions are pasted or generated, not typed. */
const MOST_TYPED_LINES = 60;
/** Share of keys that are slips, taken back at once: in recordings a tenth of the edits only remove text. */
const SLIP_SHARE = 0.1;

/** Types the history of TypeScript files under `src`, newest files last. Throws when there is no git history. */
export function ownHistory(root: string): Recording {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', root, ...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const patch = git(
    'log',
    '--reverse',
    '--no-merges',
    '--format=',
    '-p',
    '-U0',
    '--no-renames',
    '--no-color',
    '--',
    'src/*.ts',
    'webview/*.ts',
  );
  const texts = new Map<string, string>();
  const random = generator(11);
  const resets = new Map<number, Map<string, string>>();
  const steps: RawStep[] = [];
  let file = '';
  let hunk: { at: number; removed: number; added: string[] } | undefined;

  function step(from: number, to: number, inserted: string, typed: boolean): void {
    const edits = [[from, to, inserted]] as const;
    texts.set(file, applied(texts.get(file) ?? '', edits));
    if (typed) steps.push({ file, timeMs: null, edits, caret: from + inserted.length });
    else {
      const files = resets.get(steps.length) ?? new Map<string, string>();
      resets.set(steps.length, files.set(file, texts.get(file) ?? ''));
    }
  }

  function finish(): void {
    const done = hunk;
    hunk = undefined;
    if (done === undefined || steps.length >= MOST_STEPS) return;
    const text = texts.get(file) ?? '';
    const start = offsetOfLine(text, done.added.length > 0 && done.removed === 0 ? done.at + 1 : done.at);
    const added = done.added.map((line) => `${line}\n`).join('');
    const typed = done.added.length <= MOST_TYPED_LINES;
    if (done.removed > 0) step(start, offsetOfLine(text, done.at + done.removed), '', typed);
    if (added === '') return;
    if (!typed) {
      step(start, start, added, false);
      return;
    }
    // The line break that ends the last line stands there first, as in an editor.
    step(start, start, '\n', false);
    let caret = start;
    for (const [k, line] of done.added.entries()) {
      const indent = /^\s*/.exec(line)?.[0] ?? '';
      const opened = k === 0 ? indent : `\n${indent}`;
      if (opened !== '') {
        step(caret, caret, opened, true);
        caret += opened.length;
      }
      for (const character of line.slice(indent.length)) {
        if (random() < SLIP_SHARE) {
          step(caret, caret, 'q', true);
          step(caret, caret + 1, '', true);
        }
        step(caret, caret, character, true);
        caret += character.length;
      }
    }
  }

  for (const line of patch.split('\n')) {
    if (line.startsWith('+++ ')) {
      finish();
      file = line.slice(6);
    } else if (line.startsWith('--- ') || line.startsWith('diff ') || line.startsWith('index ')) finish();
    else if (line.startsWith('@@ ')) {
      finish();
      const found = /^@@ -(\d+)(?:,(\d+))? \+(\d+)/.exec(line);
      // Hunks come top to bottom and their new-side numbers hold once those above are applied.
      const removed = Number(found?.[2] ?? 1);
      const newLine = Number(found?.[3] ?? 1);
      const pureRemoval = / \+\d+,0 @@/.test(line);
      hunk = { at: pureRemoval ? newLine + 1 : removed === 0 ? newLine - 1 : newLine, removed, added: [] };
    } else if (line.startsWith('+') && hunk !== undefined) hunk.added.push(line.slice(1));
  }
  finish();
  if (steps.length === 0) throw new Error('no history to type: give a recording with --trace FILE');
  return { name: 'own history', initial: new Map(), steps, resets };
}

/** Offset of the start of a line, counted from 1; the end of the text when it has fewer. */
function offsetOfLine(text: string, line: number): number {
  let at = 0;
  for (let k = 1; k < line; k++) {
    const next = text.indexOf('\n', at);
    if (next < 0) return text.length;
    at = next + 1;
  }
  return at;
}
