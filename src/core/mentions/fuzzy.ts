// How well what was typed fits a name: its letters in order, better where they begin words, follow each other, or stand in
// the last part of a path.

/** `name` is a path with `/`, or a symbol. Higher is better; null when the letters are not there in this order. */
export function fitOf(typed: string, name: string): number | null {
  return fitOfLower(lowered(typed), name);
}

/** The best `most` of many, the best first; what fits as well stays in its order. */
export function bestFits<T>(
  typed: string,
  candidates: Iterable<T>,
  nameOf: (candidate: T) => string,
  most: number,
): readonly T[] {
  const wanted = lowered(typed);
  const fits: { readonly candidate: T; readonly fit: number; readonly order: number }[] = [];
  let order = 0;
  for (const candidate of candidates) {
    const fit = fitOfLower(wanted, nameOf(candidate));
    if (fit !== null) fits.push({ candidate, fit, order });
    order += 1;
  }
  return fits
    .sort((a, b) => b.fit - a.fit || a.order - b.order)
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

function lowered(typed: string): string {
  return typed.toLowerCase().replaceAll('\\', '/');
}

function fitOfLower(wanted: string, name: string): number | null {
  if (wanted === '') return 0;
  const lower = name.toLowerCase();
  if (!holdsInOrder(wanted, lower)) return null;
  const slash = lower.lastIndexOf('/') + 1;
  // The last part alone, when it holds everything: `chat` means chat.ts before chat/deep/other.ts.
  const inLast = wanted.includes('/') ? null : fitFrom(wanted, name, lower, slash);
  // Short names and shallow folders are what is meant more often.
  if (inLast !== null) return inLast + 20 - Math.min(8, (lower.length - slash) / 4) - Math.min(3, slash / 40);
  const anywhere = fitFrom(wanted, name, lower, 0);
  return anywhere === null ? null : anywhere - Math.min(10, lower.length / 20);
}

/** Most names of a project fall here, at little cost. */
function holdsInOrder(wanted: string, lower: string): boolean {
  let at = -1;
  for (let n = 0; n < wanted.length; n += 1) {
    at = lower.indexOf(wanted.charAt(n), at + 1);
    if (at < 0) return false;
  }
  return true;
}

function fitFrom(wanted: string, name: string, lower: string, start: number): number | null {
  // As a whole it reads best.
  const whole = lower.indexOf(wanted, start);
  if (whole >= 0) {
    const isExact = lower.length - start === wanted.length || lower.charAt(whole + wanted.length) === '.';
    return 30 + (beginsWord(name, whole, start) ? 20 : 0) + (whole === start ? 10 : 0) + (isExact ? 10 : 0);
  }
  // To look ahead for the beginnings of words can pass by the only place of a letter.
  return scattered(wanted, name, lower, start, 12) ?? scattered(wanted, name, lower, start, 0);
}

function scattered(wanted: string, name: string, lower: string, start: number, ahead: number): number | null {
  let fit = 0;
  let last = start - 1;
  for (let n = 0; n < wanted.length; n += 1) {
    const letter = wanted.charAt(n);
    const nearest = lower.indexOf(letter, last + 1);
    if (nearest < 0) return null;
    let at = nearest;
    // Where a word begins, if that is not far, before the nearest.
    if (nearest > last + 1 && !beginsWord(name, nearest, start))
      for (let next = nearest; next >= 0 && next < nearest + ahead; next = lower.indexOf(letter, next + 1))
        if (beginsWord(name, next, start)) {
          at = next;
          break;
        }
    fit += beginsWord(name, at, start) ? 4 : at === last + 1 ? 3 : 0;
    fit -= Math.min(2, (at - last - 1) / 10);
    last = at;
  }
  return fit / wanted.length;
}

const separators = new Set([...'/\\_.- '].map((one) => one.charCodeAt(0)));

function beginsWord(name: string, at: number, start: number): boolean {
  if (at === start) return true;
  const before = name.charCodeAt(at - 1);
  if (separators.has(before)) return true;
  const here = name.charCodeAt(at);
  const isUpper = here >= 65 && here <= 90;
  return isUpper && ((before >= 97 && before <= 122) || (before >= 48 && before <= 57));
}
