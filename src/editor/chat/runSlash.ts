// Which command of the extension a slash stands for.
import * as vscode from 'vscode';
import type { SlashName } from '../../core/prompts/slashCommand.ts';
import { commands } from '../../ids.ts';
import type { OwnPrompts } from '../prompts/ownPrompts.ts';
import { pickPrompt } from '../prompts/pickPrompt.ts';

type Run = Exclude<SlashName, 'compact' | 'prompts'>;

const ids: Readonly<Record<Run, string>> = {
  explain: commands.explain,
  fix: commands.fix,
  improve: commands.improve,
  tests: commands.generateTests,
  docs: commands.generateDocs,
  review: commands.review,
  terminal: commands.explainTerminal,
  new: commands.newChat,
  history: commands.showHistory,
  model: commands.selectModel,
  usage: commands.showUsage,
};

/** `input` is what was typed after the name; commands on code take it as the person's own words. */
export async function runSlash(name: Run | 'prompts', input: string, prompts: OwnPrompts): Promise<void> {
  if (name === 'prompts') return pickPrompt(prompts);
  await vscode.commands.executeCommand(ids[name], ...(input ? [{ words: input }] : []));
}
