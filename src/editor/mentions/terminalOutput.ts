// Keeps what commands printed in the terminals since the start, as far as the shell tells: in memory, a few, and short.
import * as vscode from 'vscode';

export interface CommandOutput {
  readonly command: string;
  /** As it was seen, from its end. */
  readonly text: string;
  /** Undefined while it runs, and where the shell does not tell. */
  readonly exitCode: number | undefined;
}

interface Kept {
  readonly execution: vscode.TerminalShellExecution;
  text: string;
  exitCode: number | undefined;
}

const mostCommands = 8;
const mostCharacters = 32_000;
/** Colours, links and cursor moves of a terminal: CSI, OSC and single sequences (ECMA-48). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are to go
const sequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\^_=>])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are to go
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

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
        text: plain(text).slice(-mostCharacters),
        exitCode,
      }))
      .filter(({ text }) => text !== '')
      .reverse();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#kept = [];
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

/** What a person saw: no sequences, and of a line that was written over its last state. */
export function plain(text: string): string {
  return text
    .replace(sequences, '')
    .replace(/\r+\n/g, '\n')
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\r', line.length - 2) + 1).replace(/\r$/, ''))
    .join('\n')
    .replace(controls, '')
    .trim();
}
