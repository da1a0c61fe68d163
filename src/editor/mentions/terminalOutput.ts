// Keeps what commands printed in the terminals since the start, as far as the shell tells: in memory, a few, and short.
import * as vscode from 'vscode';
import { seenText } from '../../core/mentions/seenText.ts';

export interface CommandOutput {
  readonly command: string;
  /** As it was seen, from its end. */
  readonly text: string;
  /** Undefined while it runs, and where the shell does not tell. */
  readonly exitCode: number | undefined;
}

/** As it is attached: the command, what it printed, and how it ended. */
export function outputText({ command, text, exitCode }: CommandOutput): string {
  return `$ ${command}\n${text}${exitCode ? `\n[exit code ${exitCode}]` : ''}`;
}

interface Kept {
  readonly execution: vscode.TerminalShellExecution;
  text: string;
  exitCode: number | undefined;
}

const mostCommands = 8;
const mostCharacters = 32_000;

export class TerminalOutput implements vscode.Disposable {
  readonly #subscription: vscode.Disposable;
  #kept: readonly Kept[] = [];

  constructor() {
    this.#subscription = vscode.Disposable.from(
      vscode.window.onDidStartTerminalShellExecution(({ execution }) => void this.#read(execution)),
      vscode.window.onDidEndTerminalShellExecution(({ execution, exitCode }) => {
        const kept = this.#kept.find((one) => one.execution === execution);
        if (kept) kept.exitCode = exitCode;
      }),
    );
  }

  /** The latest first; those that printed nothing are left out. */
  get commands(): readonly CommandOutput[] {
    return this.#kept
      .map(({ execution, text, exitCode }) => ({
        command: execution.commandLine.value,
        text: seenText(text).slice(-mostCharacters),
        exitCode,
      }))
      .filter(({ text }) => text !== '')
      .reverse();
  }

  forget(): void {
    this.#kept = [];
  }

  dispose(): void {
    this.#subscription.dispose();
    this.forget();
  }

  async #read(execution: vscode.TerminalShellExecution): Promise<void> {
    const kept: Kept = { execution, text: '', exitCode: undefined };
    this.#kept = [...this.#kept, kept].slice(-mostCommands);
    try {
      // The end tells more than the beginning: errors stand there. Sequences go only once they are whole.
      for await (const data of execution.read()) kept.text = (kept.text + data).slice(-2 * mostCharacters);
    } catch {
      // The terminal was closed.
    }
  }
}
