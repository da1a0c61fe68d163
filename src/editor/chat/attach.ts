// Turns a selection, a file or an image into an attachment: checked by the guard, bounded, with its weight.
import type { Attachment } from '../../core/chat/turn.ts';
import type { Result } from '../../core/failure.ts';
import type { Random } from '../../core/ports.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';

/** A file as the editor knows it: unsaved text included. */
export interface SourceText {
  readonly uri: string;
  /** Every spelling of its path: as named, with symlinks resolved; the guard judges all of them. */
  readonly spellings: readonly string[];
  /** Relative to its workspace folder, or its name when outside of any. */
  readonly shortPath: string;
  readonly languageId: string;
  readonly text: string;
}

export interface AttachPorts {
  readonly random: Random;
  /** Why none of these spellings may leave, or null when they may. */
  readonly refusal: (spellings: readonly string[]) => Sentence | null;
  readonly mask: (text: string) => { readonly text: string; readonly rules: readonly string[] };
  readonly textTokens: (text: string) => number;
  readonly imageTokens: (width: number, height: number) => number;
}

export type Attached =
  | { readonly ok: true; readonly value: Attachment }
  | { readonly ok: false; readonly message: Sentence };

/** Text beyond this is refused: it would fill any window, and nothing is cut in silence. */
const maxTextCharacters = 2_000_000;
const maxImageCharacters = 28_000_000;

export class Attacher {
  private readonly ports: AttachPorts;

  constructor(ports: AttachPorts) {
    this.ports = ports;
  }

  /** A whole file, or lines of it when `lines` (from 1, inclusive) is given. */
  text(source: SourceText, lines?: { readonly start: number; readonly end: number }): Attached {
    const refusal = this.ports.refusal(source.spellings);
    if (refusal) return { ok: false, message: refusal };
    if (!source.text.trim()) return { ok: false, message: sentence('{0} is empty.', source.shortPath) };
    if (source.text.includes('\0'))
      return {
        ok: false,
        message: sentence('{0} is a binary file. Only text and images can be attached.', source.shortPath),
      };
    if (source.text.length > maxTextCharacters)
      return {
        ok: false,
        message: sentence(
          '{0} is too large to attach ({1} million characters). Select the part you mean.',
          source.shortPath,
          (source.text.length / 1e6).toFixed(1),
        ),
      };
    const masked = this.ports.mask(source.text);
    const name = source.shortPath.split('/').at(-1) ?? source.shortPath;
    return {
      ok: true,
      value: {
        id: this.ports.random.id(),
        kind: lines ? 'selection' : 'file',
        label: lines ? `${name}:${lines.start}${lines.end > lines.start ? `-${lines.end}` : ''}` : name,
        source: source.shortPath,
        uri: source.uri,
        languageId: source.languageId,
        text: masked.text,
        tokens: this.ports.textTokens(masked.text),
        ...(lines ? { startLine: lines.start, endLine: lines.end } : {}),
        ...(masked.rules.length > 0 ? { masked: [...masked.rules] } : {}),
      },
    };
  }

  /** An image as a data URL; its size in pixels is read from its header, nothing of it is trusted. */
  image(name: string, dataUrl: string): Attached {
    if (dataUrl.length > maxImageCharacters)
      return { ok: false, message: sentence('{0} is too large. Images may have up to 20 MB.', name) };
    const size = imageSize(dataUrl);
    if (!size.ok)
      return {
        ok: false,
        message: sentence('{0} is not an image that can be read (PNG, JPEG, WebP or GIF).', name),
      };
    const { width, height } = size.value;
    return {
      ok: true,
      value: {
        id: this.ports.random.id(),
        kind: 'image',
        label: name.slice(0, 80),
        source: `${name} (${width} × ${height})`,
        dataUrl,
        width,
        height,
        tokens: this.ports.imageTokens(width, height),
      },
    };
  }
}

/** Width and height from the first bytes of a PNG, JPEG, GIF or WebP data URL. */
export function imageSize(dataUrl: string): Result<{ readonly width: number; readonly height: number }> {
  const failed: Result<never> = {
    ok: false,
    failure: { kind: 'blocked', detail: 'not an image', sent: false },
  };
  const comma = dataUrl.indexOf(',');
  // 400 kB of base64 hold every header, also of a JPEG with a large embedded profile.
  const bytes = Buffer.from(dataUrl.slice(comma + 1, comma + 1 + 400_000), 'base64');
  const found = pngSize(bytes) ?? gifSize(bytes) ?? webpSize(bytes) ?? jpegSize(bytes);
  if (!found || found.width < 1 || found.height < 1 || found.width > 30_000 || found.height > 30_000)
    return failed;
  return { ok: true, value: found };
}

type Size = { readonly width: number; readonly height: number };

function pngSize(bytes: Buffer): Size | null {
  if (bytes.length < 24 || bytes.readUInt32BE(0) !== 0x89504e47) return null;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function gifSize(bytes: Buffer): Size | null {
  if (bytes.length < 10 || bytes.toString('latin1', 0, 4) !== 'GIF8') return null;
  return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

/** WebP container: VP8X, VP8L and VP8 carry the size at different places (RFC 9649 §2). */
function webpSize(bytes: Buffer): Size | null {
  if (
    bytes.length < 30 ||
    bytes.toString('latin1', 0, 4) !== 'RIFF' ||
    bytes.toString('latin1', 8, 12) !== 'WEBP'
  )
    return null;
  const chunk = bytes.toString('latin1', 12, 16);
  if (chunk === 'VP8X') return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  if (chunk === 'VP8 ')
    return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  if (chunk !== 'VP8L') return null;
  const bits = bytes.readUInt32LE(21);
  return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
}

/** Walks the markers of a JPEG to its frame header (ITU T.81 §B.2.2). */
function jpegSize(bytes: Buffer): Size | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}
