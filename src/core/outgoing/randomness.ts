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
  /example|sample|placeholder|change.?me|your|dummy|fake|mock|redacted|insert|replace|todo|lorem|foobar|hunter2|test|secret|passw|token|api.?key|undefined|null|xxx|\*\*\*|\.\.\.|…|123456|234567|abcdef|bcdefg|qwerty|0000|aaaa|deadbeef|cafebabe/i;
/** The same for a random body of known shape, where short words may stand by chance. */
const obviousSamples = /example|placeholder|changeme|redacted|your_?|xxxx|\*\*\*|\.\.\.|1234567|abcdefg/i;
const sameFour = /(.)\1{4}/;

/** The body of a token whose prefix is already known. */
export function looksDrawn(body: string, leastBits: number): boolean {
  return !obviousSamples.test(body) && !sameFour.test(body) && entropyBits(body) >= leastBits;
}

/** Code and templates rather than a value: references, calls, interpolation, paths, addresses. */
const reference = /^[$%<{@#&!(]|\$\{|\{\{|%[sd(]|\w\(|:\/\/|^\.{0,2}\/|^[A-Za-z]:\\|[<>(){}[\]]/;

/**
 * The right side of `password = …`, `"api_key": "…"`. Needs several kinds of characters and must not be made of words:
 * `isPassword` says that the left side speaks of a password, which may be shorter than a drawn key.
 */
export function looksSecret(value: string, isPassword: boolean): boolean {
  if (value.length < 8 || value.length > 512 || /\s/.test(value)) return false;
  if (samples.test(value) || reference.test(value) || sameFour.test(value)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d_.-]/].filter((kind) => kind.test(value)).length;
  const hasDigit = /\d/.test(value);
  if (isPassword && value.length < 16)
    return kinds >= 2 && (hasDigit || kinds >= 3) && !isMadeOfWords(value) && entropyBits(value) >= 2.7;
  if (!hasDigit || !/[A-Za-z]/.test(value) || isMadeOfWords(value)) return false;
  if (value.length < 16) return kinds >= 3 && entropyBits(value) >= 3;
  return entropyBits(value) >= 3.2;
}

/** `auth-token.v2`, `oauth2_client`, `x509Credential`, `2026-10-10`, `camelCaseName2`: parts that are words, versions or numbers. */
function isMadeOfWords(value: string): boolean {
  return value
    .split(/[._\-:/+=,@]|(?<=[a-z\d])(?=[A-Z])/)
    .every((part) =>
      /^(?:(?:[A-Z]|[a-z](?![a-z]))*[a-z]{2}[A-Za-z]*\d{0,2}|[A-Z]+\d{0,2}|[A-Za-z]\d{0,4}|\d{0,6}|)$/.test(
        part,
      ),
    );
}
