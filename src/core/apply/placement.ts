// From a code block and the text of its file to the text that is proposed, with how it was placed in words.
import { type Sentence, sentence } from '../sentence.ts';
import { findEdits } from './applyEdits.ts';
import type { BlockForm, Edit } from './blockForm.ts';
import { definesBlock, nameOf, unitsAt } from './definitions.ts';
import { rewritten } from './fileText.ts';
import { cutLine, leavingOut, withGapsApart } from './gaps.ts';
import { sharedIndent } from './indentation.ts';
import { bare, isBlank, keyOf, linesOf } from './lines.ts';
import { placeCode, type Replacement, withReplacements } from './placeCode.ts';
import { placeInOrder } from './placeInOrder.ts';
import { placeSections } from './placeSections.ts';

export type Placed =
  | {
      readonly ok: true;
      readonly text: string;
      readonly how: Sentence;
      /** Parts that could not be placed. */
      readonly notes: readonly Sentence[];
    }
  | { readonly ok: false; readonly why: Sentence };

/** Where a person says that code goes: the lines it replaces, none for an insertion. */
export interface Target {
  readonly start: number;
  readonly end: number;
}

/** Places a block into the text. Fails, in words, where nobody can say where it goes. */
export function placedIn(text: string, form: BlockForm, isMarkdown = false): Placed {
  return behindMark(text, (content) =>
    form.kind === 'code'
      ? placedCode(content, form.lines, isMarkdown)
      : placedEdits(
          content,
          form.files.flatMap((file) => file.edits),
        ),
  );
}

/** A byte-order mark is no part of the first line: it stays in front, whatever becomes of that line. */
function behindMark(text: string, place: (content: string) => Placed): Placed {
  if (!text.startsWith('\uFEFF')) return place(text);
  const placed = place(text.slice(1));
  return placed.ok ? { ...placed, text: `\uFEFF${placed.text.replace(/^\uFEFF/, '')}` } : placed;
}

/** Whole code where a person said it goes; the whole file without a target. */
export function placedAt(text: string, lines: readonly string[], target: Target | null): Placed {
  return behindMark(text, (content) => {
    const file = linesOf(content).map(bare);
    if (!target)
      return done(rewritten(content, withoutOuterBlanks(lines)), sentence('replaces the whole file'));
    const fresh = withReplacements(file, [{ ...target, lines: withoutOuterBlanks(lines) }]);
    return done(rewritten(content, fresh), sentence('where you said'));
  });
}

function placedEdits(text: string, edits: readonly Edit[]): Placed {
  const file = linesOf(text).map(bare);
  const { found, missing } = findEdits(file, edits);
  const [first] = missing;
  if (found.length === 0) {
    // It may have been applied before.
    const there = edits.every(
      (edit) =>
        edit.fresh.length > 0 && findEdits(file, [{ old: edit.fresh, fresh: [] }]).missing.length === 0,
    );
    return {
      ok: false,
      why: there
        ? sentence('The file has these changes already.')
        : sentence('The lines that should change are not in the file as it is now.'),
    };
  }
  const notes =
    first === undefined
      ? []
      : [
          sentence(
            '{0} of {1} changes were left out: their lines are not in the file.',
            missing.length,
            edits.length,
          ),
        ];
  return done(
    rewritten(text, withReplacements(file, found)),
    sentence('as the answer marks its changes'),
    notes,
  );
}

function placedCode(text: string, lines: readonly string[], isMarkdown: boolean): Placed {
  const file = linesOf(text).map(bare);
  const code = withoutOuterBlanks(withGapsApart(file, lines));
  if (code.length === 0) return { ok: false, why: sentence('The code block is empty.') };
  const isLeftOut = leavingOut(file);
  const hasGaps = code.some(isLeftOut);
  if (file.every(isBlank))
    return hasGaps
      ? { ok: false, why: sentence('The answer leaves out code that this file does not have.') }
      : done(rewritten(text, code), sentence('fills the empty file'));
  const cut = cutLine(file, code);
  if (cut !== undefined)
    return {
      ok: false,
      why: sentence('The answer leaves out code within a line: {0}', cut.trim().slice(0, 80)),
    };
  if (!hasGaps && isWholeFile(file, code))
    return done(rewritten(text, code), sentence('replaces the whole file'));
  const found = hasGaps
    ? placedAroundGaps(file, code, isLeftOut)
    : ((isMarkdown ? placeSections(file, code) : null) ?? placeCode(file, code, isLeftOut));
  if (!found) return { ok: false, why: sentence('Nothing in the file tells where this code goes.') };
  const fresh = rewritten(text, withReplacements(file, found));
  if (fresh === text) return { ok: false, why: sentence('The file has these changes already.') };
  return done(fresh, howOf(found, code, hasGaps));
}

/** By the order of the file; by what is defined where the code has another order, or parts that the file has nothing of. */
function placedAroundGaps(
  file: readonly string[],
  code: readonly string[],
  isLeftOut: (line: string) => boolean,
): readonly Replacement[] | null {
  const inOrder = placeInOrder(file, code, isLeftOut);
  if (inOrder) return inOrder;
  const found = placeCode(file, code, isLeftOut) ?? [];
  // Who leaves out what stays takes away no definition without a word, nor much more than they show.
  const [shown, names] = [new Set(code.map(keyOf)), new Set(code.map(nameOf))];
  const gone = found
    .flatMap(({ start, end }) => file.slice(start, end))
    .filter((line) => !shown.has(keyOf(line)) && !isBlank(line));
  const takesMore =
    gone.length > code.length + 10 || gone.some((line) => definesBlock(line) && !names.has(nameOf(line)));
  return found.length === 0 || takesMore ? null : found;
}

function howOf(found: readonly Replacement[], code: readonly string[], hasGaps: boolean): Sentence {
  const [only] = found;
  const names = code.map(nameOf).filter((name) => name !== '' && name !== 'import');
  const name = names[0]?.split(' ').slice(1).join(' ') ?? '';
  if (hasGaps) return sentence('what the answer leaves out stays');
  if (found.length === 1 && only && name !== '' && only.end > only.start)
    return sentence('replaces {0}', name.slice(0, 60));
  if (found.length === 1 && only) return sentence('at line {0}', String(only.start + 1));
  return sentence('in {0} places', found.length);
}

/** The code begins like the file and has nearly all of what it defines, or of its lines. */
function isWholeFile(file: readonly string[], code: readonly string[]): boolean {
  const filled = (lines: readonly string[]): readonly string[] =>
    lines.filter((line) => !isBlank(line)).map(keyOf);
  const [inFile, inCode] = [filled(file), filled(code)];
  const own = new Set(inCode);
  const shared = inFile.filter((key) => own.has(key)).length / inFile.length;
  const importsFirst = [inFile, inCode].every(([first]) => nameOf(first ?? '') === 'import');
  const begins = importsFirst || inCode.slice(0, 4).includes(inFile[0] ?? '');
  const ends = inFile.slice(-3).some((key) => inCode.slice(-4).includes(key));
  const top = (lines: readonly string[]): readonly string[] =>
    unitsAt(lines, sharedIndent(lines)).flatMap(({ name }) =>
      name === '' || name === 'import' ? [] : [name],
    );
  const [units, given] = [top(file), new Set(top(code))];
  const kept = units.filter((name) => given.has(name)).length;
  if (units.length >= 2) return begins && (kept === units.length || (ends && kept >= units.length * 0.8));
  return begins && ends && shared >= 0.5;
}

function withoutOuterBlanks(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => !isBlank(line));
  const last = lines.findLastIndex((line) => !isBlank(line));
  return first < 0 ? [] : lines.slice(first, last + 1);
}

function done(text: string, how: Sentence, notes: readonly Sentence[] = []): Placed {
  return { ok: true, text, how, notes };
}
