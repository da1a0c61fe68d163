// The requests that the chat can show: the one that would leave now, and those that were sent.
import { openBody } from '../showRequest/bodyDocuments.ts';
import { grantViews } from '../showRequest/pieceViews.ts';
import { sentView } from '../showRequest/sentView.ts';
import { locale, say, timeOfDay } from '../texts.ts';
import type { ChatFailures } from './chatFailures.ts';
import type { ChatParts } from './chatParts.ts';
import { copy } from './codeInEditor.ts';
import type { ForecastPorts } from './forecasts.ts';
import { nextRequest } from './nextRequest.ts';
import type { PreviewPorts } from './preview.ts';

export function shownRequests(
  parts: ChatParts,
  forecastPorts: ForecastPorts,
  failures: ChatFailures,
): PreviewPorts {
  const { guard } = parts;
  const maskedBy = (placeholder: string): ReturnType<typeof guard.maskedBy> => guard.maskedBy(placeholder);
  const next = {
    ...forecastPorts,
    client: parts.client,
    guard: (...[request, once]: Parameters<typeof guard.guard>) => guard.guard(request, once),
    mask: (...[text, once]: Parameters<typeof guard.mask>) => guard.mask(text, once),
    maskedBy,
    grants: () => grantViews(parts.grants, locale()),
    problem: (...[failure]: Parameters<typeof failures.problem>) => failures.problem(failure),
  };
  return {
    next: (asking, conversation, choices) => nextRequest(next, asking, conversation, choices),
    sent: (id) => {
      const request = parts.sent.find(id);
      if (!request) return undefined;
      const view = sentView(request, { say, locale: locale(), time: timeOfDay, maskedBy });
      return { view, whole: request };
    },
    revoke: (id) => parts.grants.revoke(id),
    copy,
    openBody,
  };
}
