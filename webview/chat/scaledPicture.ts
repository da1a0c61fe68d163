// Pictures as large as the platform reads them: it scales larger ones down itself, after they have travelled whole. And what
// stands for a heavy one on its chip.
import type { ToPage } from '../../src/protocol/chat.ts';
import type { Bridge } from '../bridge.ts';

/** Pixels of the largest picture that is read as it is (core/tokens/imageTokens.ts). */
const mostPixels = 3_584 * 3_584;
/** The protocol takes 28 million characters of base64; four characters carry three bytes. */
export const largestBytes = 20_000_000;
/** A larger file is not even opened. */
const mostBytes = 100_000_000;
/** Of JPEG and WebP; letters of a screenshot stay sharp. */
const quality = 0.92;

export interface ScaledPicture {
  readonly file: Blob;
  /** What it measured, in pixels. */
  readonly from: { readonly width: number; readonly height: number };
}

/** What a chip shows of it, in pixels each way: twice what it takes up, for fine screens. */
const thumbnailPixels = 48;
/** Bytes of a picture that is small enough to be shown on its chip itself (src/editor/chat/projection.ts). */
const mostShownBytes = 140_000;

export interface ReadPicture {
  /** Null where it is small enough, may move (GIF) or would not become smaller. */
  readonly scaled: ScaledPicture | null;
  /** A data URL; null where the picture is its own. */
  readonly thumbnail: string | null;
}

/** A picture as it is to be handed over; null where it is not even opened. */
export async function readPicture(file: Blob): Promise<ReadPicture | 'unreadable' | null> {
  if (file.size > mostBytes) return null;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file.type === 'image/gif' ? null : 'unreadable';
  try {
    const scaled = file.type === 'image/gif' ? null : await scaledDown(picture, file);
    const thumbnail = (scaled?.file ?? file).size > mostShownBytes ? await thumbnailOf(picture) : null;
    return { scaled, thumbnail };
  } catch {
    // No memory for it: the picture goes as it is, if it may.
    return null;
  } finally {
    picture.close();
  }
}

async function scaledDown(picture: ImageBitmap, file: Blob): Promise<ScaledPicture | null> {
  const { width, height } = picture;
  // A file is about as heavy as it has pixels; a little room for one that is not.
  const byWeight = file.size < largestBytes ? 1 : 0.9 * Math.sqrt(largestBytes / file.size);
  const factor = Math.min(Math.sqrt(mostPixels / (width * height)), byWeight);
  if (factor >= 1) return null;
  const scaled = await drawn(picture, factor, file.type, quality);
  return scaled && scaled.type === file.type && scaled.size < file.size
    ? { file: scaled, from: { width, height } }
    : null;
}

async function thumbnailOf(picture: ImageBitmap): Promise<string | null> {
  const factor = Math.min(1, thumbnailPixels / Math.min(picture.width, picture.height));
  // Of a very long one its whole length is shown, however thin.
  const fitting = Math.min(factor, (8 * thumbnailPixels) / Math.max(picture.width, picture.height));
  const small = await drawn(picture, fitting, 'image/webp', 0.8);
  return small && dataUrlOf(small);
}

async function drawn(
  picture: ImageBitmap,
  factor: number,
  type: string,
  quality: number,
): Promise<Blob | null> {
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.floor(picture.width * factor)),
    Math.max(1, Math.floor(picture.height * factor)),
  );
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type, quality });
}

/** Reads what the host has from a file, which cannot decode it. */
export async function scaleForHost(
  { attachmentId, mime, bytes }: Extract<ToPage, { type: 'scalePicture' }>,
  bridge: Bridge,
): Promise<void> {
  const read = await readPicture(new Blob([new Uint8Array(bytes)], { type: mime }));
  const { scaled = null, thumbnail = null } = read === 'unreadable' ? {} : (read ?? {});
  bridge.send({
    ...{ type: 'pictureScaled', attachmentId },
    ...(read === 'unreadable' ? { isUnreadable: true } : {}),
    ...(scaled ? { dataUrl: await dataUrlOf(scaled.file) } : {}),
    ...(thumbnail === null ? {} : { thumbnail }),
  });
}

export function dataUrlOf(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () =>
      typeof reader.result === 'string' ? resolve(reader.result) : reject(new Error('no data'));
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'));
    reader.readAsDataURL(file);
  });
}
