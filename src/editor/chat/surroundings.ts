// Everything the chat page shows that does not stem from the conversation: account, models, spend, banner, suggestions.
import * as vscode from 'vscode';
import { sentence } from '../../core/sentence.ts';
import { spendFigures } from '../../core/spend/summary.ts';
import { failureView } from '../account/failureView.ts';
import { say } from '../texts.ts';
import { amountView } from './amounts.ts';
import type { ChatModels } from './chatModels.ts';
import type { ChatParts } from './chatParts.ts';
import type { Banner, Suggestion, Surroundings } from './chatPorts.ts';

/** `isEmpty`: nothing was said in the conversation yet. */
export function surroundings(parts: ChatParts, models: ChatModels, isEmpty: boolean): Surroundings {
  const { clock, ledger, account } = parts;
  const { setup } = account;
  const { place } = setup;
  const list = setup.stage === 'ready' ? models.views() : [];
  const today = spendFigures(
    ledger.summary({ day: clock.localDay(clock.nowMs()) }),
    place?.currency ?? undefined,
  );
  const id = models.chosenId;
  return {
    setup: setup.view(say),
    place: place?.local ? say(sentence('Local server')) : (place?.name ?? ''),
    host: place?.host ?? '',
    sandbox: place?.local ?? false,
    trusted: vscode.workspace.isTrusted,
    inFolder: isFolderOpen(),
    model: list.find((one) => one.id === id) ?? null,
    models: list,
    today: today.figures.map((figure) => amountView(figure.amount)),
    todayApproximate: today.figures.some((figure) => figure.approximate),
    suggestions: suggestions(),
    banner: parts.remark() ?? listBanner(parts) ?? offers(parts, isEmpty),
  };
}

/** Offers stand in an empty chat only, so that they never take room from an answer; warnings stand anywhere. */
function offers({ planted, budget, ghostTextOffer }: ChatParts, isEmpty: boolean): Banner | null {
  const all = [planted, budget, ghostTextOffer].flatMap((one) => one.banner() ?? []);
  // What is wrong goes before what is offered.
  const banner = all.find((one) => one.level !== 'info') ?? all[0] ?? null;
  return banner?.level === 'info' && !isEmpty ? null : banner;
}

function listBanner({ shelf, account }: ChatParts): Banner | null {
  const { failure } = shelf;
  const { place, stage } = account.setup;
  if (!failure || !place || stage !== 'ready') return null;
  const view = failureView(
    failure,
    { during: 'chat', place: place.name, host: place.host, links: place.links },
    say,
  );
  return {
    level: 'warning',
    message: view.message,
    actions: view.actions.filter((action) => action.id !== 'continueAnswer'),
  };
}

function isFolderOpen(): boolean {
  return Boolean(vscode.workspace.workspaceFolders?.length);
}

function suggestions(): readonly Suggestion[] {
  const inWorkspace = isFolderOpen();
  const texts = inWorkspace
    ? [
        sentence('Explain the file I have open.'),
        sentence('Find a bug in the selected code.'),
        sentence('Write a test for the selected function.'),
      ]
    : [sentence('Write a function that reads a CSV file.'), sentence('What can you help me with?')];
  return texts.map((text) => ({ text: say(text), attaches: inWorkspace }));
}
