// Tokens that are known by a mark inside them, not at their beginning.
import { entropyBits } from './randomness.ts';
import type { SecretSpan } from './secrets.ts';

interface MarkedToken {
  readonly name: string;
  readonly mark: string;
  /** Most characters before the mark. */
  readonly before: number;
  /** The whole token; bounded. */
  readonly pattern: RegExp;
}

const markedTokens: readonly MarkedToken[] = [
  {
    // The version `8Q~` or `7Q~` stands as the fifth character.
    name: 'azure-client-secret',
    mark: 'Q~',
    before: 4,
    pattern: /[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![\w~.-])/g,
  },
  {
    // Keys of Azure that say so in their middle, one kind of service each. They begin where the search for them does, one
    // character behind at most.
    name: 'azure-key',
    mark: 'JQQJ99',
    before: 52,
    pattern: /(?<=^[\s\S]?)[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{20,30}(?![\w-])/g,
  },
  {
    name: 'azure-key',
    mark: 'AzFu',
    before: 44,
    pattern: /(?<=^[\s\S]?)[\w-]{44}AzFu[\w-]{5}[AQgw]==/g,
  },
  {
    name: 'azure-key',
    mark: 'AzSe',
    before: 42,
    pattern: /(?<=^[\s\S]?)[A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}(?![\w-])/g,
  },
  {
    name: 'azure-devops-token',
    mark: 'AZDO',
    before: 76,
    pattern: /(?<=^[\s\S]?)[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}(?![\w-])/g,
  },
  {
    name: 'mailchimp-key',
    mark: '-us',
    before: 32,
    pattern: /(?<=^[\s\S]?)[a-f0-9]{32}-us\d{1,2}(?![\w-])/g,
  },
  {
    name: 'braintree-token',
    mark: 'access_token$production$',
    before: 0,
    pattern: /access_token\$production\$[a-z0-9]{16}\$[a-f0-9]{32}(?!\w)/g,
  },
  {
    name: 'terraform-token',
    mark: '.atlasv1.',
    before: 14,
    pattern: /[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}/g,
  },
  { name: 'telegram-token', mark: ':AA', before: 12, pattern: /(?<!\d)\d{8,12}:AA[\w-]{33}(?![\w-])/g },
  { name: 'google-oauth', mark: '1//0', before: 0, pattern: /(?<!\w)1\/\/0[\w-]{40,120}(?![\w-])/g },
  {
    name: 'baidu-key',
    mark: 'bce-v3/ALTAK-',
    before: 0,
    pattern: /bce-v3\/ALTAK-[A-Za-z0-9]{20,24}\/[a-f0-9]{40}/g,
  },
];
const longest = 220;

export function findMarkedTokens(text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (const { name, mark, before, pattern } of markedTokens) {
    for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length)) {
      // A character more on the left, for what must not stand before it.
      const from = Math.max(0, at - before - 1);
      const [match] = text.slice(from, at + longest).matchAll(pattern);
      if (match === undefined || entropyBits(match[0]) < 3) continue;
      const start = from + match.index;
      if (start <= at) spans.push({ rule: name, start, end: start + match[0].length });
    }
  }
  return spans;
}
