// All reviews of this window: opens them, carries out what a person decides, follows the files, and says what came of it.
import * as vscode from 'vscode';
import { withMarks } from '../../core/apply/marking.ts';
import type { Change } from '../../core/apply/review.ts';
import type { Clock, Log, Random } from '../../core/ports.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { paragraph } from '../account/failureView.ts';
import type { GeneratedCode } from '../marks/generatedCode.ts';
import { say } from '../texts.ts';
import { ChangeMarks, type ChangeName } from './changeMarks.ts';
import { FileReview, type Proposal } from './fileReview.ts';
import { newProblems, problemsOf, settled } from './newProblems.ts';
import { ProposalDocuments } from './proposalDocuments.ts';
import { closeTabsOf, proposedIn } from './proposalTabs.ts';

export interface ReviewParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly generated: GeneratedCode;
}

/** What a proposal was made from: the file may be another by the time it is shown. */
export interface MadeFrom {
  readonly base: string;
  /** What was proposed for the file already, when it was made from that. */
  readonly pending?: string | null;
  /** More of it is to come. */
  readonly isGrowing?: boolean;
}

export class Reviews {
  readonly #parts: ReviewParts;
  readonly #documents = new ProposalDocuments();
  readonly #open = new Map<string, FileReview>();
  readonly #marks = new ChangeMarks((uri) => this.#open.get(uri.toString()));

  readonly #ending = new AbortController();

  constructor(parts: ReviewParts) {
    this.#parts = parts;
  }

  register(): vscode.Disposable {
    return vscode.Disposable.from(
      { dispose: () => this.#ending.abort() },
      this.#documents.register(),
      this.#marks.register(),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#follow(document)),
      vscode.window.tabGroups.onDidChangeTabs(() => this.#forgetClosed()),
    );
  }

  /** The text that a new block for this file is placed into: what is proposed for it already, or null. */
  pending(uri: vscode.Uri): string | null {
    return this.#of(uri)?.proposed ?? null;
  }

  /** Shows the proposal as a diff, marked where the person wants generated code marked. */
  async open(proposal: Proposal, { base, pending = null, isGrowing = false }: MadeFrom): Promise<FileReview> {
    const review = this.#of(proposal.uri) ?? this.#begin(proposal);
    review.renew(proposal);
    const wasGrowing = review.isGrowing;
    review.isGrowing = isGrowing;
    const text = isGrowing ? proposal.text : await this.#marked(review, proposal, base);
    if (pending === null) review.propose(text, base);
    else review.add(text, pending);
    // A person may look elsewhere while it grows.
    if (!wasGrowing) await review.show();
    this.#marks.draw();
    return review;
  }

  /** Another text for a review that is open; without marks while it is still being written. */
  propose(review: FileReview, text: string, base: string): void {
    review.propose(text, base);
    this.#marks.draw();
  }

  #begin(proposal: Proposal): FileReview {
    const { clock, random } = this.#parts;
    const review = new FileReview(random.id().slice(0, 12), proposal, this.#documents, clock);
    this.#open.set(review.proposedUri.toString(), review);
    return review;
  }

  async #marked(
    { proposedUri }: FileReview,
    { document, text, origin }: Proposal,
    base: string,
  ): Promise<string> {
    // The editor tells the language of a file that does not exist yet by what is proposed for it.
    const { languageId } = document ?? (await vscode.workspace.openTextDocument(proposedUri));
    return withMarks(base, text, (code) => this.#parts.generated.marked(code, languageId, origin));
  }

  /** False once a person has closed it or decided on everything. */
  has(review: FileReview): boolean {
    return this.#open.has(review.proposedUri.toString());
  }

  /** Ends a review without a decision. */
  async close(review: FileReview): Promise<void> {
    this.#open.delete(review.proposedUri.toString());
    await closeTabsOf(review.proposedUri);
    review.dispose();
  }

  #of(uri: vscode.Uri): FileReview | undefined {
    return [...this.#open.values()].find((one) => one.proposal.uri.toString() === uri.toString());
  }

  /** The review in the active tab, whichever side of it has the focus. */
  #active(): FileReview | undefined {
    const uri = proposedIn(vscode.window.tabGroups.activeTabGroup.activeTab);
    return uri && this.#open.get(uri.toString());
  }

  /** Of all changes in the review that is in front. */
  async decideAll(how: 'accept' | 'reject'): Promise<void> {
    const review = this.#active();
    if (!review) return;
    if (how === 'accept') return this.#accept(review, 'all');
    review.reject(review.changes);
    await this.#finish(review);
  }

  /** Of the change that a button names, or of the one at the cursor. */
  async decide(argument: unknown, how: 'accept' | 'reject'): Promise<void> {
    const named = isChangeName(argument) ? argument : null;
    const review = named ? this.#open.get(named.uri) : this.#active();
    // A button of a state that has passed would take another change than the one it stood at.
    if (!review || (named && named.version !== review.version)) return;
    const change = named ? review.changes[named.index] : changeAtCursor(review);
    if (!change) return;
    if (how === 'accept') return this.#accept(review, [change]);
    // What still grows would bring it back.
    if (review.isGrowing) return;
    review.reject([change]);
    await this.#finish(review);
  }

  async #accept(review: FileReview, wanted: readonly Change[] | 'all'): Promise<void> {
    const { uri, origin } = review.proposal;
    const before = problemsOf(uri);
    const done = await review.accept(wanted);
    if (typeof done !== 'number') return void vscode.window.showWarningMessage(say(done));
    if (done > 0) {
      this.#parts.generated.note(uri, origin);
      const words = done === 1 ? sentence('1 change accepted.') : sentence('{0} changes accepted.', done);
      vscode.window.setStatusBarMessage(say(words), 4_000);
      this.#tellProblems(uri, before).catch((error: unknown) => this.#parts.log.error('problems', error));
    }
    await this.#finish(review);
  }

  /** After a decision: when nothing is left to decide, the file takes the place of the diff. */
  async #finish(review: FileReview): Promise<void> {
    if (review.changes.length > 0) return this.#marks.draw();
    const { uri } = review.proposal;
    await this.close(review);
    const exists = await Promise.resolve(vscode.workspace.openTextDocument(uri)).catch(() => null);
    if (exists && uri.scheme !== 'vscode-notebook-cell')
      await vscode.window.showTextDocument(exists, { preview: false });
  }

  async #tellProblems(uri: vscode.Uri, before: ReturnType<typeof problemsOf>): Promise<void> {
    const version = versionOf(uri);
    await settled(uri, this.#parts.clock, this.#ending.signal);
    if (this.#ending.signal.aborted) return;
    const news = newProblems(before, problemsOf(uri));
    if (!news) return;
    const [show, undo] = [say(sentence('Show Problems')), say(sentence('Undo'))];
    const name = uri.path.split('/').at(-1) ?? '';
    const answer = await vscode.window.showWarningMessage(
      paragraph([sentence('{0} after the accepted change:', name), news], say),
      show,
      // What a person has typed since would be undone in its place.
      ...(versionOf(uri) === version ? [undo] : []),
    );
    if (answer === show) await vscode.commands.executeCommand('workbench.actions.view.problems');
    if (answer !== undo || versionOf(uri) !== version) return;
    await vscode.window.showTextDocument(uri, { preview: false });
    await vscode.commands.executeCommand('undo');
  }

  #follow(document: vscode.TextDocument): void {
    const review = this.#of(document.uri);
    if (!review) return;
    const lost = review.follow(document);
    this.#marks.draw();
    if (lost > 0) void vscode.window.showInformationMessage(say(lostWords(lost)));
    // The person has made the change by hand, or it no longer fits.
    if (review.changes.length === 0 && !review.isGrowing)
      this.#finish(review).catch((error: unknown) => this.#parts.log.error('review', error));
  }

  /** A diff that a person closes is a decision: nothing of it is written. */
  #forgetClosed(): void {
    const shown = new Set(
      vscode.window.tabGroups.all.flatMap(({ tabs }) =>
        tabs.flatMap((tab) => proposedIn(tab)?.toString() ?? []),
      ),
    );
    for (const [key, review] of this.#open) {
      if (shown.has(key)) review.wasShown = true;
      else if (review.wasShown) {
        this.#open.delete(key);
        review.dispose();
      }
    }
  }
}

function versionOf(uri: vscode.Uri): number | undefined {
  return vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString())?.version;
}

function lostWords(count: number): Sentence {
  return count === 1
    ? sentence('1 proposed change was left out: you changed the same lines. It still stands in the chat.')
    : sentence(
        '{0} proposed changes were left out: you changed the same lines. They still stand in the chat.',
        count,
      );
}

/** The change at the cursor, else the next one below it, else the last. */
function changeAtCursor({ proposedUri, changes }: FileReview): Change | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return changes[0];
  const line = editor.selection.active.line;
  const isProposed = editor.document.uri.toString() === proposedUri.toString();
  const end = (one: Change): number =>
    isProposed ? Math.max(one.newEnd, one.newStart + 1) : Math.max(one.end, one.start + 1);
  return changes.find((one) => line < end(one)) ?? changes.at(-1);
}

function isChangeName(argument: unknown): argument is ChangeName {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'uri' in argument &&
    typeof argument.uri === 'string' &&
    'version' in argument &&
    typeof argument.version === 'number' &&
    'index' in argument &&
    typeof argument.index === 'number'
  );
}
