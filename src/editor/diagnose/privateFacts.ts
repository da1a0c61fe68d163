// What of this machine and its person a report must not hold: keys, passwords, hosts, home folders and user names.
import { homedir, hostname, userInfo } from 'node:os';
import { type ProxySettings, proxySecrets } from '../../core/diagnosis/proxyInForce.ts';
import type { PrivateFacts } from '../../core/diagnosis/scrub.ts';

/** `keys` are those known here; variables of the environment whose names speak of secrets are taken in as well. */
export function privateFacts(
  proxy: ProxySettings,
  keys: readonly string[],
  customBaseUrl: string,
): PrivateFacts {
  const { credentials, hosts } = proxySecrets(proxy);
  const secretVariables = Object.entries(proxy.environment).flatMap(([name, value]) =>
    /KEY|TOKEN|SECRET|PASSW/i.test(name) && value !== undefined && value.length >= 8 ? [value] : [],
  );
  const custom = URL.canParse(customBaseUrl) ? [new URL(customBaseUrl).hostname] : [];
  const isNamed = (host: string): boolean => !/^(?:localhost|127\.|\[?::1\]?$)/.test(host);
  return {
    secrets: [...keys, ...credentials, ...secretVariables],
    hosts: [...hosts, ...custom, hostname()].filter(isNamed),
    homes: [homedir(), proxy.environment.HOME ?? '', proxy.environment.USERPROFILE ?? ''].filter(
      (home) => home.length > 1,
    ),
    users: [userName()].filter((name) => name !== ''),
  };
}

/** A container may run a user that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
