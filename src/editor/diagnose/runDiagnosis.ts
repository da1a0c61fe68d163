// One run of the diagnosis: asks for what costs money, shows progress, and gives the report. Loaded when it is asked for.
import * as vscode from 'vscode';
import type { Section } from '../../core/diagnosis/finding.ts';
import { reportText, summaryOf } from '../../core/diagnosis/report.ts';
import { scrub } from '../../core/diagnosis/scrub.ts';
import { modelForStreamTest, streamTestBound } from '../../core/diagnosis/streamCheck.ts';
import type { ModelFacts } from '../../core/models/model.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { formatMoney } from '../../core/spend/money.ts';
import { locale, say } from '../texts.ts';
import { diagnose } from './diagnosis.ts';
import { chosenModels, type DiagnoseParts, portsOf, privateFactsOf } from './gather.ts';

interface Diagnosed {
  /** Markdown, with everything secret removed. */
  readonly report: string;
  readonly summary: Sentence;
}

/** Undefined when the person gave up. */
export async function runDiagnosis(parts: DiagnoseParts): Promise<Diagnosed | undefined> {
  const { clock } = parts;
  const stream = await askForStream(parts);
  if (stream === undefined) return undefined;
  const startMs = clock.monotonicMs();
  const sections = await withProgress((signal, onStep) => diagnose(portsOf(parts, stream), signal, onStep));
  if (sections === undefined) return undefined;
  const head = { atMs: clock.nowMs(), tookMs: clock.monotonicMs() - startMs };
  return {
    report: scrub(reportText(sections, head, say), privateFactsOf(parts)),
    summary: summaryOf(sections),
  };
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
