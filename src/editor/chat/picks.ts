// The chat's quick pick of a model.
import * as vscode from 'vscode';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { commands } from '../../ids.ts';
import type { ModelView } from '../../protocol/chatSetup.ts';
import { say } from '../texts.ts';

export interface ModelPick {
  readonly title: Sentence;
  readonly models: readonly ModelView[];
  readonly chosen: string | null;
  /** Page with the site's prices, if there is one. */
  readonly pricePage: string | undefined;
  /** What it would cost from this model, in words; '' where that is not known. */
  readonly likely?: (modelId: string) => string;
}

interface ModelItem extends vscode.QuickPickItem {
  readonly id: string;
}

/**
 * The chosen model's id, or nothing. Each item has a button to set the model's price, and one to the page with prices
 * where the known price should be checked.
 */
export function pickModel({
  title,
  models,
  chosen,
  pricePage,
  likely,
}: ModelPick): Promise<string | undefined> {
  const setPrice = { iconPath: new vscode.ThemeIcon('tag'), tooltip: say(sentence('Set Price')) };
  const checkPrice = {
    iconPath: new vscode.ThemeIcon('link-external'),
    tooltip: say(sentence('Check Prices')),
  };
  const picker = vscode.window.createQuickPick<ModelItem>();
  picker.title = say(title);
  picker.placeholder = say(sentence('Models that this site offers for your key'));
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.items = models.map((model) => ({
    label: `${model.id === chosen ? '$(check) ' : ''}${model.name}`,
    description: model.id,
    detail: [
      likely?.(model.id),
      model.price,
      model.vision ? say(sentence('sees images')) : '',
      model.note ?? '',
    ]
      .filter(Boolean)
      .join(' · '),
    buttons: [...(model.priceToCheck && pricePage ? [checkPrice] : []), setPrice],
    id: model.id,
  }));
  // The list is long: it opens where the person stands.
  picker.activeItems = picker.items.filter((item) => item.id === chosen);
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      resolve(picker.selectedItems[0]?.id);
      picker.hide();
    });
    picker.onDidTriggerItemButton(({ button, item }) => {
      picker.hide();
      if (button === setPrice) void vscode.commands.executeCommand(commands.setPrice, item.id);
      else if (pricePage) void vscode.env.openExternal(vscode.Uri.parse(pricePage));
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}
