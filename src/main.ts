// What the editor loads first: it names the commands and brings in everything else once the host has drawn breath.
import * as vscode from 'vscode';
import type { Opened } from './extension.ts';
import { commands } from './ids.ts';

/** Given to in-host tests and to nobody else. */
export interface TestApi {
  readonly context: vscode.ExtensionContext;
  /** What runs now, also after a second activation; resolves once everything has started. */
  readonly opened: Promise<Opened>;
}

let opening: Promise<Opened> | null = null;
let close: (() => Promise<void>) | null = null;

/**
 * Returns at once. A command that is called before the extension has started waits for it: the editor looks for commands
 * as soon as this function is done.
 */
export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const placeholders = vscode.Disposable.from(
    ...Object.values(commands).map((command) =>
      vscode.commands.registerCommand(command, async (...args: unknown[]) => {
        await opening;
        return vscode.commands.executeCommand(command, ...args);
      }),
    ),
  );
  const opened = open(context, placeholders);
  opening = opened;
  close = async () => {
    await opened.catch(() => undefined);
    placeholders.dispose();
    const extension = await import('./extension.ts');
    await extension.deactivate();
  };
  opened.catch((error: unknown) => {
    console.error(error);
    void vscode.window.showErrorMessage(
      vscode.l10n.t('SiliconFlow could not start: {0}', error instanceof Error ? error.message : ''),
    );
  });
  if (context.extensionMode !== vscode.ExtensionMode.Test) return undefined;
  return {
    context,
    get opened() {
      return opening ?? opened;
    },
  };
}

async function open(context: vscode.ExtensionContext, placeholders: vscode.Disposable): Promise<Opened> {
  await othersHadTheirTurn();
  const extension = await import('./extension.ts');
  // Loading holds the host's thread for a while, and so does starting: other extensions go in between.
  await othersHadTheirTurn();
  return extension.activate(context, placeholders);
}

function othersHadTheirTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export async function deactivate(): Promise<void> {
  const end = close;
  close = null;
  await end?.();
}
