// From the code blocks of an answer to what would change in which file. Asks a person only where the answer leaves a doubt.
import * as vscode from 'vscode';
import { isClear } from '../../core/apply/bestFile.ts';
import { type BlockForm, type FileEdits, formOf } from '../../core/apply/blockForm.ts';
import { asPath, namedFile } from '../../core/apply/namedFile.ts';
import type { FencedCode } from '../../core/chat/codeBlocks.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { shortPathOf } from '../chat/sources.ts';
import { say } from '../texts.ts';
import {
  type Found,
  filesNamed,
  newFile,
  openDocuments,
  opened,
  openMatches,
  workspaceMatches,
} from './candidates.ts';

/** What one block says about one file. */
export interface Part {
  readonly path: string | null;
  readonly form: BlockForm;
  readonly language: string;
  readonly why: Sentence | null;
  readonly isNew: boolean;
  readonly isDeleted: boolean;
}

export interface Destination {
  readonly uri: vscode.Uri;
  /** Null for a file that does not exist yet. */
  readonly document: vscode.TextDocument | null;
  readonly why: Sentence | null;
}

/** A block speaks of one file, a diff or search blocks of several. */
export function partsOf(block: FencedCode, markdown: string): readonly Part[] {
  const named = namedFile(block, markdown);
  const code = named?.inFirstLine ? block.code.slice(block.code.indexOf('\n') + 1) : block.code;
  const form = formOf(code, block.language);
  const common = { language: block.language, isNew: false, isDeleted: false };
  const fallback = { path: named?.path ?? null, why: named?.why ?? null };
  if (form.kind === 'code') return [{ ...common, ...fallback, form }];
  return form.files.map((file: FileEdits) => {
    const path = file.path === undefined ? null : asPath(file.path);
    return {
      ...common,
      ...(path === null ? fallback : { path, why: sentence('named in the answer') }),
      form: { kind: 'edits', files: [file] },
      isNew: file.isNew,
      isDeleted: file.isDeleted,
    };
  });
}

/** Where a part goes; a sentence why not; null when the person was asked and said nothing. */
export async function destinationOf(
  part: Part,
  attached: readonly vscode.Uri[],
): Promise<Destination | Sentence | null> {
  if (part.isDeleted) return leftToYou(part.path ?? '');
  if (part.path === null) return bestMatch(part, attached);
  const [first, ...others] = await filesNamed(part.path, attached);
  if (!first) {
    const uri = newFile(part.path);
    if (!uri) return outside(part.path);
    return { uri, document: null, why: sentence('a new file') };
  }
  const uri = others.length === 0 ? first : await pickFile([first, ...others]);
  return uri && destinationAt(uri, part.why);
}

export function leftToYou(path: string): Sentence {
  return sentence('Deleting {0} is left to you.', path);
}

export function outside(path: string): Sentence {
  return sentence('{0} is outside this workspace, so nothing is written there.', path);
}

async function destinationAt(uri: vscode.Uri, why: Sentence | null): Promise<Destination | Sentence> {
  const document = await opened(uri);
  return document ? { uri, document, why } : sentence('{0} cannot be opened as text.', shortPathOf(uri));
}

async function bestMatch(
  { form, language }: Part,
  attached: readonly vscode.Uri[],
): Promise<Destination | Sentence | null> {
  const lines =
    form.kind === 'code' ? form.lines : form.files.flatMap(({ edits }) => edits.flatMap(({ old }) => old));
  const near = await openMatches(lines, attached);
  const found = isClear(near) ? near : [...near, ...(await workspaceMatches(lines, extensionOf(language)))];
  const best = [...found].sort((a, b) => b.score - a.score);
  const all = [...new Map(best.map((one) => [one.id.uri.toString(), one])).values()];
  const [first] = all;
  if (first && isClear(all)) return destinationAt(first.id.uri, first.id.why);
  const picked = await pickAmong(all.map(({ id }) => id));
  return picked && destinationAt(picked, sentence('where you said'));
}

const extensions: Readonly<Record<string, string>> = {
  typescript: 'ts',
  typescriptreact: 'tsx',
  javascript: 'js',
  javascriptreact: 'jsx',
  python: 'py',
  rust: 'rs',
  ruby: 'rb',
  csharp: 'cs',
  golang: 'go',
  markdown: 'md',
  yaml: 'yml',
};

function extensionOf(language: string): string {
  const name = language.toLowerCase();
  return extensions[name] ?? name;
}

interface FileItem extends vscode.QuickPickItem {
  readonly uri?: vscode.Uri;
}

async function pickFile(uris: readonly vscode.Uri[]): Promise<vscode.Uri | null> {
  const items: FileItem[] = uris.map((uri) => ({ label: shortPathOf(uri), uri }));
  const picked = await vscode.window.showQuickPick(items, {
    title: say(sentence('Apply Code')),
    placeHolder: say(sentence('Several files have this name. Which one is meant?')),
  });
  return picked?.uri ?? null;
}

async function pickAmong(found: readonly Found[]): Promise<vscode.Uri | null> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const known = new Set(found.map(({ uri }) => uri.toString()));
  const others = openDocuments().filter(({ uri }) => !known.has(uri.toString()));
  const front = (uri: vscode.Uri): { description?: string } =>
    uri.toString() === active?.toString() ? { description: say(sentence('open in front')) } : {};
  const browse = say(sentence('Another File…'));
  const items: FileItem[] = [
    ...found.slice(0, 8).map(({ uri, why }) => ({ label: shortPathOf(uri), description: say(why), uri })),
    ...others.map(({ uri }) => ({ label: shortPathOf(uri), ...front(uri), uri })),
    { label: browse },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: say(sentence('Apply Code')),
    placeHolder: say(sentence('The answer does not say which file this code belongs to.')),
  });
  if (!picked || picked.uri) return picked?.uri ?? null;
  const [chosen] = (await vscode.window.showOpenDialog({ canSelectMany: false })) ?? [];
  return chosen ?? null;
}
