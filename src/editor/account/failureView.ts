// A failure as the chat page shows it: words in the person's language, buttons, and what to copy for support.
import { type ActionName, actionLabels } from '../../core/account/actionName.ts';
import { type Failure, isDetailTechnical } from '../../core/failure.ts';
import { failureAdvice } from '../../core/failureSentences.ts';
import type { FailureContext } from '../../core/failures/advice.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { ActionId, ActionView, FailureView } from '../../protocol/actions.ts';

export type Say = (sentence: Sentence) => string;

/** Every action of the page has a label: the compiler refuses a name that only one of the two lists knows. */
const labels: Readonly<Record<ActionId, Sentence>> = actionLabels;

/** Buttons for actions, the first one primary. */
export function actionViews(actions: readonly ActionName[], say: Say): ActionView[] {
  return actions.map((id, index) => ({
    id,
    label: say(labels[id]),
    ...(index === 0 ? { primary: true } : {}),
  }));
}

/** Sentences joined as the language joins them: Chinese puts no space after its full stop. */
export function paragraph(sentences: readonly Sentence[], say: Say): string {
  return sentences
    .map(say)
    .reduce((text, next) => (/[。！？：”]$/.test(text) ? text + next : `${text} ${next}`));
}

/** The view of a failure; `detail` is what the other side said in words, already free of keys and control characters. */
export function failureView(failure: Failure, context: FailureContext, say: Say): FailureView {
  const advice = failureAdvice(failure, context);
  const isSilent = failure.detail === '' || isDetailTechnical(failure.kind);
  return {
    message: paragraph(advice.sentences, say),
    ...(isSilent ? {} : { detail: failure.detail.slice(0, 600) }),
    ...(failure.traceId === undefined ? {} : { traceId: failure.traceId.slice(0, 200) }),
    actions: actionViews(advice.actions, say).map((action) => withSuccessor(action, context, say)),
  };
}

/** The successor is named with its price, as every model is where it can be chosen. */
function withSuccessor(
  action: ActionView,
  { successor, successorPrice }: FailureContext,
  say: Say,
): ActionView {
  return action.id === 'useSuccessorModel' && successor !== undefined && successorPrice !== undefined
    ? { ...action, label: say(sentence('Switch to {0} ({1})', successor, successorPrice)) }
    : action;
}
