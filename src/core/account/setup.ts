// The way of a first run, as a pure function of what is known: site, notice, key, ready.
import type { Failure } from '../failure.ts';
import type { SiteId } from '../models/model.ts';
import { type Sentence, sentence } from '../sentence.ts';
import type { ActionName } from './actionName.ts';
import { noticeLines, noticeTitle } from './notice.ts';
import type { Place, PlaceResult } from './place.ts';

export type SetupStage = 'loading' | 'site' | 'notice' | 'key' | 'ready';

/** `stale`: the key was changed in another window and this host still holds the old one. */
export type KeyState = 'unread' | 'present' | 'absent' | 'stale' | 'failed';

export interface SetupFacts {
  readonly site: SiteId | null;
  /** null only without a site. */
  readonly place: PlaceResult | null;
  readonly noticeAccepted: boolean;
  readonly key: KeyState;
  /** Name of the environment variable whose key is on offer, if any. */
  readonly environmentKey: string | null;
  /** What went wrong with the last key entered here, or with the secret storage. */
  readonly failure: Failure | null;
  readonly busy: boolean;
}

export interface SetupPage {
  readonly stage: SetupStage;
  readonly title: Sentence;
  readonly lines: readonly Sentence[];
  /** The first one is the primary action. */
  readonly actions: readonly ActionName[];
  readonly failure: Failure | null;
  readonly busy: boolean;
}

/** Where the person stands. The order is fixed: no notice without a site, no key without the notice. */
export function setupStage(facts: SetupFacts): SetupStage {
  if (facts.site === null || facts.place === null || !facts.place.ok) return 'site';
  if (!facts.noticeAccepted) return 'notice';
  if (facts.key === 'unread') return 'loading';
  return facts.key === 'present' ? 'ready' : 'key';
}

/** The empty state of the chat for each stage; the same words serve the commands. */
export function setupPage(facts: SetupFacts): SetupPage {
  const stage = setupStage(facts);
  const page = { stage, failure: facts.failure, busy: facts.busy };
  const place = facts.place?.ok ? facts.place.place : null;
  if (place === null) {
    const why = facts.place !== null && !facts.place.ok ? facts.place.why : null;
    return { ...page, failure: null, ...(why === null ? choosingSite : mendingCustom(why)) };
  }
  switch (stage) {
    case 'site':
    case 'loading':
      return { ...page, title: sentence('Getting ready…'), lines: [], actions: [] };
    case 'notice':
      return {
        ...page,
        failure: null,
        title: noticeTitle(place),
        lines: noticeLines(place),
        actions: place.links
          ? ['acceptNotice', 'openTerms', 'openPrivacy', 'openPrices', 'switchSite']
          : ['acceptNotice', 'switchSite'],
      };
    case 'key':
      return { ...page, ...needingKey(place, facts) };
    case 'ready':
      return { ...page, title: readyTitle(place), lines: [], actions: [] };
  }
}

const choosingSite = {
  title: sentence('Which SiliconFlow site is your account on?'),
  lines: [
    sentence('The two sites are independent: accounts, keys, balances and models are not shared.'),
    sentence('CN (硅基流动) bills in CNY and asks for a real-name check; Global bills in USD.'),
  ],
  actions: ['chooseSiteCn', 'chooseSiteGlobal', 'switchSite'],
} as const;

function mendingCustom(why: Sentence): Pick<SetupPage, 'title' | 'lines' | 'actions'> {
  return {
    title: sentence('The address of the custom site cannot be used'),
    lines: [why, sentence('Correct it in the settings, or choose one of the SiliconFlow sites.')],
    actions: ['openSettings', 'chooseSiteCn', 'chooseSiteGlobal'],
  };
}

function needingKey(place: Place, facts: SetupFacts): Pick<SetupPage, 'title' | 'lines' | 'actions'> {
  const offered: readonly ActionName[] = facts.environmentKey === null ? [] : ['useEnvironmentKey'];
  if (facts.key === 'stale') {
    return {
      title: sentence('The API key was changed in another window'),
      lines: [sentence('This window cannot see the change yet. Reload it to go on.')],
      actions: ['reloadWindow', 'enterKey'],
    };
  }
  const lines = [
    sentence("It is kept in the editor's secret storage and sent to {0} only.", place.host),
    ...(facts.environmentKey === null
      ? []
      : [
          sentence(
            'There is a key in the environment variable {0}. It is used only if you say so.',
            facts.environmentKey,
          ),
        ]),
  ];
  return {
    title: sentence('Enter your API key for {0}', place.name),
    lines,
    actions: place.links
      ? ['enterKey', ...offered, 'openKeyPage', 'switchSite']
      : ['enterKey', ...offered, 'switchSite'],
  };
}

function readyTitle(place: Place): Sentence {
  return place.local ? sentence('Ask the local server {0}', place.host) : sentence('Ask {0}', place.name);
}
