// Finds tokens of known shape: a prefix that a service gives its keys, and a body that was drawn.
import { forEachRun, tokenCharacters } from './characterRuns.ts';
import { looksDrawn } from './randomness.ts';
import type { SecretSpan } from './secrets.ts';
import { platformKey, type TokenRule, tokenRules } from './tokenRules.ts';

export interface RuleSet {
  readonly anyPrefix: RegExp;
  readonly byPrefix: ReadonlyMap<string, readonly TokenRule[]>;
}

function ruleSet(rules: readonly TokenRule[]): RuleSet {
  const byPrefix = new Map<string, TokenRule[]>();
  for (const rule of rules) {
    for (const prefix of rule.prefixes) {
      // A longer prefix of another rule begins with a shorter one's: every rule is filed under the shortest.
      const root = rules.flatMap((one) => one.prefixes).filter((one) => prefix.startsWith(one));
      const key = root.reduce((shortest, one) => (one.length < shortest.length ? one : shortest), prefix);
      byPrefix.set(key, [...new Set([...(byPrefix.get(key) ?? []), rule])]);
    }
  }
  const escaped = [...byPrefix.keys()].map((prefix) => prefix.replace(/[.+]/g, '\\$&'));
  return { anyPrefix: new RegExp(escaped.join('|'), 'g'), byPrefix };
}

export const everyToken = ruleSet(tokenRules);
export const onlyPlatformKey = ruleSet([platformKey]);

/** No rule matches fewer characters. */
export const shortestToken = 16;

/** Every token lies in a run of letters, digits, `_`, `-` and `.`: only long runs are searched for prefixes. */
export function findTokens(text: string, rules: RuleSet): SecretSpan[] {
  const spans: SecretSpan[] = [];
  forEachRun(text, tokenCharacters, shortestToken, (start, end) => {
    searchRun(text, start, end, rules, spans);
  });
  return spans;
}

function searchRun(text: string, start: number, end: number, rules: RuleSet, spans: SecretSpan[]): void {
  const run = text.slice(start, end);
  rules.anyPrefix.lastIndex = 0;
  for (let hit = rules.anyPrefix.exec(run); hit !== null; hit = rules.anyPrefix.exec(run)) {
    const at = start + hit.index;
    // Prefixes may overlap: go on one character after this one began.
    rules.anyPrefix.lastIndex = hit.index + 1;
    for (const rule of rules.byPrefix.get(hit[0]) ?? []) {
      if (rule.anywhere !== true && !beginsWord(text, at)) continue;
      rule.pattern.lastIndex = at;
      const match = rule.pattern.exec(text);
      if (match === null) continue;
      const end = at + match[0].length;
      if (rule.leastBits > 0 && (!looksDrawn(bodyOf(match[0], rule), rule) || isCutShort(text, end)))
        continue;
      spans.push({ rule: rule.name, start: at, end });
      rules.anyPrefix.lastIndex = hit.index + match[0].length;
      break;
    }
  }
}

/** What follows the longest prefix: words in the prefix itself (`sk_test_`) say nothing. */
function bodyOf(token: string, { prefixes }: TokenRule): string {
  const longest = prefixes.reduce(
    (most, prefix) => (token.startsWith(prefix) && prefix.length > most ? prefix.length : most),
    0,
  );
  return token.slice(longest);
}

/** `xoxp-5723-5738-####`: somebody has hidden the rest. `icon.key-7a38….png`: a file that is named by its digest. */
function isCutShort(text: string, end: number): boolean {
  const next = text.slice(end, end + 7);
  return /^[-_.]?(?:#{3}|\*{4}|•{3})|^\.(?:png|jpe?g|gif|svg|ico|css|[cm]?js|map|woff2?|html?)(?!\w)/.test(
    next,
  );
}

/** Whether a token may start here: not inside a word, except after an escape, whose letter is no word. */
function beginsWord(text: string, at: number): boolean {
  if (!/[A-Za-z0-9]/.test(text.charAt(at - 1))) return true;
  return /(?:\\[nrtbf]|%[0-9A-Fa-f]{2}|[^ -~]\[[\d;]{0,8}m)$/.test(text.slice(Math.max(0, at - 11), at));
}
