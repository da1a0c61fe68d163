// What the prompt of a completion may quote: recently seen files, the far parts of the document itself, places edited a moment ago, and what the document refers to. All past the guard.
import * as vscode from 'vscode';
import type { Mark, Neighbour } from '../../core/completion/context.ts';
import { withDeclarations } from '../../core/completion/neighbourhood/declared.ts';
import { readLines } from '../../core/completion/neighbourhood/readLines.ts';
import { shortPathOf } from '../chat/sources.ts';
import type { Declarations } from './declarations.ts';

const mostFiles = 20;
/** Beyond this a file is too long to be scanned while somebody types. */
const mostCharacters = 60_000;
const mostLines = 1_500;
/** Places edited last that still matter, and how much the newest does; each older one half as much. */
const mostEdits = 6;
const editWeight = 1;
const linesAround = 2;

interface Around {
  readonly uri: string;
  readonly neighbours: readonly Neighbour[];
}

export class Neighbours implements vscode.Disposable {
  readonly #seen = new Map<string, Neighbour>();
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #mayLeave: (document: vscode.TextDocument) => Promise<boolean>;
  readonly #declarations: Declarations;
  #active = vscode.window.activeTextEditor?.document;
  #recency = 0;
  /** Newest first. */
  #edits: readonly { readonly uri: string; readonly line: number; readonly lines: number }[] = [];
  #around: Around | null = null;

  constructor(mayLeave: (document: vscode.TextDocument) => Promise<boolean>, declarations: Declarations) {
    this.#mayLeave = mayLeave;
    this.#declarations = declarations;
    this.#subscriptions = [
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        // What was typed in the file that is left is known from now on.
        void this.#look(this.#active);
        this.#active = editor?.document;
        void this.#look(this.#active);
      }),
      vscode.workspace.onDidChangeTextDocument((event) => this.#noteEdit(event)),
    ];
    void this.#look(this.#active);
  }

  /** As gathered when the hand last rested in this document; before that, the files that were seen. */
  around(uri: string): readonly Neighbour[] {
    if (this.#around?.uri === uri) return this.#around.neighbours;
    return [...this.#seen].filter(([known]) => known !== uri).map(([, neighbour]) => neighbour);
  }

  /** Paths of everything that may have been quoted. */
  get paths(): readonly string[] {
    const paths = [...this.#seen.values(), ...(this.#around?.neighbours ?? [])].map(({ path }) => path);
    return [...new Set([...paths, ...this.#declarations.paths])];
  }

  /** The hand rests at a place of a document that may leave. */
  gather(document: vscode.TextDocument, position: vscode.Position): void {
    const uri = document.uri.toString();
    const seen = [...this.#seen]
      .filter(([known]) => known !== uri)
      .map(([known, one]) => ({ ...one, marks: this.#marksOf(known) }));
    const from = Math.max(0, position.line - mostLines / 2);
    const itself: Neighbour = {
      path: shortPathOf(document.uri),
      languageId: document.languageId,
      text: textOf(document, from),
      recency: this.#recency + 1,
    };
    this.#around = {
      uri,
      neighbours: withDeclarations(
        [...seen, ...otherCells(document), itself],
        this.#declarations.known(document, position),
        (path) => this.#declarations.textOf(path),
      ),
    };
  }

  /** Rules changed: what was remembered may no longer leave. */
  forget(): void {
    this.#seen.clear();
    this.#around = null;
    this.#declarations.forget();
    void this.#look(this.#active);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#seen.clear();
  }

  #noteEdit({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const [change] = contentChanges;
    if (document.uri.scheme !== 'file' || !change) return;
    const uri = document.uri.toString();
    const { line } = change.range.start;
    const lines = change.text.split('\n').length - 1;
    const others = this.#edits.filter(
      (edit) => edit.uri !== uri || Math.abs(edit.line - line) > 2 * linesAround,
    );
    this.#edits = [{ uri, line, lines }, ...others].slice(0, mostEdits);
  }

  #marksOf(uri: string): readonly Mark[] {
    return this.#edits.flatMap((edit, age) =>
      edit.uri === uri
        ? [
            {
              from: Math.max(0, edit.line - linesAround),
              to: edit.line + edit.lines + linesAround,
              weight: editWeight / 2 ** age,
            },
          ]
        : [],
    );
  }

  async #look(document: vscode.TextDocument | undefined): Promise<void> {
    if (document?.uri.scheme !== 'file') return;
    const recency = ++this.#recency;
    if (!(await this.#mayLeave(document)) || document.isClosed) return;
    const uri = document.uri.toString();
    const text = textOf(document, 0);
    // Read one by one as they come, not all at the first rest.
    readLines(text);
    this.#seen.delete(uri);
    this.#seen.set(uri, {
      path: shortPathOf(document.uri),
      languageId: document.languageId,
      text,
      recency,
    });
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > mostFiles && oldest !== undefined) this.#seen.delete(oldest);
  }
}

/** The other cells of a notebook, in their order, as one text: what they define is there. */
function otherCells({ uri, languageId }: vscode.TextDocument): readonly Neighbour[] {
  if (uri.scheme !== 'vscode-notebook-cell') return [];
  const notebook = vscode.workspace.notebookDocuments.find((one) => one.uri.path === uri.path);
  const texts = (notebook?.getCells() ?? [])
    .map((cell) => cell.document)
    .filter((cell) => cell.languageId === languageId && cell.uri.toString() !== uri.toString())
    .map((cell) => textOf(cell, 0));
  const text = texts.join('\n').slice(0, mostCharacters);
  return text === ''
    ? []
    : [{ path: `${shortPathOf(uri)} (other cells)`, languageId, text, recency: 0, isImported: true }];
}

function textOf(document: vscode.TextDocument, from: number): string {
  const text = document.getText(new vscode.Range(from, 0, from + mostLines, 0)).slice(0, mostCharacters);
  return text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
}
