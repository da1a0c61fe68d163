// A site as a report may name it: the official ones and this machine by name, any other host as `[host]`.
import type { Place } from '../account/place.ts';
import type { FailureContext } from '../failures/advice.ts';
import type { Way } from './networkChecks.ts';

/** A custom host says who the person works for, unless it is this machine. */
function isShown(place: Place): boolean {
  return place.site !== 'custom' || place.local;
}

/** Its name with its host. */
export function siteName(place: Place): string {
  if (!isShown(place)) return '[host]';
  return place.name === place.host ? place.host : `${place.name} (${place.host})`;
}

/** The way to it, for the checks. */
export function wayTo(place: Place): Way {
  return {
    shownHost: isShown(place) ? place.host : '[host]',
    isOfficial: place.site !== 'custom',
    isLocal: place.local,
    isEncrypted: place.baseUrl.startsWith('https:'),
  };
}

/** What the words of a failure may name. */
export function contextOf(place: Place | null): FailureContext {
  if (place === null) return { during: 'chat' };
  const shown = isShown(place);
  return {
    during: 'chat',
    place: shown ? place.name : '[host]',
    host: shown ? place.host : '[host]',
    custom: place.site === 'custom',
    links: place.links,
  };
}
