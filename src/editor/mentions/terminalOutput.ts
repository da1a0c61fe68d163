// Keeps what commands printed in the terminals since the start, as far as the shell tells: in memory, a few, and short.
import * as vscode from 'vscode';
import { type CommandOutput, endOfOutput, mostOutput } from '../../core/mentions/commandOutput.ts';

interface Kept {
  readonly execution: vscode.TerminalShellExecution;
  text: string;
  isCut: boolean;
  exitCode: number | undefined;
}

const mostCommands = 8;

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
      .map(({ execution, text, isCut, exitCode }) => ({
        command: execution.commandLine.value,
        ...endOfOutput(text, isCut),
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
    const kept: Kept = { execution, text: '', isCut: false, exitCode: undefined };
    this.#kept = [...this.#kept, kept].slice(-mostCommands);
    try {
      // The end tells more than the beginning: errors stand there. Sequences go only once they are whole.
      for await (const data of execution.read()) {
        const text = kept.text + data;
        kept.isCut ||= text.length > 2 * mostOutput;
        kept.text = text.slice(-2 * mostOutput);
      }
    } catch {
      // The terminal was closed.
    }
  }
}
