// May a suggestion be made here at all? Every no has a name, which the status bar menu can say in words.
import { isInSecret } from '../outgoing/cutSecret.ts';
import { codeOnly } from './codeOnly.ts';
import type { CompletionSettings } from './settings.ts';
import type { Snapshot } from './snapshot.ts';

/** `manual` is `triggerCompletion` or the editor's own explicit trigger. */
export type Trigger = 'automatic' | 'manual';

export type Ineligible =
  | 'languageOff'
  | 'manualOnly'
  | 'snoozed'
  | 'severalCursors'
  | 'selection'
  | 'scheme'
  | 'tooShort'
  | 'prose'
  | 'secret';

/** Documents a person writes in; output panels, diffs, debug consoles and the like are not among them. */
const SCHEMES = new Set([
  'file',
  'untitled',
  'vscode-notebook-cell',
  'vscode-remote',
  'vscode-vfs',
  'vscode-userdata',
]);
const FEWEST_CHARACTERS = 2;

export function languageEnabled(settings: CompletionSettings, languageId: string): boolean {
  return settings.enabled[languageId] ?? settings.enabled['*'] ?? false;
}

/** Documents of this scheme are written by a person. */
export function isWritten(scheme: string): boolean {
  return SCHEMES.has(scheme);
}

/** The first reason against a suggestion, or undefined. */
export function ineligible(
  at: Snapshot,
  trigger: Trigger,
  settings: CompletionSettings,
  monotonicMs: number,
): Ineligible | undefined {
  if (!isWritten(at.scheme)) return 'scheme';
  if (at.selectionCount > 1) return 'severalCursors';
  if (!at.selectionEmpty) return 'selection';
  // Its halves would leave apart from each other, and no rule knows half a key.
  if (isInSecret(at.left, at.right)) return 'secret';
  if (trigger === 'manual') return undefined;
  if (!languageEnabled(settings, at.languageId)) return 'languageOff';
  if (settings.trigger === 'manual') return 'manualOnly';
  if (settings.snoozedUntilMs !== undefined && monotonicMs < settings.snoozedUntilMs) return 'snoozed';
  if (at.left.length < FEWEST_CHARACTERS && at.leftReachesStart) return 'tooShort';
  if (settings.quietInProse && (inCommentOrString(at.linePrefix) || inBlockOfProse(at))) return 'prose';
  return undefined;
}

/** Elsewhere these two characters begin no comment: in a shell they are a pattern. */
const BLOCK_COMMENTS =
  /^(javascript|typescript)(react)?$|^(c|cpp|csharp|css|dart|go|groovy|java|jsonc|kotlin|less|objective-c|php|rust|scala|scss|sql|svelte|swift|vue)$/;
const MARKUP = /^(html|markdown|svelte|vue|xml)$/;

/** In a comment or a string of several lines that began above, as far as the window shows its beginning. */
function inBlockOfProse({ languageId, left, leftReachesStart }: Snapshot): boolean {
  if (MARKUP.test(languageId) && left.lastIndexOf('<!--') > left.lastIndexOf('-->')) return true;
  if (languageId === 'python') return leftReachesStart && left.split(/"""|'''/).length % 2 === 0;
  if (!BLOCK_COMMENTS.test(languageId) || !left.includes('/*')) return false;
  // A pattern in a string, as of files, begins none.
  return codeOnly(left).lastIndexOf('/*') > left.lastIndexOf('*/');
}

/** A guess from the line alone: an open line comment, an open doc comment line, or an odd number of quotes. */
export function inCommentOrString(linePrefix: string): boolean {
  if (/^\s*(\/\/|#(?!\[|include|define|if|el|end|pragma)|--|\*(\s|$)|\/\*)/.test(linePrefix)) return true;
  let quote = '';
  for (let k = 0; k < linePrefix.length; k++) {
    const character = linePrefix.charAt(k);
    if (character === '\\') k += 1;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === '`') quote = character;
    else if (character === "'" && !/[\p{L}\p{N}]/u.test(linePrefix.charAt(k - 1))) quote = character;
    else if (character === '/' && linePrefix.charAt(k + 1) === '/' && linePrefix.charAt(k - 1) !== ':')
      return true;
  }
  return quote !== '';
}
