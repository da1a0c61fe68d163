// Every path under which the guard judges a document: as named in its address, and with symbolic links resolved.
import { realpathSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import type * as vscode from 'vscode';
import { namedPaths } from '../../core/outgoing/namedPaths.ts';

/** A link named notes.txt that leads to a key is a key; so is the old version of it that a diff view shows. */
export async function spellingsOf(uri: vscode.Uri): Promise<readonly string[]> {
  const named = namesOf(uri);
  const real = await Promise.all(named.map(realOf));
  return [...new Set([...named, ...real])];
}

/** The same at once: for the moment of sending, between whose judging and leaving nothing may happen. */
export function spellingsNow(uri: vscode.Uri): readonly string[] {
  const named = namesOf(uri);
  return [...new Set([...named, ...named.map(realNow)])];
}

function namesOf(uri: vscode.Uri): readonly string[] {
  return uri.scheme === 'file' ? [uri.fsPath] : namedPaths(uri);
}

/** What is not there (a deleted file, a name in a history) is judged by the real path of its folder. */
async function realOf(path: string): Promise<string> {
  if (!isAbsolute(path)) return path;
  for (const folder of upwardsFrom(path)) {
    const real = await realpath(folder).catch(() => null);
    if (real !== null) return join(real, relative(folder, path));
  }
  return path;
}

function realNow(path: string): string {
  if (!isAbsolute(path)) return path;
  for (const folder of upwardsFrom(path)) {
    try {
      return join(realpathSync.native(folder), relative(folder, path));
    } catch {
      // Not there: the folder above may be.
    }
  }
  return path;
}

/** The path itself and the folders above it, the root last. */
function* upwardsFrom(path: string): Generator<string> {
  for (let at = path; ; at = dirname(at)) {
    yield at;
    if (dirname(at) === at) return;
  }
}
