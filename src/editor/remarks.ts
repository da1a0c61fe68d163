// What a person reads above the composer about the store and about settings that cannot be used.
import type { Failure } from '../core/failure.ts';
import { type Sentence, sentence } from '../core/sentence.ts';
import { ledgerSentence } from '../core/spend/ledgerTrouble.ts';
import type { ChatState } from '../protocol/chat.ts';
import type { LiveSettings, SettingRemark } from './settings.ts';

/** How the store's file was found, as the store says it. */
type OpenedAs =
  | { readonly as: 'fresh' | 'existing' }
  | { readonly as: 'setAside'; readonly asidePath: string };

/** What is said of the store; a file that was set aside is told once, and again only when another one is set aside. */
export class StoreRemark {
  readonly #state: () => OpenedAs | Failure;
  readonly #say: (text: Sentence) => string;
  #dismissed: string | null = null;

  constructor(state: () => OpenedAs | Failure, say: (text: Sentence) => string) {
    this.#state = state;
    this.#say = say;
  }

  banner(): ChatState['banner'] {
    const state = this.#state();
    return 'asidePath' in state && state.asidePath === this.#dismissed ? null : storeRemark(state, this.#say);
  }

  /** True when there was something to take away. */
  dismiss(): boolean {
    const state = this.#state();
    if (!('asidePath' in state) || state.asidePath === this.#dismissed) return false;
    this.#dismissed = state.asidePath;
    return true;
  }
}

function storeRemark(state: OpenedAs | Failure, say: (text: Sentence) => string): ChatState['banner'] {
  if ('kind' in state)
    return {
      level: 'error',
      message: say(ledgerSentence(state)),
      actions: [
        { id: 'reloadWindow', label: say(sentence('Reload Window')), primary: true },
        { id: 'showLog', label: say(sentence('Show Log')) },
      ],
    };
  if (state.as !== 'setAside') return null;
  return {
    level: 'warning',
    message: say(sentence('Damaged receipts were set aside.')),
    detail: say(
      sentence(
        'The file with receipts and conversations was damaged and saved as {0}. A new one was started.',
        state.asidePath,
      ),
    ),
    actions: [{ id: 'dismissBanner', label: say(sentence('Dismiss')) }],
  };
}

/** The first setting that still cannot be used. */
export function settingRemark(
  remarks: readonly SettingRemark[],
  settings: LiveSettings,
  say: (text: Sentence) => string,
): ChatState['banner'] {
  const remark = remarks.find((one) => settings.isUnusable(one.key));
  if (!remark) return null;
  return {
    level: 'warning',
    message: say(remark.words),
    actions: [{ id: 'openSettings', label: say(sentence('Open Settings')) }],
  };
}
