// What can be seen of an image without a model: its media type and its size in pixels, from the header of a data URL.

export interface ImageFacts {
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
}

function pngSize(bytes: Buffer): [number, number] | undefined {
  if (bytes.length < 24 || bytes.readUInt32BE(0) !== 0x89504e47) return undefined;
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

/** Walks the JPEG segments to the frame header (SOF), which holds height before width. */
function jpegSize(bytes: Buffer): [number, number] | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

function gifSize(bytes: Buffer): [number, number] | undefined {
  if (bytes.length < 10 || bytes.toString('latin1', 0, 3) !== 'GIF') return undefined;
  return [bytes.readUInt16LE(6), bytes.readUInt16LE(8)];
}

/** undefined for a remote address, which the sandbox never fetches, and for what it cannot read. */
export function imageFacts(url: string): ImageFacts | undefined {
  const [, mediaType, base64] = /^data:(image\/[\w.+-]+);base64,(.*)$/s.exec(url) ?? [];
  if (mediaType === undefined || base64 === undefined) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  const size = pngSize(bytes) ?? jpegSize(bytes) ?? gifSize(bytes);
  return size === undefined ? undefined : { mediaType, width: size[0], height: size[1] };
}
