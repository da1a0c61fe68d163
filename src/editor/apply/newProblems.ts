// What a change did to the errors and warnings of a file: those before it held against those that come within a bounded wait.
import * as vscode from 'vscode';
import type { Clock } from '../../core/ports.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';

/** Language servers need a while; after this long nobody waits for them any more. */
const waitMs = 6_000;
/** As long as reports keep coming, more may follow. */
const quietMs = 800;

export interface Problems {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

export function problemsOf(uri: vscode.Uri): Problems {
  const all = vscode.languages.getDiagnostics(uri);
  // Without its line, which the change moves.
  const of = (severity: vscode.DiagnosticSeverity): readonly string[] =>
    all
      .filter((one) => one.severity === severity)
      .map(({ source, message }) => `${source ?? ''}\0${message}`);
  return { errors: of(vscode.DiagnosticSeverity.Error), warnings: of(vscode.DiagnosticSeverity.Warning) };
}

/** Resolves when the reports on the file have settled, or the wait is over. */
export async function settled(
  uri: vscode.Uri,
  clock: Pick<Clock, 'sleep' | 'monotonicMs'>,
  ending: AbortSignal,
): Promise<void> {
  const endMs = clock.monotonicMs() + waitMs;
  let heard = new AbortController();
  let hasHeard = false;
  const listening = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    if (!uris.some((one) => one.toString() === uri.toString())) return;
    hasHeard = true;
    heard.abort();
    heard = new AbortController();
  });
  try {
    for (;;) {
      const leftMs = endMs - clock.monotonicMs();
      if (leftMs <= 0 || ending.aborted) return;
      const { signal } = heard;
      const either = AbortSignal.any([signal, ending]);
      await clock.sleep(Math.min(leftMs, hasHeard ? quietMs : leftMs), either);
      if (!signal.aborted) return;
    }
  } finally {
    listening.dispose();
  }
}

/** What is new, in words; null when nothing is. */
export function newProblems(before: Problems, after: Problems): Sentence | null {
  const errors = added(before.errors, after.errors);
  const warnings = added(before.warnings, after.warnings);
  if (errors > 0) return errors === 1 ? sentence('1 new error.') : sentence('{0} new errors.', errors);
  if (warnings > 0)
    return warnings === 1 ? sentence('1 new warning.') : sentence('{0} new warnings.', warnings);
  return null;
}

function added(before: readonly string[], after: readonly string[]): number {
  const left = [...before];
  return after.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  }).length;
}
