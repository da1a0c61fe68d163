// What a button next to a failure or in a banner does outside of the chat: models, budgets, prices, settings.
import * as vscode from 'vscode';
import type { Conversation } from '../../core/chat/conversation.ts';
import { type AssistantTurn, purposeOf } from '../../core/chat/turn.ts';
import { asFailure } from '../../core/chat/turnFailure.ts';
import { commands, settings as settingKeys } from '../../ids.ts';
import type { ActionId } from '../../protocol/actions.ts';
import type { ChatFailures } from './chatFailures.ts';
import type { ChatModels } from './chatModels.ts';
import type { ActedOn, ChatParts } from './chatParts.ts';

export interface ActsOf {
  readonly parts: ChatParts;
  readonly models: ChatModels;
  readonly failures: ChatFailures;
  readonly conversation: () => Conversation;
  readonly changed: () => void;
}

/** Carries out an action of an answer's failure, or of the banner where there is no answer. */
export function actOnTurn(of: ActsOf, action: ActionId, turn: AssistantTurn | null): Promise<boolean> {
  const { parts } = of;
  const { turns } = of.conversation();
  const asked = turn ? purposeOf(turns.slice(0, turns.indexOf(turn))) : 'chat';
  const hasOwn = asked === 'action' && parts.settings.settings.current.action.model !== null;
  return act(of, action, {
    ...(turn ? { model: turn.model } : {}),
    ...(turn?.failure ? { failure: asFailure(turn.failure) } : {}),
    // A button of the banner about the model list.
    ...(turn === null && parts.shelf.failure && !parts.remark() ? { failure: parts.shelf.failure } : {}),
    ...(hasOwn ? { modelSetting: settingKeys.actionModel } : {}),
  });
}

/** True when the failed request may be tried again. */
export async function act(of: ActsOf, action: ActionId, about: ActedOn): Promise<boolean> {
  const { parts, models } = of;
  const { settings } = parts;
  const refusal = about.failure?.budget;
  const modelSetting = about.modelSetting ?? settingKeys.chatModel;
  switch (action) {
    case 'showLog':
      parts.log.show();
      return false;
    case 'selectModel':
      await models.select();
      return false;
    case 'useSuccessorModel': {
      const successor = models.successor(about.model || models.chosenId);
      if (successor) await settings.write(modelSetting, successor.id);
      return Boolean(successor);
    }
    case 'useCheaperModel': {
      const cheaper = models.cheaperThan(about.model, about.failure, of.conversation().turns);
      if (cheaper) await settings.write(modelSetting, cheaper.id);
      return Boolean(cheaper);
    }
    case 'raiseBudget':
    case 'raiseBudgetToday':
      return parts.budget.raise(refusal, action === 'raiseBudgetToday');
    case 'changeMinuteLimit':
      return parts.budget.raise(refusal, false);
    case 'goOnNow':
      return parts.budget.goOn();
    case 'setBudget':
      await parts.budget.setBudget();
      return false;
    case 'setPrice':
      await vscode.commands.executeCommand(commands.setPrice, about.model || models.chosenId);
      return false;
    case 'showPriceChanges':
      await parts.showPriceChanges();
      return false;
    case 'enableCompletions':
      await vscode.commands.executeCommand(commands.toggleCompletions);
      return false;
    case 'dismissBanner':
      // The banner in sight is the first of the three that has something to say.
      if (parts.dismissRemark()) of.changed();
      else if (await parts.planted.dismiss()) of.changed();
      else if (!(await parts.budget.dismiss())) await parts.ghostTextOffer.declineOffer();
      return false;
    case 'retry':
      await parts.shelf.refresh(true);
      return false;
    default:
      await parts.account.actions.act(
        action,
        action === 'openSettings' ? of.failures.settingsQuery(about) : undefined,
      );
      return false;
  }
}
