// What a message that begins with a slash asks for: a command of the extension, or a prompt of the person's own.
import { type Sentence, sentence } from '../sentence.ts';
import type { OwnPrompt } from './ownPrompt.ts';

/** Commands that take what is typed after them as a wish of the person's own words. */
const aboutCode = ['explain', 'fix', 'improve', 'tests', 'docs', 'review', 'terminal'] as const;
/** Commands of the chat itself; what is typed after them is not looked at. */
const ofChat = ['new', 'compact', 'history', 'model', 'usage', 'prompts'] as const;

export type SlashName = (typeof aboutCode)[number] | (typeof ofChat)[number];

export const slashCommands: readonly { readonly name: SlashName; readonly says: Sentence }[] = [
  { name: 'explain', says: sentence('Explain the selection or the code at the cursor') },
  { name: 'fix', says: sentence('Fix the selection or the code at the cursor') },
  { name: 'improve', says: sentence('Improve the selection or the code at the cursor') },
  { name: 'tests', says: sentence('Write tests for the code at the cursor') },
  { name: 'docs', says: sentence('Write documentation comments for the code at the cursor') },
  { name: 'review', says: sentence('Review the code at the cursor, or what was changed') },
  { name: 'terminal', says: sentence('Explain what the terminal shows') },
  { name: 'compact', says: sentence('Summarise this chat so that it can go on in less room') },
  { name: 'new', says: sentence('Begin a new chat') },
  { name: 'history', says: sentence('Open an earlier chat') },
  { name: 'model', says: sentence('Choose another model') },
  { name: 'prompts', says: sentence('Write or change prompts of your own') },
  { name: 'usage', says: sentence('Show what was used and what it cost') },
];

export type Slash =
  | { readonly kind: 'command'; readonly name: SlashName; readonly input: string }
  | { readonly kind: 'prompt'; readonly prompt: OwnPrompt; readonly input: string };

/**
 * What the text asks for; null for an ordinary message. Only a known name right at the beginning counts: a path such as
 * `/etc/hosts` or a regular expression is a message like any other. A command of the extension wins over a prompt of its name.
 */
export function slashOf(text: string, prompts: readonly OwnPrompt[]): Slash | null {
  const match = /^\/([\p{L}\p{N}][\p{L}\p{N}_-]{0,39})(?=\s|$)/u.exec(text);
  const name = match?.[1]?.toLowerCase();
  if (!match || name === undefined) return null;
  const input = text.slice(match[0].length).trim();
  const command = slashCommands.find((one) => one.name === name);
  if (command) return { kind: 'command', name: command.name, input };
  const prompt = prompts.find((one) => one.name === name);
  return prompt ? { kind: 'prompt', prompt, input } : null;
}
