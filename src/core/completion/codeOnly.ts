// A text with its strings and line comments blanked, for counting brackets.

/** The quote of the string that a line is in at its end; empty where it is in none. */
export function openQuote(line: string): string {
  return /["'`]/.test(line) ? scanned(line, '').quote : '';
}

/**
 * The text with strings and line comments blanked, length kept; a rough scan that errs on one line at most. `quote`: the
 * string that the text begins in.
 */
export function codeOnly(text: string, quote = ''): string {
  return scanned(text, quote).code;
}

function scanned(text: string, within: string): { readonly code: string; readonly quote: string } {
  let out = '';
  let quote = within;
  for (let k = 0; k < text.length; k++) {
    const character = text.charAt(k);
    if (character === '\n') {
      if (quote !== '`') quote = '';
      out += character;
    } else if (quote !== '') {
      if (character === '\\') {
        out += ' ';
        k += 1;
        if (k < text.length) out += text.charAt(k) === '\n' ? '\n' : ' ';
        continue;
      }
      if (character === quote) quote = '';
      out += ' ';
    } else if (
      character === '"' ||
      character === '`' ||
      (character === "'" && !/\w/.test(text.charAt(k - 1)) && text.indexOf("'", k + 1) > 0)
    ) {
      quote = character;
      out += ' ';
    } else if (character === '/' && text.charAt(k + 1) === '/' && text.charAt(k - 1) !== ':') {
      const end = text.indexOf('\n', k);
      const stop = end < 0 ? text.length : end;
      out += ' '.repeat(stop - k);
      k = stop - 1;
    } else out += character;
  }
  return { code: out, quote };
}
