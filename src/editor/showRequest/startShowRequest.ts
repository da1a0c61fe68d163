// The command that shows what was sent: the last requests of this window, completions and actions too.
import * as vscode from 'vscode';
import { sentence } from '../../core/sentence.ts';
import { formatMoney } from '../../core/spend/money.ts';
import { commands } from '../../ids.ts';
import { together } from '../startFeature.ts';
import { locale, say, timeOfDay } from '../texts.ts';
import { purposeWords } from '../usage/usageWords.ts';
import { registerBodyDocuments } from './bodyDocuments.ts';
import type { SentRequest, SentRequests } from './sentRequests.ts';

export interface ShowRequestParts {
  readonly sent: SentRequests;
  /** Shows it in the chat page. */
  readonly show: (id: string) => Promise<void>;
}

export function startShowRequest({ sent, show }: ShowRequestParts): vscode.Disposable {
  return together(function* () {
    yield registerBodyDocuments();
    yield vscode.commands.registerCommand(commands.showRequest, async () => {
      const picked = await vscode.window.showQuickPick(
        sent.list().map((one) => ({ ...itemOf(one), id: one.id })),
        {
          title: say(sentence('Show Request')),
          placeHolder:
            sent.list().length > 0
              ? say(sentence('The last requests of this window, kept in memory only'))
              : say(sentence('This window has sent nothing yet')),
          matchOnDescription: true,
          matchOnDetail: true,
        },
      );
      if (picked) await show(picked.id);
    });
  });
}

function itemOf({ atMs, purpose, model, receipt }: SentRequest): vscode.QuickPickItem {
  const count = (value: number): string => new Intl.NumberFormat(locale()).format(value);
  const usage = receipt?.usage;
  const { costPico, currency } = receipt ?? {};
  const facts = [
    usage ? say(sentence('{0} in, {1} out', count(usage.promptTokens), count(usage.completionTokens))) : '',
    costPico != null && currency ? formatMoney({ currency, pico: costPico }, locale()) : '',
  ];
  return {
    label: `${timeOfDay(atMs)} · ${say(purposeWords[purpose])}`,
    description: model,
    detail: facts.filter(Boolean).join(' · ') || say(sentence('Under way')),
  };
}
