// What a person decides about site, notice and key: the three commands and the buttons of the set-up page.
import type { ActionName } from '../../core/account/actionName.ts';
import { keyVerdict } from '../../core/account/keyVerdict.ts';
import { noticeLines, noticeTitle } from '../../core/account/notice.ts';
import { otherSite, type Place } from '../../core/account/place.ts';
import type { Failure } from '../../core/failure.ts';
import { failureAdvice } from '../../core/failureSentences.ts';
import type { SiteId } from '../../core/models/model.ts';
import type { Clock } from '../../core/ports.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { Choice, Dialogs } from './dialogs.ts';
import { enterKey, keyCheckContext } from './keyEntry.ts';
import type { Keys } from './keys.ts';
import type { Places } from './places.ts';
import type { Setup } from './setup.ts';
import { type NewClient, verifyKey } from './verify.ts';

export interface AccountActionParts {
  readonly setup: Setup;
  readonly places: Places;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly dialogs: Dialogs;
  readonly newClient: NewClient;
  /** A key as it may be shown, and when it was last used. */
  readonly describe: (key: string) => Sentence;
}

/** VS Code's own page on keyrings. */
const secretStorageHelp =
  'https://code.visualstudio.com/docs/configure/settings-sync#_troubleshooting-keychain-issues';

const linkOf = {
  openKeyPage: 'key',
  openTerms: 'terms',
  openPrivacy: 'privacy',
  openPrices: 'prices',
  openTopUp: 'topUp',
  openBill: 'bill',
  openRealName: 'realName',
} as const;

export class AccountActions {
  readonly #parts: AccountActionParts;

  constructor(parts: AccountActionParts) {
    this.#parts = parts;
  }

  /**
   * Carries out an action of the set-up page or of a failure. False when it is none of the account's, so that the chat
   * does it. `settingsQuery` is what `failureAdvice` gave along with `openSettings`.
   */
  async act(action: ActionName, settingsQuery = 'siliconflow.custom'): Promise<boolean> {
    const { dialogs, setup } = this.#parts;
    switch (action) {
      case 'chooseSiteCn':
        return done(this.#switchTo('cn'));
      case 'chooseSiteGlobal':
        return done(this.#switchTo('global'));
      case 'acceptNotice':
        return done(this.#keep(() => setup.acceptNotice()));
      case 'enterKey':
        return done(this.setApiKey());
      case 'useEnvironmentKey':
        return done(this.#useEnvironmentKey());
      case 'switchSite':
        return done(this.switchSite());
      case 'openSettings':
        return done(dialogs.openSettings(settingsQuery));
      case 'reloadWindow':
        return done(dialogs.reloadWindow());
      case 'manageTrust':
        return done(dialogs.manageTrust());
      case 'diagnose':
        return done(dialogs.diagnose());
      case 'helpSecretStorage':
        return done(dialogs.openLink(secretStorageHelp));
      case 'openKeyPage':
      case 'openTerms':
      case 'openPrivacy':
      case 'openPrices':
      case 'openTopUp':
      case 'openBill':
      case 'openRealName': {
        const address = setup.place?.links?.[linkOf[action]];
        return address === undefined ? true : done(dialogs.openLink(address));
      }
      case 'retry':
        return setup.stage === 'ready' ? false : done(setup.refresh());
      default:
        return false;
    }
  }

  /** Command: from wherever the person stands to a key that is kept. Ends at the first thing they close. */
  async setApiKey(): Promise<void> {
    const { setup, places, keys, dialogs, newClient, clock } = this.#parts;
    if (setup.stage === 'site') await this.switchSite();
    if (setup.stage === 'notice') await this.#readNotice();
    const { place } = setup;
    if (place === null || !setup.isNoticeAccepted) return;
    const other = otherSite(place.site);
    const elsewhere = other === null ? null : places.of(other);
    const end = await setup.whileBusy(() =>
      enterKey(place, elsewhere?.ok ? elsewhere.place : null, {
        dialogs,
        verify: (at, key, signal) => verifyKey(at, key, newClient, clock, signal),
        store: (at, key) => keys.store(at, key),
      }),
    );
    if (end === undefined) return;
    if (end.kind === 'given up') {
      if (end.failure !== null) setup.note(end.failure);
      return;
    }
    if (end.place.site !== place.site) await this.#switchTo(end.place.site);
    else await setup.refresh();
    if (end.caveat !== null) await this.#tell(end.caveat, end.place);
  }

  /** Command: removes the key of the place in force, after a yes, and stops using the environment's. */
  async removeApiKey(): Promise<void> {
    const { setup, keys, dialogs } = this.#parts;
    const { place } = setup;
    if (place === null) {
      void dialogs.tell('info', [sentence('No site is chosen, so there is no key to remove.')]);
      return;
    }
    const kept = await keys.read(place);
    const isSure = await dialogs.confirm(
      sentence('Remove the API key for {0}?', place.name),
      [
        ...(kept.ok && kept.value.kind === 'key' ? [this.#parts.describe(kept.value.key)] : []),
        sentence('It is deleted from the secret storage of this editor. It stays valid at {0}.', place.name),
      ],
      sentence('Remove'),
    );
    if (!isSure) return;
    const removed = await keys.remove(place);
    await this.#keep(() => setup.withdrawEnvironmentKey());
    if (!removed.ok) return this.#tell(removed.failure, place);
    void dialogs.tell('info', [sentence('The API key for {0} was removed.', place.name)]);
  }

  /** Command: a pick of the sites with currency, host and state of the key. */
  async switchSite(): Promise<void> {
    const { places, dialogs } = this.#parts;
    const choices = await Promise.all(
      (['cn', 'global', 'custom'] as const).map((site) => this.#choice(site)),
    );
    const chosen = await dialogs.choose(
      sentence('Switch Site'),
      sentence('Accounts, keys and balances of the sites are independent.'),
      choices,
    );
    if (chosen === undefined) return;
    if (chosen === 'custom' && !places.of('custom').ok && !(await this.#askCustomAddress())) return;
    await this.#switchTo(chosen);
  }

  async #choice(site: SiteId): Promise<Choice<SiteId>> {
    const result = this.#parts.places.of(site);
    const current = this.#parts.places.site() === site;
    const base = { id: site, label: siteLabels[site], current };
    if (!result.ok) return { ...base, detail: sentence('A gateway or local server of your own.') };
    const { place } = result;
    return {
      ...base,
      description:
        place.currency === null
          ? sentence('tokens only · {0}', place.host)
          : sentence('{0} · {1}', place.currency, place.host),
      detail: await this.#keyState(place),
    };
  }

  async #keyState(place: Place): Promise<Sentence> {
    const read = await this.#parts.keys.read(place);
    if (!read.ok) return sentence('The secret storage does not answer');
    return read.value.kind === 'key' ? this.#parts.describe(read.value.key) : sentence('No API key yet');
  }

  async #switchTo(site: SiteId): Promise<void> {
    const { places, setup } = this.#parts;
    if (places.site() !== site && !(await this.#write(() => places.choose(site)))) return;
    await setup.refresh();
  }

  async #askCustomAddress(): Promise<boolean> {
    const { places, dialogs } = this.#parts;
    const address = await dialogs.ask({
      title: sentence('Address of the custom site'),
      prompt: sentence('Base URL of an OpenAI-compatible server, for example https://gateway.example/v1'),
      value: '',
      secret: false,
      judge: (typed) => {
        const result = places.ofAddress(typed);
        return result.ok ? null : { message: result.why, blocks: true };
      },
    });
    return address !== undefined && this.#write(() => places.setCustomAddress(address.trim()));
  }

  async #readNotice(): Promise<void> {
    const { setup, dialogs } = this.#parts;
    const { place } = setup;
    if (place === null) return;
    const { links } = place;
    const agreed = await dialogs.confirm(
      noticeTitle(place),
      links
        ? [
            ...noticeLines(place),
            sentence('Terms: {0}', links.terms),
            sentence('Privacy: {0}', links.privacy),
            sentence('Prices: {0}', links.prices),
          ]
        : noticeLines(place),
      sentence('Agree and Continue'),
    );
    if (agreed) await this.#keep(() => setup.acceptNotice());
  }

  async #useEnvironmentKey(): Promise<void> {
    const { setup, dialogs, newClient, clock } = this.#parts;
    const { place, offered } = setup;
    if (place === null || offered === null || !setup.isNoticeAccepted) return;
    const checked = await setup.whileBusy(() =>
      dialogs.during(sentence('Checking the key with {0}…', place.host), (signal) =>
        verifyKey(place, offered.key, newClient, clock, signal),
      ),
    );
    if (checked === undefined) return;
    const isUsable = checked.ok || keyVerdict(checked.failure, place.site === 'custom') === 'right';
    if (isUsable) await this.#keep(() => setup.confirmOffered(offered));
    if (checked.ok) setup.note(null);
    else if (isUsable) await this.#tell(checked.failure, place);
    else setup.note(checked.failure);
  }

  /** Tells of a failure in the corner and carries out the action that was clicked. */
  async #tell(failure: Failure, place: Place): Promise<void> {
    const advice = failureAdvice(failure, keyCheckContext(place));
    const action = await this.#parts.dialogs.tell('warning', advice.sentences, advice.actions);
    if (action !== undefined) await this.act(action, advice.settingsQuery);
  }

  async #write(work: () => Promise<void>): Promise<boolean> {
    return this.#orTell(
      work,
      sentence('The setting could not be written. Check that your settings file has no errors.'),
    );
  }

  async #keep(work: () => Promise<void>): Promise<boolean> {
    return this.#orTell(
      work,
      sentence('Your decision could not be saved. A full or read-only disk is the usual cause.'),
    );
  }

  async #orTell(work: () => Promise<void>, otherwise: Sentence): Promise<boolean> {
    try {
      await work();
      return true;
    } catch {
      void this.#parts.dialogs.tell('error', [otherwise]);
      return false;
    }
  }
}

const siteLabels: Readonly<Record<SiteId, Sentence>> = {
  cn: sentence('SiliconFlow CN (硅基流动)'),
  global: sentence('SiliconFlow Global'),
  custom: sentence('Custom address'),
};

async function done(work: Promise<unknown>): Promise<true> {
  await work;
  return true;
}
