// Reads a file for the index: a plain one of bounded size that people wrote, under its own name and not through a link.
import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isWrittenByPeople, maxFileBytes } from '../core/codebase/eligible.ts';
import type { JudgedFile } from '../core/codebase/projectIndex.ts';
import type { Stamp } from './codebaseRows.ts';

/** Unsaved text has no time of its own: the file counts as changed whenever it is looked at. */
const unsaved: Stamp = { size: -1, modifiedMs: -1 };

export class FileReader {
  /** Folders of the project with their real places. */
  readonly #roots: readonly { readonly named: string; readonly real: string }[];

  constructor(roots: readonly string[]) {
    this.#roots = roots.flatMap((named) => {
      try {
        return [{ named, real: realpathSync.native(named) }];
      } catch {
        return [];
      }
    });
  }

  /** What tells whether the file has changed; null when there is none that is to be read. */
  stamp(file: JudgedFile): Stamp | null {
    if (file.text !== undefined) return unsaved;
    try {
      const found = lstatSync(file.path);
      if (!found.isFile() || found.size > maxFileBytes || !this.#isAtItsPlace(file.path)) return null;
      return { size: found.size, modifiedMs: Math.trunc(found.mtimeMs) };
    } catch {
      return null;
    }
  }

  /** Null for what is no text that people wrote. */
  text(file: JudgedFile): string | null {
    try {
      const text = file.text ?? decoded(readFileSync(file.path));
      return text !== null && isWrittenByPeople(text, file.name) ? text : null;
    } catch {
      return null;
    }
  }

  /** The guard judged the path as named: what a link leads to is another file, which has a name of its own. */
  #isAtItsPlace(path: string): boolean {
    const real = realpathSync.native(path);
    return this.#roots.some(
      (root) => join(root.real, relative(root.named, path)).toLowerCase() === real.toLowerCase(),
    );
  }
}

/** UTF-8, UTF-16 with its mark, or the encoding of older Chinese or Western sources; null for anything else. */
function decoded(bytes: Uint8Array): string | null {
  const mark = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  const encodings = mark === 0xfffe ? ['utf-16le'] : mark === 0xfeff ? ['utf-16be'] : ['utf-8', 'gb18030'];
  if (encodings.length > 1 && bytes.subarray(0, 8_000).includes(0)) return null;
  for (const encoding of encodings) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // Not this one.
    }
  }
  // Western text is what no other reading takes. Any bytes would pass for it, so those with control characters do not count.
  const isPlain = bytes.every(
    (byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0c || byte === 0x0d,
  );
  return isPlain && encodings.length > 1 ? new TextDecoder('windows-1252').decode(bytes) : null;
}
