// Pictures as large as the platform reads them: it scales larger ones down itself, after they have travelled whole.
import type { ToPage } from '../../src/protocol/chat.ts';
import type { Bridge } from '../bridge.ts';

/** Pixels of the largest picture that is read as it is (core/tokens/imageTokens.ts). */
const mostPixels = 3_584 * 3_584;
/** A larger file is not even opened. */
const mostBytes = 100_000_000;
/** Of JPEG and WebP; letters of a screenshot stay sharp. */
const quality = 0.92;

export interface ScaledPicture {
  readonly file: Blob;
  /** What it measured, in pixels. */
  readonly from: { readonly width: number; readonly height: number };
}

/** The picture scaled down; null where it is small enough, may move (GIF) or would not become smaller. */
export async function scaledDown(file: Blob): Promise<ScaledPicture | 'unreadable' | null> {
  if (file.type === 'image/gif' || file.size > mostBytes) return null;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return 'unreadable';
  const { width, height } = picture;
  try {
    const factor = Math.sqrt(mostPixels / (width * height));
    if (factor >= 1) return null;
    const canvas = new OffscreenCanvas(
      Math.max(1, Math.floor(width * factor)),
      Math.max(1, Math.floor(height * factor)),
    );
    const context = canvas.getContext('2d');
    if (!context) return null;
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const scaled = await canvas.convertToBlob({ type: file.type, quality });
    return scaled.type === file.type && scaled.size < file.size
      ? { file: scaled, from: { width, height } }
      : null;
  } catch {
    // No memory for it: the picture goes as it is, if it may.
    return null;
  } finally {
    picture.close();
  }
}

/** Scales what the host has read from a file, which cannot decode it. */
export async function scaleForHost(
  { attachmentId, mime, bytes }: Extract<ToPage, { type: 'scalePicture' }>,
  bridge: Bridge,
): Promise<void> {
  const scaled = await scaledDown(new Blob([new Uint8Array(bytes)], { type: mime }));
  bridge.send({
    ...{ type: 'pictureScaled', attachmentId },
    ...(scaled === 'unreadable' ? { isUnreadable: true } : {}),
    ...(scaled && scaled !== 'unreadable' ? { dataUrl: await dataUrlOf(scaled.file) } : {}),
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
