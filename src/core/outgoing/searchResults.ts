// Which files a search editor quotes: its text holds lines of files that may not leave, under a name of its own.

/** The language of a search editor, also of one that was saved to a file. */
export const searchLanguage = 'search-result';

export interface QuotedFile {
  /** Name of the workspace folder, when there are several. */
  readonly root: string | null;
  /** As the editor shows it: relative to the folder, absolute, or from `~`. */
  readonly path: string;
}

/**
 * Files with a line between `start` and `end` (from 1, inclusive; all by default). A result stands indented under its file,
 * whose line ends in a colon and begins at the margin:
 * https://github.com/microsoft/vscode/blob/main/src/vs/workbench/contrib/searchEditor/browser/searchEditorSerialization.ts
 */
export function quotedFiles(
  text: string,
  lines?: { readonly start: number; readonly end: number },
): QuotedFile[] {
  const found: string[] = [];
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (lines !== undefined && index >= lines.end) break;
    const heading = /^([^\s#].*):$/.exec(line)?.[1];
    if (heading === undefined) continue;
    // What stands above the first line that is asked for belongs to the last heading before it.
    if (lines !== undefined && index + 1 <= lines.start) found.length = 0;
    found.push(heading);
  }
  return [...new Set(found)].map((heading) => {
    const [root = '', ...path] = heading.split(' • ');
    return path.length === 0 ? { root: null, path: root } : { root, path: path.join(' • ') };
  });
}
