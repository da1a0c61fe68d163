// Keeps what commands printed in the terminals since the start, as far as the shell tells: in memory, a few, and short.
import * as vscode from 'vscode';
import { seenText } from '../../core/mentions/seenText.ts';
import { sentence } from '../../core/sentence.ts';

export interface CommandOutput {
  readonly command: string;
  /** As it was seen, from its end. */
  readonly text: string;
  /** What it printed first is not in the text. */
  readonly isCut: boolean;
  /** Undefined while it runs, and where the shell does not tell. */
  readonly exitCode: number | undefined;
}

/** Of an output that was cut, for the person. */
export const cutOutput = sentence('Only the end of the output is attached.');

/** As it is attached: the command, what it printed, and how it ended. */
export function outputText({ command, text, isCut, exitCode }: CommandOutput): string {
  return `$ ${command}\n${isCut ? '[cut here]\n' : ''}${text}${exitCode ? `\n[exit code ${exitCode}]` : ''}`;
}

interface Kept {
  readonly execution: vscode.TerminalShellExecution;
  text: string;
  isCut: boolean;
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
      .map(({ execution, text, isCut, exitCode }) => {
        const seen = seenText(text);
        return {
          command: execution.commandLine.value,
          text: seen.slice(-mostCharacters),
          isCut: isCut || seen.length > mostCharacters,
          exitCode,
        };
      })
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
        kept.isCut ||= text.length > 2 * mostCharacters;
        kept.text = text.slice(-2 * mostCharacters);
      }
    } catch {
      // The terminal was closed.
    }
  }
}
