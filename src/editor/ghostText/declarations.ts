// What the language server knows of a document's names: where they are declared, asked for while the hand rests and remembered.
import * as vscode from 'vscode';
import type { Neighbour } from '../../core/completion/context.ts';
import { importedNames, type NameAt, namesNear } from '../../core/completion/neighbourhood/asked.ts';
import type { Declaration } from '../../core/completion/neighbourhood/declared.ts';
import { readLines } from '../../core/completion/neighbourhood/readLines.ts';
import { shortPathOf } from '../chat/sources.ts';

/** A server that takes longer has other work to do, and is left alone for a while. */
const patienceMs = 100;
const leftAloneMs = 5_000;
/** A server that is still reading the project knows nothing yet: then it is asked again. */
const nothingHoldsMs = 15_000;
/** Questions at one rest; the next rest goes on from there. */
const mostQuestions = 24;
const mostRemembered = 2_000;
const mostBytes = 200_000;
const mostFiles = 40;
const importLines = 120;
const nearLines = 12;

type Question = NameAt & { readonly of: 'Definition' | 'TypeDefinition'; readonly isNear: boolean };
type Found = Omit<Declaration, 'linesAway'>;

export class Declarations implements vscode.Disposable {
  readonly #mayLeave: (uri: vscode.Uri) => Promise<boolean>;
  readonly #subscriptions: readonly vscode.Disposable[];
  /** By document, line of text, name and question; a line that changes is asked about anew. */
  #answers = new Map<string, { readonly found: readonly Found[]; readonly untilMs: number }>();
  /** By path, as the files were last read. */
  #texts = new Map<string, Pick<Neighbour, 'languageId' | 'text'>>();
  readonly #leftAloneUntil = new Map<string, number>();

  constructor(mayLeave: (uri: vscode.Uri) => Promise<boolean>) {
    this.#mayLeave = mayLeave;
    this.#subscriptions = [
      // Where its lines stand may have changed.
      vscode.workspace.onDidSaveTextDocument(({ uri }) => this.#forgetFile(shortPathOf(uri))),
      vscode.workspace.onDidDeleteFiles(() => this.forget()),
      vscode.workspace.onDidRenameFiles(() => this.forget()),
    ];
  }

  /** Asks what is not known yet about the names around a place; true when something new came of it. Stops when `signal` aborts. */
  async look(
    document: vscode.TextDocument,
    position: vscode.Position,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { languageId } = document;
    if (Date.now() < (this.#leftAloneUntil.get(languageId) ?? 0)) return false;
    let isNew = false;
    const open = this.#questions(document, position).filter(
      (question) => Date.now() >= (this.#answers.get(keyOf(document, question))?.untilMs ?? 0),
    );
    for (const question of open.slice(0, mostQuestions)) {
      const before = Date.now();
      const found = await this.#ask(document, question);
      if (signal.aborted || document.isClosed) return isNew;
      this.#remember(keyOf(document, question), found);
      isNew ||= found.length > 0;
      if (Date.now() - before > patienceMs) {
        this.#leftAloneUntil.set(languageId, Date.now() + leftAloneMs);
        break;
      }
    }
    return isNew;
  }

  /** What is known by now of the names around a place. */
  known(document: vscode.TextDocument, position: vscode.Position): readonly Declaration[] {
    return this.#questions(document, position).flatMap((question) =>
      (this.#answers.get(keyOf(document, question))?.found ?? []).map((found) => ({
        ...found,
        linesAway: question.isNear ? position.line - question.line : null,
      })),
    );
  }

  /** A file that something is declared in; undefined when it may not leave or could not be read. */
  textOf(path: string): Pick<Neighbour, 'languageId' | 'text'> | undefined {
    return this.#texts.get(path);
  }

  get paths(): readonly string[] {
    return [...this.#texts.keys()];
  }

  /** Rules or files changed. */
  forget(): void {
    this.#answers = new Map();
    this.#texts = new Map();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.forget();
  }

  #questions(document: vscode.TextDocument, { line, character }: vscode.Position): readonly Question[] {
    const linesOf = (from: number, to: number): string[] =>
      Array.from({ length: Math.max(0, to - from) }, (_, k) => document.lineAt(from + k).text);
    const above = linesOf(Math.max(0, line + 1 - nearLines), line);
    const near = namesNear([...above, document.lineAt(line).text.slice(0, character)], line);
    const imported = importedNames(linesOf(0, Math.min(importLines, document.lineCount)));
    return [
      ...near.flatMap((name): Question[] => [
        { ...name, of: 'TypeDefinition', isNear: true },
        { ...name, of: 'Definition', isNear: true },
      ]),
      ...imported.map((name): Question => ({ ...name, of: 'Definition', isNear: false })),
    ];
  }

  async #ask(document: vscode.TextDocument, { line, character, of }: Question): Promise<readonly Found[]> {
    const answer = await vscode.commands
      .executeCommand<readonly (vscode.Location | vscode.LocationLink)[] | undefined>(
        `vscode.execute${of}Provider`,
        document.uri,
        new vscode.Position(line, character),
      )
      .then(undefined, () => undefined);
    const found: Found[] = [];
    for (const one of (answer ?? []).slice(0, 3)) {
      const { uri, range } = 'targetUri' in one ? { uri: one.targetUri, range: one.targetRange } : one;
      if (uri.toString() === document.uri.toString() || !(await this.#read(uri, document.languageId)))
        continue;
      found.push({ path: shortPathOf(uri), from: range.start.line, to: range.end.line });
    }
    return found;
  }

  /** Whether a file of the workspace may leave and is known from now on. Libraries are known to the model. */
  async #read(uri: vscode.Uri, languageId: string): Promise<boolean> {
    const path = shortPathOf(uri);
    const texts = this.#texts;
    if (texts.has(path)) return true;
    if (uri.scheme !== 'file' || !vscode.workspace.getWorkspaceFolder(uri)) return false;
    if (/[\\/]node_modules[\\/]/.test(uri.path) || !(await this.#mayLeave(uri))) return false;
    const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
    const text = open ? open.getText().slice(0, mostBytes) : await fileText(uri);
    // Rules that changed while it was read have another map.
    if (text === null || texts !== this.#texts) return false;
    const known = { languageId, text: text.replaceAll('\r\n', '\n') };
    // One by one as they come, not all at once when they are chosen from.
    readLines(known.text);
    texts.set(path, known);
    const [oldest] = texts.keys();
    if (texts.size > mostFiles && oldest !== undefined) this.#forgetFile(oldest);
    return true;
  }

  #remember(key: string, found: readonly Found[]): void {
    const untilMs = found.length > 0 ? Number.POSITIVE_INFINITY : Date.now() + nothingHoldsMs;
    this.#answers.set(key, { found, untilMs });
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > mostRemembered && oldest !== undefined) this.#answers.delete(oldest);
  }

  #forgetFile(path: string): void {
    this.#texts.delete(path);
    for (const [key, { found }] of this.#answers)
      if (found.some((one) => one.path === path)) this.#answers.delete(key);
  }
}

function keyOf(document: vscode.TextDocument, { name, line, character, of }: Question): string {
  return [of, name, character, document.lineAt(line).text, document.uri.toString()].join('\0');
}

async function fileText(uri: vscode.Uri): Promise<string | null> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > mostBytes) return null;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // It is gone, or is no file.
    return null;
  }
}
