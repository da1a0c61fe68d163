// Apply: takes code blocks of an answer to the files they belong to, each as a proposal that a person reviews.
import * as vscode from 'vscode';
import { doubtAbout } from '../../core/apply/doubt.ts';
import { linesOf } from '../../core/apply/lines.ts';
import { type Placed, placedAt, placedIn, type Target } from '../../core/apply/placement.ts';
import { isShell } from '../../core/apply/shells.ts';
import { fencedCode } from '../../core/chat/codeBlocks.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { paragraph } from '../account/failureView.ts';
import { shortPathOf } from '../chat/sources.ts';
import type { CodeOrigin } from '../marks/generatedCode.ts';
import { say } from '../texts.ts';
import { pickParts } from './pickParts.ts';
import { mayWrite } from './place.ts';
import { type Destination, destinationOf, type Part, partsOf } from './planBlocks.ts';
import type { Reviews } from './reviews.ts';

export interface AppliedAnswer {
  /** With masked values put back. */
  readonly markdown: string;
  /** Index of a code block; null for all that can be applied. */
  readonly block: number | null;
  /** Addresses of the files that were attached in the conversation. */
  readonly attached: readonly string[];
  readonly origin: CodeOrigin;
}

export interface ApplyPorts {
  readonly reviews: Reviews;
  /** Whether something that stands for a masked value was not put back. */
  readonly holdsPlaceholder: (text: string) => boolean;
}

/** Larger files are left to the person. */
const mostCharacters = 5_500_000;

/** Opens a review for every file that is concerned. Says what could not be done, or null. */
export async function applyAnswer(answer: AppliedAnswer, ports: ApplyPorts): Promise<Sentence | null> {
  const blocks = fencedCode(answer.markdown);
  const wanted =
    answer.block === null
      ? blocks.filter(({ language }) => !isShell(language))
      : blocks.slice(answer.block, answer.block + 1);
  const parts = wanted.flatMap((block) => partsOf(block, answer.markdown));
  const attached = answer.attached.map((uri) => vscode.Uri.parse(uri, false));
  const chosen = parts.length > 1 ? await pickParts(parts, answer.block === null) : parts;
  const refusals: Sentence[] = [];
  for (const part of chosen) {
    const refusal = await applyPart(part, attached, answer.origin, ports);
    if (refusal) refusals.push(refusal);
  }
  const [only, more] = refusals;
  if (!only || !more) return only ?? null;
  return sentence(
    '{0} of {1} parts could not be applied: {2}',
    refusals.length,
    chosen.length,
    paragraph(refusals, say),
  );
}

async function applyPart(
  part: Part,
  attached: readonly vscode.Uri[],
  origin: CodeOrigin,
  { reviews, holdsPlaceholder }: ApplyPorts,
): Promise<Sentence | null> {
  const destination = await destinationOf(part, attached);
  if (destination === null || !('uri' in destination)) return destination;
  const { uri, document, why } = destination;
  const verdict = await mayWrite(uri);
  if (!verdict.ok) return verdict.why;
  const text = document?.getText() ?? '';
  const pending = reviews.pending(uri);
  const base = pending ?? text;
  if (base.length > mostCharacters) return sentence('{0} is too large for this.', shortPathOf(uri));
  const placed = await place(part, base, destination);
  if (placed === null) return null;
  if (!placed.ok) return placed.why;
  if (placed.text === text) return sentence('The file has these changes already.');
  for (const note of placed.notes) void vscode.window.showWarningMessage(say(note));
  await reviews.open(
    {
      ...{ uri, document, origin, text: placed.text },
      why: [...(why ? [why] : []), ...(document ? [placed.how] : [])],
      needsYes: verdict.needsYes ?? doubtAbout(text, placed.text, holdsPlaceholder),
    },
    { base: text, pending },
  );
  return null;
}

/** Null when the person was asked where in the file and said nothing. */
async function place({ form }: Part, base: string, { uri, document }: Destination): Promise<Placed | null> {
  const isMarkdown = document?.languageId === 'markdown' || /\.mdx?$/i.test(uri.path);
  const placed = placedIn(base, form, isMarkdown);
  if (placed.ok || form.kind !== 'code' || !document) return placed;
  const target = await pickTarget(base, document, placed.why);
  return target === undefined ? null : placedAt(base, form.lines, target);
}

type TargetItem = vscode.QuickPickItem & { readonly target: Target | null };

/** Where in a file that tells nothing about it; null for the whole file, undefined when nothing was said. */
async function pickTarget(
  base: string,
  document: vscode.TextDocument,
  why: Sentence,
): Promise<Target | null | undefined> {
  const editor = vscode.window.visibleTextEditors.find((one) => one.document === document);
  const end = linesOf(base).length;
  const selection = editor && !editor.selection.isEmpty ? editor.selection : null;
  const line = editor?.selection.active.line;
  const items: TargetItem[] = [
    ...(selection
      ? [
          {
            label: say(sentence('Replace the Selected Lines')),
            target: {
              start: selection.start.line,
              end:
                selection.end.character === 0
                  ? Math.max(selection.end.line, selection.start.line + 1)
                  : selection.end.line + 1,
            },
          },
        ]
      : []),
    ...(line === undefined || selection
      ? []
      : [
          {
            label: say(sentence('Insert at the Cursor')),
            description: say(sentence('line {0}', String(line + 1))),
            target: { start: line, end: line },
          },
        ]),
    { label: say(sentence('Add at the End of the File')), target: { start: end, end } },
    { label: say(sentence('Replace the Whole File')), target: null },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: say(sentence('Apply to {0}', shortPathOf(document.uri))),
    placeHolder: say(why),
  });
  return picked?.target;
}
