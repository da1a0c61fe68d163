// Names that tell attachments apart: files of one name carry as much of their folders as it takes.
import type { Attachment } from './turn.ts';

/** In the order of `attachments`; one that is from no file keeps its label. */
export function distinctLabels(
  attachments: readonly Pick<Attachment, 'label' | 'source' | 'uri'>[],
): readonly string[] {
  const alike = Map.groupBy(attachments, ({ label }) => label);
  return attachments.map(({ label, source, uri }) => {
    const others = (alike.get(label) ?? []).filter((one) => one.source !== source);
    if (others.length === 0 || uri === undefined) return label;
    const folders = foldersOf(source);
    const tells = (depth: number): boolean =>
      others.every((one) => ending(foldersOf(one.source), depth) !== ending(folders, depth));
    const depth = folders.findIndex((_, index) => tells(index + 1)) + 1;
    const shown = ending(folders, depth > 0 ? depth : folders.length);
    return shown === '' ? label : `${shown}/${label}`;
  });
}

function foldersOf(source: string): readonly string[] {
  return source.split('/').slice(0, -1);
}

function ending(folders: readonly string[], depth: number): string {
  return folders.slice(-depth).join('/');
}
