// The list of files that an answer speaks of, before any of them is opened: what cannot be written starts unticked, with the
// reason.
import * as vscode from 'vscode';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { say } from '../texts.ts';
import { newFile } from './candidates.ts';
import { mayWrite } from './place.ts';
import { leftToYou, outside, type Part } from './planBlocks.ts';

type PartItem = vscode.QuickPickItem & { readonly part: Part };

/** Those that stay picked, each to be reviewed apart. With `needsPath`, code of which no file is known starts unticked. */
export async function pickParts(parts: readonly Part[], needsPath: boolean): Promise<readonly Part[]> {
  const items = await Promise.all(
    parts.map(async (part): Promise<PartItem> => {
      const refusal = await refusalOf(part);
      return {
        label: part.path ?? say(sentence('Code without a file name')),
        description: say(descriptionOf(part)),
        ...(refusal ? { detail: say(refusal) } : {}),
        picked: refusal === null && (part.path !== null || !needsPath),
        part,
      };
    }),
  );
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: say(sentence('Apply Code')),
    placeHolder: say(sentence('Each file opens as a diff. Nothing is written before you accept it.')),
  });
  return picked?.map(({ part }) => part) ?? [];
}

/** Why this cannot be written, as far as its path tells; where the path means a file elsewhere, that is asked of it later. */
async function refusalOf({ path, isDeleted }: Part): Promise<Sentence | null> {
  if (path === null) return null;
  if (isDeleted) return leftToYou(path);
  const uri = newFile(path);
  if (!uri) return (vscode.workspace.workspaceFolders?.length ?? 0) > 0 ? outside(path) : null;
  const verdict = await mayWrite(uri);
  return verdict.ok ? null : verdict.why;
}

function descriptionOf({ form, isNew, isDeleted, language }: Part): Sentence {
  if (isDeleted) return sentence('to be deleted');
  if (isNew) return sentence('a new file');
  if (form.kind === 'edits') {
    const count = form.files.flatMap(({ edits }) => edits).length;
    return count === 1 ? sentence('1 change') : sentence('{0} changes', count);
  }
  const lines = form.lines.length;
  return lines === 1 ? sentence('{0}, 1 line', language) : sentence('{0}, {1} lines', language, lines);
}
