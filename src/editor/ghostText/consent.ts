// The question before ghost text: what it sends, to whom, about what it costs, and a daily budget for it.
import * as vscode from 'vscode';
import type { Place } from '../../core/account/place.ts';
import { hourlyCost } from '../../core/completion/hourlyCost.ts';
import type { ModelFacts } from '../../core/models/model.ts';
import { sentence } from '../../core/sentence.ts';
import { formatMoney } from '../../core/spend/money.ts';
import { locale, say } from '../texts.ts';

/** True after a yes. Shown once per decision, never while typing. */
export async function askConsent(place: Place, model: ModelFacts, nowMs: number): Promise<boolean> {
  const cost = hourlyCost(model, nowMs);
  const lines = [
    sentence(
      'While you type, the text around the cursor and similar parts of files you have looked at or that this file refers to are sent to {0}.',
      place.host,
    ),
    sentence('Files on the never-send list and in ignore files are left out; known secrets are masked.'),
    sentence('Model: {0}.', model.name),
    cost
      ? sentence(
          'An hour of steady typing costs very roughly {0} (600 requests). Every request has a receipt.',
          formatMoney(cost, locale()),
        )
      : sentence('The price of this model is not known. Every request has a receipt with its tokens.'),
    sentence(
      'You can limit it with a daily budget, turn it off for single languages, or snooze it in the status bar menu.',
    ),
  ];
  const yes = say(sentence('Turn On'));
  const answer = await vscode.window.showInformationMessage(
    say(sentence('Turn on ghost text?')),
    { modal: true, detail: lines.map(say).join('\n\n') },
    yes,
  );
  return answer === yes;
}
