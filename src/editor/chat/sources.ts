// Reads what a person wants to attach: the selection, open or picked files, dropped addresses. Unsaved text counts.
import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { Attachment } from '../../core/chat/turn.ts';
import { quotedFiles, searchLanguage } from '../../core/outgoing/searchResults.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { PrivateTexts } from '../requests/privateTexts.ts';
import { spellingsNow, spellingsOf } from '../requests/spellings.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';
import { type Attached, type Attacher, type GatheredText, type SourceText, tooLargeFile } from './attach.ts';
import type { GatheredAgain } from './changedSince.ts';

/** Bytes of a file beyond which it is not even read. */
const maxFileBytes = 20_000_000;
const imageTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
};

const refused = (message: Sentence): Attached => ({ ok: false, message });

export class Sources {
  private readonly attacher: Attacher;
  private readonly copies: Pick<PrivateTexts, 'refusal'>;
  private readonly gathered = new WeakMap<Attachment, GatheredAgain>();

  constructor(attacher: Attacher, copies: Pick<PrivateTexts, 'refusal'>) {
    this.attacher = attacher;
    this.copies = copies;
  }

  /** The selection of the active editor; without one, the whole file. */
  async fromSelection(): Promise<Attached> {
    const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
    if (!editor) return refused(sentence('Open a file and select the lines you mean.'));
    if (!vscode.workspace.isTrusted) return refused(untrusted);
    const { document, selection } = editor;
    if (selection.isEmpty) return this.fromDocument(document, document.getText());
    const lines = { start: selection.start.line + 1, end: lastLine(selection) };
    return this.fromDocument(document, document.getText(selection), lines);
  }

  /** Whole lines of an open document, numbered from 1; or `instead` of them a text about them, such as its problems. */
  async fromLines(
    document: vscode.TextDocument,
    lines: { readonly start: number; readonly end: number },
    instead?: { readonly label: string; readonly source: string; readonly text: string },
  ): Promise<Attached> {
    if (!vscode.workspace.isTrusted) return refused(untrusted);
    const range = new vscode.Range(lines.start - 1, 0, lines.end - 1, Number.MAX_SAFE_INTEGER);
    const text = instead?.text ?? document.getText(document.validateRange(range));
    const attached = await this.fromDocument(document, text, lines);
    if (!attached.ok || !instead) return attached;
    const { label, source } = instead;
    return { ok: true, value: { ...attached.value, label, source } };
  }

  private async fromDocument(
    document: vscode.TextDocument,
    text: string,
    lines?: { readonly start: number; readonly end: number },
  ): Promise<Attached> {
    const copied = document.isUntitled ? this.copies.refusal(text) : null;
    if (copied) return refused(copied);
    const source = await sourceOf(document.uri, text, document.languageId);
    const quoted = quotedUris(document.languageId, document.getText(), lines);
    const spellings = await Promise.all(quoted.map(spellingsOf));
    return this.attacher.text(
      {
        ...source,
        spellings: [...source.spellings, ...spellings.flat()],
        holds: quoted.map((uri) => uri.toString()),
      },
      lines,
    );
  }

  /** A text gathered from files of the workspace, such as a diff. */
  async fromGathered(
    text: Omit<GatheredText, 'files'>,
    files: readonly vscode.Uri[],
    again?: GatheredAgain,
  ): Promise<Attached> {
    if (!vscode.workspace.isTrusted) return refused(untrusted);
    const judged = files.map(async (uri) => ({ uri: uri.toString(), spellings: await spellingsOf(uri) }));
    const attached = this.attacher.gathered({ ...text, files: await Promise.all(judged) });
    const made = attached.ok ? attached.value : attached.stopped?.attachment;
    if (made && again) this.gathered.set(made, again);
    return attached;
  }

  /** The address of its file, or the work it was gathered from. */
  sourceOf(attachment: Attachment): string | undefined {
    return attachment.uri ?? this.gathered.get(attachment)?.from;
  }

  thingOf(attachment: Attachment): string | undefined {
    const part = this.gathered.get(attachment)?.part;
    const source = this.sourceOf(attachment);
    return part === undefined ? source : `${source} ${part}`;
  }

  /** What an attachment was made of, as it stands now; null where nothing is behind it. */
  async again(attachment: Attachment): Promise<Attached | null> {
    const { uri, startLine, endLine } = attachment;
    if (uri === undefined) return (await this.gathered.get(attachment)?.gather()) ?? null;
    const at = vscode.Uri.parse(uri);
    if (startLine === undefined || endLine === undefined) return this.fromUri(at);
    try {
      const document = await vscode.workspace.openTextDocument(at);
      return await this.fromLines(document, { start: startLine, end: endLine });
    } catch (error) {
      return refused(sentence('{0} could not be read: {1}', shortPathOf(at), reasonOf(error)));
    }
  }

  async pickFiles(): Promise<readonly Attached[]> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const uris = await vscode.window.showOpenDialog({
      canSelectMany: true,
      ...(folder ? { defaultUri: folder } : {}),
    });
    return Promise.all((uris ?? []).map((uri) => this.fromUri(uri)));
  }

  async fromUri(uri: vscode.Uri): Promise<Attached> {
    const name = uri.path.split('/').at(-1) ?? uri.path;
    if (!vscode.workspace.isTrusted && vscode.workspace.getWorkspaceFolder(uri)) return refused(untrusted);
    const open = vscode.workspace.textDocuments.find(
      (document) => document.uri.toString() === uri.toString(),
    );
    if (open) return this.fromDocument(open, open.getText());
    try {
      const stat = await vscode.workspace.fs.stat(uri);
      if (stat.type & vscode.FileType.Directory)
        return refused(sentence('{0} is a folder. Attach the files you mean.', name));
      const image = imageTypes[name.split('.').at(-1)?.toLowerCase() ?? ''];
      if (stat.size > maxFileBytes) return refused(tooLargeFile(name, stat.size, image));
      const bytes = await vscode.workspace.fs.readFile(uri);
      if (image) {
        // The guard judges images by their path too: a screenshot inside a private folder stays there.
        const judged = this.attacher.text(await sourceOf(uri, 'image', ''));
        if (!judged.ok) return judged;
        const dataUrl = `data:${image};base64,${Buffer.from(bytes).toString('base64')}`;
        return this.attacher.image(name, dataUrl, { uri: uri.toString() });
      }
      const text = new TextDecoder('utf-8').decode(bytes);
      return this.attacher.text(await sourceOf(uri, text, languageOf(name)));
    } catch (error) {
      return refused(sentence('{0} could not be read: {1}', name, reasonOf(error)));
    }
  }
}

/**
 * Why an attachment may not leave now, or null: rules, links and trust may be others than when it was attached, and what
 * came back from the store is judged by what it says of itself.
 */
export function refusalNow(
  attachment: Attachment,
  guard: WindowGuard,
  copies: Pick<PrivateTexts, 'refusal'>,
): Sentence | null {
  const { uri, holds = [], source, text = '' } = attachment;
  const named = uri === undefined ? null : refusalOf(uri, [source], text, guard, copies);
  return holds.reduce((refusal, held) => refusal ?? refusalOf(held, [], '', guard, copies), named);
}

function refusalOf(
  uriText: string,
  spellings: readonly string[],
  text: string,
  guard: WindowGuard,
  copies: Pick<PrivateTexts, 'refusal'>,
): Sentence | null {
  const uri = vscode.Uri.parse(uriText);
  if (!vscode.workspace.isTrusted && vscode.workspace.getWorkspaceFolder(uri)) return untrusted;
  const copied = uri.scheme === 'untitled' ? copies.refusal(text) : null;
  return copied ?? guard.refusal([...spellingsNow(uri), ...spellings]);
}

const untrusted = sentence(
  'This workspace is not trusted, so none of its files are attached. Trust it, or paste what you mean.',
);

/** A selection that ends at the start of a line does not include that line. */
function lastLine(selection: vscode.Selection): number {
  const { end, start } = selection;
  return end.character === 0 && end.line > start.line ? end.line : end.line + 1;
}

/** The files whose lines stand in the text of a search editor: it is judged by them as by its own name. */
function quotedUris(
  languageId: string,
  text: string,
  lines?: { readonly start: number; readonly end: number },
): readonly vscode.Uri[] {
  if (languageId !== searchLanguage) return [];
  const folders = vscode.workspace.workspaceFolders ?? [];
  return quotedFiles(text, lines).flatMap(({ root, path }) => {
    const whole = path.replace(/^~(?=[\\/])/, homedir());
    if (isAbsolute(whole)) return [vscode.Uri.file(whole)];
    return folders
      .filter((folder) => root === null || folder.name === root)
      .map((folder) => vscode.Uri.joinPath(folder.uri, whole.replaceAll('\\', '/')));
  });
}

async function sourceOf(uri: vscode.Uri, text: string, languageId: string): Promise<SourceText> {
  return {
    uri: uri.toString(),
    spellings: await spellingsOf(uri),
    shortPath: shortPathOf(uri),
    languageId,
    text,
  };
}

/** `asRelativePath` gives the whole path of a file outside: it names the person's folders, and would be sent. */
export function shortPathOf(uri: vscode.Uri): string {
  const isInside = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  if (!isInside) return uri.path.split('/').at(-1) ?? uri.path;
  return vscode.workspace.asRelativePath(uri, (vscode.workspace.workspaceFolders?.length ?? 0) > 1);
}

function languageOf(name: string): string {
  const extension = name.split('.').at(-1)?.toLowerCase() ?? '';
  return knownExtensions[extension] ?? extension;
}

/** Only for the fence around an attached file that is not open; the editor knows better for open ones. */
const knownExtensions: Readonly<Record<string, string>> = {
  ts: 'typescript',
  mts: 'typescript',
  tsx: 'typescriptreact',
  js: 'javascript',
  mjs: 'javascript',
  py: 'python',
  rs: 'rust',
  md: 'markdown',
  sh: 'shellscript',
  yml: 'yaml',
};

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : '';
}
