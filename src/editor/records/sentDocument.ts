// The record of what was sent with a receipt, as a read-only document: everything that is kept, in words.
import * as vscode from 'vscode';
import { noRecordWords, recordText } from '../../core/outgoing/recordText.ts';
import type { SentRecord } from '../../core/outgoing/sentRecord.ts';
import { sentence } from '../../core/sentence.ts';
import type { Receipt } from '../../core/spend/receipt.ts';
import { locale, say } from '../texts.ts';

const scheme = 'siliconflow-sent';

export interface SentDocuments {
  show(receiptId: string): Promise<void>;
  dispose(): void;
}

export interface SentBooks {
  record(receiptId: string): Promise<SentRecord | undefined>;
  receipt(id: string): Promise<Receipt | undefined>;
}

export function openSentDocuments(books: SentBooks): SentDocuments {
  const texts = new Map<string, string>();
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? '',
  });
  const closing = vscode.workspace.onDidCloseTextDocument((document) => {
    if (document.uri.scheme === scheme) texts.delete(document.uri.path);
  });
  return {
    show: async (receiptId) => {
      const record = await books.record(receiptId);
      if (!record) {
        const words = noRecordWords(await books.receipt(receiptId), locale());
        void vscode.window.showInformationMessage(say(words));
        return;
      }
      const path = `/${say(sentence('What was sent'))} ${receiptId.slice(0, 8)}.txt`;
      texts.set(path, recordText(record, { say, locale: locale() }));
      const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme, path }));
      await vscode.window.showTextDocument(document, { preview: true });
    },
    dispose: () => {
      provider.dispose();
      closing.dispose();
    },
  };
}
