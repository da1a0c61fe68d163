// Keys of the platform that lie in settings, where every extension and every sync reads them: found by their shape alone.
import { cleanKey } from './keyShape.ts';

export interface FoundKey {
  /** Names from the root of the settings to the value; a name may hold dots. */
  readonly path: readonly string[];
  readonly key: string;
}

/** The platform's own shape (siliconflow-api.md §1); keys of other platforms hold digits or capitals. */
const shape = /^sk-[a-z]{48}$/;
/** What programs call the field of a key: `apiKey`, `api_key`, `SILICONFLOW_API_KEY`, `Authorization`, `token`. */
const keyField = /(?:api[-_]?key|token|secret|authorization|^key)$/i;
const deepest = 8;

/**
 * Looks at everything below `siliconflow`, and elsewhere at fields that are named like a key. Settings of a person are small;
 * the depth is bounded all the same, because a file can hold anything.
 */
export function keysInSettings(root: unknown): readonly FoundKey[] {
  const found: FoundKey[] = [];
  const look = (value: unknown, path: readonly string[]): void => {
    if (typeof value === 'string') {
      const field = path.at(-1)?.split('.').at(-1) ?? '';
      const isOurs = path[0]?.split('.')[0] === 'siliconflow';
      const key = isOurs || keyField.test(field) ? cleanKey(value) : '';
      if (shape.test(key)) found.push({ path, key });
    } else if (typeof value === 'object' && value !== null && path.length < deepest) {
      for (const [name, inner] of Object.entries(value)) look(inner, [...path, name]);
    }
  };
  look(root, []);
  return found;
}

/** A copy of a settings value without the entry at `path`; undefined when nothing else was in it. */
export function withoutEntry(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return undefined;
  if (Array.isArray(value)) {
    return value.flatMap((inner: unknown, index) => {
      if (String(index) !== name) return [inner];
      const left = withoutEntry(inner, rest);
      return left === undefined ? [] : [left];
    });
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    if (key !== name) return [[key, inner]];
    const left = withoutEntry(inner, rest);
    return left === undefined ? [] : [[key, left]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
