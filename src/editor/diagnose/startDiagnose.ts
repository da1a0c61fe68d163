// The command `diagnose` in the editor: runs it once at a time and opens the report to be copied.
import * as vscode from 'vscode';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { commands } from '../../ids.ts';
import { together } from '../startFeature.ts';
import { say } from '../texts.ts';
import type { DiagnoseParts } from './gather.ts';

const scheme = 'siliconflow-diagnosis';

export function startDiagnose(parts: DiagnoseParts): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const uri = vscode.Uri.from({ scheme, path: `/${say(sentence('SiliconFlow Diagnosis'))}.md` });
  let report = '';
  let running: Promise<string | undefined> | null = null;

  /** The report, or undefined when the person gave up. */
  async function run(): Promise<string | undefined> {
    const { runDiagnosis } = await import('./runDiagnosis.ts');
    const diagnosed = await runDiagnosis(parts);
    if (diagnosed === undefined) return undefined;
    report = diagnosed.report;
    changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: false });
    void offerCopy(diagnosed.summary);
    return report;
  }

  async function offerCopy(summary: Sentence): Promise<void> {
    const copy = say(sentence('Copy Report'));
    if ((await vscode.window.showInformationMessage(say(summary), copy)) === copy) await copyReport();
  }

  async function copyReport(): Promise<void> {
    await vscode.env.clipboard.writeText(report);
    vscode.window.setStatusBarMessage(say(sentence('The report was copied.')), 4_000);
  }

  return together(function* () {
    yield changed;
    yield vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => report,
    });
    yield vscode.commands.registerCommand(commands.diagnose, async () => {
      // A second call meanwhile waits for the first.
      running ??= run().finally(() => {
        running = null;
      });
      try {
        return await running;
      } catch (error) {
        parts.log.error('diagnose failed', error);
        void vscode.window.showErrorMessage(say(sentence('This did not work. The log has the details.')));
        return undefined;
      }
    });
    yield vscode.commands.registerCommand(commands.copyDiagnosis, copyReport);
  });
}
