// What a person is told of each failure, and what cures it. Plain words: what happened, then what to do.
import type { ActionName } from './account/actionName.ts';
import type { Failure } from './failure.ts';
import type { FailureAdvice, FailureContext } from './failures/advice.ts';
import { chatWords } from './failures/chatWords.ts';
import { keyCheckAdvice } from './failures/keyCheck.ts';

/** Words and actions for a failure. Never throws; unknown details fall back to the general words of its kind. */
export function failureAdvice(failure: Failure, context: FailureContext): FailureAdvice {
  const advice =
    context.during === 'keyCheck'
      ? (keyCheckAdvice(failure, context) ?? chatWords[failure.kind](failure, context))
      : chatWords[failure.kind](failure, context);
  return { ...advice, actions: advice.actions.filter((action) => isPossible(action, context)) };
}

function isPossible(action: ActionName, { links, successor, hasText, during }: FailureContext): boolean {
  switch (action) {
    case 'openKeyPage':
      return Boolean(links?.key);
    case 'openTopUp':
      return Boolean(links?.topUp);
    case 'openBill':
      return Boolean(links?.bill);
    case 'openRealName':
      return Boolean(links?.realName);
    case 'useSuccessorModel':
      return Boolean(successor);
    case 'continueAnswer':
      return Boolean(hasText);
    case 'selectModel':
      return during === 'chat';
    default:
      return true;
  }
}
