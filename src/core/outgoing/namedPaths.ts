// Which files an address speaks of, whatever its scheme: diff views, history and cells name a file in their path or query.

export interface Address {
  readonly scheme: string;
  /** Percent-decoded, as the editor holds it. */
  readonly path: string;
  readonly query: string;
}

/** Bounds a query made to cost time. */
const longestQuery = 20_000;
const mostPaths = 20;

/** What a query says besides: names of versions, which may look like paths. */
const versions = /^(?:ref|sha|rev|commit|base|head|branch|label|title)/i;

/**
 * All paths in it. `git:/a/b?{"path":"/a/b","ref":"HEAD"}` names one; older versions of that extension end the path in
 * `.git` so that no language claims it; the local history keeps a whole address in its query.
 */
export function namedPaths({ scheme, path, query }: Address): readonly string[] {
  const paths = new Set([path]);
  if (scheme !== 'file' && path.endsWith('.git')) paths.add(path.slice(0, -'.git'.length));
  if (scheme === 'file' || query === '' || query.length > longestQuery) return [...paths];
  for (const leaf of leavesOf(query)) {
    if (paths.size >= mostPaths) break;
    const named = pathIn(leaf);
    if (named !== null) paths.add(named);
  }
  return [...paths];
}

function leavesOf(query: string): readonly string[] {
  const parsed = parsedOrNull(query);
  if (parsed !== null) return jsonLeaves(parsed, 0);
  return [...new URLSearchParams(query)].flatMap(([name, value]) => [
    ...(value === '' ? [name] : []),
    ...(versions.test(name) ? [] : [value]),
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

function jsonLeaves(value: unknown, depth: number): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > 4) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    versions.test(name) ? [] : jsonLeaves(inner, depth + 1),
  );
}

function pathIn(leaf: string): string | null {
  const address = /^[a-z][a-z\d+.-]{1,40}:\/\/[^/]*(\/[^?#]*)/i.exec(leaf);
  if (address) return decoded(address[1] ?? '');
  return /[\\/]/.test(leaf) || leaf.startsWith('.') ? leaf : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
