// The tabs in which reviews are shown.
import * as vscode from 'vscode';
import { proposalScheme } from './proposalDocuments.ts';

/** The proposed side of the diff in this tab, if it shows a review. */
export function proposedIn(tab: vscode.Tab | undefined): vscode.Uri | undefined {
  const input = tab?.input;
  const uri = input instanceof vscode.TabInputTextDiff ? input.modified : undefined;
  return uri?.scheme === proposalScheme ? uri : undefined;
}

export async function closeTabsOf(proposed: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) =>
    group.tabs.filter((tab) => proposedIn(tab)?.toString() === proposed.toString()),
  );
  await vscode.window.tabGroups.close(tabs, true);
}
