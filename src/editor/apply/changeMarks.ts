// What a person sees and clicks at each proposed change: its number beside the first line with Accept and Reject in its
// hover, and the same as CodeLenses where the diff editor shows them (`diffEditor.codeLens`).
import * as vscode from 'vscode';
import type { Change } from '../../core/apply/review.ts';
import { sentence } from '../../core/sentence.ts';
import { commands } from '../../ids.ts';
import { say } from '../texts.ts';
import type { FileReview } from './fileReview.ts';
import { proposalScheme } from './proposalDocuments.ts';

/** Names a change of a review as it stood when it was shown. */
export interface ChangeName {
  readonly uri: string;
  readonly version: number;
  readonly index: number;
}

export class ChangeMarks {
  readonly #reviewOf: (uri: vscode.Uri) => FileReview | undefined;
  readonly #lensesChanged = new vscode.EventEmitter<void>();
  readonly #numbers = vscode.window.createTextEditorDecorationType({
    after: { margin: '0 0 0 3em', color: new vscode.ThemeColor('editorCodeLens.foreground') },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  /** Draws nothing: wherever the mouse rests in a change, its hover says what can be done. */
  readonly #hovers = vscode.window.createTextEditorDecorationType({ isWholeLine: true });

  constructor(reviewOf: (uri: vscode.Uri) => FileReview | undefined) {
    this.#reviewOf = reviewOf;
  }

  register(): vscode.Disposable {
    return vscode.Disposable.from(
      vscode.languages.registerCodeLensProvider(
        { scheme: proposalScheme },
        {
          onDidChangeCodeLenses: this.#lensesChanged.event,
          provideCodeLenses: (document) => this.#lenses(document),
        },
      ),
      vscode.window.onDidChangeVisibleTextEditors(() => this.draw()),
      // The text comes a moment after the review has changed.
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === proposalScheme) this.draw();
      }),
      this.#lensesChanged,
      this.#numbers,
      this.#hovers,
    );
  }

  draw(): void {
    this.#lensesChanged.fire();
    for (const editor of vscode.window.visibleTextEditors) {
      const { document } = editor;
      if (document.uri.scheme !== proposalScheme) continue;
      const review = this.#reviewOf(document.uri);
      const changes = review?.proposed === document.getText() ? review.changes : [];
      const marks = changes.map((change, index) => this.#mark(document, change, index, changes.length));
      editor.setDecorations(
        this.#numbers,
        marks.map(({ number }) => number),
      );
      editor.setDecorations(
        this.#hovers,
        marks.map(({ hover }) => hover),
      );
    }
  }

  #mark(
    document: vscode.TextDocument,
    change: Change,
    index: number,
    count: number,
  ): { readonly number: vscode.DecorationOptions; readonly hover: vscode.DecorationOptions } {
    const name = this.#nameOf(document, index);
    const hoverMessage = new vscode.MarkdownString(
      `[$(check) ${say(sentence('Accept'))}](${link(commands.acceptChange, name)}) \u00A0 [$(discard) ${say(sentence('Reject'))}](${link(commands.rejectChange, name)})`,
      true,
    );
    hoverMessage.isTrusted = { enabledCommands: [commands.acceptChange, commands.rejectChange] };
    const contentText = say(sentence('change {0} of {1}', String(index + 1), String(count)));
    const first = lineOf(document, change);
    const last = Math.min(Math.max(first, change.newEnd - 1), document.lineCount - 1);
    const { end } = document.lineAt(shortest(document, first, last)).range;
    return {
      number: { range: new vscode.Range(end, end), renderOptions: { after: { contentText } } },
      hover: {
        range: new vscode.Range(first, 0, last, document.lineAt(last).range.end.character),
        hoverMessage,
      },
    };
  }

  #lenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const review = this.#reviewOf(document.uri);
    if (!review || review.proposed !== document.getText()) return [];
    return review.changes.flatMap((change, index) => {
      const range = document.lineAt(lineOf(document, change)).range;
      const name = this.#nameOf(document, index);
      return [
        new vscode.CodeLens(range, {
          title: `$(check) ${say(sentence('Accept'))}`,
          command: commands.acceptChange,
          arguments: [name],
        }),
        new vscode.CodeLens(range, {
          title: `$(discard) ${say(sentence('Reject'))}`,
          command: commands.rejectChange,
          arguments: [name],
        }),
      ];
    });
  }

  #nameOf(document: vscode.TextDocument, index: number): ChangeName {
    return { uri: document.uri.toString(), version: this.#reviewOf(document.uri)?.version ?? -1, index };
  }
}

/** The first line of the change; of a removal the line after it. */
function lineOf(document: vscode.TextDocument, { newStart }: Change): number {
  return Math.min(newStart, document.lineCount - 1);
}

/** Its number stands at the end of a line, and a narrow diff shows the ends of short lines only. */
function shortest(document: vscode.TextDocument, first: number, last: number): number {
  let best = first;
  for (let line = first; line <= Math.min(last, first + 20); line++)
    if (document.lineAt(line).text.length < document.lineAt(best).text.length) best = line;
  return best;
}

function link(command: string, name: ChangeName): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify([name]))}`;
}
