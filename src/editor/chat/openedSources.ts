// Shows where an attachment is from: its file at its lines, its picture, or the text that was gathered for it.
import * as vscode from 'vscode';
import type { Attachment } from '../../core/chat/turn.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { openReadOnly } from '../showRequest/bodyDocuments.ts';
import { PictureDocuments } from './pictureDocuments.ts';

export class OpenedSources implements vscode.Disposable {
  readonly #pictures = new PictureDocuments();

  /** Says why it could not be opened, or null. */
  async open(attachment: Attachment): Promise<Sentence | null> {
    try {
      await this.#show(attachment);
      return null;
    } catch (error) {
      const reason = error instanceof Error ? error.message.slice(0, 200) : '';
      return sentence('{0} could not be opened: {1}', attachment.label, reason);
    }
  }

  dispose(): void {
    this.#pictures.dispose();
  }

  async #show({ uri, label, dataUrl, languageId, text, startLine = 1, endLine }: Attachment): Promise<void> {
    if (dataUrl !== undefined) {
      if (uri === undefined) await this.#pictures.open(label, dataUrl);
      else await openPicture(vscode.Uri.parse(uri));
    } else if (!uri) {
      const ending = languageId === 'markdown' ? '.md' : languageId === 'diff' ? '.diff' : '.txt';
      if (text !== undefined) await openReadOnly(label + ending, text);
    } else {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
      const start = Math.max(0, startLine - 1);
      const selection = new vscode.Range(start, 0, Math.max(start, endLine ?? start), 0);
      await vscode.window.showTextDocument(document, { preview: true, selection });
    }
  }
}

/** What a conversation from elsewhere names may be no file: an address would be opened in the browser. */
async function openPicture(uri: vscode.Uri): Promise<void> {
  await vscode.workspace.fs.stat(uri);
  await vscode.commands.executeCommand('vscode.open', uri, { preview: true });
}
