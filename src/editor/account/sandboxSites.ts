// Lets the sandbox stand in for the two official sites, in a development or test host only.

import * as vscode from 'vscode';
import { officialPlaces, type Place } from '../../core/account/place.ts';
import { withoutTail } from '../../core/withoutTail.ts';

/**
 * Official places at the loopback addresses that two environment variables name; undefined in an installed extension,
 * where nothing but the person's own settings decides where a key goes.
 */
export function sandboxSites(
  mode: vscode.ExtensionMode,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<'cn' | 'global', Place>> | undefined {
  if (mode === vscode.ExtensionMode.Production) return undefined;
  const cn = loopback(environment.SILICONFLOW_SANDBOX_CN);
  const global = loopback(environment.SILICONFLOW_SANDBOX_GLOBAL);
  if (!cn || !global) return undefined;
  return { cn: at(officialPlaces.cn, cn), global: at(officialPlaces.global, global) };
}

/**
 * A time limit in milliseconds, shorter than a person's, for tests of what happens when it runs out: only where the
 * sandbox stands in for the sites.
 */
export function sandboxTimeLimitMs(
  mode: vscode.ExtensionMode,
  environment: Readonly<Record<string, string | undefined>>,
): number | undefined {
  if (!sandboxSites(mode, environment)) return undefined;
  const limitMs = Number(environment.SILICONFLOW_SANDBOX_TIME_LIMIT_MS);
  return Number.isInteger(limitMs) && limitMs > 0 ? limitMs : undefined;
}

function at(place: Place, url: URL): Place {
  const baseUrl = `${url.origin}${withoutTail(url.pathname, '/')}`;
  return { ...place, baseUrl, origin: url.origin, host: url.host, local: true };
}

function loopback(address: string | undefined): URL | null {
  if (!address || !URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === 'http:' && url.hostname === '127.0.0.1' ? url : null;
}
