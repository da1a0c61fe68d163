// How many tokens an image is, from its size in pixels, which is read from the first bytes of the file.

export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

const side = 28;
/** 3584 × 3584 pixels in squares of 28: images are scaled down to this before they are read. */
const mostTokens = 16_384;
/** A larger picture is scaled down to this before it is read. */
export const mostImagePixels = mostTokens * side * side;
const lowDetailTokens = 256;
/** Marks around an image. */
const frameTokens = 2;

/**
 * Tokens of one image. Assumption: as the platform's older vision page says of the Qwen family, one token for each
 * 28 × 28 square, sides rounded up, at most 3584 × 3584 pixels; `low` is always 448 × 448. For other families and an
 * unknown size this is the upper end. Wide margins are in order: images are not part of the calibration.
 */
export function imageTokens(size: PixelSize | null, detail: 'high' | 'low'): number {
  if (detail === 'low') return lowDetailTokens + frameTokens;
  if (size === null) return mostTokens + frameTokens;
  const squares = Math.ceil(size.width / side) * Math.ceil(size.height / side);
  return Math.min(Math.max(squares, 4), mostTokens) + frameTokens;
}

/** Bytes looked at: in a JPEG the size may stand behind embedded previews and colour profiles. */
const headBytes = 262_144;

/** Size of a PNG, GIF, WebP or JPEG in a Base64 `data:` URL; null when it cannot be read. */
export function pixelSize(dataUrl: string): PixelSize | null {
  const comma = dataUrl.indexOf(',');
  if (comma < 0 || !/^data:image\/[\w.+-]+;base64$/i.test(dataUrl.slice(0, comma))) return null;
  const base64 = dataUrl.slice(comma + 1, comma + 1 + Math.ceil(headBytes / 3) * 4).replace(/={1,2}$/, '');
  let head: string;
  try {
    head = atob(base64.slice(0, base64.length - (base64.length % 4)));
  } catch {
    return null;
  }
  const byte = (at: number): number => head.charCodeAt(at);
  const big = (at: number, bytes: number): number =>
    bytes === 0 ? 0 : big(at, bytes - 1) * 256 + byte(at + bytes - 1);
  const little16 = (at: number): number => byte(at) + byte(at + 1) * 256;
  const little24 = (at: number): number => little16(at) + byte(at + 2) * 65_536;
  if (head.startsWith('\x89PNG')) return sane(big(16, 4), big(20, 4));
  if (head.startsWith('GIF8')) return sane(little16(6), little16(8));
  if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) {
    if (head.startsWith('VP8X', 12)) return sane(little24(24) + 1, little24(27) + 1);
    if (head.startsWith('VP8 ', 12)) return sane(little16(26) % 0x4000, little16(28) % 0x4000);
    if (head.startsWith('VP8L', 12)) {
      const bits = little24(21) + byte(24) * 16_777_216;
      return sane((bits % 16_384) + 1, (Math.floor(bits / 16_384) % 16_384) + 1);
    }
    return null;
  }
  if (!head.startsWith('\xff\xd8')) return null;
  for (let at = 2; at + 9 < head.length && byte(at) === 0xff; ) {
    const marker = byte(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return sane(big(at + 7, 2), big(at + 5, 2));
    at += marker === 0xff ? 1 : 2 + Math.max(2, big(at + 2, 2));
  }
  return null;
}

function sane(width: number, height: number): PixelSize | null {
  return Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0
    ? { width, height }
    : null;
}
