// The status bar item and its menu as the editor draws them.
import * as vscode from 'vscode';
import type { ActionName } from '../../core/account/actionName.ts';
import { sentence } from '../../core/sentence.ts';
import type { StatusText } from '../../core/spend/statusText.ts';
import { commands } from '../../ids.ts';
import { say } from '../texts.ts';
import { type MenuFacts, menuEntries } from './menu.ts';
import type { StatusItem } from './statusBar.ts';

const levelColours = {
  warn: 'statusBarItem.warningBackground',
  reached: 'statusBarItem.errorBackground',
} as const;

/** Creates the item on the right side; a click opens the menu. */
export function newStatusItem(): StatusItem {
  const item = vscode.window.createStatusBarItem('siliconflow.spend', vscode.StatusBarAlignment.Right, 90);
  item.name = say(sentence('SiliconFlow Spend'));
  item.command = commands.showMenu;
  item.show();
  return {
    show: (status) => {
      item.text = `$(${status.icon}) ${say(status.text)}`;
      item.tooltip = tooltip(status);
      item.backgroundColor =
        status.level === 'fine' ? undefined : new vscode.ThemeColor(levelColours[status.level]);
      item.accessibilityInformation = { label: say(status.accessible), role: 'button' };
    },
    dispose: () => item.dispose(),
  };
}

function tooltip({ rows, remarks, links }: StatusText): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  markdown.supportThemeIcons = false;
  markdown.isTrusted = { enabledCommands: [commands.openChat, commands.selectModel, commands.showMenu] };
  markdown.appendMarkdown('| | |\n| :-- | --: |\n');
  // Names of models and hosts come from outside: as Markdown they could bring links, images or table cells.
  for (const { label, value } of rows) {
    // An em space: the widest row would otherwise leave no gap between its cells.
    markdown.appendMarkdown(`| ${escapeMarkdown(say(label))}\u2003 | ${escapeMarkdown(say(value))} |\n`);
  }
  for (const remark of remarks) markdown.appendMarkdown(`\n${escapeMarkdown(say(remark))}\n`);
  const link = (text: string, address: string): string => `[${escapeMarkdown(text)}](${address})`;
  markdown.appendMarkdown(
    `\n${[
      link(say(sentence('Open Chat')), `command:${commands.openChat}`),
      link(say(sentence('Select Model')), `command:${commands.selectModel}`),
      ...links.map(({ label, address }) => link(say(label), address)),
      link(say(sentence('More…')), `command:${commands.showMenu}`),
    ].join(' · ')}\n`,
  );
  return markdown;
}

/** Backslashes before everything Markdown could read as more than text, and one line. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]()#+\-.!|<>~$&:@]/g, '\\$&');
}

/** Shows the menu and carries out what was picked. `act` does the actions that are no commands. */
export async function showMenu(facts: MenuFacts, act: (action: ActionName) => Promise<void>): Promise<void> {
  const picked = await vscode.window.showQuickPick(
    menuEntries(facts).map((entry) => ({
      label: `$(${entry.icon}) ${say(entry.label)}`,
      description: entry.description.map(say).join(' · '),
      entry,
    })),
    { title: 'SiliconFlow', placeHolder: say(sentence('What would you like to do?')) },
  );
  if (picked === undefined) return;
  if (picked.entry.run === 'command') await vscode.commands.executeCommand(picked.entry.command);
  else if (picked.entry.run === 'call') await picked.entry.call();
  else await act(picked.entry.action);
}
