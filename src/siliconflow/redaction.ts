// Keeps the key out of everything that is written or sent: finds it in a request body, removes it from a text of the other side.
import { shortestSpelling, spellingsOf } from '../core/outgoing/spellings.ts';

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

/** Watches for one key; one shorter than a spelling may be is watched for nowhere. Real keys have 51 characters. */
export function watchKey(key: string): KeyWatch {
  // Its tail gives it away as well: pages and tools show keys so.
  const pieces = [...spellingsOf(key), key.slice(-shortestSpelling)];
  // Of the escapes only these can stand for a character of an ordinary key; code is full of the others.
  const hides = pieces.some((piece) => /["\\]/.test(piece)) ? /\\/ : /\\[u/]/;
  const holdsPiece = (text: string): boolean => pieces.some((piece) => text.includes(piece));
  return {
    foundIn: (text) => {
      // A tool argument or a quoted file is JSON inside JSON: two levels of escapes are opened.
      let opened = text;
      for (let level = 0; level <= 2; level++) {
        if (holdsPiece(opened)) return true;
        if (!hides.test(opened)) return false;
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

function unescapeJson(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(["\\/]))/g, (_, hex: string | undefined, plain: string) =>
    hex === undefined ? plain : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
