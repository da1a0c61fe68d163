// Snapshots for tests, written as text with `|` where the caret stands.
import { type Place, type Snapshot, takeSnapshot } from '../../../../src/core/completion/snapshot.ts';

export function at(marked: string, over: Partial<Place> = {}): Snapshot {
  const offset = marked.indexOf('|');
  return atOffset(marked.slice(0, offset) + marked.slice(offset + 1), offset, over);
}

export function atOffset(text: string, offset: number, over: Partial<Place> = {}): Snapshot {
  return takeSnapshot({
    uri: 'file:///a.ts',
    scheme: 'file',
    languageId: 'typescript',
    version: 1,
    text,
    offset,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    indentUnit: '    ',
    selectionCount: 1,
    selectionEmpty: true,
    ...over,
  });
}
