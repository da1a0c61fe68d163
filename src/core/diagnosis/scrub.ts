// The net under the report: whatever a check let through, no key, password, host of the person's or name of a user leaves in it.
import { findSecrets } from '../outgoing/secrets.ts';
import { shortestSpelling, spellingsOf } from '../outgoing/spellings.ts';

export interface PrivateFacts {
  /** Keys, passwords, user names of proxies: gone in every spelling. */
  readonly secrets: readonly string[];
  /** Names of hosts that say who the person is or works for. */
  readonly hosts: readonly string[];
  /** Home folders, as the system spells them. */
  readonly homes: readonly string[];
  readonly users: readonly string[];
}

/** Control, bidirectional and zero-width characters, but for line breaks: a key broken up by them is still a key. */
const unprintable = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** Shorter ones stand in ordinary words. */
const shortestSecret = 4;

/** The text with `[key]`, `[removed]`, `[host]` and `~` in place of what must not be told. */
export function scrub(text: string, { secrets, hosts, homes, users }: PrivateFacts): string {
  let clean = text.replace(unprintable, '').replace(/\/\/[^\s/@]{1,300}@/g, '//[removed]@');
  for (const secret of secrets) clean = withoutSecret(clean, secret);
  clean = clean.replace(/\bsk-[A-Za-z0-9_-]{8,}/g, '[key]');
  for (const home of longestFirst(homes)) clean = replaceAnyCase(clean, home, '~');
  clean = clean
    .replace(/(?:\/home\/|\/Users\/|[A-Za-z](?::|%3A)[\\/]+Users[\\/]+)[^\s\\/"'`<>|:]+/gi, '~')
    .replace(/\/root(?=\/|\s|$)/g, '~');
  for (const host of longestFirst(hosts).filter((name) => name.length > 2))
    clean = clean.replace(new RegExp(`(?<![\\w-])${escaped(host)}(?![\\w-])`, 'gi'), '[host]');
  for (const user of longestFirst(users))
    clean = clean.replace(new RegExp(`(?<=[\\\\/])${escaped(user)}(?=[\\\\/\\s"'\`]|$)`, 'gi'), '~');
  return withoutKnownShapes(clean);
}

function withoutSecret(text: string, secret: string): string {
  if (secret.length < shortestSecret) return text;
  let clean = text.replaceAll(secret, '[removed]');
  for (const spelling of spellingsOf(secret)) clean = clean.replaceAll(spelling, '[removed]');
  // The tail of a key gives it away as well: pages and tools show keys so.
  return secret.length >= 2 * shortestSpelling
    ? clean.replaceAll(secret.slice(-shortestSpelling), '[removed]')
    : clean;
}

function withoutKnownShapes(text: string): string {
  let clean = text;
  for (const { start, end } of [...findSecrets(text)].reverse())
    clean = `${clean.slice(0, start)}[removed]${clean.slice(end)}`;
  return clean;
}

function replaceAnyCase(text: string, name: string, by: string): string {
  if (name.length < 3) return text;
  const slashed = name.replaceAll('\\', '/');
  const forms = new Set([name, slashed, encodeURI(slashed), encodeURI(slashed).replace(':', '%3A')]);
  let clean = text;
  for (const form of forms) clean = clean.replace(new RegExp(escaped(form), 'gi'), by);
  return clean;
}

function longestFirst(names: readonly string[]): readonly string[] {
  return [...names].filter(Boolean).sort((a, b) => b.length - a.length);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
