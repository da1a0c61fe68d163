// Which links of an answer may be opened, and how their target is shown to the person who clicks.

export type LinkVerdict =
  | { readonly ok: true; readonly href: string; readonly shown: string }
  | { readonly ok: false };

const allowed = new Set(['https:', 'http:', 'mailto:']);
/** A longer target cannot be judged by a person. */
const maxCharacters = 4_000;

/**
 * Web and mail links only, as the URL standard reads them (so `java\nscript:` and its kin fail), with the host in
 * punycode so that look-alike letters show. `command:`, `vscode:`, `file:`, `data:` and relative links are refused.
 */
export function linkVerdict(href: string): LinkVerdict {
  if (href.length > maxCharacters) return { ok: false };
  let url: URL;
  try {
    url = new URL(href);
  } catch {
    return { ok: false };
  }
  if (!allowed.has(url.protocol)) return { ok: false };
  // Credentials in a link only serve to make a foreign host look familiar.
  if (url.username || url.password) return { ok: false };
  return { ok: true, href: url.href, shown: url.href };
}
