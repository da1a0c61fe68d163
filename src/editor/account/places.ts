// The chosen site and the place each site stands for, as the person's settings say.
import {
  customPlace,
  officialPlaces,
  type Place,
  type PlaceResult,
  resolvePlace,
} from '../../core/account/place.ts';
import type { SiteId } from '../../core/models/model.ts';
import { settings as keys } from '../../ids.ts';
import type { LiveSettings } from '../settings.ts';

export interface Places {
  /** null while none is chosen. */
  site(): SiteId | null;
  of(site: SiteId): PlaceResult;
  /** What an address typed for the custom site would stand for. */
  ofAddress(baseUrl: string): PlaceResult;
  /** Writes the person's own setting. Rejects when the editor cannot write it. */
  choose(site: SiteId): Promise<void>;
  setCustomAddress(baseUrl: string): Promise<void>;
  onDidChange(listener: () => void): { dispose(): void };
}

/**
 * `write` sets one of the person's own (global) settings. `official` is replaced only by the development host, to let
 * the sandbox stand in for the sites.
 */
export function placesFrom(
  settings: LiveSettings,
  write: (key: string, value: string) => Promise<void>,
  official: Readonly<Record<'cn' | 'global', Place>> = officialPlaces,
): Places {
  // The editor's change event may come after the write is done; the caller wants to go on with the new value.
  const writeAndRead = async (key: string, value: string): Promise<void> => {
    await write(key, value);
    settings.reload();
  };
  return {
    site: () => settings.current.site,
    of: (site) => {
      const { customBaseUrl, customCurrency } = settings.current;
      return resolvePlace(site, { baseUrl: customBaseUrl, currency: customCurrency }, official);
    },
    ofAddress: (baseUrl) => customPlace(baseUrl, settings.current.customCurrency),
    choose: (site) => writeAndRead(keys.site, site),
    setCustomAddress: (baseUrl) => writeAndRead(keys.customBaseUrl, baseUrl),
    onDidChange: (listener) => settings.onDidChange(listener),
  };
}
