// The icon of our editor tabs. A picture on a tab has no colour of the theme to take on: `currentColor` is black there.
import * as vscode from 'vscode';

export function tabIcon(extensionUri: vscode.Uri): { readonly light: vscode.Uri; readonly dark: vscode.Uri } {
  const media = (name: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'media', name);
  return { light: media('icon.svg'), dark: media('icon.dark.svg') };
}
