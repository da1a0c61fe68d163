// The list of own prompts, where one is opened to be changed, or a new one is begun.
import * as vscode from 'vscode';
import { promptNameOf } from '../../core/prompts/ownPrompt.ts';
import { slashCommands } from '../../core/prompts/slashCommand.ts';
import { sentence } from '../../core/sentence.ts';
import { say } from '../texts.ts';
import type { OwnPrompts } from './ownPrompts.ts';

/** Ends with the file of the chosen prompt open in an editor, or with nothing when the person thought better of it. */
export async function pickPrompt(prompts: OwnPrompts): Promise<void> {
  const own = (await prompts.all()).filter(({ origin }) => origin === 'profile');
  const begin = { label: say(sentence('New Prompt…')), iconPath: new vscode.ThemeIcon('add'), name: null };
  const picked = await vscode.window.showQuickPick(
    [...own.map(({ name, description }) => ({ label: `/${name}`, description, name })), begin],
    {
      title: say(sentence('Your Prompts')),
      placeHolder: say(sentence('Type / and its name in the chat to use one.')),
    },
  );
  const name = picked?.name ?? (picked ? await askName() : undefined);
  if (name === undefined) return;
  const beginning = [
    '---',
    `description: ${say(sentence('What it is for, in a few words'))}`,
    '---',
    '',
    say(
      sentence('Write here what you want to ask. What you type after the name comes in place of {{input}}.'),
    ),
    '',
  ];
  await prompts.edit(name, beginning.join('\n'));
}

async function askName(): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: say(sentence('New Prompt')),
    prompt: say(sentence('What do you want to type after the slash?')),
    validateInput: (value) => {
      const name = promptNameOf(`${value.trim()}.md`);
      if (name === null) return say(sentence('Letters, digits, - and _, at most 40 of them.'));
      if (slashCommands.some((one) => one.name === name)) return say(sentence('A command has this name.'));
      return undefined;
    },
  });
  return typed === undefined ? undefined : (promptNameOf(`${typed.trim()}.md`) ?? undefined);
}
