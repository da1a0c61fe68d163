// Puts commands of an answer at the prompt of a terminal. Enter is left to the person.
import * as vscode from 'vscode';
import { terminalText } from '../../core/apply/terminalText.ts';
import type { Sentence } from '../../core/sentence.ts';

/** A shell that the editor makes tell of itself does so, on a busy machine after seconds. */
const tellingMs = 8_000;
/** Longer than another one takes to start: it has its prompt by then. */
const silentMs = 3_000;

/** Says why not, or null. */
export async function putInTerminal(code: string, language: string): Promise<Sentence | null> {
  const result = terminalText(code, language);
  if (!result.ok) return result.why;
  // A terminal of its own: in one that is in use a program may be running, which would take each letter for an order.
  const terminal = vscode.window.createTerminal('SiliconFlow');
  terminal.show(false);
  await prompted(terminal);
  terminal.sendText(result.text, false);
  return null;
}

/**
 * What comes before the prompt is shown twice: by the terminal at once, and by the shell when that takes it. A shell tells
 * its folder with each prompt.
 */
async function prompted(terminal: vscode.Terminal): Promise<void> {
  if (terminal.shellIntegration?.cwd) return;
  await new Promise<void>((resolve) => {
    const patience = setTimeout(done, tellsOfItself() ? tellingMs : silentMs);
    const heard = vscode.Disposable.from(
      vscode.window.onDidChangeTerminalShellIntegration(
        (event) => event.terminal === terminal && event.shellIntegration.cwd && done(),
      ),
      vscode.window.onDidCloseTerminal((closed) => closed === terminal && done()),
    );
    function done(): void {
      clearTimeout(patience);
      heard.dispose();
      resolve();
    }
  });
}

function tellsOfItself(): boolean {
  const isOn = vscode.workspace.getConfiguration('terminal.integrated.shellIntegration').get('enabled');
  return isOn !== false && /(?:^|[\\/])(?:bash|zsh|fish|pwsh)(?:\.exe)?$/i.test(vscode.env.shell);
}
