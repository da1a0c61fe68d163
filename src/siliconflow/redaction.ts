// Keeps the key out of everything that is written or sent: finds it in a request body, removes it from a text of the other side.

/** Shorter pieces would match ordinary text; real keys have 51 characters. */
const minimumPiece = 8;

const maxDetailCharacters = 500;

/** Control, bidirectional and zero-width characters: they break logs, and can hide a key from a search. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the purpose
const unprintable = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

export interface KeyWatch {
  /** Whether the text holds the key, its last eight characters or a base64 form, plain or JSON-escaped. */
  foundIn(text: string): boolean;
  /** One printable line of at most 500 characters without the key or anything shaped like one. */
  clean(text: string): string;
}

/** Watches for one key. `btoa` needs bytes: a key outside Latin-1 is encoded as UTF-8 first. */
export function watchKey(key: string): KeyWatch {
  const pieces = piecesOf(key);
  const holdsPiece = (text: string): boolean => pieces.some((piece) => text.includes(piece));
  return {
    foundIn: (text) => {
      // A tool argument or a quoted file is JSON inside JSON: two levels of escapes are opened.
      let opened = text;
      for (let level = 0; level <= 2; level++) {
        if (holdsPiece(opened)) return true;
        if (!opened.includes('\\')) return false;
        opened = unescapeJson(opened);
      }
      return false;
    },
    clean: (text) => {
      // Invisible characters go first: a key broken up by them would otherwise be made whole again by removing them.
      const joined = text.replace(unprintable, '');
      let cleaned = holdsPiece(joined) ? joined : text.replace(unprintable, ' ').trim();
      for (const piece of pieces) cleaned = cleaned.replaceAll(piece, '[key]');
      return cleaned.replace(/\bsk-[A-Za-z0-9_-]{16,}/g, '[key]').slice(0, maxDetailCharacters);
    },
  };
}

/** The key and what gives it away, longest first so that a whole key is replaced as a whole. */
function piecesOf(key: string): readonly string[] {
  const bytes = new TextEncoder().encode(key);
  const pieces = new Set([key, JSON.stringify(key).slice(1, -1), key.slice(-minimumPiece)]);
  // Base64 of a longer text holds the key in one of three alignments; characters that mix with neighbours are left out.
  for (const shift of [0, 1, 2]) {
    const shifted = new Uint8Array(shift + bytes.length);
    shifted.set(bytes, shift);
    const encoded = btoa(String.fromCharCode(...shifted)).replace(/=+$/, '');
    const whole = encoded.slice(shift === 0 ? 0 : shift + 1, Math.floor((shifted.length * 8) / 6));
    pieces.add(whole);
    pieces.add(whole.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return [...pieces].filter((piece) => piece.length >= minimumPiece).sort((a, b) => b.length - a.length);
}

function unescapeJson(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(["\\/]))/g, (_, hex: string | undefined, plain: string) =>
    hex === undefined ? plain : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
