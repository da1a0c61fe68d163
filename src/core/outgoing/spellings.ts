// The forms in which one secret value may stand in a text: plain, escaped for JSON, HTML or an address, in hexadecimal
// and in Base64.

/** Shorter pieces would match ordinary text. */
export const shortestSpelling = 8;

/** Every spelling of at least `shortestSpelling` characters, longest first, so that a whole one is taken as a whole. */
export function spellingsOf(value: string): readonly string[] {
  const spellings = new Set([
    value,
    JSON.stringify(value).slice(1, -1),
    inAddress(value),
    inAddress(value).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    ...inHtml(value),
    ...inHexadecimal(value),
    ...inBase64(value),
  ]);
  return [...spellings]
    .filter((spelling) => spelling.length >= shortestSpelling)
    .sort((a, b) => b.length - a.length);
}

function inAddress(value: string): string {
  return encodeURIComponent(value.toWellFormed());
}

/** With the references that serializers write: the quotes may stay as they are. */
function inHtml(value: string): readonly string[] {
  const text = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const attribute = text.replaceAll('"', '&quot;');
  return [text, attribute, attribute.replaceAll("'", '&#39;'), attribute.replaceAll("'", '&#x27;')];
}

function inHexadecimal(value: string): readonly string[] {
  const bytes = Array.from(new TextEncoder().encode(value));
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex, hex.toUpperCase()];
}

/**
 * Base64 of a longer text holds the value in one of three alignments; characters that mix with neighbours are left out.
 * `btoa` takes bytes: the value is encoded as UTF-8 first.
 */
function inBase64(value: string): readonly string[] {
  const bytes = new TextEncoder().encode(value);
  return [0, 1, 2].flatMap((shift) => {
    const shifted = new Uint8Array(shift + bytes.length);
    shifted.set(bytes, shift);
    const encoded = btoa(String.fromCharCode(...shifted)).replace(/={1,2}$/, '');
    const whole = encoded.slice(shift === 0 ? 0 : shift + 1, Math.floor((shifted.length * 8) / 6));
    return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
