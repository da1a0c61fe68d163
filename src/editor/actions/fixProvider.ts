// Offers "Fix with SiliconFlow" next to the editor's own quick fixes, never before them and never on private files.
import * as vscode from 'vscode';
import { sentence } from '../../core/sentence.ts';
import { commands } from '../../ids.ts';
import { spellingsOf } from '../requests/spellings.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';
import { say } from '../texts.ts';
import type { FixPlace } from './codeActions.ts';

export interface FixProviderParts {
  readonly guard: WindowGuard;
  /** A person who has not set the extension up is not reminded of it by every error. */
  readonly isReady: () => boolean;
}

/** Registers the quick fix for files and unsaved texts of every language. */
export function registerFixProvider({ guard, isReady }: FixProviderParts): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    [{ scheme: 'file' }, { scheme: 'untitled' }],
    {
      provideCodeActions: async (document, range, { diagnostics, only }) => {
        if (diagnostics.length === 0 || !isReady() || !vscode.workspace.isTrusted) return [];
        if (only && !only.contains(vscode.CodeActionKind.QuickFix)) return [];
        if (guard.refusal(await spellingsOf(document.uri))) return [];
        const title = say(sentence('Fix with SiliconFlow'));
        const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
        const place: FixPlace = { uri: document.uri, range, diagnostics };
        action.command = { command: commands.fix, title, arguments: [place] };
        action.diagnostics = [...diagnostics];
        action.isPreferred = false;
        return [action];
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}
