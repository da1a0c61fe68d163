// Images that a person pastes, drops or picks: checked by kind and size, handed to the host as data URLs.

import { visible } from '../../src/core/outgoing/visible.ts';
import { type Bridge, intentId } from '../bridge.ts';
import { t } from '../texts.ts';
import { dataUrlOf, largestBytes, readPicture } from './scaledPicture.ts';

const kinds = /^image\/(png|jpeg|webp|gif)$/;

/** Hands each picture over; resolves with a sentence for what was refused. Nothing already attached or typed is touched. */
export async function addPictures(files: readonly File[], bridge: Bridge): Promise<string | undefined> {
  const refused: string[] = [];
  for (const file of files) {
    const name = visible(file.name || t('pasted image')).slice(0, 300);
    if (!kinds.test(file.type)) {
      refused.push(
        t(
          '"{0}" is not an image that models accept (PNG, JPEG, WebP or GIF). Use Attach File for other files.',
          name,
        ),
      );
      continue;
    }
    const read = await readPicture(file);
    // Bytes that are those of no picture are refused by the host, which reads their head.
    const { scaled = null, thumbnail = null } = read === 'unreadable' ? {} : (read ?? {});
    const taken = scaled?.file ?? file;
    if (taken.size >= largestBytes) {
      refused.push(
        t(
          '"{0}" is {1} MB; at most 20 MB can be attached. Make it smaller first.',
          name,
          Math.ceil(file.size / 1e6),
        ),
      );
      continue;
    }
    try {
      bridge.send({
        ...{ type: 'addImage', intentId: intentId(), name, dataUrl: await dataUrlOf(taken) },
        ...(scaled ? { scaledFrom: scaled.from } : {}),
        ...(thumbnail === null ? {} : { thumbnail }),
      });
    } catch {
      refused.push(t('"{0}" could not be read.', name));
    }
  }
  const [first = '', ...others] = refused;
  return others.length === 0
    ? first || undefined
    : t('{0} of {1} were not attached. {2}', refused.length, files.length, first);
}

/** Addresses of a drop from the explorer or another editor; empty when it holds none. */
export function droppedUris(data: DataTransfer): readonly string[] {
  const list = data.getData('application/vnd.code.uri-list') || data.getData('text/uri-list');
  return list.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#') && line.length <= 4_000);
}
