// An address of the web that was typed after an `@`: it is fetched when it is chosen, and not before.
import * as vscode from 'vscode';
import { webAddress } from '../../core/mentions/webAddress.ts';
import { sentence } from '../../core/sentence.ts';
import type { Attacher } from '../chat/attach.ts';
import { say } from '../texts.ts';
import type { Mention } from './mention.ts';
import { attachedPage } from './webPage.ts';

/** One entry when an address was typed, none else. */
export function pageMentions(typed: string, attacher: Pick<Attacher, 'gathered'>): readonly Mention[] {
  const url = webAddress(typed);
  if (!url) return [];
  return [
    {
      id: `page ${url.href}`.slice(0, 4_000),
      kind: 'page',
      label: url.host + url.pathname,
      detail: say(sentence('fetch this page as text')),
      keys: url.href,
      attach: async () => [await attachedPage(url, { attacher, mayVisit })],
    },
  ];
}

async function mayVisit(host: string): Promise<boolean> {
  const yes = say(sentence('Fetch It'));
  const picked = await vscode.window.showWarningMessage(
    say(sentence('{0} is in a private network or on this machine. Fetch the page all the same?', host)),
    {
      modal: true,
      detail: say(
        sentence('What it shows would go along with your next message, after you have looked it over.'),
      ),
    },
    yes,
  );
  return picked === yes;
}
