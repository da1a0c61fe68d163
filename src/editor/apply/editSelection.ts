// The command that changes the selected lines as a person says: asks for the instruction, streams the answer into a review.
import * as vscode from 'vscode';
import { doubtAbout } from '../../core/apply/doubt.ts';
import { editedLines, editedText, editRequest } from '../../core/apply/editPrompt.ts';
import { rewritten } from '../../core/apply/fileText.ts';
import { bare, linesOf } from '../../core/apply/lines.ts';
import { withReplacements } from '../../core/apply/placeCode.ts';
import { type Failure, unsent } from '../../core/failure.ts';
import type { ModelFacts } from '../../core/models/model.ts';
import type { OnceGrant } from '../../core/outgoing/letThrough.ts';
import type { Clock, Random } from '../../core/ports.ts';
import type { GateEvent, GateRequest } from '../../core/request/gateEvent.ts';
import { sentence } from '../../core/sentence.ts';
import { settings as settingKeys } from '../../ids.ts';
import type { Account } from '../account/startAccount.ts';
import { tellFailure } from '../actions/tellFailure.ts';
import { shortPathOf } from '../chat/sources.ts';
import type { Chat } from '../chat/startChat.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';
import type { LiveSettings } from '../settings.ts';
import { say } from '../texts.ts';
import type { FileReview, Proposal } from './fileReview.ts';
import { mayWrite } from './place.ts';
import type { ReviewsOnDemand } from './startReviews.ts';

export interface EditParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly account: Account;
  readonly settings: LiveSettings;
  readonly guard: WindowGuard;
  readonly chat: Chat;
  readonly reviews: ReviewsOnDemand;
  readonly perform: (request: GateRequest, signal: AbortSignal) => AsyncIterable<GateEvent>;
}

/** Lines around the selection that the model is shown. */
const linesAround = 80;
const floorOutputTokens = 128;
/** Each picture of the growing text is a message between processes. */
const showEveryMs = 120;

interface Task {
  readonly proposal: Omit<Proposal, 'text' | 'origin'>;
  readonly document: vscode.TextDocument;
  readonly base: string;
  readonly start: number;
  readonly end: number;
  readonly instruction: string;
}

export async function editSelection(parts: EditParts): Promise<void> {
  const { setup, actions } = parts.account;
  if (setup.stage !== 'ready') await actions.setApiKey();
  if (setup.stage !== 'ready') return;
  const task = await taskAt(parts, vscode.window.activeTextEditor);
  if (task) await run(parts, task);
}

/** Null when the person was told why not, or closed the box. */
async function taskAt(parts: EditParts, editor: vscode.TextEditor | undefined): Promise<Task | null> {
  const warn = (words: string): null => {
    void vscode.window.showWarningMessage(words);
    return null;
  };
  if (!editor) return warn(say(sentence('Open a file and select the lines you mean.')));
  const { document, selection } = editor;
  if ((await parts.reviews.get()).pending(document.uri) !== null)
    return warn(say(sentence('Decide on what is proposed for this file first.')));
  const start = selection.start.line;
  const isBefore = selection.end.character === 0 && selection.end.line > start;
  const end = isBefore ? selection.end.line : selection.end.line + 1;
  const verdict = await mayWrite(document.uri);
  if (!verdict.ok) return warn(say(verdict.why));
  // Judges the file as it judges what is attached: what may not leave this machine is not even asked about.
  const judged = await parts.chat.sources.fromLines(document, { start: start + 1, end });
  if (!judged.ok) return warn(say(judged.message));
  const instruction = await vscode.window.showInputBox({
    title: say(sentence('Edit with SiliconFlow')),
    prompt: say(
      end - start === 1
        ? sentence('What should change in line {0}?', String(start + 1))
        : sentence('What should change in lines {0} to {1}?', String(start + 1), String(end)),
    ),
    ignoreFocusOut: true,
  });
  if (!instruction?.trim()) return null;
  const proposal = { uri: document.uri, document, why: [], needsYes: verdict.needsYes };
  return { proposal, document, base: document.getText(), start, end, instruction: instruction.trim() };
}

async function run(parts: EditParts, task: Task, letThrough?: OnceGrant): Promise<void> {
  const model = parts.chat.model(parts.settings.current.action.model);
  const failure = model
    ? await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: say(sentence('{0} writes the change…', model.name)),
          cancellable: true,
        },
        async (_progress, token) => {
          const abort = new AbortController();
          const listening = token.onCancellationRequested(() => abort.abort());
          try {
            return await write(parts, task, model, abort.signal, letThrough);
          } finally {
            listening.dispose();
          }
        },
      )
    : unsent('noModel');
  if (failure)
    await tellFailure(failure, {
      ...{ chat: parts.chat, guard: parts.guard, model: model?.id, modelSetting: settingKeys.actionModel },
      again: (grant) => run(parts, task, grant),
    });
}

async function write(
  parts: EditParts,
  task: Task,
  model: ModelFacts,
  signal: AbortSignal,
  letThrough?: OnceGrant,
): Promise<Failure | null> {
  const { guard, random, clock, perform } = parts;
  const reviews = await parts.reviews.get();
  const { document, base, start, end, proposal } = task;
  const file = linesOf(base).map(bare);
  const selected = file.slice(start, end);
  const path = shortPathOf(document.uri);
  const request = editRequest(
    {
      ...{ path, languageId: document.languageId, instruction: task.instruction },
      before: file.slice(Math.max(0, start - linesAround), start).join('\n'),
      selected: selected.join('\n'),
      after: file.slice(end, end + linesAround).join('\n'),
    },
    model,
    parts.settings.current.chat.maxTokens,
    () => random.id().slice(0, 12),
  );
  if (!request.ok) return request.failure;
  const workspace = vscode.workspace.getWorkspaceFolder(document.uri)?.name;
  const booked = Promise.withResolvers<string>();
  const origin = {
    model: model.id,
    whenBooked: (tell: (id: string) => void) => void booked.promise.then(tell),
  };
  const textWith = (lines: readonly string[]): string =>
    rewritten(base, withReplacements(file, [{ start, end, lines }]));
  let review: FileReview | null = null;
  let raw = '';
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let failure: Failure | null = null;
  let isWhole = false;
  for await (const event of perform(
    {
      ...{ request: request.value, purpose: 'action', files: [path], floorOutputTokens },
      ...(workspace ? { workspace } : {}),
      ...(letThrough ? { letThrough } : {}),
    },
    signal,
  )) {
    // A diff that a person closes ends what still grows in it; leaving the loop ends the request and books it.
    if (review && !reviews.has(review)) return null;
    if (event.kind === 'booked') booked.resolve(event.receipt.id);
    else if (event.kind === 'failed') failure = event.failure;
    else if (event.kind === 'finished') isWhole = true;
    else if (event.kind === 'text') {
      raw += event.text;
      if (clock.monotonicMs() - shownAtMs < showEveryMs) continue;
      shownAtMs = clock.monotonicMs();
      const code = editedText(guard.unmaskGrowing(raw), false);
      if (code === null) continue;
      const lines = editedLines(file, selected, code);
      // What is not written yet still looks as it was.
      const text = textWith([...lines, ...selected.slice(lines.length)]);
      if (review) reviews.propose(review, text, base);
      else review = await reviews.open({ ...proposal, text, origin }, { base, isGrowing: true });
    }
  }
  const code = isWhole ? editedText(guard.unmask(raw), true) : null;
  if (code === null) {
    if (review) await reviews.close(review);
    return failure ?? (isWhole ? { kind: 'emptyAnswer', detail: '', sent: true } : null);
  }
  const text = textWith(editedLines(file, selected, code));
  if (text === base) {
    if (review) await reviews.close(review);
    void vscode.window.showInformationMessage(say(sentence('The model would change nothing there.')));
    return null;
  }
  const doubt = doubtAbout(base, text, (one) => guard.holdsPlaceholder(one));
  await reviews.open({ ...proposal, text, origin, needsYes: proposal.needsYes ?? doubt }, { base });
  return null;
}
