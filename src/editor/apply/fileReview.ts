// The review of one file: a diff that follows the file as it is changed, and the way of accepted changes into it.
import * as vscode from 'vscode';
import { merged } from '../../core/apply/merge.ts';
import { type Change, Review, type TextEdit, withEdits } from '../../core/apply/review.ts';
import type { Clock } from '../../core/ports.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { CodeOrigin } from '../marks/generatedCode.ts';
import { say } from '../texts.ts';
import { mayWrite } from './place.ts';
import type { ProposalDocuments } from './proposalDocuments.ts';

/** A text that is proposed for a file. */
export interface Proposal {
  readonly uri: vscode.Uri;
  /** Null for a file that does not exist yet. */
  readonly document: vscode.TextDocument | null;
  readonly text: string;
  /** How its place was found, in words. */
  readonly why: readonly Sentence[];
  /** Why accepting it needs a second yes, or null. */
  readonly needsYes: Sentence | null;
  readonly origin: CodeOrigin;
}

/** The document may change between the reading and the writing; more often than this it is being written by a program. */
const mostAttempts = 20;
/** The editor knows of a change before its extensions do, and refuses edits of what came before it. */
const newsMs = 500;
const backOffMs = 25;

export class FileReview {
  readonly #needsYes: Sentence[] = [];
  readonly proposedUri: vscode.Uri;
  readonly #beforeUri: vscode.Uri | null;
  readonly #clock: Pick<Clock, 'sleep'>;
  readonly #documents: ProposalDocuments;
  readonly #review: Review;
  #proposal: Proposal;
  #document: vscode.TextDocument | null;
  #hasYes = false;
  #isWriting = false;
  /** Its diff has been seen in a tab: when it is in none any more, a person closed it. */
  wasShown = false;
  /** More of what is proposed is on its way. */
  isGrowing = false;
  /** Counts what was decided and written: a button of an older state does nothing. */
  version = 0;

  constructor(id: string, proposal: Proposal, documents: ProposalDocuments, clock: Pick<Clock, 'sleep'>) {
    this.#clock = clock;
    this.#proposal = proposal;
    this.#doubt(proposal.needsYes);
    this.#documents = documents;
    this.#document = proposal.document;
    this.proposedUri = documents.uri(proposal.uri, id, 'proposed');
    // The diff editor shows files and unsaved texts themselves, so that they stay alive in it.
    const isShown = proposal.document && ['file', 'untitled', 'vscode-remote'].includes(proposal.uri.scheme);
    this.#beforeUri = isShown ? null : documents.uri(proposal.uri, id, 'before');
    const text = proposal.document?.getText() ?? '';
    this.#review = new Review(text, text);
    this.#refresh();
  }

  /** The latest one. */
  get proposal(): Proposal {
    return this.#proposal;
  }

  get changes(): readonly Change[] {
    return this.#review.changes;
  }

  /** What is proposed for the text as it stands now. */
  get proposed(): string {
    return this.#review.proposed;
  }

  async show(): Promise<void> {
    const { uri, why } = this.proposal;
    const document = this.#document;
    const name = uri.path.split('/').at(-1) ?? '';
    const reason = why.map(say).join(say(sentence(', ')));
    const title = say(
      reason === '' ? sentence('{0}: proposed', name) : sentence('{0}: proposed ({1})', name, reason),
    );
    const proposed = await vscode.workspace.openTextDocument(this.proposedUri);
    if (document && proposed.languageId !== document.languageId)
      await vscode.languages.setTextDocumentLanguage(proposed, document.languageId);
    await vscode.commands.executeCommand('vscode.diff', this.#beforeUri ?? uri, this.proposedUri, title, {
      preview: false,
    });
    const [first] = this.changes;
    const editor = vscode.window.visibleTextEditors.find((one) => one.document === proposed);
    if (!first || !editor) return;
    const at = new vscode.Position(Math.min(first.newStart, proposed.lineCount - 1), 0);
    editor.selection = new vscode.Selection(at, at);
    editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** The file was changed by somebody: the proposal is merged into it. Returns how many changes no longer fit. */
  follow(document: vscode.TextDocument): number {
    if (!this.#document || this.#isWriting) return 0;
    // A file that was closed comes back as another document.
    this.#document = document;
    const before = this.#review.leftOut;
    const current = document.getText();
    if (current !== this.#review.base) {
      this.#review.follow(current);
      this.#refresh();
    }
    return this.#review.leftOut - before;
  }

  /** Another text instead of what is proposed so far; made from `base`, which the file need not be any more. */
  propose(text: string, base: string): void {
    this.#review.propose(merged(base, this.#review.base, text).text);
    this.#refresh();
  }

  /** More than what is proposed so far; made from `pending`, which that was then. */
  add(text: string, pending: string): void {
    this.#review.propose(merged(pending, this.#review.proposed, text).text);
    this.#refresh();
  }

  /** More is proposed for the file; what needed a second yes goes on needing it. */
  renew(proposal: Proposal): void {
    this.#proposal = proposal;
    this.#doubt(proposal.needsYes);
  }

  reject(changes: readonly Change[]): void {
    // From the last to the first: the lines of those before stay where they are.
    for (const change of [...changes].reverse()) this.#review.reject(change);
    this.#refresh();
  }

  /** Writes the changes into the file as one step that can be undone. Gives how many were written, or says why not. */
  async accept(wanted: readonly Change[] | 'all'): Promise<Sentence | number> {
    if (this.#isWriting) return 0;
    if (this.isGrowing) return sentence('The answer is still being written.');
    // Since it was proposed, a folder of its path may have become a link.
    const verdict = await mayWrite(this.proposal.uri);
    if (!verdict.ok) return verdict.why;
    this.#doubt(verdict.needsYes);
    if (!(await this.#isAllowed())) return 0;
    this.#isWriting = true;
    try {
      if (!this.#document) return await this.#create();
      if (this.#document.isClosed)
        this.#document = await vscode.workspace.openTextDocument(this.proposal.uri);
      return await this.#write(this.#document, wanted);
    } finally {
      this.#isWriting = false;
      this.#refresh();
    }
  }

  dispose(): void {
    this.#documents.drop(this.proposedUri);
    if (this.#beforeUri) this.#documents.drop(this.#beforeUri);
  }

  async #write(document: vscode.TextDocument, wanted: readonly Change[] | 'all'): Promise<Sentence | number> {
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const base = document.getText();
      this.#review.follow(base);
      const changes = wanted === 'all' ? this.changes : wanted.flatMap((one) => this.#now(one) ?? []);
      if (changes.length === 0) return 0;
      const edits = changes.map(({ edit }) => edit);
      const { version } = document;
      // The editor refuses an edit of a document that has changed since: then it is tried on what it has become.
      if (await vscode.workspace.applyEdit(editOf(document, edits))) {
        this.#review.accepted(withEdits(base, edits));
        this.#review.follow(document.getText());
        return changes.length;
      }
      if (!(await this.#hasChanged(document, version))) break;
      // Whoever else is writing is given time: two that both try again at once cross each other again.
      await this.#clock.sleep(attempt * backOffMs);
    }
    return sentence('The editor refused the change. The file may be read-only.');
  }

  /** Waits for the news of a change that the editor has and this side has not. */
  async #hasChanged(document: vscode.TextDocument, version: number): Promise<boolean> {
    const heard = new AbortController();
    const listening = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === document) heard.abort();
    });
    if (document.version === version) await this.#clock.sleep(newsMs, heard.signal);
    listening.dispose();
    return document.version !== version;
  }

  /** The change as it stands after the file was followed. */
  #now(wanted: Change): Change | undefined {
    const same = this.changes.filter(({ edit }) => edit.text === wanted.edit.text);
    return same.sort(
      (a, b) => Math.abs(a.newStart - wanted.newStart) - Math.abs(b.newStart - wanted.newStart),
    )[0];
  }

  async #create(): Promise<Sentence | number> {
    const { uri } = this.proposal;
    const edit = new vscode.WorkspaceEdit();
    edit.createFile(uri, { overwrite: false, contents: new TextEncoder().encode(this.proposed) });
    if (!(await vscode.workspace.applyEdit(edit)))
      return sentence('The file could not be created. There may be one of this name by now.');
    this.#review.accepted(this.proposed);
    return 1;
  }

  #doubt(needsYes: Sentence | null): void {
    if (!needsYes || this.#needsYes.some(({ text }) => text === needsYes.text)) return;
    this.#needsYes.push(needsYes);
    this.#hasYes = false;
  }

  async #isAllowed(): Promise<boolean> {
    const { uri } = this.proposal;
    if (this.#needsYes.length === 0 || this.#hasYes) return true;
    const yes = say(sentence('Change It'));
    const path = vscode.workspace.asRelativePath(uri, false);
    const detail = [...this.#needsYes, sentence('Accept this only if you have read every line of it.')]
      .map(say)
      .join('\n\n');
    const answer = await vscode.window.showWarningMessage(
      say(sentence('Change {0}?', path)),
      { modal: true, detail },
      yes,
    );
    this.#hasYes = answer === yes;
    return this.#hasYes;
  }

  #refresh(): void {
    this.version++;
    this.#documents.set(this.proposedUri, this.#review.proposed);
    if (this.#beforeUri) this.#documents.set(this.#beforeUri, this.#review.base);
  }
}

function editOf(document: vscode.TextDocument, edits: readonly TextEdit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { from, to, text } of edits)
    edit.replace(document.uri, new vscode.Range(document.positionAt(from), document.positionAt(to)), text);
  return edit;
}
