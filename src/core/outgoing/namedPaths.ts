// Which files an address speaks of, whatever its scheme: diff views, history and cells name a file in their path or query.

export interface Address {
  readonly scheme: string;
  /** Percent-decoded, as the editor holds it. */
  readonly path: string;
  readonly query: string;
  readonly fragment?: string;
}

/** Bounds a query made to cost time. */
const longestQuery = 20_000;
const mostPaths = 20;

/** What a query says besides: names of versions, which may look like paths. */
const versions = /^(?:ref|sha|rev|commit|base|head|branch|label|title)/i;
/** What says of itself that it names a file, also without a slash. */
const fileNames = /file|path|name|uri|resource|document|target|source|location/i;
const longestName = 300;

/**
 * All paths in it. `git:/a/b?{"path":"/a/b","ref":"HEAD"}` names one; older versions of that extension end the path in
 * `.git` so that no language claims it; the local history keeps a whole address in its query.
 */
export function namedPaths({ scheme, path, query, fragment = '' }: Address): readonly string[] {
  const paths = new Set([path]);
  if (scheme !== 'file' && path.endsWith('.git')) paths.add(path.slice(0, -'.git'.length));
  if (scheme === 'file') return [...paths];
  for (const part of [query, fragment]) {
    if (part === '' || part.length > longestQuery) continue;
    for (const leaf of leavesOf(part)) {
      if (paths.size >= mostPaths) break;
      const named = pathIn(leaf);
      if (named !== null) paths.add(named);
    }
  }
  return [...paths];
}

interface Leaf {
  /** Empty for a text that stands alone. */
  readonly name: string;
  readonly value: string;
}

function leavesOf(query: string): readonly Leaf[] {
  const parsed = parsedOrNull(query);
  if (parsed !== null) return jsonLeaves('', parsed, 0);
  return [...new URLSearchParams(query)].flatMap(([name, value]) => [
    ...(value === '' ? [{ name: '', value: name }] : []),
    ...(versions.test(name) ? [] : [{ name, value }]),
  ]);
}

function parsedOrNull(text: string): unknown {
  for (const form of [text, decoded(text)]) {
    try {
      return JSON.parse(form);
    } catch {
      // Not JSON in this form.
    }
  }
  return null;
}

function jsonLeaves(name: string, value: unknown, depth: number): readonly Leaf[] {
  if (versions.test(name)) return [];
  if (typeof value === 'string') return [{ name, value }];
  if (typeof value !== 'object' || value === null || depth > 4) return [];
  return Object.entries(value).flatMap(([inner, one]) => jsonLeaves(inner, one, depth + 1));
}

function pathIn({ name, value }: Leaf): string | null {
  const address = /^[a-z][a-z\d+.-]{1,40}:\/\/[^/]*(\/[^?#]*)/i.exec(value);
  if (address) return decoded(address[1] ?? '');
  if (/[\\/]/.test(value) || value.startsWith('.')) return value;
  return fileNames.test(name) && value !== '' && value.length <= longestName ? value : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
