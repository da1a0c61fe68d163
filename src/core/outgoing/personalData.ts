// Personal data that a person chose to keep here: mail addresses, phone numbers, Chinese identity numbers, bank cards.
// Each has a shape that can be told from ordinary numbers, with its check digit where it has one. Linear in the text.
import type { SecretSpan } from './secrets.ts';

/** The values of `siliconflow.privacy.personalData`. */
export const personalDataKinds = ['mail', 'phone', 'cnId', 'bankCard'] as const;
export type PersonalDataKind = (typeof personalDataKinds)[number];

const finders: Readonly<Record<PersonalDataKind, (text: string) => SecretSpan[]>> = {
  mail: findMail,
  phone: (text) => findNumbers(text, phone, 'phone-number', isPhoneLength),
  cnId: (text) => findNumbers(text, cnId, 'cn-identity-number', isCnIdentityNumber),
  bankCard: (text) => findNumbers(text, bankCard, 'bank-card', isBankCard),
};

/** Spans of the chosen kinds, unordered; kinds may overlap. */
export function findPersonalData(text: string, kinds: readonly PersonalDataKind[]): readonly SecretSpan[] {
  return kinds.flatMap((kind) => finders[kind](text));
}

const longestLocalPart = 64;
const localCharacter = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]/u;
const domain = /(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}[\p{L}]{2,24}(?![\p{L}\p{N}-])/uy;
/** `logo@2x.png`, `module@next.js`: a file, or a package with its version. */
const fileEnding =
  /\.(?:png|jpe?g|gif|svg|webp|avif|ico|[cm]?[jt]sx?|json|css|scss|html?|md|py|go|rs|java|zip|tgz|gz)$/i;
/** `git@github.com:owner/name.git` and its like name a service, nobody. */
const serviceName = /^(?:git|svn|hg|ssh|root|noreply|no-reply|donotreply)$/i;

function findMail(text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    domain.lastIndex = at + 1;
    const host = domain.exec(text)?.[0];
    if (host === undefined || fileEnding.test(host)) continue;
    let start = at;
    const earliest = Math.max(0, at - longestLocalPart);
    while (start > earliest && localCharacter.test(text.charAt(start - 1))) start -= 1;
    // Quotes and signs that begin a word of prose or code are no part of a name.
    while (start < at && /[^\p{L}\p{N}_]/u.test(text.charAt(start))) start += 1;
    const local = text.slice(start, at);
    // `https://user:…@host` is an address with a password, which has a rule of its own.
    if (local === '' || local.endsWith('.') || serviceName.test(local) || isInUrl(text, start)) continue;
    spans.push({ rule: 'mail-address', start, end: at + 1 + host.length });
  }
  return spans;
}

function isInUrl(text: string, start: number): boolean {
  return /:\/\/[^\s/]{0,100}$/.test(text.slice(Math.max(0, start - 103), start));
}

/** Digits, dashes and spaces that stand alone: not in a longer number, a word, a version, a decimal or a hash. */
const alone = (body: string): RegExp => new RegExp(`(?<![\\w.+#@$/-])(?:${body})(?![\\w@/-]|\\.\\d)`, 'g');

const phone = alone(
  '(?:(?:\\+|00)86[ -]?)?1[3-9]\\d(?:\\d{8}|[ -]\\d{4}[ -]\\d{4})|\\+[1-9]\\d{0,2}(?:[ -]?\\(?\\d{1,4}\\)?){2,5}',
);
const cnId = alone('[1-8]\\d{5}(?:18|19|20)\\d{9}[\\dXx]');
const bankCard = alone('[2-6]\\d{3}(?:\\d{9,15}|(?:[ -]\\d{4}){2,3}[ -]\\d{1,7}|[ -]\\d{6}[ -]\\d{5})');

function findNumbers(
  text: string,
  pattern: RegExp,
  rule: string,
  isReal: (digits: string) => boolean,
): SecretSpan[] {
  return [...text.matchAll(pattern)]
    .filter((match) => isReal(match[0].replace(/[^\dXx]/g, '')))
    .map((match) => ({ rule, start: match.index, end: match.index + match[0].length }));
}

/** E.164 allows fifteen digits; eight with the country's are the fewest that reach somebody. */
function isPhoneLength(digits: string): boolean {
  return digits.length >= 8 && digits.length <= 15;
}

const identityWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** GB 11643-1999: region, date of birth, sequence, and a check character by ISO 7064 MOD 11-2. */
function isCnIdentityNumber(digits: string): boolean {
  const month = Number(digits.slice(10, 12));
  const day = Number(digits.slice(12, 14));
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  const sum = identityWeights.reduce((total, weight, at) => total + weight * Number(digits.charAt(at)), 0);
  return '10X98765432'.charAt(sum % 11) === digits.charAt(17).toUpperCase();
}

/** Ranges in which cards are issued (ISO/IEC 7812): Mastercard, American Express, JCB, Visa, Discover, UnionPay, Diners. */
const issuer =
  /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|3[47]|352[89]|35[3-8]|30[0-5]|3[689]|4|6011|64[4-9]|65|62|81)/;

function isBankCard(digits: string): boolean {
  if (digits.length < 13 || digits.length > 19 || !issuer.test(digits)) return false;
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits.charAt(digits.length - 1 - at));
    sum += at % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0;
}
