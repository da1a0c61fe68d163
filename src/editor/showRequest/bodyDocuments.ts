// The exact body of a request in a read-only editor: searched, folded and copied there, and never written anywhere.
import * as vscode from 'vscode';
import { sentence } from '../../core/sentence.ts';
import { say } from '../texts.ts';

const scheme = 'siliconflow-request';
/** A closed editor may be opened again from the history; older ones are gone. */
const mostKept = 5;

const bodies = new Map<string, string>();
let opened = 0;

/** Answers for the documents; disposing forgets their texts. */
export function registerBodyDocuments(): vscode.Disposable {
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) =>
      bodies.get(uri.query) ?? say(sentence('This request is no longer kept.')),
  });
  return {
    dispose: () => {
      provider.dispose();
      bodies.clear();
    },
  };
}

/** Byte for byte, in one line as it goes over the wire. */
export function openBody({ bodyText }: { readonly bodyText: string }): Promise<void> {
  return openReadOnly(`request-${opened + 1}.json`, bodyText);
}

/** A text that no file holds, such as a difference that is attached; its name tells the editor the language. */
export async function openReadOnly(name: string, text: string): Promise<void> {
  opened += 1;
  const id = String(opened);
  bodies.set(id, text);
  const [oldest] = bodies.keys();
  if (bodies.size > mostKept && oldest !== undefined) bodies.delete(oldest);
  const uri = vscode.Uri.from({ scheme, path: `/${name.replaceAll(/[/\\]/g, ' ')}`, query: id });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: true });
}
