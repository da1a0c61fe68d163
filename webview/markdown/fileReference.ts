// Reads a mention of a file as people and models write it: `src/a.ts`, `src/a.ts:12`, `src/a.ts:12:3`, `src/a.ts#L12-L20`.

export interface FileReference {
  /** As written: relative to a folder of the workspace, or absolute. */
  readonly path: string;
  /** Counted from 1. */
  readonly line?: number;
  readonly column?: number;
}

const longest = 260;
const position = /(?::(\d{1,7})(?::(\d{1,5}))?(?:-\d{1,7})?|#L(\d{1,7})(?:C\d+)?(?:-L?\d{1,7}(?:C\d+)?)?)$/;
/** What no file is called here: white space, marks of a pattern, a scheme, anything unseen. */
const path = /^(?:[A-Za-z]:[\\/])?[^\s:*?"'<>|`#;,()[\]{}$=\p{C}]+$/u;
/** A name alone is a file's only with one of these, or else every `a.b` of a program would be looked for. */
const fileName =
  /^(?:[\w.@+-]+\.(?:[cm]?[jt]sx?|json[c5]?|py|pyi|ipynb|rs|go|java|kts?|c|cc|cpp|h|hpp|cs|rb|php|swift|scala|lua|dart|md|mdx|txt|ya?ml|toml|ini|cfg|css|scss|less|html?|vue|svelte|sql|sh|ps1|bat|xml|gradle|proto|tf|r)|Makefile|Dockerfile|CMakeLists\.txt|LICENSE)$/i;

/** The reference that `text` is, or null. */
export function fileReference(text: string): FileReference | null {
  if (text.length > longest || text.startsWith('-') || text.includes('//')) return null;
  const at = position.exec(text);
  const name = at ? text.slice(0, at.index) : text;
  if (!path.test(name) || /[\\/.]$/.test(name)) return null;
  if (!/[\\/]/.test(name) && !fileName.test(name)) return null;
  const line = Number(at?.[1] ?? at?.[3] ?? 0);
  const column = Number(at?.[2] ?? 0);
  return { path: name, ...(line > 0 ? { line } : {}), ...(line > 0 && column > 0 ? { column } : {}) };
}
