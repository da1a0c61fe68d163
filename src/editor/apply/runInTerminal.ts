// Puts commands of an answer at the prompt of a terminal. Enter is left to the person.
import * as vscode from 'vscode';
import { terminalText } from '../../core/apply/terminalText.ts';
import type { Sentence } from '../../core/sentence.ts';

/** Says why not, or null. */
export function putInTerminal(code: string, language: string): Sentence | null {
  const result = terminalText(code, language);
  if (!result.ok) return result.why;
  // A terminal of its own: in one that is in use a program may be running, which would take each letter for an order.
  const terminal = vscode.window.createTerminal('SiliconFlow');
  terminal.show(false);
  terminal.sendText(result.text, false);
  return null;
}
