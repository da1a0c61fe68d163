// Puts codebase search together in the editor: what a question finds becomes attachments, which the person sees before sending.
import * as vscode from 'vscode';
import type { BuildReport, ProjectIndex } from '../../core/codebase/projectIndex.ts';
import type { Piece } from '../../core/codebase/rank.ts';
import type { Log } from '../../core/ports.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { Attached } from '../chat/attach.ts';
import type { Sources } from '../chat/sources.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';
import { together } from '../startFeature.ts';
import { locale, say } from '../texts.ts';
import { Codebase } from './codebase.ts';
import { followFiles } from './followedFiles.ts';
import { indexFile } from './indexFile.ts';
import { projectFiles, projectRoots, unsavedFiles } from './projectFiles.ts';

export interface CodebaseStartParts {
  /** The extension's own folder. */
  readonly storage: vscode.Uri;
  readonly openIndex: (file: string) => Promise<ProjectIndex>;
  readonly guard: WindowGuard;
  /** Judges and masks what was found, as everything that is attached. */
  readonly sources: Pick<Sources, 'fromLines'>;
  readonly log: Log;
}

/** What a question to the project gave: attachments, and words about them. */
export interface FoundForChat {
  readonly attached: readonly Attached[];
  readonly words: Sentence;
  /** Nothing to look over: the words say why. */
  readonly isRefused: boolean;
}

export interface CodebaseSearch {
  search(question: string): Promise<FoundForChat>;
  /** Ends what runs and lets go of the index; the next question begins anew. */
  forget(): Promise<void>;
}

/** A build that is over sooner is not worth showing. */
const shownAfterMs = 600;

export async function startCodebase(parts: CodebaseStartParts): Promise<CodebaseSearch> {
  const { guard, sources, log } = parts;
  const index = await parts.openIndex(indexFile(parts.storage));
  const codebase = new Codebase({
    ...{ index, log, during },
    refusal: notNow,
    list: () => projectFiles(guard),
    unsaved: () => unsavedFiles(guard),
    follow: () =>
      together(function* () {
        yield followFiles(({ changed, deleted, hasNew }) => void codebase.changed(changed, deleted, hasNew));
        yield guard.onDidChange(() => void codebase.judgeAgain());
        yield vscode.workspace.onDidChangeWorkspaceFolders(() => void codebase.judgeAgain());
      }),
  });
  return {
    search: async (question) => {
      const searched = await codebase.search(question);
      if (!searched.ok) return { attached: [], words: searched.refusal, isRefused: true };
      const { answer, isWhole, isCut } = searched;
      const attached = await Promise.all(answer.pieces.map((piece) => attach(piece, sources)));
      const found = attached.filter(({ ok }) => ok).length;
      const files = new Set(answer.pieces.map(({ path }) => path)).size;
      return { attached, isRefused: found === 0, words: wordsFor({ found, files, isWhole, isCut, answer }) };
    },
    forget: () => codebase.forget(),
  };
}

function notNow(): Sentence | null {
  if (!vscode.workspace.isTrusted)
    return sentence('This workspace is not trusted, so its files are not read for a search. Trust it first.');
  if (projectRoots().length === 0)
    return sentence('Searching the project needs a folder on this machine. Open one first.');
  return null;
}

/** The lines are read afresh and judged like any attachment: the index has told no more than where to look. */
async function attach(
  { path, startLine, endLine }: Piece,
  sources: Pick<Sources, 'fromLines'>,
): Promise<Attached> {
  try {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
    const end = Math.min(endLine, document.lineCount);
    return await sources.fromLines(document, { start: Math.min(startLine, end), end });
  } catch (error) {
    const name = path.split(/[/\\]/).at(-1) ?? path;
    return {
      ok: false,
      message: sentence(
        '{0} could not be read: {1}',
        name,
        error instanceof Error ? error.message.slice(0, 200) : '',
      ),
    };
  }
}

function wordsFor(what: {
  readonly found: number;
  readonly files: number;
  readonly isWhole: boolean;
  readonly isCut: boolean;
  readonly answer: { readonly files: number };
}): Sentence {
  const count = (value: number): string => new Intl.NumberFormat(locale()).format(value);
  const { found, files, isWhole, isCut, answer } = what;
  if (found === 0)
    return sentence(
      'Nothing in the {0} files of the index fits these words. Nothing was sent.',
      count(answer.files),
    );
  if (!isWhole)
    return sentence(
      'Found so far: {0} places in {1} files. The index is not complete. Nothing was sent yet: look them over, then send.',
      count(found),
      count(files),
    );
  if (isCut)
    return sentence(
      'Found {0} places in {1} files. The project has more files than the {2} of the index. Nothing was sent yet: look them over, then send.',
      count(found),
      count(files),
      count(answer.files),
    );
  return sentence(
    'Found {0} places in {1} files. Nothing was sent yet: look them over, then send.',
    count(found),
    count(files),
  );
}

/** Shows the progress of a build that takes longer than a moment, with a button that ends it. */
async function during(
  work: (signal: AbortSignal, tell: (report: BuildReport) => void) => Promise<BuildReport>,
): Promise<BuildReport> {
  const aborter = new AbortController();
  let show: (report: BuildReport) => void = () => undefined;
  const working = work(aborter.signal, (report) => show(report));
  const over = working.then(
    () => true,
    () => true,
  );
  const moment = new Promise<boolean>((resolve) => setTimeout(resolve, shownAfterMs, false));
  if (await Promise.race([over, moment])) return working;
  const count = new Intl.NumberFormat(locale());
  void vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: say(sentence('Reading the project for @codebase, on this machine only')),
      cancellable: true,
    },
    async (progress, token) => {
      token.onCancellationRequested(() => aborter.abort());
      let shown = 0;
      show = ({ files, done }) => {
        const share = files === 0 ? 100 : (100 * done) / files;
        const message = say(sentence('{0} of {1} files', count.format(done), count.format(files)));
        progress.report({ message, increment: share - shown });
        shown = share;
      };
      await over;
    },
  );
  return working;
}
