// The documents on the two sides of a review: what is proposed, and of what has no document of its own also what is there.
import * as vscode from 'vscode';

export const proposalScheme = 'siliconflow-proposal';

export class ProposalDocuments {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();

  register(): vscode.Disposable {
    return vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(proposalScheme, {
        onDidChange: this.#changed.event,
        provideTextDocumentContent: (uri) => this.#texts.get(uri.toString()) ?? '',
      }),
      this.#changed,
    );
  }

  /** Its path ends like the file's, so that the editor knows the language; the query keeps one review from another. */
  uri(file: vscode.Uri, id: string, side: 'proposed' | 'before'): vscode.Uri {
    // A notebook would be opened as one.
    const path = file.path.replace(/\.ipynb$/i, '');
    return vscode.Uri.from({
      scheme: proposalScheme,
      path: path.startsWith('/') ? path : `/${path}`,
      query: `${side}=${id}`,
    });
  }

  set(uri: vscode.Uri, text: string): void {
    if (this.#texts.get(uri.toString()) === text) return;
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
  }

  drop(uri: vscode.Uri): void {
    this.#texts.delete(uri.toString());
  }
}
