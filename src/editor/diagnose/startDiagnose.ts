// The command `diagnose` in the editor: asks for what costs money, runs with progress, and opens the report to be copied.
import * as vscode from 'vscode';
import type { Section } from '../../core/diagnosis/finding.ts';
import { reportText, summaryOf } from '../../core/diagnosis/report.ts';
import { scrub } from '../../core/diagnosis/scrub.ts';
import { modelForStreamTest, streamTestBound } from '../../core/diagnosis/streamCheck.ts';
import type { ModelFacts } from '../../core/models/model.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { formatMoney } from '../../core/spend/money.ts';
import { commands } from '../../ids.ts';
import { together } from '../startFeature.ts';
import { locale, say } from '../texts.ts';
import { diagnose } from './diagnosis.ts';
import { chosenModels, type DiagnoseParts, portsOf, privateFactsOf } from './gather.ts';

const scheme = 'siliconflow-diagnosis';

export function startDiagnose(parts: DiagnoseParts): vscode.Disposable {
  const { clock, log } = parts;
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const uri = vscode.Uri.from({ scheme, path: `/${say(sentence('SiliconFlow Diagnosis'))}.md` });
  let report = '';
  let running: Promise<string | undefined> | null = null;

  /** The report, or undefined when the person gave up. */
  async function run(): Promise<string | undefined> {
    const stream = await askForStream(parts);
    if (stream === undefined) return undefined;
    const startMs = clock.monotonicMs();
    const sections = await withProgress((signal, onStep) => diagnose(portsOf(parts, stream), signal, onStep));
    if (sections === undefined) return undefined;
    const head = { atMs: clock.nowMs(), tookMs: clock.monotonicMs() - startMs };
    report = scrub(reportText(sections, head, say), privateFactsOf(parts));
    changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: false });
    void offerCopy(summaryOf(sections));
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
        log.error('diagnose failed', error);
        void vscode.window.showErrorMessage(say(sentence('This did not work. The log has the details.')));
        return undefined;
      }
    });
    yield vscode.commands.registerCommand(commands.copyDiagnosis, copyReport);
  });
}

/** Undefined when the person cancelled. */
async function withProgress(
  work: (signal: AbortSignal, onStep: () => void) => Promise<readonly Section[]>,
): Promise<readonly Section[] | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: say(sentence('SiliconFlow: looking for what is wrong…')),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const stopped = new AbortController();
    const subscription = token.onCancellationRequested(() => stopped.abort());
    let steps = 0;
    try {
      const sections = await work(stopped.signal, () => {
        steps += 1;
        progress.report({ message: say(sentence('checks done: {0}', steps)) });
      });
      return stopped.signal.aborted ? undefined : sections;
    } finally {
      subscription.dispose();
    }
  });
}

/** The model to test streaming with; null for the free checks alone; undefined when the person gave up. */
async function askForStream(parts: DiagnoseParts): Promise<ModelFacts | null | undefined> {
  const { account, shelf, clock } = parts;
  if (account.setup.stage !== 'ready') return null;
  const models = chosenModels(parts).flatMap(({ id }) => shelf.about(id) ?? []);
  const model = modelForStreamTest(
    models
      .filter(({ presence }) => presence === 'live' || presence === 'unconfirmed')
      .map(({ facts }) => facts),
  );
  if (model === undefined) return null;
  const bound = streamTestBound(model, clock.nowMs());
  const price = bound
    ? sentence('costs at most {0}', formatMoney(bound, locale()))
    : sentence('its price is not known');
  const free = { label: say(sentence('Run the checks that cost nothing')), stream: false };
  const picked = await vscode.window.showQuickPick(
    [
      free,
      {
        label: say(sentence('Test as well whether answers come in piece by piece')),
        description: say(price),
        detail: say(
          sentence(
            'One tiny request to {0}. It finds proxies and security software that hold answers back.',
            model.name,
          ),
        ),
        stream: true,
      },
    ],
    { title: say(sentence('SiliconFlow Diagnosis')), ignoreFocusOut: true },
  );
  if (picked === undefined) return undefined;
  return picked.stream ? model : null;
}
