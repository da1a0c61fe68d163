// Tells a value that a machine drew at random, or a person chose as a password, from names, samples and prose.

/** Shannon entropy in bits per character. */
export function entropyBits(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** What stands in documentation and tests where a secret would stand. */
const samples =
  /example|sample|placeholder|change.?me|your|dummy|fake|mock|redacted|insert|replace|todo|lorem|foobar|hunter2|test|secret|passw|token|api.?key|undefined|null|xxx|\*\*\*|\.\.\.|…|qwerty|asdfgh|0000|aaaa|deadbeef|cafebabe/i;
/** The same for a random body of known shape, where short words may stand by chance. */
const obviousSamples =
  /example|placeholder|change_?me|redacted|your[_-]|my[_-]|dummy|sample|insert|replace|secret|passw|foobar|lorem|fake[_-]?(?:key|token)|(?:key|token)[_-]?here|xxxx|\*\*\*|\.\.\.|qwerty|asdfgh|deadbeef/i;
const sameFive = /(.)\1{4}/;

/** What is known of a token's body before it is judged. */
export interface TokenShape {
  /** Least entropy of the whole token in bits per character. */
  readonly leastBits: number;
  /** The service draws no digits. */
  readonly lettersOnly?: boolean;
}

/** In a drawn body so long a digit is missing once in two hundred. */
const surelyHasDigit = 30;

/** The body of a token whose prefix is already known. */
export function looksDrawn(body: string, { leastBits, lettersOnly = false }: TokenShape): boolean {
  const drawn = longestSegment(body);
  // Behind a prefix that says whose key it is, only what nobody could take for drawn: rather mask one too many.
  if (isPattern(drawn, 9, 4)) return false;
  if (obviousSamples.test(body)) return false;
  if (!lettersOnly && body.length >= surelyHasDigit && !/\d/.test(body)) return false;
  const isWords = readsLikeWords(body) || (/[a-z]/.test(body) && isMadeOfWords(body));
  return entropyBits(drawn) >= leastBits && !isWords;
}

/** Numbers of accounts and versions stand before the part that was drawn; a body without a long part is taken whole. */
function longestSegment(body: string): string {
  const longest = body
    .split(/[-.]/)
    .reduce((longer, segment) => (segment.length > longer.length ? segment : longer), '');
  return longest.length >= 16 ? longest : body;
}

function isPattern(value: string, counted: number, repeated: number): boolean {
  // Tokens of many bytes hold some that are all zero or all one: `//////////wE`, `AAAAAAAA`.
  const bare = value.length >= ofManyBytes ? value.replace(/(.)\1{4,}/g, '$1') : value;
  const isFilled = bare.length * 4 < value.length * 3;
  return isFilled || sameFive.test(bare) || isCounted(bare, counted) || isRepeated(bare, repeated);
}
const ofManyBytes = 100;

/** Code and templates rather than a value: references, calls, interpolation, numbers, paths, addresses. */
const reference =
  /^[$%<{@#&!(]|^0x[0-9A-Fa-f]{1,16}U?L{0,2}$|\$\{|\{\{|%[sd(]|\w\(|:\/\/|^\.{0,2}\/|^[A-Za-z]:\\|[<>(){}[\]]/;
/** `this.#state`, `options?.key9`, `Foo::BAR2`: a member, in a spelling that a value rarely has. */
const member = /^(?:this|self|super|process|config|options|props|env|window|module)\b[.?:[]|\.#|\?\.|::/;
/** `sm02915.int.contoso.com`, with its port. */
const hostName = /^(?:[a-z0-9-]{1,30}\.){1,6}[a-z]{2,10}(?::\d{1,5})?$/;

/**
 * The right side of `password = …`, `"api_key": "…"`. Needs several kinds of characters and must not be made of words:
 * `isPassword` says that the left side speaks of a password, which may be shorter than a drawn key.
 */
export function looksSecret(value: string, isPassword: boolean): boolean {
  if (isNoise(value)) return true;
  if (value.length < 8 || value.length > 512 || !/^[!-~]+$/.test(value)) return false;
  const hasDigit = /\d/.test(value);
  const isShortPassword = isPassword && value.length < 16;
  if (!isShortPassword && (!hasDigit || !/[A-Za-z]/.test(value))) return false;
  if (isPattern(value, 6, 10) || samples.test(value) || reference.test(value)) return false;
  if (isMadeOfWords(value) && !(isShortPassword && wordWithYear.test(value))) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d_.-]/].filter((kind) => kind.test(value)).length;
  if (isShortPassword) return kinds >= 2 && (hasDigit || kinds >= 3) && entropyBits(value) >= 2.7;
  if (member.test(value) || hostName.test(value) || readsLikeWords(value)) return false;
  if (value.length < 16) return kinds >= 3 && entropyBits(value) >= 3;
  return entropyBits(value) >= (value.length < 24 ? 2.8 : 3.2);
}

/**
 * Letters, digits and signs of every kind in no order, as Django draws its key and WordPress its salts: brackets and blanks
 * among them, which in anything shorter or tidier mean code or words.
 */
function isNoise(value: string): boolean {
  if (value.length < 40 || value.length > 100 || !/^[ -~]+$/.test(value)) return false;
  if (samples.test(value) || /\$\{|\{\{/.test(value)) return false;
  const signs = value.replace(/[A-Za-z\d]/g, '');
  const digits = value.replace(/\D/g, '');
  return (
    new Set(signs).size >= 5 &&
    (signs.length + digits.length) * 10 >= value.length * 3 &&
    /\d/.test(value) &&
    entropyBits(value) >= 4.6
  );
}

/** `auth-token.v2`, `oauth2_client`, `x509Credential`, `2026-10-10`, `NL80211_AUTH`: parts that are words, versions or numbers. */
function isMadeOfWords(value: string): boolean {
  return value
    .split(/[._\-:/+=,@|*]|(?<=[a-z])(?=[A-Z])|(?<=\d)(?=[A-Z][a-z])/)
    .every((part) => part.length <= longestWord && wordOrNumber.test(part));
}

const wordOrNumber =
  /^(?:(?:[A-Z]|[a-z](?![a-z]))*[a-z]{2}[A-Za-z]*\d{0,5}|[A-Z]+\d{0,5}|[A-Za-z]\d{0,4}|\d{0,8}|\d{1,4}[a-z]{1,2}|)$/;
/** What people take for passwords: a word with a year behind it is one. */
const wordWithYear = /^[A-Za-z]{3,20}\d{3,5}$/;
const longestWord = 24;

/** Pairs of letters that make up most of English, and of names in code: half of all in words, an eighth by chance. */
const usualPairs = new Set(
  'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ke oy ey ss ac ca el ta us ut ec la pe tr ai am et di em un na no ol ns ow id pa ho wo rd ly ge ee im mo ie ig gh'.split(
    ' ',
  ),
);

/** Mostly letters that follow each other as they do in words: `SlackAppConfigurationAccessTokenHere`. */
function readsLikeWords(value: string): boolean {
  let letters = 0;
  let usual = 0;
  const lower = value.toLowerCase();
  for (let at = 1; at < lower.length; at += 1) {
    const pair = lower.slice(at - 1, at + 1);
    if (!/^[a-z]{2}$/.test(pair)) continue;
    letters += 1;
    if (usualPairs.has(pair)) usual += 1;
  }
  const digits = value.length - value.replace(/\d/g, '').length;
  return (
    letters >= 10 && letters * 2 >= value.length && digits * 8 <= value.length && usual >= letters * 0.45
  );
}

/** As many characters that follow each other in the alphabet or in counting, up or down: `abcdef`, `654321`. */
function isCounted(value: string, many: number): boolean {
  const lower = value.toLowerCase();
  let up = 1;
  let down = 1;
  for (let at = 1; at < lower.length; at += 1) {
    const step = lower.charCodeAt(at) - lower.charCodeAt(at - 1);
    up = step === 1 ? up + 1 : 1;
    down = step === -1 ? down + 1 : 1;
    if (up >= many || down >= many) return true;
  }
  return false;
}

/** The same few characters over and over, at most `longest` of them: `1a2b1a2b1a2b1a2b`, `1234-1234-1234`. */
function isRepeated(value: string, longest: number): boolean {
  for (let period = 1; period <= longest && period * 3 <= value.length; period += 1) {
    let same = 0;
    for (let at = period; at < value.length; at += 1) {
      same = value.charCodeAt(at) === value.charCodeAt(at - period) ? same + 1 : 0;
      if (same >= period * 2 && same >= 8) return true;
    }
  }
  return false;
}
