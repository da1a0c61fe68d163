// The page's words: English source strings are the keys; the host puts the bundle of the person's language into the page.
// Always call `t` with a literal first argument: a script collects those.
import * as v from 'valibot';

const bundle = v.record(v.string(), v.string());
let table: Readonly<Record<string, string>> | undefined;

/** Reads `<script type="application/json" id="texts">` once; a missing or damaged one means English. */
function texts(): Readonly<Record<string, string>> {
  if (table) return table;
  table = {};
  try {
    const parsed = v.safeParse(bundle, JSON.parse(document.getElementById('texts')?.textContent ?? '{}'));
    if (parsed.success) table = parsed.output;
  } catch {
    // A damaged bundle must not cost the person the chat.
  }
  return table;
}

/** `text` in the person's language, `{0}`, `{1}` … replaced by `args`; English where no translation is known. */
export function t(text: string, ...args: readonly (string | number)[]): string {
  const found = Object.hasOwn(texts(), text) ? texts()[text] : undefined;
  return (found || text).replace(/\{(\d+)\}/g, (hole, index) => String(args[Number(index)] ?? hole));
}

/** BCP 47 tag for numbers and money. */
export function language(): string {
  try {
    return Intl.getCanonicalLocales(document.documentElement.lang || 'en')[0] ?? 'en';
  } catch {
    return 'en';
  }
}
