// What a click on the status bar offers: what people want there, in the order in which they want it.
import type { ActionName } from '../../core/account/actionName.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { commands } from '../../ids.ts';

export interface MenuFacts {
  readonly isReady: boolean;
  readonly isRunning: boolean;
  readonly model: string | null;
  readonly placeName: string | null;
  /** The key in use, masked, and when it was last used. */
  readonly key: readonly Sentence[];
  readonly ghostText: { readonly isOn: boolean; readonly words: readonly Sentence[] };
  /** The place has a page with bills. */
  readonly hasBills: boolean;
  /** What other parts add, before the settings. */
  readonly added: readonly MenuEntry[];
}

export type MenuEntry = {
  readonly label: Sentence;
  readonly icon: string;
  /** Said behind the label, one after the other. */
  readonly description: readonly Sentence[];
} & (
  | { readonly run: 'command'; readonly command: string }
  | { readonly run: 'action'; readonly action: ActionName }
  | { readonly run: 'call'; readonly call: () => Promise<void> }
);

/** Entries of the quick pick. Before the set-up is done, what finishes it comes first. */
export function menuEntries(facts: MenuFacts): readonly MenuEntry[] {
  const command = (
    label: Sentence,
    icon: string,
    id: string,
    ...description: readonly Sentence[]
  ): MenuEntry => ({ label, icon, run: 'command', command: id, description });
  const account = [
    command(
      sentence('Switch Site'),
      'arrow-swap',
      commands.switchSite,
      ...(facts.placeName === null ? [] : [sentence('{0}', facts.placeName)]),
    ),
    command(sentence('Set API Key'), 'key', commands.setApiKey, ...facts.key),
  ];
  return [
    ...(facts.isRunning
      ? [command(sentence('Stop All Requests'), 'debug-stop', commands.stopAll, sentence('in all windows'))]
      : []),
    ...(facts.isReady ? [] : account),
    command(sentence('Open Chat'), 'comment-discussion', commands.openChat),
    ...(facts.isReady
      ? [
          command(sentence('New Chat'), 'add', commands.newChat),
          command(
            sentence('Select Model'),
            'symbol-method',
            commands.selectModel,
            ...(facts.model === null ? [] : [sentence('{0}', facts.model)]),
          ),
          ...account,
        ]
      : []),
    ...(facts.isRunning
      ? []
      : [command(sentence('Stop All Requests'), 'debug-stop', commands.stopAll, sentence('in all windows'))]),
    ...(facts.isReady
      ? [
          command(
            facts.ghostText.isOn ? sentence('Ghost Text…') : sentence('Turn On Ghost Text'),
            'sparkle',
            commands.toggleCompletions,
            ...facts.ghostText.words,
          ),
          ...(facts.ghostText.isOn
            ? [command(sentence('Snooze Ghost Text'), 'bell-slash', commands.snoozeCompletions)]
            : []),
        ]
      : []),
    command(sentence('Show Usage'), 'graph', commands.showUsage),
    ...(facts.isReady ? [command(sentence('Set Budget'), 'credit-card', commands.setBudget)] : []),
    ...facts.added,
    {
      label: sentence('Open Settings'),
      icon: 'gear',
      run: 'action',
      action: 'openSettings',
      description: [],
    },
    ...(facts.hasBills
      ? [
          {
            label: sentence('Open Bill Page'),
            icon: 'link-external',
            run: 'action',
            action: 'openBill',
            description: [],
          } as const,
        ]
      : []),
    command(sentence('Diagnose'), 'pulse', commands.diagnose),
    { label: sentence('Show Log'), icon: 'output', run: 'action', action: 'showLog', description: [] },
  ];
}
