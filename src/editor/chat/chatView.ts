// The pages of the chat in the editor: the side bar view and the editor tab, each a disposable projection of one host.
import * as vscode from 'vscode';
import { views } from '../../ids.ts';
import { chatPageHtml } from '../../protocol/page.ts';
import { tabIcon } from '../tabIcon.ts';
import type { PagePort } from './surface.ts';

/** The host's side of a page; the result of `attach` disconnects it. */
export interface PageOwner {
  attach(page: PagePort): { dispose(): void };
}

const resourceFolders = ['dist', 'media'];

/** Registers the side bar view. `retainContextWhenHidden` stays off: a hidden page is destroyed and costs nothing. */
export function registerChatView(
  extensionUri: vscode.Uri,
  owner: PageOwner,
  texts: () => Readonly<Record<string, string>>,
): vscode.Disposable {
  return vscode.window.registerWebviewViewProvider(views.chat, {
    resolveWebviewView(view) {
      const connection = fill(view.webview, extensionUri, owner, texts(), 'view');
      view.onDidDispose(() => connection.dispose());
    },
  });
}

/** Shows the same chat in an editor tab; a second call reveals the first tab. */
export class ChatTab implements vscode.Disposable {
  private panel: vscode.WebviewPanel | null = null;
  private readonly extensionUri: vscode.Uri;
  private readonly owner: PageOwner;
  private readonly texts: () => Readonly<Record<string, string>>;

  constructor(extensionUri: vscode.Uri, owner: PageOwner, texts: () => Readonly<Record<string, string>>) {
    this.extensionUri = extensionUri;
    this.owner = owner;
    this.texts = texts;
  }

  show(): void {
    if (this.panel) {
      this.panel.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(views.chat, 'SiliconFlow', vscode.ViewColumn.Beside, {});
    panel.iconPath = tabIcon(this.extensionUri);
    const connection = fill(panel.webview, this.extensionUri, this.owner, this.texts(), 'tab');
    panel.onDidDispose(() => {
      this.panel = null;
      connection.dispose();
    });
    this.panel = panel;
  }

  dispose(): void {
    this.panel?.dispose();
  }
}

function fill(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  owner: PageOwner,
  texts: Readonly<Record<string, string>>,
  home: 'view' | 'tab',
): { dispose(): void } {
  webview.options = {
    enableScripts: true,
    enableCommandUris: false,
    enableForms: false,
    localResourceRoots: resourceFolders.map((folder) => vscode.Uri.joinPath(extensionUri, folder)),
  };
  const inDist = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
  const connection = owner.attach({
    post: (message) => void webview.postMessage(message),
    onMessage: (listener) => webview.onDidReceiveMessage(listener),
  });
  // The page may say `ready` as soon as it has its HTML, so the host listens before.
  webview.html = chatPageHtml({
    nonce: crypto.randomUUID().replaceAll('-', ''),
    cspSource: webview.cspSource,
    scriptUri: inDist('chat.js'),
    styleUri: inDist('chat.css'),
    lang: vscode.env.language,
    home,
    texts,
  });
  return connection;
}
